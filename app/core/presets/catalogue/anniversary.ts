/** Those whose first order comes round again. */
import { ago, ahead, exampleNow } from '../example.ts';
import { definePreset } from '../preset.ts';

export const anniversary = definePreset({
  id: 'anniversary',
  name: { tr: 'Yıl Dönümü', en: 'Purchase anniversary' },
  description: {
    tr: 'İlk siparişinin yıl dönümü (her 365 günde bir) son {windowDays} gün içinde olanlar.',
    en: 'The anniversary of the first order (every 365 days) was within the last {windowDays} days.',
  },
  category: 'lifecycle',
  needs: ['all-orders'],
  parameters: {
    windowDays: {
      kind: 'number',
      label: { tr: 'Yıl dönümünden sonraki gün', en: 'Days since the anniversary' },
      unit: 'days',
      default: 7,
      min: 1,
      max: 60,
    },
  },
  rule: ({ windowDays }) => ({ fact: 'firstOrderAt', is: 'anniversary', days: windowDays }),
  examples: [
    {
      who: 'first ordered 366 days ago',
      facts: { orderCount: 1, firstOrderAt: ago({ days: 366 }) },
      member: true,
      until: ahead({ days: 6 }),
    },
    {
      who: 'first ordered yesterday',
      facts: { orderCount: 1, firstOrderAt: ago({ days: 1 }) },
      member: false,
      until: ahead({ days: 364 }),
    },
    { who: 'never ordered', facts: {}, member: false, until: null },
    {
      who: 'first ordered 1 ms less than 2 × 365 days ago',
      facts: { orderCount: 1, firstOrderAt: ago({ days: 730 }) + 1 },
      member: false,
      until: exampleNow + 1,
    },
    {
      who: 'first ordered exactly 2 × 365 days ago',
      facts: { orderCount: 1, firstOrderAt: ago({ days: 730 }) },
      member: true,
      until: ahead({ days: 7 }),
    },
    {
      who: 'first ordered 1 ms less than 365 + 7 days ago',
      facts: { orderCount: 1, firstOrderAt: ago({ days: 372 }) + 1 },
      member: true,
      until: exampleNow + 1,
    },
    {
      who: 'first ordered exactly 365 + 7 days ago',
      facts: { orderCount: 1, firstOrderAt: ago({ days: 372 }) },
      member: false,
      until: ahead({ days: 358 }),
    },
  ],
});
