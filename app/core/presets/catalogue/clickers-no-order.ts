/** Those whom an e-mail brought to the shop, and who left without an order. */
import { ago, ahead, exampleNow } from '../example.ts';
import { definePreset } from '../preset.ts';

export const clickersNoOrder = definePreset({
  id: 'clickers-no-order',
  name: { tr: 'Tıklayıp Almayanlar', en: 'Clicked, did not buy' },
  description: {
    tr: 'Son {windowDays} gün içinde bir e-postadaki bağlantıya tıklamış ve o zamandan beri sipariş vermemiş olanlar.',
    en: 'Clicked an e-mail within the last {windowDays} days, and has not ordered since.',
  },
  category: 'email',
  needs: ['orders', 'email-events'],
  parameters: {
    windowDays: {
      kind: 'number',
      label: { tr: 'Son tıklamadan sonraki gün', en: 'Days since the last click' },
      unit: 'days',
      default: 14,
      min: 1,
      max: 365,
    },
  },
  rule: ({ windowDays }) => ({
    all: [
      { fact: 'lastClickedAt', is: 'within', window: { days: windowDays } },
      { fact: 'lastOrderAt', is: 'not-since', other: 'lastClickedAt' },
    ],
  }),
  examples: [
    {
      who: 'clicked yesterday and never ordered',
      facts: { lastClickedAt: ago({ days: 1 }) },
      member: true,
      until: ahead({ days: 13 }),
    },
    { who: 'opened an e-mail yesterday', facts: { lastOpenedAt: ago({ days: 1 }) }, member: false, until: null },
    {
      who: 'ordered 1 ms before clicking',
      facts: { lastClickedAt: ago({ days: 1 }), orderCount: 1, lastOrderAt: ago({ days: 1 }) - 1 },
      member: true,
      until: ahead({ days: 13 }),
    },
    {
      who: 'ordered in the instant of clicking',
      facts: { lastClickedAt: ago({ days: 1 }), orderCount: 1, lastOrderAt: ago({ days: 1 }) },
      member: false,
      until: null,
    },
    {
      who: 'clicked 1 ms less than 14 days ago',
      facts: { lastClickedAt: ago({ days: 14 }) + 1 },
      member: true,
      until: exampleNow + 1,
    },
    { who: 'clicked exactly 14 days ago', facts: { lastClickedAt: ago({ days: 14 }) }, member: false, until: null },
  ],
});
