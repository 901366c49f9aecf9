/**
 * Condition on the number of calendar days, in the shop's zone, with any storefront event: at least so many of the last
 * `windowDays`, today included. Ends at the midnight at which the earliest of them leaves the window.
 */
import { z } from 'zod';
import { answerTo, type Question } from '../../questions/question.ts';
import { untilInstant, untilInstantSql } from '../turns.ts';
import type { ConditionKind } from './condition.ts';

export interface ActiveDaysCondition {
  readonly is: 'active-on';
  /** 1 to 60. */
  readonly days: number;
  /** 1 to 365. */
  readonly windowDays: number;
}

const asks = ({ days, windowDays }: ActiveDaysCondition): Question => ({ ask: 'active-days', days, windowDays });

export const activeDaysCondition: ConditionKind<ActiveDaysCondition> = {
  factKinds: [],
  operators: ['active-on'],
  schema: z.strictObject({
    is: z.literal('active-on'),
    days: z.int().min(1).max(60),
    windowDays: z.int().min(1).max(365),
  }),
  asks,
  decide: (condition, { asked }, now) => untilInstant(answerTo(asks(condition), asked)[0] ?? null, now),
  compile(condition, scope) {
    const [endsAt = 'NULL::timestamptz'] = scope.answer(asks(condition));
    return untilInstantSql(endsAt, scope);
  },
};
