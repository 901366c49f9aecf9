/** Those who speak a language the merchant names. */
import { definePreset, textsOf } from '../preset.ts';

export const byLanguage = definePreset({
  id: 'by-language',
  name: { tr: 'Dile Göre', en: 'By language' },
  description: { tr: 'Dili, seçilen dillerden biri olanlar.', en: 'Uses one of the languages chosen.' },
  category: 'profile',
  needs: ['languages'],
  parameters: {
    languages: {
      kind: 'text',
      label: { tr: 'Diller', en: 'Languages' },
      help: {
        tr: 'İki harfli kod, örneğin tr; birden fazlası virgülle ayrılır.',
        en: 'Two-letter code, such as tr; several are separated by commas.',
      },
      default: '',
    },
  },
  rule: ({ languages }) => ({ fact: 'language', is: 'one-of', values: textsOf(languages) }),
  exampleValues: { languages: 'tr, AZ' },
  examples: [
    { who: 'uses Turkish', facts: { language: 'tr' }, member: true, until: null },
    {
      who: 'uses Azerbaijani, which the merchant wrote in capitals',
      facts: { language: 'az' },
      member: true,
      until: null,
    },
    { who: 'uses Turkmen, whose code begins alike', facts: { language: 'tk' }, member: false, until: null },
    { who: 'uses a language that is not known', facts: {}, member: false, until: null },
  ],
});
