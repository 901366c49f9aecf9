/** Conditions on whether something has happened at all, at any time. Time alone never changes their answer. */
import { z } from 'zod';
import { type FactNameOf, factNamesOf } from '../../facts/catalogue.ts';
import type { ConditionKind } from './condition.ts';

export interface PresenceCondition {
  readonly fact: FactNameOf<'instant'>;
  readonly is: 'ever' | 'never';
}

export const presenceCondition: ConditionKind<PresenceCondition> = {
  factKinds: ['instant'],
  operators: ['ever', 'never'],
  schema: z.strictObject({ fact: z.enum(factNamesOf('instant')), is: z.enum(['ever', 'never']) }),
  decide: ({ fact, is }, facts) => ({ member: (facts[fact] !== null) === (is === 'ever'), until: null }),
  compile: ({ fact, is }, scope) => ({
    member: `${scope.column(fact)} IS ${is === 'ever' ? 'NOT NULL' : 'NULL'}`,
    untilIn: null,
    untilOut: null,
  }),
};
