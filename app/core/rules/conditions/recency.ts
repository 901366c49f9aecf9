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
import { type FactNameOf, factNamesOf } from '../../facts/catalogue.ts';
import { type Window, windowMs, windowSchema, windowSeconds } from '../window.ts';
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
  decide: ({ fact, is, window }, facts, now) => {
    const at = facts[fact];
    if (at === null) return { member: false, until: null };
    const turnsAt = at + windowMs(window);
    const recent = now < turnsAt;
    return { member: recent === (is === 'within'), until: recent ? turnsAt : null };
  },
  compile: ({ fact, is, window }, scope) => {
    // An interval of seconds alone, never of days: adding it to a timestamptz does not depend on the session's time zone.
    const length = `make_interval(secs => ${scope.bind(windowSeconds(window), 'double precision')})`;
    const turnsAt = `(${scope.column(fact)} + ${length})`;
    // Both halves are harmless: where the answer is the other one, the instant has passed already, or never was.
    return is === 'within'
      ? { member: `(${scope.now} < ${turnsAt}) IS TRUE`, untilIn: { text: turnsAt, harmless: true }, untilOut: null }
      : {
          member: `(${scope.now} >= ${turnsAt}) IS TRUE`,
          untilIn: null,
          untilOut: { text: `COALESCE(${turnsAt}, 'infinity')`, harmless: true },
        };
  },
};
