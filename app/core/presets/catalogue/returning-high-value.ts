/** Big spenders who had stayed away for long and lately bought again. */
import { ago, ahead, exampleNow } from '../example.ts';
import { definePreset } from '../preset.ts';
import { cameBack, cameBackAt, reactivationParameters } from '../reactivation.ts';

export const returningHighValue = definePreset({
  id: 'returning-high-value',
  name: { tr: 'Geri Dönen Değerli Müşteri', en: 'High-value return' },
  description: {
    tr: 'En az {gapDays} gün aradan sonra, son {windowDays} gün içinde yeniden sipariş veren ve toplam harcamasıyla mağazanın alıcıları arasında ilk %{percent} içinde olanlar.',
    en: "Ordered within the last {windowDays} days after a gap of at least {gapDays} days, with a lifetime spend in the top {percent} % of the shop's buyers.",
  },
  category: 'lifecycle',
  needs: ['all-orders', 'buyers'],
  parameters: {
    ...reactivationParameters,
    percent: {
      kind: 'number',
      label: { tr: 'En çok harcayanların yüzdesi', en: 'Percent of buyers who spend most' },
      unit: 'percent',
      default: 20,
      min: 1,
      max: 99,
    },
  },
  rule: ({ gapDays, windowDays, percent }) => ({
    all: [cameBack(gapDays, windowDays), { fact: 'spentMinor', is: 'in-top', percent }],
  }),
  examples: [
    {
      who: 'spent a lot and came back yesterday',
      facts: { orderCount: 2, spentMinor: 95, ...cameBackAt(ago({ days: 1 })) },
      member: true,
      until: ahead({ days: 29 }),
    },
    {
      who: 'spent a lot and never stayed away for long',
      facts: { orderCount: 2, spentMinor: 95, lastOrderAt: ago({ days: 1 }) },
      member: false,
      until: null,
    },
    {
      who: 'came back yesterday and spent as much as the least of the top 20 %',
      facts: { orderCount: 2, spentMinor: 80, ...cameBackAt(ago({ days: 1 })) },
      member: true,
      until: ahead({ days: 29 }),
    },
    {
      who: 'came back yesterday and spent 1 minor unit less than the least of the top 20 %',
      facts: { orderCount: 2, spentMinor: 79, ...cameBackAt(ago({ days: 1 })) },
      member: false,
      until: null,
    },
    {
      who: 'spent a lot and came back 1 ms less than 30 days ago',
      facts: { orderCount: 2, spentMinor: 95, ...cameBackAt(ago({ days: 30 }) + 1) },
      member: true,
      until: exampleNow + 1,
    },
    {
      who: 'spent a lot and came back exactly 30 days ago',
      facts: { orderCount: 2, spentMinor: 95, ...cameBackAt(ago({ days: 30 })) },
      member: false,
      until: null,
    },
  ],
});
