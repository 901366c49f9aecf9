/** The shop's most faithful customers, by number of orders. */
import { ago } from '../example.ts';
import { definePreset } from '../preset.ts';

export const vip = definePreset({
  id: 'vip',
  name: { tr: 'VIP Müşteriler', en: 'VIP customers' },
  description: {
    tr: 'Bugüne kadar {orderCount} siparişten fazla verenler.',
    en: 'Placed more than {orderCount} orders, all time.',
  },
  category: 'standard',
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
  },
  rule: ({ orderCount }) => ({ fact: 'orderCount', is: 'more-than', value: orderCount }),
  examples: [
    { who: 'ordered six times', facts: { orderCount: 6, lastOrderAt: ago({ days: 900 }) }, member: true, until: null },
    { who: 'ordered five times', facts: { orderCount: 5, lastOrderAt: ago({ days: 1 }) }, member: false, until: null },
    { who: 'never ordered', facts: {}, member: false, until: null },
  ],
});
