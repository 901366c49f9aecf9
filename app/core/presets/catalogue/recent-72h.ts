/** Those who have just been in the shop. */
import { ago, ahead, exampleNow } from '../example.ts';
import { definePreset } from '../preset.ts';

export const recent72h = definePreset({
  id: 'recent-72h',
  name: { tr: 'Son {hours} Saat', en: 'Last {hours} hours' },
  description: {
    tr: 'Son {hours} saat içinde mağazayı ziyaret edenler.',
    en: 'Active on the site within the last {hours} hours.',
  },
  category: 'site',
  needs: ['storefront-events'],
  parameters: {
    hours: {
      kind: 'number',
      label: { tr: 'Son ziyaretten sonraki saat', en: 'Hours since the last visit' },
      unit: 'hours',
      default: 72,
      min: 1,
      max: 720,
    },
  },
  rule: ({ hours }) => ({ fact: 'lastSiteActivityAt', is: 'within', window: { hours } }),
  examples: [
    {
      who: 'was on the site a day ago',
      facts: { lastSiteActivityAt: ago({ days: 1 }) },
      member: true,
      until: ahead({ hours: 48 }),
    },
    { who: 'opened an e-mail an hour ago', facts: { lastOpenedAt: ago({ hours: 1 }) }, member: false, until: null },
    {
      who: 'was on the site 1 ms less than 72 hours ago',
      facts: { lastSiteActivityAt: ago({ hours: 72 }) + 1 },
      member: true,
      until: exampleNow + 1,
    },
    {
      who: 'was on the site exactly 72 hours ago',
      facts: { lastSiteActivityAt: ago({ hours: 72 }) },
      member: false,
      until: null,
    },
  ],
});
