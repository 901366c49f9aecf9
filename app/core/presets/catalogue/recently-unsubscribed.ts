/** Those who have just asked not to be written to: for exclusion and analysis, never to send to. */
import { ago, ahead, exampleNow } from '../example.ts';
import { definePreset } from '../preset.ts';

export const recentlyUnsubscribed = definePreset({
  id: 'recently-unsubscribed',
  name: { tr: 'Yeni Ayrılanlar', en: 'Recently unsubscribed' },
  description: {
    tr: 'Son {windowDays} gün içinde e-posta veya SMS aboneliğinden ayrılanlar. Hariç tutmak ve incelemek içindir; ileti göndermek için değil.',
    en: 'Withdrew consent to e-mail or SMS within the last {windowDays} days. For exclusion and analysis, never to send to.',
  },
  category: 'email',
  needs: ['marketing-consent'],
  parameters: {
    windowDays: {
      kind: 'number',
      label: { tr: 'Ayrılmadan sonraki gün', en: 'Days since leaving' },
      unit: 'days',
      default: 30,
      min: 1,
      max: 365,
    },
  },
  rule: ({ windowDays }) => ({
    any: [
      { fact: 'emailWithdrawnAt', is: 'within', window: { days: windowDays } },
      { fact: 'smsWithdrawnAt', is: 'within', window: { days: windowDays } },
    ],
  }),
  examples: [
    {
      who: 'left e-mail yesterday and stays with SMS',
      facts: { emailWithdrawnAt: ago({ days: 1 }), smsSubscribedAt: ago({ days: 90 }) },
      member: true,
      until: ahead({ days: 29 }),
    },
    {
      who: 'left SMS yesterday',
      facts: { smsWithdrawnAt: ago({ days: 1 }) },
      member: true,
      until: ahead({ days: 29 }),
    },
    { who: 'never left', facts: { emailSubscribedAt: ago({ days: 1 }) }, member: false, until: null },
    {
      who: 'left e-mail 1 ms less than 30 days ago',
      facts: { emailWithdrawnAt: ago({ days: 30 }) + 1 },
      member: true,
      until: exampleNow + 1,
    },
    {
      who: 'left e-mail and SMS exactly 30 days ago',
      facts: { emailWithdrawnAt: ago({ days: 30 }), smsWithdrawnAt: ago({ days: 30 }) },
      member: false,
      until: null,
    },
  ],
});
