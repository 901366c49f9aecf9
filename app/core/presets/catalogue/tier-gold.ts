/** The highest loyalty tier. */
import { definePreset } from '../preset.ts';
import { toPercentParameter } from '../tiers.ts';

export const tierGold = definePreset({
  id: 'tier-gold',
  name: { tr: 'Altın', en: 'Gold' },
  description: {
    tr: 'Toplam harcamasıyla mağazanın alıcıları arasında ilk %{toPercent} içinde olanlar.',
    en: "Lifetime spend in the top {toPercent} % of the shop's buyers.",
  },
  category: 'value',
  needs: ['orders', 'buyers'],
  parameters: { toPercent: toPercentParameter(10) },
  rule: ({ toPercent }) => ({ fact: 'spentMinor', is: 'in-top', percent: toPercent }),
  examples: [
    { who: 'spent more than all others', facts: { orderCount: 4, spentMinor: 500 }, member: true, until: null },
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
    { who: 'never ordered', facts: { spentMinor: 500 }, member: false, until: null },
  ],
});
