/** Those who have just become known to the shop, to be greeted before they buy. */
import { ago, ahead, exampleNow } from '../example.ts';
import { definePreset } from '../preset.ts';

export const welcome = definePreset({
  id: 'welcome',
  name: { tr: 'Hoş Geldin', en: 'Welcome' },
  description: {
    tr: 'Müşteri kaydı son {windowDays} gün içinde oluşmuş ve henüz sipariş vermemiş olanlar.',
    en: 'Became known to the shop within the last {windowDays} days and has not ordered.',
  },
  category: 'lifecycle',
  needs: ['orders'],
  parameters: {
    windowDays: {
      kind: 'number',
      label: { tr: 'Müşteri kaydından sonraki gün', en: 'Days since becoming a customer' },
      unit: 'days',
      default: 7,
      min: 1,
      max: 365,
    },
  },
  rule: ({ windowDays }) => ({
    all: [
      { fact: 'knownAt', is: 'within', window: { days: windowDays } },
      { fact: 'orderCount', is: 'equal-to', value: 0 },
    ],
  }),
  examples: [
    { who: 'signed up yesterday', facts: { knownAt: ago({ days: 1 }) }, member: true, until: ahead({ days: 6 }) },
    {
      who: 'signed up yesterday and ordered at once',
      facts: { knownAt: ago({ days: 1 }), orderCount: 1, lastOrderAt: ago({ days: 1 }) },
      member: false,
      until: null,
    },
    {
      who: 'became known 1 ms less than 7 days ago',
      facts: { knownAt: ago({ days: 7 }) + 1 },
      member: true,
      until: exampleNow + 1,
    },
    { who: 'became known exactly 7 days ago', facts: { knownAt: ago({ days: 7 }) }, member: false, until: null },
  ],
});
