/** Repeat buyers who are late by their own measure, and not yet given up. */
import { windowMs } from '../../rules/window.ts';
import { ago, ahead, exampleNow } from '../example.ts';
import { definePreset } from '../preset.ts';

const everyTwentyDays = { orderCount: 3, ownGapMs: windowMs({ days: 20 }) };

export const atRisk = definePreset({
  id: 'at-risk',
  name: { tr: 'Riskli Müşteriler', en: 'At risk' },
  description: {
    tr: 'En az {orderCount} sipariş vermiş; son siparişinin üzerinden, siparişleri arasındaki olağan sürenin %{percent} kadarından uzun ama {quietDays} günden kısa süre geçmiş olanlar.',
    en: 'Placed {orderCount} or more orders, the last of them longer ago than {percent} % of the usual time between their orders, but less than {quietDays} days ago.',
  },
  category: 'lifecycle',
  needs: ['all-orders'],
  parameters: {
    orderCount: {
      kind: 'number',
      label: { tr: 'En az sipariş', en: 'Orders, at least' },
      unit: 'orders',
      default: 2,
      min: 1,
      max: 100,
    },
    percent: {
      kind: 'number',
      label: { tr: 'Olağan sürenin yüzdesi', en: 'Percent of the usual time' },
      help: {
        tr: 'Siparişler arasındaki ortanca süre; üçten az siparişi olanda mağazanın ortancası.',
        en: "The median time between a customer's orders, or the shop's where there are fewer than three orders.",
      },
      unit: 'percent',
      default: 150,
      min: 50,
      max: 1000,
    },
    quietDays: {
      kind: 'number',
      label: { tr: 'Siparişsiz geçen en uzun süre', en: 'Longest time without an order' },
      unit: 'days',
      default: 180,
      min: 1,
      max: 1825,
    },
  },
  rule: ({ orderCount, percent, quietDays }) => ({
    all: [
      { fact: 'orderCount', is: 'at-least', value: orderCount },
      { fact: 'lastOrderAt', is: 'longer-ago-than', span: 'usualGapMs', percent },
      { fact: 'lastOrderAt', is: 'within', window: { days: quietDays } },
    ],
  }),
  examples: [
    {
      who: 'orders every 20 days, and last did 40 days ago',
      facts: { ...everyTwentyDays, lastOrderAt: ago({ days: 40 }) },
      member: true,
      until: ahead({ days: 140 }),
    },
    {
      who: 'orders every 20 days, and last did 20 days ago',
      facts: { ...everyTwentyDays, lastOrderAt: ago({ days: 20 }) },
      member: false,
      until: ahead({ days: 10 }) + 1,
    },
    {
      who: 'ordered once, 70 days ago',
      facts: { orderCount: 1, lastOrderAt: ago({ days: 70 }) },
      member: false,
      until: null,
    },
    {
      who: "ordered twice, last exactly 1.5 times the shop's median gap of 40 days ago",
      facts: { orderCount: 2, lastOrderAt: ago({ days: 60 }) },
      member: false,
      until: exampleNow + 1,
    },
    {
      who: "ordered twice, last 1 ms more than 1.5 times the shop's median gap ago",
      facts: { orderCount: 2, lastOrderAt: ago({ days: 60 }) - 1 },
      member: true,
      until: ahead({ days: 120 }) - 1,
    },
    {
      who: 'ordered twice in a shop where nobody else did',
      facts: { orderCount: 2, lastOrderAt: ago({ days: 100 }) },
      yardsticks: { medianGapMs: null },
      member: false,
      until: null,
    },
    {
      who: 'last ordered 1 ms less than 180 days ago',
      facts: { ...everyTwentyDays, lastOrderAt: ago({ days: 180 }) + 1 },
      member: true,
      until: exampleNow + 1,
    },
    {
      who: 'last ordered exactly 180 days ago',
      facts: { ...everyTwentyDays, lastOrderAt: ago({ days: 180 }) },
      member: false,
      until: null,
    },
  ],
});
