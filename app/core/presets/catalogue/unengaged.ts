/** Those who let one e-mail after another lie. */
import { ago } from '../example.ts';
import { definePreset } from '../preset.ts';

export const unengaged = definePreset({
  id: 'unengaged',
  name: { tr: 'Etkileşimsizler', en: 'Unengaged' },
  description: {
    tr: 'Son açma veya tıklamasından beri en az {emailCount} e-posta almış olanlar.',
    en: 'Received {emailCount} or more e-mails since last opening or clicking one.',
  },
  category: 'email',
  needs: ['email-events'],
  parameters: {
    emailCount: {
      kind: 'number',
      label: { tr: 'Karşılıksız kalan e-posta, en az', en: 'E-mails left unanswered, at least' },
      unit: 'emails',
      default: 5,
      min: 1,
      max: 1000,
    },
  },
  rule: ({ emailCount }) => ({ fact: 'receivedSinceEngagedCount', is: 'at-least', value: emailCount }),
  examples: [
    {
      who: 'received twenty e-mails and never opened one',
      facts: { receivedSinceEngagedCount: 20, lastReceivedAt: ago({ days: 1 }) },
      member: true,
      until: null,
    },
    {
      who: 'received an e-mail and opened it',
      facts: { lastReceivedAt: ago({ days: 1 }), lastOpenedAt: ago({ days: 1 }) },
      member: false,
      until: null,
    },
    {
      who: 'received five e-mails since the last click',
      facts: { receivedSinceEngagedCount: 5, lastClickedAt: ago({ days: 90 }) },
      member: true,
      until: null,
    },
    {
      who: 'received four e-mails since the last click',
      facts: { receivedSinceEngagedCount: 4, lastClickedAt: ago({ days: 90 }) },
      member: false,
      until: null,
    },
  ],
});
