/** Those who had stayed away for long and lately bought again. */
import { ago, ahead, exampleNow } from '../example.ts';
import { definePreset } from '../preset.ts';
import { cameBack, cameBackAt, reactivationParameters } from '../reactivation.ts';

export const reactivated = definePreset({
  id: 'reactivated',
  name: { tr: 'Yeniden Kazanılanlar', en: 'Reactivated' },
  description: {
    tr: 'En az {gapDays} gün aradan sonra, son {windowDays} gün içinde yeniden sipariş verenler.',
    en: 'Ordered within the last {windowDays} days, after a gap of at least {gapDays} days.',
  },
  category: 'lifecycle',
  needs: ['all-orders'],
  parameters: reactivationParameters,
  rule: ({ gapDays, windowDays }) => cameBack(gapDays, windowDays),
  examples: [
    {
      who: 'ordered yesterday, long after the order before',
      facts: { orderCount: 2, lastOrderAt: ago({ days: 1 }), ...cameBackAt(ago({ days: 1 })) },
      member: true,
      until: ahead({ days: 29 }),
    },
    {
      who: 'came back ten days ago and ordered again yesterday',
      facts: { orderCount: 3, lastOrderAt: ago({ days: 1 }), ...cameBackAt(ago({ days: 10 })) },
      member: true,
      until: ahead({ days: 20 }),
    },
    {
      who: 'ordered yesterday and never stayed away for long',
      facts: { orderCount: 9, lastOrderAt: ago({ days: 1 }) },
      member: false,
      until: null,
    },
    {
      who: 'came back 1 ms less than 30 days ago',
      facts: { orderCount: 2, ...cameBackAt(ago({ days: 30 }) + 1) },
      member: true,
      until: exampleNow + 1,
    },
    {
      who: 'came back exactly 30 days ago',
      facts: { orderCount: 2, ...cameBackAt(ago({ days: 30 })) },
      member: false,
      until: null,
    },
  ],
});
