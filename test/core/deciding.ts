/** The verdicts of rules on all customers of the fact table, worked out by PostgreSQL: by rule, in counts, and for a whole shop. */
import type pg from 'pg';
import { expect } from 'vitest';
import type { Facts } from '#app/core/facts/catalogue.ts';
import type { Slots } from '#app/core/facts/columns.ts';
import { questionOfKey } from '#app/core/questions/question.ts';
import type { Rule } from '#app/core/rules/rule.ts';
import { compileMember, compileRule, compileShop, type ShopSegment } from '#app/core/rules/sql/compile.ts';
import type { SqlParameters } from '#app/core/rules/sql/parameters.ts';
import type { Yardsticks } from '#app/core/yardsticks/yardsticks.ts';
import { factTableShopId, slotIn } from './fact-table.ts';

/** A shop at an instant, and the questions whose answers are kept. */
export interface Moment {
  readonly now: number;
  readonly yardsticks: Yardsticks;
  readonly slots: Slots;
}

const optionsOf = ({ now, yardsticks, slots }: Moment) => ({ now, yardsticks, slotOf: slotIn(slots) });

/** An instant column as epoch milliseconds, with all the digits PostgreSQL keeps. */
const epochMs = (expression: string): string => `(extract(epoch FROM ${expression}) * 1000)::text`;

const asNumber = (text: string | null): number | null => (text === null ? null : Number(text));

/** Every rule's verdict on every customer, all rules in one statement. */
export async function decideInSql(client: pg.ClientBase, rules: readonly Rule[], moment: Moment) {
  const values: SqlParameters[number][] = [];
  const columns = rules.map((rule, index) => {
    const options = { ...optionsOf(moment), alias: 'fact', firstParameter: values.length + 1 };
    const { member, until, params } = compileRule(rule, options);
    values.push(...params);
    return `(${member}) AS member_${index}, ${epochMs(until)} AS until_${index}`;
  });
  const text = `SELECT ${columns.join(', ')} FROM customer_fact AS fact ORDER BY customer_id`;
  const { rows } = await client.query<Record<string, boolean | string | null>>(text, values);
  return rows.map((row) =>
    rules.map((_, index) => ({
      member: row[`member_${index}`],
      until: asNumber(row[`until_${index}`] as string | null),
    })),
  );
}

/** How many customers are members, by rule. */
export async function countInSql(client: pg.ClientBase, rules: readonly Rule[], moment: Moment): Promise<number[]> {
  const values: SqlParameters[number][] = [];
  const columns = rules.map((rule) => {
    const options = { ...optionsOf(moment), alias: 'fact', firstParameter: values.length + 1 };
    const { member, params } = compileMember(rule, options);
    values.push(...params);
    return `count(*) FILTER (WHERE ${member})::int`;
  });
  const text = `SELECT ARRAY[${columns.join(', ')}] AS counts FROM customer_fact AS fact`;
  const { rows } = await client.query<{ counts: number[] }>(text, values);
  return rows[0]?.counts ?? [];
}

/** Every customer's segments and least until. */
export async function decideShopInSql(client: pg.ClientBase, segments: readonly ShopSegment[], moment: Moment) {
  const { text, params } = compileShop(segments, { ...optionsOf(moment), shopId: '$1::bigint', firstParameter: 2 });
  const { rows } = await client.query<{ segment_ids: number[]; until: string | null }>(
    `SELECT segment_ids, ${epochMs('until')} AS until FROM (${text}) AS verdict ORDER BY customer_id`,
    [factTableShopId, ...params],
  );
  return rows.map(({ segment_ids, until }) => ({ segmentIds: segment_ids, until: asNumber(until) }));
}

/** A customer as far as the fact table keeps them: without the answers that have no place there. */
export function asKept(facts: Facts, slots: Slots): Facts {
  const isKept = slotIn(slots);
  const asked = Object.entries(facts.asked).filter(([key]) => isKept(questionOfKey(key)) !== undefined);
  return { ...facts, asked: Object.fromEntries(asked) };
}

type Verdicts = readonly (readonly { readonly member: unknown; readonly until: unknown }[])[];

/** Fails with the first rule and customer of whom the verdicts differ: a situation has hundreds of them. */
export function expectSameVerdicts(
  found: Verdicts,
  expected: Verdicts,
  at: { rules: readonly Rule[]; customers: readonly Facts[]; moment: Moment },
): void {
  const { rules, customers, moment } = at;
  expect(found).toHaveLength(customers.length);
  for (const [customer, verdicts] of expected.entries()) {
    for (const [index, verdict] of verdicts.entries()) {
      const other = found[customer]?.[index];
      if (other?.member === verdict.member && other?.until === verdict.until) continue;
      const { now, yardsticks } = moment;
      expect({ now, yardsticks, facts: customers[customer], rule: rules[index], verdict: other }).toEqual({ verdict });
    }
  }
}
