/** Those who began to buy and broke off: what the presets of an abandoned cart and of an abandoned checkout have in common. */
import type { LocalText } from '../text.ts';
import { ago, ahead, exampleNow } from './example.ts';
import { definePreset } from './preset.ts';

interface Abandonment {
  readonly id: string;
  readonly name: LocalText;
  readonly description: LocalText;
  /** When they last began. */
  readonly fact: 'lastCartAt' | 'lastCheckoutAt';
  /** The same in words, completing "a customer who …". */
  readonly began: string;
}

/** The preset of those who last began so many hours to so many days ago and have not ordered since. */
export function abandonmentPreset({ id, name, description, fact, began }: Abandonment) {
  return definePreset({
    id,
    name,
    description,
    category: 'site',
    // Checkouts are told by Shopify, too.
    needs: fact === 'lastCartAt' ? ['orders', 'storefront-events'] : ['orders'],
    parameters: {
      hours: {
        kind: 'number',
        label: { tr: 'Beklenen saat', en: 'Hours to wait' },
        help: {
          tr: 'Daha yeni olanlar alışverişini sürdürüyor sayılır.',
          en: 'Those more recent may still be buying.',
        },
        unit: 'hours',
        default: 1,
        min: 1,
        max: 23,
      },
      windowDays: {
        kind: 'number',
        label: { tr: 'En çok geçen gün', en: 'Days since then, at most' },
        unit: 'days',
        default: 7,
        min: 1,
        max: 90,
      },
    },
    rule: ({ hours, windowDays }) => ({
      all: [
        { fact, is: 'not-for', window: { hours } },
        { fact, is: 'within', window: { days: windowDays } },
        { fact: 'lastOrderAt', is: 'not-since', other: fact },
      ],
    }),
    examples: [
      {
        who: `${began} yesterday and never ordered`,
        facts: { [fact]: ago({ days: 1 }) },
        member: true,
        until: ahead({ days: 6 }),
      },
      {
        who: `ordered and ${began} again later`,
        facts: { [fact]: ago({ days: 1 }), orderCount: 1, lastOrderAt: ago({ days: 1 }) - 1 },
        member: true,
        until: ahead({ days: 6 }),
      },
      {
        who: `${began} and ordered in the same instant`,
        facts: { [fact]: ago({ days: 1 }), orderCount: 1, lastOrderAt: ago({ days: 1 }) },
        member: false,
        until: null,
      },
      { who: 'was on the site alone', facts: { lastSiteActivityAt: ago({ days: 1 }) }, member: false, until: null },
      {
        who: `${began} 1 ms less than an hour ago`,
        facts: { [fact]: ago({ hours: 1 }) + 1 },
        member: false,
        until: exampleNow + 1,
      },
      {
        who: `${began} exactly an hour ago`,
        facts: { [fact]: ago({ hours: 1 }) },
        member: true,
        until: ahead({ hours: 167 }),
      },
      {
        who: `${began} 1 ms less than 7 days ago`,
        facts: { [fact]: ago({ days: 7 }) + 1 },
        member: true,
        until: exampleNow + 1,
      },
      { who: `${began} exactly 7 days ago`, facts: { [fact]: ago({ days: 7 }) }, member: false, until: null },
    ],
  });
}
