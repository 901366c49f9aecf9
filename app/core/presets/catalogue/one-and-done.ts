/** Those who bought once and never came back. */
import { ago, exampleNow } from '../example.ts';
import { definePreset } from '../preset.ts';

export const oneAndDone = definePreset({
  id: 'one-and-done',
  name: { tr: 'Tek Siparişte Kalanlar', en: 'One and done' },
  description: {
    tr: 'Tek sipariş vermiş ve {quietDays} gündür yeniden sipariş vermemiş olanlar.',
    en: 'Ordered exactly once, and not for {quietDays} days.',
  },
  category: 'lifecycle',
  needs: ['orders'],
  parameters: {
    quietDays: {
      kind: 'number',
      label: { tr: 'Siparişsiz geçen gün', en: 'Days without an order' },
      unit: 'days',
      default: 90,
      min: 1,
      max: 1825,
    },
  },
  rule: ({ quietDays }) => ({
    all: [
      { fact: 'orderCount', is: 'equal-to', value: 1 },
      { fact: 'lastOrderAt', is: 'not-for', window: { days: quietDays } },
    ],
  }),
  examples: [
    {
      who: 'ordered once, a year ago',
      facts: { orderCount: 1, lastOrderAt: ago({ days: 365 }) },
      member: true,
      until: null,
    },
    {
      who: 'ordered twice, both times a year ago',
      facts: { orderCount: 2, lastOrderAt: ago({ days: 365 }) },
      member: false,
      until: null,
    },
    { who: 'never ordered', facts: {}, member: false, until: null },
    {
      who: 'placed the one order 1 ms less than 90 days ago',
      facts: { orderCount: 1, lastOrderAt: ago({ days: 90 }) + 1 },
      member: false,
      until: exampleNow + 1,
    },
    {
      who: 'placed the one order exactly 90 days ago',
      facts: { orderCount: 1, lastOrderAt: ago({ days: 90 }) },
      member: true,
      until: null,
    },
  ],
});
