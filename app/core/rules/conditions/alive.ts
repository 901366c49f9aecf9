/**
 * Condition on the chance that a customer who has ordered will ever order again, by the shop's purchase model: it has fallen
 * below so many hundredths. The chance falls steadily after each order, so the instant at which it crosses the line is known;
 * it is taken to the next whole minute. Where the model tells nothing the customer's own gaps stand in: longer ago than nine
 * in ten of them. See models/ for the formulas and their sources.
 */
import { z } from 'zod';
import { factOf, type Facts } from '../../facts/catalogue.ts';
import type { Yardsticks } from '../../yardsticks/yardsticks.ts';
import { fromInstant, fromInstantSql } from '../turns.ts';
import { gapCondition, type GapCondition } from './gap.ts';
import type { ConditionKind } from './condition.ts';

const MINUTE_MS = 60_000;
/** Beyond a century the crossing is as good as never. */
const MOST_DAYS = 36_500;
/**
 * Keeps the exponential far from overflow and underflow, which PostgreSQL refuses: e^50 days is beyond the century whatever it
 * is multiplied with, e^-50 of a century no longer than a moment.
 */
const MOST_EXPONENT = 50;

export interface AliveCondition {
  readonly is: 'likely-lost';
  /** 1 to 99. */
  readonly percent: number;
}

const ownGaps: GapCondition = { fact: 'lastOrderAt', is: 'longer-ago-than', span: 'longGapMs', percent: 100 };

export const aliveCondition: ConditionKind<AliveCondition> = {
  factKinds: [],
  operators: ['likely-lost'],
  schema: z.strictObject({ is: z.literal('likely-lost'), percent: z.int().min(1).max(99) }),
  decide({ percent }, facts, now, yardsticks) {
    if (yardsticks.model?.kind === 'own-gaps') return gapCondition.decide(ownGaps, facts, now, yardsticks);
    return fromInstant(lostAt(percent, facts, yardsticks), now);
  },
  compile({ percent }, scope) {
    const { model } = scope.yardsticks;
    if (model === null) return { member: 'FALSE', untilIn: null, untilOut: null };
    if (model.kind === 'own-gaps') return gapCondition.compile(ownGaps, scope);
    const [first, last] = [scope.column('firstOrderAt'), scope.column('lastOrderAt')];
    const double = (value: number): string => scope.bind(value, 'double precision');
    const repeats = `(${scope.column('orderCount')} - 1)`;
    const [fewest, silent] = model.kind === 'bg-nbd' ? [2, `(${repeats} - 1)`] : [1, repeats];
    const odds = `(${double(100 / percent - 1)} * (${double(model.b)} + ${silent}) / ${double(model.a)})`;
    const exponent = `GREATEST(LEAST(ln(${odds}) / (${double(model.r)} + ${repeats}), ${MOST_EXPONENT}), -${MOST_EXPONENT})`;
    const [firstSeconds, lastSeconds] = [first, last].map((at) => `date_part('epoch', ${at})`);
    const activeDays = `(${double(model.alpha)} + (${lastSeconds} - ${firstSeconds}) / 86400)`;
    const ageDays = `GREATEST(LEAST(${activeDays} * exp(${exponent}) - ${double(model.alpha)}, ${MOST_DAYS}), 0)`;
    // LEAST and GREATEST pass over NULL, so what is not known is sorted out before.
    const crossing = `(CASE WHEN ${scope.column('orderCount')} >= ${fewest} AND ${last} IS NOT NULL
      THEN ceil((${firstSeconds} + ${ageDays} * 86400) / 60) * 60 END)`;
    return fromInstantSql(`to_timestamp(${crossing})`, scope);
  },
};

function lostAt(percent: number, facts: Facts, yardsticks: Yardsticks): number | null {
  const { model } = yardsticks;
  const first = factOf('firstOrderAt', facts, yardsticks);
  const { orderCount, lastOrderAt } = facts;
  if (model === null || model.kind === 'own-gaps' || first === null || lastOrderAt === null || orderCount === 0)
    return null;
  const repeats = orderCount - 1;
  // Under BG/NBD nobody is lost before a second order.
  if (model.kind === 'bg-nbd' && repeats === 0) return null;
  const silent = model.kind === 'bg-nbd' ? repeats - 1 : repeats;
  const odds = ((100 / percent - 1) * (model.b + silent)) / model.a;
  const exponent = Math.max(Math.min(Math.log(odds) / (model.r + repeats), MOST_EXPONENT), -MOST_EXPONENT);
  // Step by step as in SQL, so that both round alike.
  const activeDays = model.alpha + (lastOrderAt / 1_000 - first / 1_000) / 86_400;
  const ageDays = Math.max(Math.min(activeDays * Math.exp(exponent) - model.alpha, MOST_DAYS), 0);
  return Math.ceil((first / 1_000 + ageDays * 86_400) / 60) * MINUTE_MS;
}
