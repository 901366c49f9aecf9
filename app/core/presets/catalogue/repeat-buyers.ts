/** Those who came back for more. */
import { ago } from '../example.ts';
import { definePreset } from '../preset.ts';

export const repeatBuyers = definePreset({
  id: 'repeat-buyers',
  name: { tr: 'Tekrar Alanlar', en: 'Repeat buyers' },
  description: {
    tr: 'Bugüne kadar {orderCount} siparişten fazla verenler.',
    en: 'Placed more than {orderCount} order(s), all time.',
  },
  category: 'standard',
  needs: ['orders'],
  parameters: {
    orderCount: {
      kind: 'number',
      label: { tr: 'Şundan fazla sipariş', en: 'More orders than' },
      unit: 'orders',
      default: 1,
      min: 1,
      max: 1000,
    },
  },
  rule: ({ orderCount }) => ({ fact: 'orderCount', is: 'more-than', value: orderCount }),
  examples: [
    { who: 'ordered twice', facts: { orderCount: 2, lastOrderAt: ago({ days: 900 }) }, member: true, until: null },
    { who: 'ordered once', facts: { orderCount: 1, lastOrderAt: ago({ days: 1 }) }, member: false, until: null },
    { who: 'never ordered', facts: {}, member: false, until: null },
  ],
});
