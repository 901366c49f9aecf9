/**
 * Conditions on what happened, narrowed down to a product, a kind of product or a worth, and how often:
 *
 * - `did`: it happened at least `times` times, within the window if there is one.
 * - `did-not`: the opposite.
 * - `did-before`: it happened at least once longer ago than the window.
 */
import { z } from 'zod';
import {
  answerTo,
  type Happening,
  historyEvents,
  MOST_TIMES,
  type Question,
  subjectSchema,
  subjectsOf,
} from '../../questions/question.ts';
import { fromInstant, fromInstantSql, laterSql, untilInstant, untilInstantSql } from '../turns.ts';
import { opposite } from '../verdict.ts';
import { oppositeSql } from '../sql/expression.ts';
import { type Window, windowMs, windowSchema } from '../window.ts';
import type { ConditionKind } from './condition.ts';

export interface HappenedCondition extends Happening {
  readonly is: 'did' | 'did-not' | 'did-before';
  /** 1 to 10; 1 where it is left out. */
  readonly times?: number | undefined;
  /** Ever, where it is left out. */
  readonly window?: Window | undefined;
}

const shape = z
  .strictObject({
    is: z.enum(['did', 'did-not', 'did-before']),
    event: z.enum(historyEvents),
    of: subjectSchema.optional(),
    worthMinor: z.int().min(1).optional(),
    afterGapDays: z.int().min(1).max(3_650).optional(),
    times: z.int().min(1).max(MOST_TIMES).optional(),
    window: windowSchema.optional(),
  })
  .refine(({ event, of }) => of === undefined || subjectsOf[event]?.includes(of.by) === true, {
    error: 'this does not happen to such a thing',
    path: ['of'],
  })
  .refine(
    ({ event, worthMinor, afterGapDays }) =>
      event === 'ordered' || (worthMinor === undefined && afterGapDays === undefined),
    { error: 'only orders have a worth and a gap', path: ['event'] },
  )
  .refine(({ is, window }) => is !== 'did-before' || window !== undefined, {
    error: 'is needed to say before when',
    path: ['window'],
  });

export const happenedCondition: ConditionKind<HappenedCondition> = {
  factKinds: [],
  operators: ['did', 'did-not', 'did-before'],
  schema: shape,
  asks({ is, event, of, worthMinor, afterGapDays, times = 1 }): Question {
    const happening = {
      event,
      ...(of && { of }),
      ...(worthMinor !== undefined && { worthMinor }),
      ...(afterGapDays !== undefined && { afterGapDays }),
    };
    return is === 'did-before' ? { ask: 'first', ...happening } : { ask: 'latest', times, ...happening };
  },
  decide(condition, facts, now) {
    const at = answerTo(asksOf(condition), facts.asked)[0] ?? null;
    const { is, window } = condition;
    const turnsAt = at === null || window === undefined ? at : at + windowMs(window);
    if (is === 'did-before') return fromInstant(turnsAt, now);
    const did = window === undefined ? { member: at !== null, until: null } : untilInstant(turnsAt, now);
    return is === 'did' ? did : opposite(did);
  },
  compile(condition, scope) {
    const [at = 'NULL::timestamptz'] = scope.answer(asksOf(condition));
    const { is, window } = condition;
    const turnsAt = window === undefined ? at : laterSql(at, scope.bind(windowMs(window), 'bigint'));
    if (is === 'did-before') return fromInstantSql(turnsAt, scope);
    const did =
      window === undefined
        ? { member: `${at} IS NOT NULL`, untilIn: null, untilOut: null }
        : untilInstantSql(turnsAt, scope, `${at} > ${scope.instant(scope.nowMs - windowMs(window))}`);
    return is === 'did' ? did : oppositeSql(did);
  },
};

function asksOf(condition: HappenedCondition): Question {
  const question = happenedCondition.asks?.(condition);
  if (question === undefined) throw new Error('a condition on what happened asks about it');
  return question;
}
