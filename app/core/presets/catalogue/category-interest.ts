/** Those who come back to one category and buy nothing from it. */
import type { Answer } from '../../questions/question.ts';
import { ago, ahead, answered, exampleNow } from '../example.ts';
import { definePreset } from '../preset.ts';

/** When the interest begins and ends, and begins and ends once more. */
const interested = (answer: Answer) => answered({ ask: 'interest', times: 3, windowDays: 14, orderDays: 30 }, answer);

export const categoryInterest = definePreset({
  id: 'category-interest',
  name: { tr: 'Kategori İlgisi', en: 'Category interest' },
  description: {
    tr: 'Son {windowDays} gün içinde aynı kategoriye en az {times} kez bakmış ve son {orderDays} gün içinde o kategoriden sipariş vermemiş olanlar.',
    en: 'Viewed one and the same category {times} or more times within the last {windowDays} days, and ordered nothing from it within the last {orderDays} days.',
  },
  category: 'site',
  needs: ['orders', 'products', 'storefront-events'],
  parameters: {
    times: {
      kind: 'number',
      label: { tr: 'En az bakış', en: 'Views, at least' },
      unit: 'times',
      default: 3,
      min: 1,
      max: 10,
    },
    windowDays: {
      kind: 'number',
      label: { tr: 'Bakışların sayıldığı gün', en: 'Days over which views are counted' },
      unit: 'days',
      default: 14,
      min: 1,
      max: 90,
    },
    orderDays: {
      kind: 'number',
      label: { tr: 'Kategoriden sipariş verilmeyen gün', en: 'Days without an order from the category' },
      unit: 'days',
      default: 30,
      min: 1,
      max: 365,
    },
  },
  rule: ({ times, windowDays, orderDays }) => ({ is: 'interested', times, windowDays, orderDays }),
  examples: [
    {
      who: 'has viewed one category three times since last week',
      facts: interested([ago({ days: 1 }), ahead({ days: 8 }), null, null]),
      member: true,
      until: ahead({ days: 8 }),
    },
    {
      who: 'viewed no category three times, or ordered from each of those',
      facts: { lastCollectionViewAt: ago({ days: 1 }), ...interested([null, null, null, null]) },
      member: false,
      until: null,
    },
    {
      who: 'ordered from the category viewed exactly 30 days ago',
      facts: interested([exampleNow, ahead({ days: 8 }), null, null]),
      member: true,
      until: ahead({ days: 8 }),
    },
    {
      who: 'ordered from the category viewed 1 ms less than 30 days ago',
      facts: interested([exampleNow + 1, ahead({ days: 8 }), null, null]),
      member: false,
      until: exampleNow + 1,
    },
    {
      who: 'viewed one category for the last but second time 1 ms less than 14 days ago',
      facts: interested([ago({ days: 5 }), exampleNow + 1, null, null]),
      member: true,
      until: exampleNow + 1,
    },
    {
      who: 'viewed one category for the last but second time exactly 14 days ago, and another since',
      facts: interested([ago({ days: 5 }), exampleNow, ahead({ days: 2 }), ahead({ days: 9 })]),
      member: false,
      until: ahead({ days: 2 }),
    },
  ],
});
