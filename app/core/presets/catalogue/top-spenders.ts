/** The buyers who have spent most. */
import { definePreset } from '../preset.ts';

export const topSpenders = definePreset({
  id: 'top-spenders',
  name: { tr: 'En Çok Harcayanlar', en: 'Top spenders' },
  description: {
    tr: 'Toplam harcamasıyla mağazanın alıcıları arasında ilk %{percent} içinde olanlar.',
    en: "Lifetime spend in the top {percent} % of the shop's buyers.",
  },
  category: 'value',
  needs: ['orders', 'buyers'],
  parameters: {
    percent: {
      kind: 'number',
      label: { tr: 'En çok harcayanların yüzdesi', en: 'Percent of buyers who spend most' },
      unit: 'percent',
      default: 10,
      min: 1,
      max: 99,
    },
  },
  rule: ({ percent }) => ({ fact: 'spentMinor', is: 'in-top', percent }),
  examples: [
    { who: 'spent more than all others', facts: { orderCount: 4, spentMinor: 500 }, member: true, until: null },
    { who: 'never ordered', facts: { spentMinor: 500 }, member: false, until: null },
    {
      who: 'spent as much as the least of the top 10 %',
      facts: { orderCount: 1, spentMinor: 90 },
      member: true,
      until: null,
    },
    {
      who: 'spent 1 minor unit less than the least of the top 10 %',
      facts: { orderCount: 1, spentMinor: 89 },
      member: false,
      until: null,
    },
    {
      who: 'spent a lot in a shop whose figures have not been worked out yet',
      facts: { orderCount: 4, spentMinor: 500 },
      yardsticks: { percentiles: {} },
      member: false,
      until: null,
    },
  ],
});
