/**
 * Conditions that hold in stretches of time that only the customer's history can tell:
 *
 * - `interested`: viewed one collection at least `times` times within `windowDays`, and ordered nothing from it within `orderDays`.
 * - `mostly-on`: more storefront events of the last `windowDays` calendar days came from such a device than from the other.
 * - `mostly-clicks`: more than `percent` hundredths of the clicks of the last `windowDays` days were in that channel.
 */
import { z } from 'zod';
import { answerTo, MOST_TIMES, type Question } from '../../questions/question.ts';
import { between, betweenSql } from '../turns.ts';
import { anyOf } from '../verdict.ts';
import { anyOfSql } from '../sql/expression.ts';
import type { ConditionKind } from './condition.ts';

export type StretchCondition =
  | { readonly is: 'interested'; readonly times: number; readonly windowDays: number; readonly orderDays: number }
  | { readonly is: 'mostly-on'; readonly device: 'mobile' | 'desktop'; readonly windowDays: number }
  | {
      readonly is: 'mostly-clicks';
      readonly channel: 'email' | 'sms';
      readonly percent: number;
      readonly windowDays: number;
    };

const windowDays = z.int().min(1).max(365);

function asks(condition: StretchCondition): Question {
  switch (condition.is) {
    case 'interested': {
      const { times, windowDays, orderDays } = condition;
      return { ask: 'interest', times, windowDays, orderDays };
    }
    case 'mostly-on':
      return { ask: 'device', device: condition.device, windowDays: condition.windowDays };
    case 'mostly-clicks': {
      const { channel, percent, windowDays } = condition;
      return { ask: 'channel', channel, percent, windowDays };
    }
  }
}

export const stretchCondition: ConditionKind<StretchCondition> = {
  factKinds: [],
  operators: ['interested', 'mostly-on', 'mostly-clicks'],
  schema: z.union([
    z.strictObject({
      is: z.literal('interested'),
      times: z.int().min(1).max(MOST_TIMES),
      windowDays,
      orderDays: windowDays,
    }),
    z.strictObject({ is: z.literal('mostly-on'), device: z.enum(['mobile', 'desktop']), windowDays }),
    z.strictObject({
      is: z.literal('mostly-clicks'),
      channel: z.enum(['email', 'sms']),
      percent: z.int().min(50).max(99),
      windowDays,
    }),
  ]),
  asks,
  decide(condition, { asked }, now) {
    const [from = null, to = null, nextFrom = null, nextTo = null] = answerTo(asks(condition), asked);
    return anyOf([between(from, to, now), between(nextFrom, nextTo, now)]);
  },
  compile(condition, scope) {
    const nothing = 'NULL::timestamptz';
    const [from = nothing, to = nothing, nextFrom = nothing, nextTo = nothing] = scope.answer(asks(condition));
    return anyOfSql([betweenSql(from, to, scope), betweenSql(nextFrom, nextTo, scope)]);
  },
};
