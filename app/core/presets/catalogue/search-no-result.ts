/** Those who looked for something the shop could not show them. */
import { ago, ahead, exampleNow } from '../example.ts';
import { definePreset } from '../preset.ts';

export const searchNoResult = definePreset({
  id: 'search-no-result',
  name: { tr: 'Arayıp Bulamayanlar', en: 'Searched, found nothing' },
  description: {
    tr: 'Son {windowDays} gün içinde sonuçsuz bir arama yapmış ve o zamandan beri sipariş vermemiş olanlar.',
    en: 'Made a search without results within the last {windowDays} days, and has not ordered since.',
  },
  category: 'site',
  needs: ['orders', 'storefront-events'],
  parameters: {
    windowDays: {
      kind: 'number',
      label: { tr: 'Sonuçsuz aramadan sonraki gün', en: 'Days since the search without results' },
      unit: 'days',
      default: 14,
      min: 1,
      max: 90,
    },
  },
  rule: ({ windowDays }) => ({
    all: [
      { fact: 'lastEmptySearchAt', is: 'within', window: { days: windowDays } },
      { fact: 'lastOrderAt', is: 'not-since', other: 'lastEmptySearchAt' },
    ],
  }),
  examples: [
    {
      who: 'searched yesterday and found nothing',
      facts: { lastSearchAt: ago({ days: 1 }), lastEmptySearchAt: ago({ days: 1 }) },
      member: true,
      until: ahead({ days: 13 }),
    },
    {
      who: 'searched yesterday and found something',
      facts: { lastSearchAt: ago({ days: 1 }) },
      member: false,
      until: null,
    },
    {
      who: 'ordered 1 ms before searching',
      facts: { lastEmptySearchAt: ago({ days: 1 }), orderCount: 1, lastOrderAt: ago({ days: 1 }) - 1 },
      member: true,
      until: ahead({ days: 13 }),
    },
    {
      who: 'ordered in the instant of searching',
      facts: { lastEmptySearchAt: ago({ days: 1 }), orderCount: 1, lastOrderAt: ago({ days: 1 }) },
      member: false,
      until: null,
    },
    {
      who: 'last found nothing 1 ms less than 14 days ago',
      facts: { lastEmptySearchAt: ago({ days: 14 }) + 1 },
      member: true,
      until: exampleNow + 1,
    },
    {
      who: 'last found nothing exactly 14 days ago',
      facts: { lastEmptySearchAt: ago({ days: 14 }) },
      member: false,
      until: null,
    },
  ],
});
