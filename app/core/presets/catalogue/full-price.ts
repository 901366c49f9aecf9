/** Those who buy without waiting for a discount. */
import { definePreset } from '../preset.ts';

export const fullPrice = definePreset({
  id: 'full-price',
  name: { tr: 'Tam Fiyat Alanlar', en: 'Full-price shoppers' },
  description: {
    tr: 'En az {orderCount} sipariş vermiş ve hiçbirinde indirim kullanmamış olanlar.',
    en: 'Placed {orderCount} or more orders, none with a discount.',
  },
  category: 'value',
  needs: ['all-orders'],
  parameters: {
    orderCount: {
      kind: 'number',
      label: { tr: 'En az sipariş', en: 'Orders, at least' },
      unit: 'orders',
      default: 2,
      min: 1,
      max: 1000,
    },
  },
  rule: ({ orderCount }) => ({
    all: [
      { fact: 'orderCount', is: 'at-least', value: orderCount },
      { fact: 'discountedOrderCount', is: 'equal-to', value: 0 },
    ],
  }),
  examples: [
    {
      who: 'ordered twice, both times without a discount',
      facts: { orderCount: 2, discountedOrderCount: 0, fullPriceOrderCount: 2 },
      member: true,
      until: null,
    },
    {
      who: 'ordered once, without a discount',
      facts: { orderCount: 1, discountedOrderCount: 0, fullPriceOrderCount: 1 },
      member: false,
      until: null,
    },
    {
      who: 'ordered nine times without a discount and once with one',
      facts: { orderCount: 10, discountedOrderCount: 1, fullPriceOrderCount: 9 },
      member: false,
      until: null,
    },
    {
      who: 'ordered five times, of which not all can be read',
      facts: { orderCount: 5, discountedOrderCount: null, fullPriceOrderCount: null },
      member: false,
      until: null,
    },
  ],
});
