/** Faithful customers who have stopped ordering. */
import { ago, ahead, exampleNow } from '../example.ts';
import { definePreset } from '../preset.ts';

export const lapsedVip = definePreset({
  id: 'lapsed-vip',
  name: { tr: 'Kaybedilen VIP', en: 'Lapsed VIPs' },
  description: {
    tr: 'Bugüne kadar {orderCount} siparişten fazla vermiş, {quietDays} gündür sipariş vermemiş olanlar.',
    en: 'Placed more than {orderCount} orders, all time, but none for {quietDays} days.',
  },
  category: 'lifecycle',
  needs: ['orders'],
  parameters: {
    orderCount: {
      kind: 'number',
      label: { tr: 'Şundan fazla sipariş', en: 'More orders than' },
      unit: 'orders',
      default: 5,
      min: 1,
      max: 1000,
    },
    quietDays: {
      kind: 'number',
      label: { tr: 'Siparişsiz geçen gün', en: 'Days without an order' },
      unit: 'days',
      default: 90,
      min: 1,
      max: 1825,
    },
  },
  rule: ({ orderCount, quietDays }) => ({
    all: [
      { fact: 'orderCount', is: 'more-than', value: orderCount },
      { fact: 'lastOrderAt', is: 'not-for', window: { days: quietDays } },
    ],
  }),
  examples: [
    {
      who: 'ordered six times, last a year ago',
      facts: { orderCount: 6, lastOrderAt: ago({ days: 365 }) },
      member: true,
      until: null,
    },
    {
      who: 'ordered five times, last a year ago',
      facts: { orderCount: 5, lastOrderAt: ago({ days: 365 }) },
      member: false,
      until: null,
    },
    {
      who: 'ordered six times, last yesterday',
      facts: { orderCount: 6, lastOrderAt: ago({ days: 1 }) },
      member: false,
      until: ahead({ days: 89 }),
    },
    {
      who: 'ordered six times, last 1 ms less than 90 days ago',
      facts: { orderCount: 6, lastOrderAt: ago({ days: 90 }) + 1 },
      member: false,
      until: exampleNow + 1,
    },
    {
      who: 'ordered six times, last exactly 90 days ago',
      facts: { orderCount: 6, lastOrderAt: ago({ days: 90 }) },
      member: true,
      until: null,
    },
  ],
});
