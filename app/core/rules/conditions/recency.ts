/**
 * Conditions on how long ago something last happened, at `at`, against a window of N:
 *
 * - `within`: it has happened and `now < at + N`. Ends at exactly `at + N`. An instant still to come (a partner's clock
 *   may run ahead of ours) counts as within.
 * - `not-for`: it has happened and `now >= at + N`. Begins at exactly `at + N`.
 *
 * Among those to whom it has happened each is the complement of the other; those to whom it never has are in neither.
 */
import { z } from 'zod';
import { type FactNameOf, factNamesOf, factOf } from '../../facts/catalogue.ts';
import { fromInstant, fromInstantSql, laterSql, untilInstant, untilInstantSql } from '../turns.ts';
import { type Window, windowMs, windowSchema } from '../window.ts';
import type { ConditionKind } from './condition.ts';

export interface RecencyCondition {
  readonly fact: FactNameOf<'instant'>;
  readonly is: 'within' | 'not-for';
  readonly window: Window;
}

export const recencyCondition: ConditionKind<RecencyCondition> = {
  factKinds: ['instant'],
  operators: ['within', 'not-for'],
  schema: z.strictObject({
    fact: z.enum(factNamesOf('instant')),
    is: z.enum(['within', 'not-for']),
    window: windowSchema,
  }),
  decide({ fact, is, window }, facts, now, yardsticks) {
    const at = factOf(fact, facts, yardsticks);
    const turnsAt = at === null ? null : at + windowMs(window);
    return is === 'within' ? untilInstant(turnsAt, now) : fromInstant(turnsAt, now);
  },
  compile({ fact, is, window }, scope) {
    const at = scope.column(fact);
    const turnsAt = laterSql(at, scope.bind(windowMs(window), 'bigint'));
    // The comparison alone is cheaper on this side: the other instant is the same for all rows.
    const cut = scope.instant(scope.nowMs - windowMs(window));
    return is === 'within'
      ? untilInstantSql(turnsAt, scope, `${at} > ${cut}`)
      : fromInstantSql(turnsAt, scope, `${at} <= ${cut}`);
  },
};
