/** Those who tell others what they think of the products. */
import { ago, ahead, answered, exampleNow } from '../example.ts';
import { definePreset } from '../preset.ts';

/** The last but one of the reviews was at this instant. */
const secondLatestAt = (at: number | null) => answered({ ask: 'latest', times: 2, event: 'reviewed' }, [at]);

export const topReviewers = definePreset({
  id: 'top-reviewers',
  name: { tr: 'Yorumcular', en: 'Top reviewers' },
  description: {
    tr: 'Son {windowDays} gün içinde en az {times} yorum yazanlar.',
    en: 'Wrote {times} or more reviews within the last {windowDays} days.',
  },
  category: 'profile',
  needs: ['review-events'],
  parameters: {
    times: {
      kind: 'number',
      label: { tr: 'En az yorum', en: 'Reviews, at least' },
      unit: 'times',
      default: 2,
      min: 1,
      max: 10,
    },
    windowDays: {
      kind: 'number',
      label: { tr: 'Yorumlara bakılan gün', en: 'Days over which reviews are counted' },
      unit: 'days',
      default: 365,
      min: 1,
      max: 1825,
    },
  },
  rule: ({ times, windowDays }) => ({ is: 'did', event: 'reviewed', times, window: { days: windowDays } }),
  examples: [
    {
      who: 'wrote two reviews since last week',
      facts: secondLatestAt(ago({ days: 7 })),
      member: true,
      until: ahead({ days: 358 }),
    },
    { who: 'wrote one review', facts: secondLatestAt(null), member: false, until: null },
    {
      who: 'wrote the last but one review 1 ms less than 365 days ago',
      facts: secondLatestAt(ago({ days: 365 }) + 1),
      member: true,
      until: exampleNow + 1,
    },
    {
      who: 'wrote the last but one review exactly 365 days ago',
      facts: secondLatestAt(ago({ days: 365 })),
      member: false,
      until: null,
    },
  ],
});
