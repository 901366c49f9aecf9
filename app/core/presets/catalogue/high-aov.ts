/** Repeat buyers whose orders are large. */
import { definePreset } from '../preset.ts';

export const highAov = definePreset({
  id: 'high-aov',
  name: { tr: 'Yüksek Sepet Ortalaması', en: 'High order value' },
  description: {
    tr: 'En az {orderCount} sipariş vermiş ve sepet ortalamasıyla mağazanın alıcıları arasında ilk %{percent} içinde olanlar.',
    en: "Placed {orderCount} or more orders, with an average order value in the top {percent} % of the shop's buyers.",
  },
  category: 'value',
  needs: ['orders', 'buyers'],
  parameters: {
    orderCount: {
      kind: 'number',
      label: { tr: 'En az sipariş', en: 'Orders, at least' },
      unit: 'orders',
      default: 2,
      min: 1,
      max: 1000,
    },
    percent: {
      kind: 'number',
      label: { tr: 'En yüksek ortalamaların yüzdesi', en: 'Percent of buyers with the highest averages' },
      unit: 'percent',
      default: 20,
      min: 1,
      max: 99,
    },
  },
  rule: ({ orderCount, percent }) => ({
    all: [
      { fact: 'averageOrderMinor', is: 'in-top', percent },
      { fact: 'orderCount', is: 'at-least', value: orderCount },
    ],
  }),
  examples: [
    { who: 'placed two large orders', facts: { orderCount: 2, spentMinor: 1_000 }, member: true, until: null },
    { who: 'placed one large order', facts: { orderCount: 1, spentMinor: 1_000 }, member: false, until: null },
    { who: 'placed many small orders', facts: { orderCount: 100, spentMinor: 1_000 }, member: false, until: null },
    { who: 'never ordered', facts: {}, member: false, until: null },
    {
      who: 'spends on average as much as the least of the top 20 %',
      facts: { orderCount: 2, spentMinor: 160 },
      member: true,
      until: null,
    },
    {
      who: 'spends on average half a minor unit less than the least of the top 20 %',
      facts: { orderCount: 2, spentMinor: 159 },
      member: false,
      until: null,
    },
  ],
});
