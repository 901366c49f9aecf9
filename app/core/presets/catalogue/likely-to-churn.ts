/** Buyers who by the shop's purchase model will hardly order again. */
import { windowMs } from '../../rules/window.ts';
import { ago, ahead, exampleNow } from '../example.ts';
import { definePreset } from '../preset.ts';

/**
 * By the model of `exampleYardsticks` the chance of a customer who ordered once falls to 0.30 so long after the order:
 * α ((1 / 0.30 − 1) b / a)^(1 / r) − α = 630.755 days.
 */
const lostAfterMs = 54_497_248_198;

const once = (at: number) => ({ orderCount: 1, firstOrderAt: at, lastOrderAt: at });

export const likelyToChurn = definePreset({
  id: 'likely-to-churn',
  name: { tr: 'Kaybedilmek Üzere', en: 'Likely to churn' },
  description: {
    tr: 'Sipariş vermiş olan ve tahmine göre yeniden sipariş verme olasılığı %{percent} değerinin altına düşmüş olanlar.',
    en: 'Has ordered, and by prediction the chance of still being a customer is below {percent} %.',
  },
  category: 'prediction',
  needs: ['model'],
  parameters: {
    percent: {
      kind: 'number',
      label: { tr: 'Müşteri kalma olasılığı, şundan az', en: 'Chance of still being a customer, less than' },
      unit: 'percent',
      default: 30,
      min: 1,
      max: 99,
    },
  },
  rule: ({ percent }) => ({
    all: [
      { fact: 'lastOrderAt', is: 'ever' },
      { is: 'likely-lost', percent },
    ],
  }),
  examples: [
    { who: 'ordered once, three years ago', facts: once(ago({ days: 1_095 })), member: true, until: null },
    { who: 'ordered once, yesterday', facts: once(ago({ days: 1 })), member: false },
    { who: 'never ordered', facts: {}, member: false, until: null },
    {
      who: 'ordered once, as long ago as the chance takes to fall to 0.30',
      facts: once(exampleNow - lostAfterMs - 1),
      member: true,
      until: null,
    },
    {
      who: 'ordered once, 1 ms less long ago than the chance takes to fall to 0.30, and is lost at the next full minute',
      facts: once(exampleNow - lostAfterMs + 1),
      member: false,
      until: exampleNow + 60_000,
    },
    {
      who: 'ordered in a shop without a model',
      facts: once(ago({ days: 1_095 })),
      yardsticks: { model: null },
      member: false,
      until: null,
    },
    {
      who: 'has been away for longer than their own long gap, where the model tells nothing',
      facts: { orderCount: 3, longGapMs: windowMs({ days: 40 }), lastOrderAt: ago({ days: 40 }) - 1 },
      yardsticks: { model: { kind: 'own-gaps', fittedAt: ago({ days: 3 }) } },
      member: true,
      until: null,
    },
    {
      who: 'has been away for less than their own long gap, where the model tells nothing',
      facts: { orderCount: 3, longGapMs: windowMs({ days: 40 }), lastOrderAt: ago({ days: 10 }) },
      yardsticks: { model: { kind: 'own-gaps', fittedAt: ago({ days: 3 }) } },
      member: false,
      until: ahead({ days: 30 }) + 1,
    },
  ],
});
