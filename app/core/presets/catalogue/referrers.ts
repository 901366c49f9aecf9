/** Those who have sent others. */
import { ago, answered, exampleNow } from '../example.ts';
import { definePreset, textsOf } from '../preset.ts';

const referredAt = (at: number | null) => answered({ ask: 'latest', times: 1, event: 'referred' }, [at]);

export const referrers = definePreset({
  id: 'referrers',
  name: { tr: 'Tavsiye Edenler', en: 'Referrers' },
  description: {
    tr: 'En az {times} alıcı kazandırmış veya “{tag}” etiketini taşıyanlar.',
    en: 'Referred {times} or more buyers, or carries the tag “{tag}”.',
  },
  category: 'profile',
  needs: [],
  eitherOf: ['referral-events', 'attributes'],
  parameters: {
    times: {
      kind: 'number',
      label: { tr: 'Kazandırılan alıcı, en az', en: 'Buyers referred, at least' },
      unit: 'times',
      default: 1,
      min: 1,
      max: 10,
    },
    tag: {
      kind: 'text',
      label: { tr: 'Tavsiye edenin etiketi', en: 'Tag of a referrer' },
      help: {
        tr: 'Birden fazlası virgülle ayrılır; biri yeter.',
        en: 'Several are separated by commas; one is enough.',
      },
      default: 'referrer',
    },
  },
  rule: ({ times, tag }) => ({
    any: [
      { is: 'did', event: 'referred', times },
      { fact: 'tags', is: 'has-any', values: textsOf(tag) },
    ],
  }),
  examples: [
    { who: 'referred somebody years ago', facts: referredAt(ago({ days: 2_000 })), member: true, until: null },
    { who: 'referred somebody in this instant', facts: referredAt(exampleNow), member: true, until: null },
    { who: 'never referred anybody', facts: referredAt(null), member: false, until: null },
    { who: 'carries the tag', facts: { tags: ['vip', 'Referrer'] }, member: true, until: null },
    { who: 'carries a tag that is one letter longer', facts: { tags: ['referrers'] }, member: false, until: null },
  ],
});
