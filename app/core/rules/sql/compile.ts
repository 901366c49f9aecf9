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
 * expressions mention every placeholder of `params` between them: PostgreSQL refuses a statement with one that stands nowhere.
 */
export function compileRule(rule: Rule, options: ScopeOptions): CompiledRule {
  const scope = sqlScope(options);
  const verdict = ruleSql(rule, scope);
  const until = untilSql(verdict);
  return {
    member: mentioning(verdict.member, scope),
    until: until === null ? 'NULL::timestamptz' : `NULLIF(${until}, 'infinity')`,
    params: scope.params,
  };
}

/** The membership alone, for counting. */
export function compileMember(rule: Rule, options: ScopeOptions): Pick<CompiledRule, 'member' | 'params'> {
  const scope = sqlScope(options);
  return { member: mentioning(ruleSql(rule, scope).member, scope), params: scope.params };
}

/** The expression, and whatever was bound on the way and does not stand in it. */
function mentioning(member: string, { params, now }: SqlScope & { params: SqlParameters }): string {
  const first = Number(/\d+/.exec(now)?.[0] ?? 1);
  const silent = params.flatMap((value, index) => {
    const name = `$${first + index}`;
    if (new RegExp(`\\${name}(?!\\d)`).test(member)) return [];
    return [`${name}::${typeof value === 'number' ? 'double precision' : 'text'} IS NOT NULL`];
  });
  return silent.length === 0 ? member : `(${member}) AND ${silent.join(' AND ')}`;
}

export interface ShopSegment {
  /** The id under which the segment is kept, a 32-bit integer. */
  readonly segmentId: number;
  /** Without references to others; see references.ts. */
  readonly rule: Rule;
}

export interface CompiledShop {
  /**
   * A SELECT with columns `customer_id` (bigint), `segment_ids` (int[], those the customer is a member of, in the order
   * given), `until` (timestamptz, the least over all segments; NULL is never), and what of the row was asked for besides.
   */
  readonly text: string;
  /** The values of the placeholders, beginning with that of `firstParameter`. */
  readonly params: SqlParameters;
}

export interface ShopOptions extends Omit<ScopeOptions, 'alias'> {
  /** An SQL expression for the shop's id, such as `$1::bigint`. The text goes into the statement as it is. */
  readonly shopId: string;
  /** More columns of `customer_fact` to hand out. */
  readonly alongside?: readonly string[];
}

/**
 * Ends a sub-select that PostgreSQL is to work out by itself and not to merge with the query around it. As a bigint, because any
 * other nothing would count as a limit, and rows of limited sub-selects are not shared out among processes.
 */
export const APART = "OFFSET bigint '0'";

/**
 * The verdicts of every customer of a shop on all these segments, in one scan of `customer_fact`, in three steps, so that nothing
 * is worked out twice for a row: what follows from its facts; what each condition answers, once for all segments that share it;
 * then who is in which segment until when.
 */
export function compileShop(segments: readonly ShopSegment[], options: ShopOptions): CompiledShop {
  const { shopId, alongside = [] } = options;
  const alias = 'fact';
  const derived = namer(alias, 'derived');
  const answers = namer(alias, 'answer');
  const scope = sqlScope({ ...options, alias, once: derived.name });
  const verdicts = segments.map(({ segmentId, rule }) => ({ segmentId, verdict: ruleSql(rule, scope, answers.name) }));
  const ids = verdicts.map(
    ({ segmentId, verdict }) => `CASE WHEN ${verdict.member} THEN ${scope.bind(segmentId, 'integer')} END`,
  );
  const untils = verdicts.map(({ verdict }) => untilSql(verdict)).filter((until) => until !== null);
  const text = `SELECT ${[`${alias}.customer_id`, ...alongside.map((column) => `${alias}.${column}`)].join(', ')},
  array_remove(ARRAY[${ids.join(',\n    ')}]::integer[], NULL) AS segment_ids,
  NULLIF(LEAST(${[`'infinity'::timestamptz`, ...untils].join(', ')}), 'infinity') AS until
FROM (SELECT ${[`${alias}.*`, ...answers.columns()].join(',\n    ')}
  FROM (SELECT ${[`${alias}.*`, ...derived.columns()].join(',\n      ')}
    FROM customer_fact AS ${alias}
    WHERE ${alias}.shop_id = ${shopId} AND ${scope.now} IS NOT NULL ${APART}) AS ${alias} ${APART}) AS ${alias}`;
  return { text, params: scope.params };
}

/** Names for expressions, the same for equal ones, and the columns by which a sub-select hands them out under these names. */
function namer(alias: string, prefix: string): { name: (expression: string) => string; columns: () => string[] } {
  const names = new Map<string, string>();
  return {
    name(expression) {
      const name = names.get(expression) ?? `${prefix}_${names.size + 1}`;
      names.set(expression, name);
      return `${alias}.${name}`;
    },
    columns: () => [...names].map(([expression, name]) => `${expression} AS ${name}`),
  };
}

/** @param name Gives the answer of a condition a name. */
function ruleSql(rule: Rule, scope: SqlScope, name = (member: string): string => member): SqlVerdict {
  if ('all' in rule) return allOfSql(rule.all.map((part) => ruleSql(part, scope, name)));
  if ('any' in rule) return anyOfSql(rule.any.map((part) => ruleSql(part, scope, name)));
  if ('not' in rule) return oppositeSql(ruleSql(rule.not, scope, name));
  const verdict = conditionKindOf(rule).compile(rule, scope);
  return { ...verdict, member: name(verdict.member) };
}
