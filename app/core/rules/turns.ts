/** The two verdicts of which all conditions on time are made, in memory and as SQL: one that ends, and one that begins. */
import type { SqlScope, SqlVerdict } from './sql/expression.ts';
import { allOf, type Verdict } from './verdict.ts';
import { allOfSql } from './sql/expression.ts';

const never: Verdict = { member: false, until: null };

/** Holds while `now` is before the instant; where there is none, never. */
export function untilInstant(at: number | null, now: number): Verdict {
  return at !== null && now < at ? { member: true, until: at } : never;
}

/** Holds from the instant on; where there is none, never. */
export function fromInstant(at: number | null, now: number): Verdict {
  if (at === null) return never;
  return now < at ? { member: false, until: at } : { member: true, until: null };
}

/** Holds from one instant until another. */
export function between(from: number | null, to: number | null, now: number): Verdict {
  if (from === null || to === null || from >= to) return never;
  return allOf([fromInstant(from, now), untilInstant(to, now)]);
}

/**
 * `untilInstant` as SQL.
 * @param at A timestamptz expression, or NULL.
 * @param member The comparison, where it can be told without working `at` out.
 */
export function untilInstantSql(at: string, scope: SqlScope, member = `${scope.now} < ${at}`): SqlVerdict {
  // Harmless: where the answer is no, the instant has passed already, or never was.
  return { member: `(${member}) IS TRUE`, untilIn: { text: at, harmless: true }, untilOut: null };
}

/** `fromInstant` as SQL. */
export function fromInstantSql(at: string, scope: SqlScope, member = `${scope.now} >= ${at}`): SqlVerdict {
  return {
    member: `(${member}) IS TRUE`,
    untilIn: null,
    untilOut: { text: `COALESCE(${at}, 'infinity')`, harmless: true },
  };
}

/** `between` as SQL. */
export function betweenSql(from: string, to: string, scope: SqlScope): SqlVerdict {
  const begins = `CASE WHEN ${from} < ${to} THEN ${from} END`;
  return allOfSql([fromInstantSql(begins, scope), untilInstantSql(to, scope)]);
}

/**
 * An instant so many milliseconds later, exactly. An interval without days does not depend on the session's time zone, and one
 * of whole milliseconds is a whole number of microseconds however long it is.
 */
export const laterSql = (at: string, ms: string): string => `(${at} + (${ms}) * interval '1 millisecond')`;
