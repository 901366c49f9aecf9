/** Buyers who have stayed away for long. */
import { ago, ahead, exampleNow } from '../example.ts';
import { definePreset } from '../preset.ts';

export const winback = definePreset({
  id: 'winback',
  name: { tr: 'Geri Kazanım', en: 'Winback' },
  description: {
    tr: 'En az bir sipariş vermiş, {quietDays} gündür sipariş vermemiş olanlar.',
    en: 'Has ordered, but not for {quietDays} days.',
  },
  category: 'standard',
  needs: ['orders'],
  parameters: {
    quietDays: {
      kind: 'number',
      label: { tr: 'Siparişsiz geçen gün', en: 'Days without an order' },
      unit: 'days',
      default: 180,
      min: 1,
      max: 1825,
    },
  },
  rule: ({ quietDays }) => ({ fact: 'lastOrderAt', is: 'not-for', window: { days: quietDays } }),
  examples: [
    {
      who: 'ordered once, a year ago',
      facts: { orderCount: 1, firstOrderAt: ago({ days: 365 }), lastOrderAt: ago({ days: 365 }) },
      member: true,
      until: null,
    },
    {
      who: 'ordered yesterday',
      facts: { orderCount: 4, firstOrderAt: ago({ days: 900 }), lastOrderAt: ago({ days: 1 }) },
      member: false,
      until: ahead({ days: 179 }),
    },
    { who: 'never ordered', facts: { knownAt: ago({ days: 900 }) }, member: false, until: null },
    {
      who: 'last ordered 1 ms less than 180 days ago',
      facts: { orderCount: 1, lastOrderAt: ago({ days: 180 }) + 1 },
      member: false,
      until: exampleNow + 1,
    },
    {
      who: 'last ordered exactly 180 days ago',
      facts: { orderCount: 1, lastOrderAt: ago({ days: 180 }) },
      member: true,
      until: null,
    },
    {
      who: 'last ordered 1 ms more than 180 days ago',
      facts: { orderCount: 1, lastOrderAt: ago({ days: 180 }) - 1 },
      member: true,
      until: null,
    },
  ],
});
