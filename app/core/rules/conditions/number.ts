/** Conditions that compare a count or a sum with a figure. Time alone never changes their answer. */
import { z } from 'zod';
import { type FactNameOf, factNamesOf } from '../../facts/catalogue.ts';
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
  readonly fact: FactNameOf<'count' | 'money'>;
  readonly is: Comparison;
  /** A whole number; of a sum, minor units of the shop's currency. */
  readonly value: number;
}

export const numberCondition: ConditionKind<NumberCondition> = {
  factKinds: ['count', 'money'],
  operators,
  schema: z.strictObject({
    fact: z.enum(factNamesOf('count', 'money')),
    is: z.enum(operators),
    value: z.int(),
  }),
  decide: ({ fact, is, value }, facts) => ({ member: comparisons[is].holds(facts[fact], value), until: null }),
  compile: ({ fact, is, value }, scope) => ({
    member: `(${scope.column(fact)} ${comparisons[is].sql} ${scope.bind(value, 'bigint')}) IS TRUE`,
    untilIn: null,
    untilOut: null,
  }),
};
