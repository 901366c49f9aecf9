/**
 * Conditions on the return of a day: something happened 365 n days ago (n at least 1), or up to a window less than that before.
 * Begins at exactly `at + 365 n days`, ends at exactly a window later, again and again.
 */
import { z } from 'zod';
import { type FactNameOf, factNamesOf, factOf } from '../../facts/catalogue.ts';
import { laterSql } from '../turns.ts';
import type { ConditionKind } from './condition.ts';

const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;

export interface AnniversaryCondition {
  readonly fact: FactNameOf<'instant'>;
  readonly is: 'anniversary';
  /** 1 to 60. */
  readonly days: number;
}

export const anniversaryCondition: ConditionKind<AnniversaryCondition> = {
  factKinds: ['instant'],
  operators: ['anniversary'],
  schema: z.strictObject({
    fact: z.enum(factNamesOf('instant')),
    is: z.literal('anniversary'),
    days: z.int().min(1).max(60),
  }),
  decide({ fact, days }, facts, now, yardsticks) {
    const at = factOf(fact, facts, yardsticks);
    if (at === null) return { member: false, until: null };
    const elapsedMs = now - at;
    if (elapsedMs < YEAR_MS) return { member: false, until: at + YEAR_MS };
    const sinceMs = elapsedMs % YEAR_MS;
    const member = sinceMs < days * DAY_MS;
    return { member, until: now - sinceMs + (member ? days * DAY_MS : YEAR_MS) };
  },
  compile({ fact, days }, scope) {
    const at = scope.column(fact);
    const elapsedMs = `(round(date_part('epoch', ${scope.now} - ${at}) * 1000)::bigint)`;
    const sinceMs = `(${elapsedMs} % ${YEAR_MS})`;
    const windowMs = scope.bind(days * DAY_MS, 'bigint');
    const later = (ms: string): string => laterSql(scope.now, ms);
    return {
      member: `(${elapsedMs} >= ${YEAR_MS} AND ${sinceMs} < ${windowMs}) IS TRUE`,
      untilIn: { text: later(`${windowMs} - ${sinceMs}`), harmless: false },
      untilOut: {
        // Within the first year both are the same, and before it the elapsed time is the lesser, for it is negative.
        text: `COALESCE(${later(`${YEAR_MS} - LEAST(${elapsedMs}, ${sinceMs})`)}, 'infinity')`,
        harmless: false,
      },
    };
  },
};
