/** Those who come to the shop day after day. */
import { ago, ahead, answered, exampleNow } from '../example.ts';
import { definePreset } from '../preset.ts';

/** The earliest of the latest five active days is in the window until this instant. */
const fiveDaysUntil = (at: number | null) => answered({ ask: 'active-days', days: 5, windowDays: 30 }, [at]);

export const frequentVisitors = definePreset({
  id: 'frequent-visitors',
  name: { tr: 'Sık Ziyaretçiler', en: 'Frequent visitors' },
  description: {
    tr: 'Son {windowDays} takvim günü içinde en az {days} gün mağazayı ziyaret edenler.',
    en: 'Active on the site on {days} or more of the last {windowDays} calendar days.',
  },
  category: 'site',
  needs: ['storefront-events'],
  parameters: {
    days: {
      kind: 'number',
      label: { tr: 'Ziyaret edilen gün, en az', en: 'Days with a visit, at least' },
      unit: 'days',
      default: 5,
      min: 1,
      max: 60,
    },
    windowDays: {
      kind: 'number',
      label: { tr: 'Ziyaretlere bakılan takvim günü', en: 'Calendar days over which visits are counted' },
      help: { tr: 'Mağazanın saat diliminde, bugün dahil.', en: "In the shop's time zone, today included." },
      unit: 'days',
      default: 30,
      min: 1,
      max: 365,
    },
  },
  rule: ({ days, windowDays }) => ({ is: 'active-on', days, windowDays }),
  examples: [
    {
      who: 'came on five days, the earliest of which leaves the window in ten days',
      facts: { lastSiteActivityAt: ago({ hours: 1 }), ...fiveDaysUntil(ahead({ days: 10 })) },
      member: true,
      until: ahead({ days: 10 }),
    },
    {
      who: 'came on four days',
      facts: { lastSiteActivityAt: ago({ hours: 1 }), ...fiveDaysUntil(null) },
      member: false,
      until: null,
    },
    {
      who: 'came on five days, the earliest of which leaves the window in 1 ms',
      facts: fiveDaysUntil(exampleNow + 1),
      member: true,
      until: exampleNow + 1,
    },
    {
      who: 'came on five days, the earliest of which leaves the window now',
      facts: fiveDaysUntil(exampleNow),
      member: false,
      until: null,
    },
  ],
});
