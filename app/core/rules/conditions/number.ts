/** Conditions that compare a count, a sum or a ratio with a figure; what is not known compares with nothing. */
import { z } from 'zod';
import { factCatalogue, type FactNameOf, factNamesOf, factOf } from '../../facts/catalogue.ts';
import type { ConditionKind } from './condition.ts';

const comparisons = {
  'equal-to': { sql: '=', holds: (fact: number, value: number) => fact === value },
  'not-equal-to': { sql: '<>', holds: (fact: number, value: number) => fact !== value },
  'more-than': { sql: '>', holds: (fact: number, value: number) => fact > value },
  'at-least': { sql: '>=', holds: (fact: number, value: number) => fact >= value },
  'less-than': { sql: '<', holds: (fact: number, value: number) => fact < value },
  'at-most': { sql: '<=', holds: (fact: number, value: number) => fact <= value },
} as const;

type Comparison = keyof typeof comparisons;
const operators = Object.keys(comparisons) as Comparison[];

export interface NumberCondition {
  readonly fact: FactNameOf<'count' | 'money' | 'ratio'>;
  readonly is: Comparison;
  /** A whole number, of a sum in minor units of the shop's currency; of a ratio any number. */
  readonly value: number;
}

export const numberCondition: ConditionKind<NumberCondition> = {
  factKinds: ['count', 'money', 'ratio'],
  operators,
  schema: z
    .strictObject({
      fact: z.enum(factNamesOf('count', 'money', 'ratio')),
      is: z.enum(operators),
      value: z.number().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER),
    })
    .refine(({ fact, value }) => factCatalogue[fact].kind === 'ratio' || Number.isInteger(value), {
      error: 'must be a whole number',
      path: ['value'],
    }),
  decide({ fact, is, value }, facts, _now, yardsticks) {
    const known = factOf(fact, facts, yardsticks);
    return { member: known !== null && comparisons[is].holds(known, value), until: null };
  },
  compile({ fact, is, value }, scope) {
    const bound = scope.bind(value, factCatalogue[fact].kind === 'ratio' ? 'double precision' : 'bigint');
    return { member: `(${scope.column(fact)} ${comparisons[is].sql} ${bound}) IS TRUE`, untilIn: null, untilOut: null };
  },
};
