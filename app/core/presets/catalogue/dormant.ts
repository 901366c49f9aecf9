/** Buyers of whom nothing has been heard in any way. */
import { ago, ahead, exampleNow } from '../example.ts';
import { definePreset } from '../preset.ts';

const longQuiet = { orderCount: 2, lastOrderAt: ago({ days: 200 }) };

export const dormant = definePreset({
  id: 'dormant',
  name: { tr: 'Uyuyan Müşteriler', en: 'Dormant' },
  description: {
    tr: 'En az bir sipariş vermiş; {quietDays} gündür ne sipariş vermiş ne e-posta açmış veya tıklamış ne de mağazayı ziyaret etmiş olanlar.',
    en: 'Has ordered, but for {quietDays} days has neither ordered, nor opened or clicked an e-mail, nor been active on the site.',
  },
  category: 'lifecycle',
  needs: ['orders', 'email-events', 'storefront-events'],
  parameters: {
    quietDays: {
      kind: 'number',
      label: { tr: 'Sessiz geçen gün', en: 'Days of silence' },
      unit: 'days',
      default: 120,
      min: 1,
      max: 1825,
    },
  },
  rule: ({ quietDays }) => ({
    all: [
      { fact: 'lastOrderAt', is: 'not-for', window: { days: quietDays } },
      {
        not: {
          any: [
            { fact: 'lastOpenedAt', is: 'within', window: { days: quietDays } },
            { fact: 'lastClickedAt', is: 'within', window: { days: quietDays } },
            { fact: 'lastSiteActivityAt', is: 'within', window: { days: quietDays } },
          ],
        },
      },
    ],
  }),
  examples: [
    { who: 'ordered 200 days ago and has been silent since', facts: longQuiet, member: true, until: null },
    {
      who: 'received an e-mail yesterday and left it closed',
      facts: { ...longQuiet, lastReceivedAt: ago({ days: 1 }) },
      member: true,
      until: null,
    },
    {
      who: 'clicked an e-mail yesterday',
      facts: { ...longQuiet, lastClickedAt: ago({ days: 1 }) },
      member: false,
      until: ahead({ days: 119 }),
    },
    { who: 'never ordered', facts: { lastOpenedAt: ago({ days: 200 }) }, member: false, until: null },
    {
      who: 'last ordered 1 ms less than 120 days ago',
      facts: { orderCount: 1, lastOrderAt: ago({ days: 120 }) + 1 },
      member: false,
      until: exampleNow + 1,
    },
    {
      who: 'last ordered exactly 120 days ago',
      facts: { orderCount: 1, lastOrderAt: ago({ days: 120 }) },
      member: true,
      until: null,
    },
    {
      who: 'was last on the site 1 ms less than 120 days ago',
      facts: { ...longQuiet, lastSiteActivityAt: ago({ days: 120 }) + 1 },
      member: false,
      until: exampleNow + 1,
    },
    {
      who: 'was last on the site and opened the last e-mail exactly 120 days ago',
      facts: { ...longQuiet, lastSiteActivityAt: ago({ days: 120 }), lastOpenedAt: ago({ days: 120 }) },
      member: true,
      until: null,
    },
  ],
});
