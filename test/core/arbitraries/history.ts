/** What rules ask of a customer's history in these tests, and random answers to it. */
import fc from 'fast-check';
import {
  type Answer,
  type Answers,
  answerWidth,
  type Happening,
  type Question,
  questionKey,
} from '#app/core/questions/question.ts';
import { questionsOf } from '#app/core/rules/asked.ts';
import type { ActiveDaysCondition } from '#app/core/rules/conditions/activeDays.ts';
import type { HappenedCondition } from '#app/core/rules/conditions/happened.ts';
import type { StretchCondition } from '#app/core/rules/conditions/stretches.ts';
import type { UnorderedCondition } from '#app/core/rules/conditions/unordered.ts';
import { endArbitrary, instantArbitrary } from './instants.ts';

const happenings: readonly Happening[] = [
  { event: 'ordered' },
  { event: 'ordered', of: { by: 'vendor', values: ['Çelik', "o'neil"] } },
  { event: 'ordered', of: { by: 'tag', values: ['yaz'] }, worthMinor: 50_000 },
  { event: 'ordered', afterGapDays: 180 },
  { event: 'viewed-product', of: { by: 'type', values: ['"Elbise"'] } },
  { event: 'reviewed' },
  { event: 'clicked-email' },
];

/** Conditions on what happened, before each gets its window; few, so that their questions can all be answered. */
export const happened: readonly Omit<HappenedCondition, 'window'>[] = happenings.flatMap((happening) => [
  ...([undefined, 2, 10] as const).flatMap((times) =>
    (['did', 'did-not'] as const).map((is) => ({ is, ...happening, ...(times !== undefined && { times }) })),
  ),
  { is: 'did-before' as const, ...happening },
]);

/** The same of products wanted and not ordered. */
export const unordered: readonly Omit<UnorderedCondition, 'window'>[] = (
  ['viewed-product', 'wishlisted'] as const
).flatMap((event) => [1, 3].map((times) => ({ is: 'did-unordered' as const, event, times })));

export const lasting: readonly (ActiveDaysCondition | StretchCondition)[] = [
  { is: 'active-on', days: 5, windowDays: 30 },
  { is: 'active-on', days: 1, windowDays: 7 },
  { is: 'interested', times: 3, windowDays: 14, orderDays: 30 },
  { is: 'mostly-on', device: 'mobile', windowDays: 90 },
  { is: 'mostly-on', device: 'desktop', windowDays: 90 },
  { is: 'mostly-clicks', channel: 'email', percent: 70, windowDays: 180 },
  { is: 'mostly-clicks', channel: 'sms', percent: 70, windowDays: 180 },
];

/** All that random rules ask. */
export const questionPool: readonly Question[] = questionsOf([
  ...happened,
  ...unordered.map((condition) => ({ ...condition, window: { days: 1 } })),
  ...lasting,
]);

/** Answers to these questions, given about `now`. */
export function answersArbitrary(questions: readonly Question[], now: number): fc.Arbitrary<Answers> {
  return fc.record(
    Object.fromEntries(questions.map((question) => [questionKey(question), answerArbitrary(question, now)])),
  );
}

function answerArbitrary(question: Question, now: number): fc.Arbitrary<Answer> {
  if (answerWidth(question) > 1) return stretchesArbitrary(now);
  const instant = question.ask === 'active-days' ? endArbitrary(now) : instantArbitrary(now);
  return fc.option(instant, { freq: 3 }).map((at) => [at]);
}

/** Two stretches, the earlier first; or one, or none; or what is none: half of one, and one that ends before it begins. */
function stretchesArbitrary(now: number): fc.Arbitrary<Answer> {
  const four = fc
    .uniqueArray(endArbitrary(now), { minLength: 4, maxLength: 4 })
    .map((ends) => ends.sort((a, b) => a - b));
  return fc.tuple(four, fc.nat({ max: 7 })).map(([[a = 0, b = 0, c = 0, d = 0], form]): Answer => {
    switch (form) {
      case 0:
        return [null, null, null, null];
      case 1:
        return [b, a, c, d];
      case 2:
        return [a, null, null, d];
      case 3:
        return [a, a, b, b];
      case 4:
      case 5:
        return [a, b, null, null];
      default:
        return [a, b, c, d];
    }
  });
}
