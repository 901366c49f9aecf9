/** Those who come back to one and the same product. */
import { ago, ahead, answered, exampleNow } from '../example.ts';
import { definePreset } from '../preset.ts';

/** Of some product the last but two of the views since its last order was at this instant, and of none later. */
const thirdLatestAt = (at: number | null) => answered({ ask: 'unordered', event: 'viewed-product', times: 3 }, [at]);

export const highIntent = definePreset({
  id: 'high-intent',
  name: { tr: 'Yüksek Niyetli', en: 'High intent' },
  description: {
    tr: 'Son {windowDays} gün içinde aynı ürüne en az {times} kez bakmış ve o ürünü o zamandan beri sipariş etmemiş olanlar.',
    en: 'Viewed one and the same product {times} or more times within the last {windowDays} days, and has not ordered it since.',
  },
  category: 'site',
  needs: ['orders', 'storefront-events'],
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
      default: 7,
      min: 1,
      max: 90,
    },
  },
  rule: ({ times, windowDays }) => ({
    is: 'did-unordered',
    event: 'viewed-product',
    times,
    window: { days: windowDays },
  }),
  examples: [
    {
      who: 'viewed one product three times since the day before yesterday',
      facts: { lastProductViewAt: ago({ hours: 1 }), ...thirdLatestAt(ago({ days: 2 })) },
      member: true,
      until: ahead({ days: 5 }),
    },
    {
      who: 'viewed many products, each of them once, or ordered what they viewed',
      facts: { lastProductViewAt: ago({ hours: 1 }), ...thirdLatestAt(null) },
      member: false,
      until: null,
    },
    {
      who: 'viewed one product for the last but second time 1 ms less than 7 days ago',
      facts: thirdLatestAt(ago({ days: 7 }) + 1),
      member: true,
      until: exampleNow + 1,
    },
    {
      who: 'viewed one product for the last but second time exactly 7 days ago',
      facts: thirdLatestAt(ago({ days: 7 })),
      member: false,
      until: null,
    },
  ],
});
