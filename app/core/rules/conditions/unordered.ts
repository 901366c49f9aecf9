/**
 * Condition on wanting one product: it happened to one and the same product at least `times` times within the window, and that
 * product has not been ordered since. Ends when the window has passed since the last but (times − 1).
 */
import { z } from 'zod';
import { answerTo, MOST_TIMES, type Question } from '../../questions/question.ts';
import { laterSql, untilInstant, untilInstantSql } from '../turns.ts';
import { type Window, windowMs, windowSchema } from '../window.ts';
import type { ConditionKind } from './condition.ts';

export interface UnorderedCondition {
  readonly is: 'did-unordered';
  readonly event: 'viewed-product' | 'wishlisted';
  readonly times: number;
  readonly window: Window;
}

const asks = ({ event, times }: UnorderedCondition): Question => ({ ask: 'unordered', event, times });

export const unorderedCondition: ConditionKind<UnorderedCondition> = {
  factKinds: [],
  operators: ['did-unordered'],
  schema: z.strictObject({
    is: z.literal('did-unordered'),
    event: z.enum(['viewed-product', 'wishlisted']),
    times: z.int().min(1).max(MOST_TIMES),
    window: windowSchema,
  }),
  asks,
  decide(condition, { asked }, now) {
    const at = answerTo(asks(condition), asked)[0] ?? null;
    return untilInstant(at === null ? null : at + windowMs(condition.window), now);
  },
  compile(condition, scope) {
    const [at = 'NULL::timestamptz'] = scope.answer(asks(condition));
    const turnsAt = laterSql(at, scope.bind(windowMs(condition.window), 'bigint'));
    return untilInstantSql(turnsAt, scope, `${at} > ${scope.instant(scope.nowMs - windowMs(condition.window))}`);
  },
};
