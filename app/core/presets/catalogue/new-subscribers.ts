/** Those who lately agreed to hear from the shop. */
import { ago, ahead, exampleNow } from '../example.ts';
import { definePreset } from '../preset.ts';

export const newSubscribers = definePreset({
  id: 'new-subscribers',
  name: { tr: 'Yeni Aboneler ({windowDays} gün)', en: 'New subscribers' },
  description: {
    tr: 'Son {windowDays} gün içinde e-posta veya SMS aboneliği başlayanlar.',
    en: 'Subscribed to e-mail or SMS marketing within the last {windowDays} days.',
  },
  category: 'standard',
  needs: ['marketing-consent'],
  parameters: {
    windowDays: {
      kind: 'number',
      label: { tr: 'Abonelikten sonraki gün', en: 'Days since subscribing' },
      unit: 'days',
      default: 14,
      min: 1,
      max: 365,
    },
  },
  rule: ({ windowDays }) => ({
    any: [
      { fact: 'emailSubscribedAt', is: 'within', window: { days: windowDays } },
      { fact: 'smsSubscribedAt', is: 'within', window: { days: windowDays } },
    ],
  }),
  examples: [
    {
      who: 'subscribed to e-mail yesterday',
      facts: { emailSubscribedAt: ago({ days: 1 }) },
      member: true,
      until: ahead({ days: 13 }),
    },
    {
      who: 'subscribed to SMS yesterday and to e-mail a year ago',
      facts: { smsSubscribedAt: ago({ days: 1 }), emailSubscribedAt: ago({ days: 365 }) },
      member: true,
      until: ahead({ days: 13 }),
    },
    { who: 'is not subscribed to anything', facts: { knownAt: ago({ days: 1 }) }, member: false, until: null },
    {
      who: 'subscribed 1 ms less than 14 days ago',
      facts: { emailSubscribedAt: ago({ days: 14 }) + 1 },
      member: true,
      until: exampleNow + 1,
    },
    {
      who: 'subscribed exactly 14 days ago',
      facts: { emailSubscribedAt: ago({ days: 14 }) },
      member: false,
      until: null,
    },
    {
      who: 'subscribed 1 ms more than 14 days ago',
      facts: { smsSubscribedAt: ago({ days: 14 }) - 1 },
      member: false,
      until: null,
    },
  ],
});
