/** Those who are expected to order soonest. */
import { definePreset } from '../preset.ts';

export const likelyToBuy = definePreset({
  id: 'likely-to-buy',
  name: { tr: 'Alması Beklenenler', en: 'Likely to buy' },
  description: {
    tr: 'Önümüzdeki 30 günde vermesi beklenen sipariş sayısıyla mağazanın alıcıları arasında ilk %{percent} içinde olanlar.',
    en: "Expected orders of the next 30 days in the top {percent} % of the shop's buyers.",
  },
  category: 'prediction',
  needs: ['model'],
  parameters: {
    percent: {
      kind: 'number',
      label: { tr: 'En çok beklenenlerin yüzdesi', en: 'Percent of buyers expected most' },
      unit: 'percent',
      default: 10,
      min: 1,
      max: 99,
    },
  },
  rule: ({ percent }) => ({ fact: 'expectedOrders30d', is: 'in-top', percent }),
  examples: [
    {
      who: 'is expected more than all others',
      facts: { orderCount: 9, expectedOrders30d: 100 },
      member: true,
      until: null,
    },
    { who: 'is expected not at all', facts: { orderCount: 1, expectedOrders30d: 0 }, member: false, until: null },
    { who: 'ordered in a shop without a model', facts: { orderCount: 9 }, member: false, until: null },
    {
      who: 'is expected as much as the least of the top 10 %',
      facts: { orderCount: 2, expectedOrders30d: 90 },
      member: true,
      until: null,
    },
    {
      who: 'is expected a trifle less than the least of the top 10 %',
      facts: { orderCount: 2, expectedOrders30d: 89.999_999 },
      member: false,
      until: null,
    },
  ],
});
