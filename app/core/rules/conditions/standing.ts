/**
 * Conditions on where a customer stands among the shop's buyers: in the top so many hundredths by a figure, or below. Told by
 * the cut points of the day; see yardsticks/percentiles.ts. Those without the figure are in neither.
 */
import { z } from 'zod';
import { factCatalogue, factOf } from '../../facts/catalogue.ts';
import { type RankedFact, rankedFacts } from '../../yardsticks/yardsticks.ts';
import type { ConditionKind } from './condition.ts';

export interface StandingCondition {
  readonly fact: RankedFact;
  readonly is: 'in-top' | 'below-top';
  /** 1 to 99. */
  readonly percent: number;
}

export const standingCondition: ConditionKind<StandingCondition> = {
  factKinds: ['money', 'ratio'],
  operators: ['in-top', 'below-top'],
  schema: z.strictObject({
    fact: z.enum(rankedFacts),
    is: z.enum(['in-top', 'below-top']),
    percent: z.int().min(1).max(99),
  }),
  decide({ fact, is, percent }, facts, _now, yardsticks) {
    const value = factOf(fact, facts, yardsticks);
    if (value === null || facts.orderCount === 0) return { member: false, until: null };
    const cut = yardsticks.percentiles[fact]?.[99 - percent];
    return { member: (cut !== undefined && value >= cut) === (is === 'in-top'), until: null };
  },
  compile({ fact, is, percent }, scope) {
    const value = scope.column(fact);
    const cut = scope.yardsticks.percentiles[fact]?.[99 - percent];
    const isBuyer = `${scope.column('orderCount')} > 0`;
    const bound = (figure: number): string =>
      scope.bind(figure, factCatalogue[fact].kind === 'ratio' ? 'double precision' : 'bigint');
    const member =
      is === 'in-top'
        ? cut === undefined
          ? 'FALSE'
          : `(${value} >= ${bound(cut)} AND ${isBuyer}) IS TRUE`
        : `(${cut === undefined ? `${value} IS NOT NULL` : `${value} < ${bound(cut)}`} AND ${isBuyer}) IS TRUE`;
    return { member, untilIn: null, untilOut: null };
  },
};
