/** Those who live somewhere the merchant names. */
import { definePreset, textsOf } from '../preset.ts';

export const byPlace = definePreset({
  id: 'by-place',
  name: { tr: 'Konuma Göre', en: 'By place' },
  description: {
    tr: 'Seçilen ülkelerden, illerden veya şehirlerden birinde yaşayanlar.',
    en: 'Lives in one of the countries, provinces or cities chosen.',
  },
  category: 'profile',
  needs: ['addresses'],
  parameters: {
    by: {
      kind: 'choice',
      label: { tr: 'Neye göre', en: 'By' },
      options: [
        { value: 'country', label: { tr: 'Ülke', en: 'Country' } },
        { value: 'province', label: { tr: 'İl', en: 'Province' } },
        { value: 'city', label: { tr: 'Şehir', en: 'City' } },
      ],
      default: 'country',
    },
    places: {
      kind: 'text',
      label: { tr: 'Yerler', en: 'Places' },
      help: {
        tr: 'Ülkeler iki harfli koduyla, örneğin TR; birden fazlası virgülle ayrılır.',
        en: 'Countries by their two-letter code, such as TR; several are separated by commas.',
      },
      default: '',
    },
  },
  rule: ({ by, places }) => ({ fact: by, is: 'one-of', values: textsOf(places) }),
  exampleValues: { by: 'city', places: 'İstanbul, İzmir' },
  examples: [
    { who: 'lives in İzmir', facts: { country: 'TR', city: 'İzmir' }, member: true, until: null },
    { who: 'writes the city as ISTANBUL', facts: { country: 'TR', city: 'ISTANBUL' }, member: true, until: null },
    { who: 'lives in İzmit', facts: { country: 'TR', city: 'İzmit' }, member: false, until: null },
    {
      who: 'lives in the province of İzmir, in another town',
      facts: { country: 'TR', province: 'İzmir', city: 'Bergama' },
      member: false,
      until: null,
    },
    { who: 'has given no address', facts: {}, member: false, until: null },
  ],
});
