/** Those whose next order is late, by what has been usual for them. */
import { windowMs } from '../../rules/window.ts';
import { ago, ahead, exampleNow } from '../example.ts';
import { definePreset } from '../preset.ts';

const withinForty = { orderCount: 3, longGapMs: windowMs({ days: 40 }) };

export const overdue = definePreset({
  id: 'overdue',
  name: { tr: 'Siparişi Gecikenler', en: 'Overdue' },
  description: {
    tr: 'En az {orderCount} sipariş vermiş; son siparişinin üzerinden, siparişleri arasındaki sürelerin onda dokuzundan uzun süre geçmiş olanlar.',
    en: 'Placed {orderCount} or more orders, the last of them longer ago than nine in ten of the gaps between them.',
  },
  category: 'prediction',
  needs: ['all-orders'],
  parameters: {
    orderCount: {
      kind: 'number',
      label: { tr: 'En az sipariş', en: 'Orders, at least' },
      unit: 'orders',
      default: 3,
      min: 3,
      max: 100,
    },
  },
  rule: ({ orderCount }) => ({
    all: [
      { fact: 'orderCount', is: 'at-least', value: orderCount },
      { fact: 'lastOrderAt', is: 'longer-ago-than', span: 'longGapMs', percent: 100 },
    ],
  }),
  examples: [
    {
      who: 'ordered within 40 days each time, and last 90 days ago',
      facts: { ...withinForty, lastOrderAt: ago({ days: 90 }) },
      member: true,
      until: null,
    },
    {
      who: 'ordered within 40 days each time, and last yesterday',
      facts: { ...withinForty, lastOrderAt: ago({ days: 1 }) },
      member: false,
      until: ahead({ days: 39 }) + 1,
    },
    {
      who: 'ordered twice, last 90 days ago',
      facts: { orderCount: 2, longGapMs: null, lastOrderAt: ago({ days: 90 }) },
      member: false,
      until: null,
    },
    {
      who: 'last ordered exactly the long gap ago',
      facts: { ...withinForty, lastOrderAt: ago({ days: 40 }) },
      member: false,
      until: exampleNow + 1,
    },
    {
      who: 'last ordered 1 ms more than the long gap ago',
      facts: { ...withinForty, lastOrderAt: ago({ days: 40 }) - 1 },
      member: true,
      until: null,
    },
  ],
});
