/** Those who have lately ordered again and again. */
import { ago, ahead, answered, exampleNow } from '../example.ts';
import { definePreset } from '../preset.ts';

/** The last but two of the orders was at this instant. */
const thirdLatestAt = (at: number | null) => answered({ ask: 'latest', times: 3, event: 'ordered' }, [at]);

export const frequentBuyers = definePreset({
  id: 'frequent-buyers',
  name: { tr: 'Sık Alanlar', en: 'Frequent buyers' },
  description: {
    tr: 'Son {windowDays} gün içinde en az {times} sipariş verenler.',
    en: 'Placed {times} or more orders within the last {windowDays} days.',
  },
  category: 'value',
  needs: ['all-orders'],
  parameters: {
    times: {
      kind: 'number',
      label: { tr: 'En az sipariş', en: 'Orders, at least' },
      unit: 'orders',
      default: 3,
      min: 1,
      max: 10,
    },
    windowDays: {
      kind: 'number',
      label: { tr: 'Siparişlere bakılan gün', en: 'Days over which orders are counted' },
      unit: 'days',
      default: 90,
      min: 1,
      max: 1825,
    },
  },
  rule: ({ times, windowDays }) => ({ is: 'did', event: 'ordered', times, window: { days: windowDays } }),
  examples: [
    {
      who: 'ordered three times, first ten days ago',
      facts: { orderCount: 3, ...thirdLatestAt(ago({ days: 10 })) },
      member: true,
      until: ahead({ days: 80 }),
    },
    {
      who: 'ordered twice, both times yesterday',
      facts: { orderCount: 2, lastOrderAt: ago({ days: 1 }), ...thirdLatestAt(null) },
      member: false,
      until: null,
    },
    {
      who: 'ordered for the last but second time 1 ms less than 90 days ago',
      facts: { orderCount: 8, ...thirdLatestAt(ago({ days: 90 }) + 1) },
      member: true,
      until: exampleNow + 1,
    },
    {
      who: 'ordered for the last but second time exactly 90 days ago',
      facts: { orderCount: 8, ...thirdLatestAt(ago({ days: 90 })) },
      member: false,
      until: null,
    },
  ],
});
