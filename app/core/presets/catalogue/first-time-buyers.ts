/** Those who have just bought for the first time. */
import { ago, ahead, exampleNow } from '../example.ts';
import { definePreset } from '../preset.ts';

export const firstTimeBuyers = definePreset({
  id: 'first-time-buyers',
  name: { tr: 'İlk Kez Alanlar', en: 'First-time buyers' },
  description: {
    tr: 'Son {windowDays} gün içinde ilk ve tek siparişini verenler.',
    en: 'Placed their one and only order within the last {windowDays} days.',
  },
  category: 'lifecycle',
  needs: ['orders'],
  parameters: {
    windowDays: {
      kind: 'number',
      label: { tr: 'İlk siparişten sonraki gün', en: 'Days since the first order' },
      unit: 'days',
      default: 30,
      min: 1,
      max: 365,
    },
  },
  rule: ({ windowDays }) => ({
    all: [
      { fact: 'orderCount', is: 'equal-to', value: 1 },
      { fact: 'lastOrderAt', is: 'within', window: { days: windowDays } },
    ],
  }),
  examples: [
    {
      who: 'ordered for the first time yesterday',
      facts: { orderCount: 1, lastOrderAt: ago({ days: 1 }) },
      member: true,
      until: ahead({ days: 29 }),
    },
    {
      who: 'ordered for the second time yesterday',
      facts: { orderCount: 2, lastOrderAt: ago({ days: 1 }) },
      member: false,
      until: null,
    },
    { who: 'never ordered', facts: {}, member: false, until: null },
    {
      who: 'placed the one order 1 ms less than 30 days ago',
      facts: { orderCount: 1, lastOrderAt: ago({ days: 30 }) + 1 },
      member: true,
      until: exampleNow + 1,
    },
    {
      who: 'placed the one order exactly 30 days ago',
      facts: { orderCount: 1, lastOrderAt: ago({ days: 30 }) },
      member: false,
      until: null,
    },
  ],
});
