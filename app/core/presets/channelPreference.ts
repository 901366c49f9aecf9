/** Where a customer is best reached: the presets of a preferred channel, and those of the only channel. */
import type { Facts } from '../facts/catalogue.ts';
import type { Answer } from '../questions/question.ts';
import type { LocalText } from '../text.ts';
import { ago, ahead, answered, exampleNow } from './example.ts';
import { definePreset } from './preset.ts';

interface ChannelTexts {
  readonly name: LocalText;
  readonly description: LocalText;
}

/** The preset of those who can be reached by e-mail and by SMS, and click mostly in one of them. */
export function preferencePreset(id: string, channel: 'email' | 'sms', { name, description }: ChannelTexts) {
  const reachable: Partial<Facts> = { emailReachable: true, smsReachable: true };
  /** When the channel begins to have so many of the clicks, and ceases to, and once more. */
  const mostly = (answer: Answer) => answered({ ask: 'channel', channel, percent: 70, windowDays: 180 }, answer);
  const long = mostly([ago({ days: 20 }), ahead({ days: 100 }), null, null]);
  return definePreset({
    id,
    name,
    description,
    category: 'email',
    needs: ['marketing-consent', 'email-events', 'sms-events'],
    parameters: {
      percent: {
        kind: 'number',
        label: { tr: 'Tıklamaların yüzdesi, şundan fazla', en: 'Percent of the clicks, more than' },
        unit: 'percent',
        default: 70,
        min: 50,
        max: 99,
      },
      windowDays: {
        kind: 'number',
        label: { tr: 'Tıklamalara bakılan gün', en: 'Days over which clicks are counted' },
        unit: 'days',
        default: 180,
        min: 1,
        max: 365,
      },
    },
    rule: ({ percent, windowDays }) => ({
      all: [
        { fact: 'emailReachable', is: 'yes' },
        { fact: 'smsReachable', is: 'yes' },
        { is: 'mostly-clicks', channel, percent, windowDays },
      ],
    }),
    examples: [
      {
        who: `can be reached in both and clicks mostly by ${channel}`,
        facts: { ...reachable, ...long },
        member: true,
        until: ahead({ days: 100 }),
      },
      {
        who: `clicks mostly by ${channel} and can no longer be reached by e-mail`,
        facts: { ...reachable, emailReachable: false, ...long },
        member: false,
        until: null,
      },
      {
        who: `clicks mostly by ${channel} and can no longer be reached by SMS`,
        facts: { ...reachable, smsReachable: false, ...long },
        member: false,
        until: null,
      },
      { who: 'can be reached in both and never clicked', facts: reachable, member: false, until: null },
      {
        who: `has more than 70 % of the clicks by ${channel} from now on`,
        facts: { ...reachable, ...mostly([exampleNow, ahead({ days: 3 }), null, null]) },
        member: true,
        until: ahead({ days: 3 }),
      },
      {
        who: `has more than 70 % of the clicks by ${channel} in 1 ms`,
        facts: { ...reachable, ...mostly([exampleNow + 1, ahead({ days: 3 }), null, null]) },
        member: false,
        until: exampleNow + 1,
      },
      {
        who: `has more than 70 % of the clicks by ${channel} until now`,
        facts: { ...reachable, ...mostly([ago({ days: 20 }), exampleNow, null, null]) },
        member: false,
        until: null,
      },
    ],
  });
}

const subscriptions = {
  email: 'emailSubscribedAt',
  sms: 'smsSubscribedAt',
  whatsapp: 'whatsappSubscribedAt',
} as const;
type Channel = keyof typeof subscriptions;

/** The preset of those whose consent is for one channel and no other. */
export function onlyChannelPreset(id: string, channel: Channel, { name, description }: ChannelTexts) {
  const others = (['email', 'sms', 'whatsapp'] as const).filter((other) => other !== channel);
  const subscribed = { [subscriptions[channel]]: ago({ days: 400 }) };
  return definePreset({
    id,
    name,
    description,
    category: 'email',
    needs: ['marketing-consent'],
    parameters: {},
    rule: () => ({
      all: [
        { fact: subscriptions[channel], is: 'ever' },
        ...others.map((other) => ({ fact: subscriptions[other], is: 'never' }) as const),
      ],
    }),
    examples: [
      { who: `is subscribed to ${channel} alone`, facts: subscribed, member: true, until: null },
      ...others.map((other) => ({
        who: `is subscribed to ${channel}, and to ${other} since this instant`,
        facts: { ...subscribed, [subscriptions[other]]: exampleNow },
        member: false,
        until: null,
      })),
      ...others.map((other) => ({
        who: `is subscribed to ${other} alone`,
        facts: { [subscriptions[other]]: ago({ days: 400 }) },
        member: false,
        until: null,
      })),
      { who: 'is subscribed to nothing', facts: {}, member: false, until: null },
    ],
  });
}
