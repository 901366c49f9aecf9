/** Those who looked at a product and went no further. */
import { ago, ahead, exampleNow } from '../example.ts';
import { definePreset } from '../preset.ts';

export const browseAbandoners = definePreset({
  id: 'browse-abandoners',
  name: { tr: 'Bakıp Almayanlar', en: 'Browse abandoners' },
  description: {
    tr: 'Son {windowDays} gün içinde bir ürüne bakmış, o zamandan beri sepete ürün eklememiş ve sipariş vermemiş olanlar.',
    en: 'Viewed a product within the last {windowDays} days, and has neither added to the cart nor ordered since.',
  },
  category: 'site',
  needs: ['orders', 'storefront-events'],
  parameters: {
    windowDays: {
      kind: 'number',
      label: { tr: 'Bakılan son üründen sonraki gün', en: 'Days since the last product viewed' },
      unit: 'days',
      default: 7,
      min: 1,
      max: 90,
    },
  },
  rule: ({ windowDays }) => ({
    all: [
      { fact: 'lastProductViewAt', is: 'within', window: { days: windowDays } },
      { fact: 'lastCartAt', is: 'not-since', other: 'lastProductViewAt' },
      { fact: 'lastOrderAt', is: 'not-since', other: 'lastProductViewAt' },
    ],
  }),
  examples: [
    {
      who: 'viewed a product yesterday',
      facts: { lastProductViewAt: ago({ days: 1 }) },
      member: true,
      until: ahead({ days: 6 }),
    },
    {
      who: 'viewed a product yesterday, 1 ms after adding to the cart and ordering',
      facts: {
        lastProductViewAt: ago({ days: 1 }),
        lastCartAt: ago({ days: 1 }) - 1,
        orderCount: 1,
        lastOrderAt: ago({ days: 1 }) - 1,
      },
      member: true,
      until: ahead({ days: 6 }),
    },
    {
      who: 'viewed a product and added it to the cart in the same instant',
      facts: { lastProductViewAt: ago({ days: 1 }), lastCartAt: ago({ days: 1 }) },
      member: false,
      until: null,
    },
    {
      who: 'viewed a product yesterday and ordered today',
      facts: { lastProductViewAt: ago({ days: 1 }), orderCount: 1, lastOrderAt: ago({ hours: 1 }) },
      member: false,
      until: null,
    },
    {
      who: 'was on the site without viewing a product',
      facts: { lastSiteActivityAt: ago({ days: 1 }) },
      member: false,
      until: null,
    },
    {
      who: 'viewed a product 1 ms less than 7 days ago',
      facts: { lastProductViewAt: ago({ days: 7 }) + 1 },
      member: true,
      until: exampleNow + 1,
    },
    {
      who: 'viewed a product exactly 7 days ago',
      facts: { lastProductViewAt: ago({ days: 7 }) },
      member: false,
      until: null,
    },
  ],
});
