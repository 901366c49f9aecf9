/** Those who send back most of what they order. */
import { definePreset } from '../preset.ts';

export const serialReturners = definePreset({
  id: 'serial-returners',
  name: { tr: 'Sık İade Edenler', en: 'Frequent returners' },
  description: {
    tr: 'En az {orderCount} sipariş vermiş ve iade tutarı, siparişlerinin brüt tutarının %{percent} kadarını aşmış olanlar.',
    en: 'Placed {orderCount} or more orders and was refunded more than {percent} % of their gross value.',
  },
  category: 'value',
  needs: ['all-orders'],
  parameters: {
    percent: {
      kind: 'number',
      label: { tr: 'İade oranı, şundan fazla', en: 'Share refunded, more than' },
      unit: 'percent',
      default: 50,
      min: 1,
      max: 99,
    },
    orderCount: {
      kind: 'number',
      label: { tr: 'En az sipariş', en: 'Orders, at least' },
      help: { tr: 'Tamamen iade edilenler dahil.', en: 'Including those refunded in full.' },
      unit: 'orders',
      default: 3,
      min: 1,
      max: 1000,
    },
  },
  rule: ({ percent, orderCount }) => ({
    all: [
      { fact: 'refundedShare', is: 'more-than', value: percent / 100 },
      { fact: 'placedOrderCount', is: 'at-least', value: orderCount },
    ],
  }),
  examples: [
    {
      who: 'ordered three times and sent everything back',
      facts: { orderCount: 0, placedOrderCount: 3, grossMinor: 30_000, refundedMinor: 30_000 },
      member: true,
      until: null,
    },
    {
      who: 'ordered three times and sent nothing back',
      facts: { orderCount: 3, placedOrderCount: 3, grossMinor: 30_000 },
      member: false,
      until: null,
    },
    {
      who: 'ordered twice and sent everything back',
      facts: { placedOrderCount: 2, grossMinor: 20_000, refundedMinor: 20_000 },
      member: false,
      until: null,
    },
    { who: 'never ordered', facts: {}, member: false, until: null },
    {
      who: 'was refunded exactly half',
      facts: { orderCount: 3, placedOrderCount: 3, grossMinor: 30_000, refundedMinor: 15_000 },
      member: false,
      until: null,
    },
    {
      who: 'was refunded 1 minor unit more than half',
      facts: { orderCount: 3, placedOrderCount: 3, grossMinor: 30_000, refundedMinor: 15_001 },
      member: true,
      until: null,
    },
  ],
});
