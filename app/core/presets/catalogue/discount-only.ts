/** Those who never buy without a discount. */
import { definePreset } from '../preset.ts';

export const discountOnly = definePreset({
  id: 'discount-only',
  name: { tr: 'Sadece İndirimle Alanlar', en: 'Discount-only shoppers' },
  description: {
    tr: 'En az {orderCount} sipariş vermiş ve siparişlerinin hepsini indirimle vermiş olanlar.',
    en: 'Placed {orderCount} or more orders, every one with a discount.',
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
      { fact: 'fullPriceOrderCount', is: 'equal-to', value: 0 },
    ],
  }),
  examples: [
    {
      who: 'ordered twice, both times with a discount',
      facts: { orderCount: 2, discountedOrderCount: 2, fullPriceOrderCount: 0 },
      member: true,
      until: null,
    },
    {
      who: 'ordered once, with a discount',
      facts: { orderCount: 1, discountedOrderCount: 1, fullPriceOrderCount: 0 },
      member: false,
      until: null,
    },
    {
      who: 'ordered nine times with a discount and once without',
      facts: { orderCount: 10, discountedOrderCount: 9, fullPriceOrderCount: 1 },
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
