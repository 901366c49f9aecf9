/** Those who came to the shop from somewhere the merchant names. */
import { definePreset, textsOf } from '../preset.ts';

export const trafficSource = definePreset({
  id: 'traffic-source',
  name: { tr: 'Trafik Kaynağı', en: 'By traffic source' },
  description: {
    tr: 'Mağazaya ilk ya da son gelişinin bilinen kaynağı (utm_source veya yönlendiren site) seçilenlerden biri olanlar.',
    en: 'The first or the last known source of their visits (utm_source or referring site) is one of those chosen.',
  },
  category: 'site',
  needs: ['storefront-events'],
  parameters: {
    which: {
      kind: 'choice',
      label: { tr: 'Hangi geliş', en: 'Which visit' },
      options: [
        { value: 'first', label: { tr: 'İlk bilinen', en: 'First known' } },
        { value: 'last', label: { tr: 'Son bilinen', en: 'Last known' } },
      ],
      default: 'first',
    },
    source: {
      kind: 'text',
      label: { tr: 'Kaynaklar', en: 'Sources' },
      help: {
        tr: 'utm_source değeri veya sitenin adresi, örneğin google veya instagram.com; birden fazlası virgülle ayrılır.',
        en: 'The utm_source or the host of the site, such as google or instagram.com; several are separated by commas.',
      },
      default: '',
    },
  },
  rule: ({ which, source }) => ({
    any: [
      { fact: which === 'first' ? 'firstUtmSource' : 'lastUtmSource', is: 'one-of', values: textsOf(source) },
      { fact: which === 'first' ? 'firstReferrer' : 'lastReferrer', is: 'one-of', values: textsOf(source) },
    ],
  }),
  exampleValues: { which: 'first', source: 'google, instagram.com' },
  examples: [
    { who: 'first came by utm_source Google', facts: { firstUtmSource: 'Google' }, member: true, until: null },
    {
      who: 'first came from instagram.com, without a utm_source',
      facts: { firstReferrer: 'instagram.com' },
      member: true,
      until: null,
    },
    {
      who: 'first came by a newsletter, and last by Google',
      facts: { firstUtmSource: 'newsletter', lastUtmSource: 'google', lastReferrer: 'instagram.com' },
      member: false,
      until: null,
    },
    {
      who: 'first came from a site whose name is one letter longer',
      facts: { firstReferrer: 'instagram.com2' },
      member: false,
      until: null,
    },
    { who: 'came from nowhere known', facts: {}, member: false, until: null },
  ],
});
