/** Rules as SQL: one rule as expressions, or all segments of a shop as one statement that reads every customer once. */
import { conditionKindOf } from '../conditions/registry.ts';
import type { Rule } from '../rule.ts';
import { allOfSql, anyOfSql, oppositeSql, type SqlScope, type SqlVerdict, untilSql } from './expression.ts';
import { type ScopeOptions, type SqlParameters, sqlScope } from './parameters.ts';

export interface CompiledRule {
  /** A boolean expression, never NULL. Put it in brackets when joining it with others. */
  readonly member: string;
  /** A timestamptz expression; NULL is never. */
  readonly until: string;
  /** The values of the placeholders, beginning with that of `firstParameter`. */
  readonly params: SqlParameters;
}

/**
 * The rule's verdict as SQL expressions over one row of `customer_fact`; equal to `evaluate` on the same facts. Both
 * expressions mention `now`, whether the rule depends on it or not: PostgreSQL refuses a statement with a placeholder
 * that stands nowhere.
 */
export function compileRule(rule: Rule, options: ScopeOptions): CompiledRule {
  const scope = sqlScope(options);
  const verdict = ruleSql(rule, scope);
  const { member } = verdict;
  const until = untilSql(verdict);
  return {
    member: member.includes(scope.now) ? member : `(${member}) AND ${scope.now} IS NOT NULL`,
    until: until === null ? `CASE WHEN FALSE THEN ${scope.now} END` : `NULLIF(${until}, 'infinity')`,
    params: scope.params,
  };
}

export interface ShopSegment {
  /** The id under which the segment is kept, a 32-bit integer. */
  readonly segmentId: number;
  readonly rule: Rule;
}

export interface CompiledShop {
  /**
   * A SELECT with columns `customer_id` (bigint), `segment_ids` (int[], those the customer is a member of, in the order
   * given), `until` (timestamptz, the least over all segments; NULL is never) and `decided_at` (timestamptz, `now`).
   */
  readonly text: string;
  /** The values of the placeholders, beginning with that of `firstParameter`. */
  readonly params: SqlParameters;
}

export interface ShopOptions {
  /** As of `compileRule`. */
  readonly now: string;
  /** An SQL expression for the shop's id, such as `$1::bigint`. The text goes into the statement as it is. */
  readonly shopId: string;
  /** The number of the first placeholder that is free. Default 1. */
  readonly firstParameter?: number;
}

/**
 * The verdicts of every customer of a shop on all these segments, in one scan of `customer_fact`. To take some of the
 * customers only, put the text in a sub-select and filter by `customer_id` outside: PostgreSQL moves the filter inwards.
 */
export function compileShop(segments: readonly ShopSegment[], { shopId, ...options }: ShopOptions): CompiledShop {
  const alias = 'fact';
  const scope = sqlScope({ ...options, alias });
  const verdicts = segments.map(({ segmentId, rule }) => ({ segmentId, verdict: ruleSql(rule, scope) }));
  const ids = verdicts.map(
    ({ segmentId, verdict }) => `CASE WHEN ${verdict.member} THEN ${scope.bind(segmentId, 'integer')} END`,
  );
  const untils = verdicts.map(({ verdict }) => untilSql(verdict)).filter((until) => until !== null);
  const text = `SELECT ${alias}.customer_id,
  array_remove(ARRAY[${ids.join(',\n    ')}]::integer[], NULL) AS segment_ids,
  NULLIF(LEAST(${[`'infinity'::timestamptz`, ...untils].join(', ')}), 'infinity') AS until,
  ${scope.now} AS decided_at
FROM customer_fact AS ${alias}
WHERE ${alias}.shop_id = ${shopId}`;
  return { text, params: scope.params };
}

function ruleSql(rule: Rule, scope: SqlScope): SqlVerdict {
  if ('all' in rule) return allOfSql(rule.all.map((part) => ruleSql(part, scope)));
  if ('any' in rule) return anyOfSql(rule.any.map((part) => ruleSql(part, scope)));
  if ('not' in rule) return oppositeSql(ruleSql(rule.not, scope));
  return conditionKindOf(rule).compile(rule, scope);
}
