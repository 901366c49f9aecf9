/** Those whom somebody else sent. */
import { definePreset, textsOf } from '../preset.ts';

export const referred = definePreset({
  id: 'referred',
  name: { tr: 'Tavsiye İle Gelenler', en: 'Referred' },
  description: {
    tr: 'İlk siparişinin kaynağı veya etiketi ya da mağazaya ilk gelişinin utm_medium değeri “{values}” olanlar.',
    en: 'The source or a tag of the first order, or the utm_medium of the first visit, is “{values}”.',
  },
  category: 'profile',
  needs: ['all-orders'],
  parameters: {
    values: {
      kind: 'text',
      label: { tr: 'Tavsiyeyi gösteren değerler', en: 'Values that tell a referral' },
      help: {
        tr: 'Birden fazlası virgülle ayrılır; biri yeter.',
        en: 'Several are separated by commas; one is enough.',
      },
      default: 'referral',
    },
  },
  rule: ({ values }) => ({
    any: [
      { fact: 'firstOrderSource', is: 'one-of', values: textsOf(values) },
      { fact: 'firstUtmMedium', is: 'one-of', values: textsOf(values) },
      { fact: 'firstOrderTags', is: 'has-any', values: textsOf(values) },
    ],
  }),
  examples: [
    {
      who: 'first ordered by a channel of that name',
      facts: { orderCount: 1, firstOrderSource: 'referral' },
      member: true,
      until: null,
    },
    {
      who: 'first came by a utm_medium of that name',
      facts: { firstUtmMedium: 'Referral' },
      member: true,
      until: null,
    },
    {
      who: 'has that tag among those of the first order',
      facts: { orderCount: 1, firstOrderSource: 'web', firstOrderTags: ['gift', 'REFERRAL'] },
      member: true,
      until: null,
    },
    {
      who: 'ordered by the web without a tag',
      facts: { orderCount: 1, firstOrderSource: 'web', firstUtmMedium: 'cpc' },
      member: false,
      until: null,
    },
    {
      who: 'has a tag on the first order that is one letter longer',
      facts: { orderCount: 1, firstOrderTags: ['referrals'] },
      member: false,
      until: null,
    },
    { who: 'never ordered and came from nowhere known', facts: {}, member: false, until: null },
  ],
});
