/** Conditions on a fact that is true or false. Time alone never changes their answer. */
import { z } from 'zod';
import { type FactNameOf, factNamesOf, factOf } from '../../facts/catalogue.ts';
import type { ConditionKind } from './condition.ts';

export interface FlagCondition {
  readonly fact: FactNameOf<'flag'>;
  readonly is: 'yes' | 'no';
}

export const flagCondition: ConditionKind<FlagCondition> = {
  factKinds: ['flag'],
  operators: ['yes', 'no'],
  schema: z.strictObject({ fact: z.enum(factNamesOf('flag')), is: z.enum(['yes', 'no']) }),
  decide: ({ fact, is }, facts, _now, yardsticks) => ({
    member: factOf(fact, facts, yardsticks) === (is === 'yes'),
    until: null,
  }),
  compile: ({ fact, is }, scope) => ({
    member: `${scope.column(fact)} IS ${is === 'yes' ? 'TRUE' : 'FALSE'}`,
    untilIn: null,
    untilOut: null,
  }),
};
