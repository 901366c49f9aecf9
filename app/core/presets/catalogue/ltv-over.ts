/** Those who have spent an amount the merchant names. */
import { definePreset } from '../preset.ts';

export const ltvOver = definePreset({
  id: 'ltv-over',
  name: { tr: 'Yaşam Boyu Değeri Yüksek', en: 'Lifetime spend over an amount' },
  description: {
    tr: 'Bugüne kadar, mağazanın para birimiyle toplam en az {amount} tutarında harcama yapanlar.',
    en: "Spent at least {amount} in the shop's currency, all time.",
  },
  category: 'value',
  needs: ['orders'],
  parameters: {
    amount: {
      kind: 'number',
      label: { tr: 'En az toplam harcama', en: 'Total spent, at least' },
      unit: 'money',
      default: 500,
      min: 1,
      max: 1_000_000_000,
    },
  },
  rule: ({ amount }, { minorPerUnit }) => ({ fact: 'spentMinor', is: 'at-least', value: amount * minorPerUnit }),
  examples: [
    { who: 'spent 1,000.00', facts: { orderCount: 3, spentMinor: 100_000 }, member: true, until: null },
    { who: 'never ordered', facts: {}, member: false, until: null },
    { who: 'spent exactly 500.00', facts: { orderCount: 1, spentMinor: 50_000 }, member: true, until: null },
    { who: 'spent 499.99', facts: { orderCount: 1, spentMinor: 49_999 }, member: false, until: null },
  ],
});
