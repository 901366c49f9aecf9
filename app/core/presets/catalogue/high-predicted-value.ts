/** Those who are expected to spend most in the year to come. */
import { definePreset } from '../preset.ts';

export const highPredictedValue = definePreset({
  id: 'high-predicted-value',
  name: { tr: 'Yüksek Gelecek Değeri', en: 'High predicted value' },
  description: {
    tr: 'Önümüzdeki 365 günde beklenen harcamasıyla mağazanın alıcıları arasında ilk %{percent} içinde olanlar.',
    en: "Predicted spend of the next 365 days in the top {percent} % of the shop's buyers.",
  },
  category: 'prediction',
  needs: ['model'],
  parameters: {
    percent: {
      kind: 'number',
      label: { tr: 'En yüksek beklentilerin yüzdesi', en: 'Percent of buyers with the highest predictions' },
      unit: 'percent',
      default: 10,
      min: 1,
      max: 99,
    },
  },
  rule: ({ percent }) => ({ fact: 'expectedSpend365dMinor', is: 'in-top', percent }),
  examples: [
    {
      who: 'is expected to spend more than all others',
      facts: { orderCount: 9, expectedSpend365dMinor: 500 },
      member: true,
      until: null,
    },
    { who: 'ordered in a shop without a model', facts: { orderCount: 9 }, member: false, until: null },
    {
      who: 'is expected to spend as much as the least of the top 10 %',
      facts: { orderCount: 2, expectedSpend365dMinor: 90 },
      member: true,
      until: null,
    },
    {
      who: 'is expected to spend 1 minor unit less than the least of the top 10 %',
      facts: { orderCount: 2, expectedSpend365dMinor: 89 },
      member: false,
      until: null,
    },
  ],
});
