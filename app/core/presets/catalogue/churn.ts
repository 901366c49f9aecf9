/** Buyers who have stayed away for long and leave the shop's e-mails closed. */
import { ago, ahead, exampleNow } from '../example.ts';
import { definePreset } from '../preset.ts';

const longQuiet = { orderCount: 1, firstOrderAt: ago({ days: 365 }), lastOrderAt: ago({ days: 365 }) };

export const churn = definePreset({
  id: 'churn',
  name: { tr: 'Kaybedilen Müşteriler', en: 'Churned' },
  description: {
    tr: 'En az bir sipariş vermiş, {quietDays} gündür sipariş vermemiş; son {emailDays} gün içinde e-posta almış ve hiçbirini açmamış olanlar.',
    en: 'Has ordered, but not for {quietDays} days; received an e-mail within the last {emailDays} days and opened none in that time.',
  },
  category: 'standard',
  needs: ['orders', 'email-events'],
  parameters: {
    quietDays: {
      kind: 'number',
      label: { tr: 'Siparişsiz geçen gün', en: 'Days without an order' },
      unit: 'days',
      default: 180,
      min: 1,
      max: 1825,
    },
    emailDays: {
      kind: 'number',
      label: { tr: 'E-postalara bakılan gün', en: 'Days over which e-mails are looked at' },
      unit: 'days',
      default: 90,
      min: 1,
      max: 365,
    },
  },
  rule: ({ quietDays, emailDays }) => ({
    all: [
      { fact: 'lastOrderAt', is: 'not-for', window: { days: quietDays } },
      { fact: 'lastReceivedAt', is: 'within', window: { days: emailDays } },
      { not: { fact: 'lastOpenedAt', is: 'within', window: { days: emailDays } } },
    ],
  }),
  examples: [
    {
      who: 'ordered a year ago, received an e-mail yesterday and never opened one',
      facts: { ...longQuiet, lastReceivedAt: ago({ days: 1 }) },
      member: true,
      until: ahead({ days: 89 }),
    },
    {
      who: 'opened an e-mail yesterday',
      facts: { ...longQuiet, lastReceivedAt: ago({ days: 1 }), lastOpenedAt: ago({ days: 1 }) },
      member: false,
      until: ahead({ days: 89 }),
    },
    { who: 'was sent nothing', facts: longQuiet, member: false, until: null },
    {
      who: 'never ordered',
      facts: { lastReceivedAt: ago({ days: 1 }) },
      member: false,
      until: null,
    },
    {
      who: 'last ordered 1 ms less than 180 days ago',
      facts: { orderCount: 1, lastOrderAt: ago({ days: 180 }) + 1, lastReceivedAt: ago({ days: 1 }) },
      member: false,
      until: exampleNow + 1,
    },
    {
      who: 'last ordered exactly 180 days ago',
      facts: { orderCount: 1, lastOrderAt: ago({ days: 180 }), lastReceivedAt: ago({ days: 1 }) },
      member: true,
      until: ahead({ days: 89 }),
    },
    {
      who: 'received the last e-mail 1 ms less than 90 days ago',
      facts: { ...longQuiet, lastReceivedAt: ago({ days: 90 }) + 1 },
      member: true,
      until: exampleNow + 1,
    },
    {
      who: 'received the last e-mail exactly 90 days ago',
      facts: { ...longQuiet, lastReceivedAt: ago({ days: 90 }) },
      member: false,
      until: null,
    },
    {
      who: 'opened the last e-mail 1 ms less than 90 days ago',
      facts: { ...longQuiet, lastReceivedAt: ago({ days: 1 }), lastOpenedAt: ago({ days: 90 }) + 1 },
      member: false,
      until: exampleNow + 1,
    },
    {
      who: 'opened the last e-mail exactly 90 days ago',
      facts: { ...longQuiet, lastReceivedAt: ago({ days: 1 }), lastOpenedAt: ago({ days: 90 }) },
      member: true,
      until: ahead({ days: 89 }),
    },
  ],
});
