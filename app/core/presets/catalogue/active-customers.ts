/** Those who buy. */
import { ago, ahead, exampleNow } from '../example.ts';
import { definePreset } from '../preset.ts';

export const activeCustomers = definePreset({
  id: 'active-customers',
  name: { tr: 'Aktif Müşteriler', en: 'Active customers' },
  description: {
    tr: 'Son {windowDays} gün içinde sipariş verenler.',
    en: 'Ordered within the last {windowDays} days.',
  },
  category: 'lifecycle',
  needs: ['orders'],
  parameters: {
    windowDays: {
      kind: 'number',
      label: { tr: 'Son siparişten sonraki gün', en: 'Days since the last order' },
      unit: 'days',
      default: 90,
      min: 1,
      max: 1825,
    },
  },
  rule: ({ windowDays }) => ({ fact: 'lastOrderAt', is: 'within', window: { days: windowDays } }),
  examples: [
    {
      who: 'ordered yesterday',
      facts: { orderCount: 3, lastOrderAt: ago({ days: 1 }) },
      member: true,
      until: ahead({ days: 89 }),
    },
    { who: 'never ordered', facts: { lastSiteActivityAt: ago({ days: 1 }) }, member: false, until: null },
    {
      who: 'last ordered 1 ms less than 90 days ago',
      facts: { orderCount: 1, lastOrderAt: ago({ days: 90 }) + 1 },
      member: true,
      until: exampleNow + 1,
    },
    {
      who: 'last ordered exactly 90 days ago',
      facts: { orderCount: 1, lastOrderAt: ago({ days: 90 }) },
      member: false,
      until: null,
    },
  ],
});
