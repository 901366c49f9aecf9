/** Conditions on whether something has happened at all, or is known at all. Time alone never changes their answer. */
import { z } from 'zod';
import { type FactNameOf, factNamesOf, factOf } from '../../facts/catalogue.ts';
import type { ConditionKind } from './condition.ts';

export interface PresenceCondition {
  readonly fact: FactNameOf<'instant' | 'text' | 'date'>;
  readonly is: 'ever' | 'never';
}

export const presenceCondition: ConditionKind<PresenceCondition> = {
  factKinds: ['instant', 'text', 'date'],
  operators: ['ever', 'never'],
  schema: z.strictObject({ fact: z.enum(factNamesOf('instant', 'text', 'date')), is: z.enum(['ever', 'never']) }),
  decide: ({ fact, is }, facts, _now, yardsticks) => ({
    member: (factOf(fact, facts, yardsticks) !== null) === (is === 'ever'),
    until: null,
  }),
  compile: ({ fact, is }, scope) => ({
    member: `${scope.column(fact)} IS ${is === 'ever' ? 'NOT NULL' : 'NULL'}`,
    untilIn: null,
    untilOut: null,
  }),
};
