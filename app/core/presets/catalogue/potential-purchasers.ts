/** Those who show interest and have yet to order. */
import { ago, ahead, exampleNow } from '../example.ts';
import { definePreset } from '../preset.ts';

export const potentialPurchasers = definePreset({
  id: 'potential-purchasers',
  name: { tr: 'Potansiyel Müşteriler', en: 'Potential purchasers' },
  description: {
    tr: 'Hiç sipariş vermemiş; son {windowDays} gün içinde bir ürüne bakmış, bir e-postadaki bağlantıya tıklamış veya sitede gezinmiş olanlar.',
    en: 'Never ordered, and within the last {windowDays} days viewed a product, clicked an e-mail or was active on the site.',
  },
  category: 'standard',
  needs: ['orders'],
  eitherOf: ['storefront-events', 'email-events'],
  parameters: {
    windowDays: {
      kind: 'number',
      label: { tr: 'Son ilgiden sonraki gün', en: 'Days since the last sign of interest' },
      unit: 'days',
      default: 30,
      min: 1,
      max: 365,
    },
  },
  rule: ({ windowDays }) => ({
    all: [
      { fact: 'orderCount', is: 'equal-to', value: 0 },
      {
        any: [
          { fact: 'lastProductViewAt', is: 'within', window: { days: windowDays } },
          { fact: 'lastClickedAt', is: 'within', window: { days: windowDays } },
          { fact: 'lastSiteActivityAt', is: 'within', window: { days: windowDays } },
        ],
      },
    ],
  }),
  examples: [
    {
      who: 'viewed a product yesterday and never ordered',
      facts: { lastProductViewAt: ago({ days: 1 }), lastSiteActivityAt: ago({ days: 1 }) },
      member: true,
      until: ahead({ days: 29 }),
    },
    {
      who: 'clicked an e-mail 20 days ago, was on the site 10 days ago and never ordered',
      facts: { lastClickedAt: ago({ days: 20 }), lastSiteActivityAt: ago({ days: 10 }) },
      member: true,
      until: ahead({ days: 20 }),
    },
    {
      who: 'viewed a product yesterday and ordered long ago',
      facts: {
        lastProductViewAt: ago({ days: 1 }),
        orderCount: 1,
        firstOrderAt: ago({ days: 900 }),
        lastOrderAt: ago({ days: 900 }),
      },
      member: false,
      until: null,
    },
    {
      who: 'opened an e-mail yesterday and did nothing else',
      facts: { lastOpenedAt: ago({ days: 1 }) },
      member: false,
      until: null,
    },
    {
      who: 'clicked an e-mail 1 ms less than 30 days ago',
      facts: { lastClickedAt: ago({ days: 30 }) + 1 },
      member: true,
      until: exampleNow + 1,
    },
    {
      who: 'clicked an e-mail exactly 30 days ago',
      facts: { lastClickedAt: ago({ days: 30 }) },
      member: false,
      until: null,
    },
    {
      who: 'was on the site 1 ms more than 30 days ago',
      facts: { lastSiteActivityAt: ago({ days: 30 }) - 1 },
      member: false,
      until: null,
    },
  ],
});
