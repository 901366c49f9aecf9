/**
 * Conditions on whether one thing has happened since another last did:
 *
 * - `since`: both have happened, and this at the instant of the other or later.
 * - `not-since`: the other has happened, and this has not happened since.
 *
 * Where the other never happened neither holds. Time alone never changes their answer.
 */
import { z } from 'zod';
import { type FactNameOf, factNamesOf, factOf } from '../../facts/catalogue.ts';
import type { ConditionKind } from './condition.ts';

export interface SinceCondition {
  readonly fact: FactNameOf<'instant'>;
  readonly is: 'since' | 'not-since';
  readonly other: FactNameOf<'instant'>;
}

export const sinceCondition: ConditionKind<SinceCondition> = {
  factKinds: ['instant'],
  operators: ['since', 'not-since'],
  schema: z.strictObject({
    fact: z.enum(factNamesOf('instant')),
    is: z.enum(['since', 'not-since']),
    other: z.enum(factNamesOf('instant')),
  }),
  decide({ fact, is, other }, facts, _now, yardsticks) {
    const [at, otherAt] = [factOf(fact, facts, yardsticks), factOf(other, facts, yardsticks)];
    const since = at !== null && otherAt !== null && at >= otherAt;
    return { member: is === 'since' ? since : otherAt !== null && !since, until: null };
  },
  compile({ fact, is, other }, scope) {
    const since = `(${scope.column(fact)} >= ${scope.column(other)}) IS TRUE`;
    const member = is === 'since' ? since : `${scope.column(other)} IS NOT NULL AND NOT (${since})`;
    return { member, untilIn: null, untilOut: null };
  },
};
