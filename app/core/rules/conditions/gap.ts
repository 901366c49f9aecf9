/**
 * Conditions that measure how long ago something last happened by a length of the customer's own: longer ago than so many
 * hundredths of it, or not yet. Where either is unknown neither holds.
 */
import { z } from 'zod';
import { type FactNameOf, factNamesOf, factOf } from '../../facts/catalogue.ts';
import { fromInstant, fromInstantSql, laterSql, untilInstant, untilInstantSql } from '../turns.ts';
import type { ConditionKind } from './condition.ts';

export interface GapCondition {
  readonly fact: FactNameOf<'instant'>;
  readonly is: 'longer-ago-than' | 'not-longer-ago-than';
  readonly span: FactNameOf<'span'>;
  /** 10 to 1,000. */
  readonly percent: number;
}

export const gapCondition: ConditionKind<GapCondition> = {
  factKinds: ['instant', 'span'],
  operators: ['longer-ago-than', 'not-longer-ago-than'],
  schema: z.strictObject({
    fact: z.enum(factNamesOf('instant')),
    is: z.enum(['longer-ago-than', 'not-longer-ago-than']),
    span: z.enum(factNamesOf('span')),
    percent: z.int().min(10).max(1_000),
  }),
  decide({ fact, is, span, percent }, facts, now, yardsticks) {
    const [at, lengthMs] = [factOf(fact, facts, yardsticks), factOf(span, facts, yardsticks)];
    // Longer, not as long: the first instant at which it is lies a millisecond past the length.
    const turnsAt = at === null || lengthMs === null ? null : at + Math.trunc((lengthMs * percent) / 100) + 1;
    return is === 'longer-ago-than' ? fromInstant(turnsAt, now) : untilInstant(turnsAt, now);
  },
  compile({ fact, is, span, percent }, scope) {
    const lengthMs = `(${scope.column(span)} * ${scope.bind(percent, 'bigint')} / 100 + 1)`;
    const turnsAt = laterSql(scope.column(fact), lengthMs);
    return is === 'longer-ago-than' ? fromInstantSql(turnsAt, scope) : untilInstantSql(turnsAt, scope);
  },
};
