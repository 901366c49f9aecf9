/** Counting who meets a rule that is not kept: by the stored facts, and by histories where the rule asks what no other does. */
import { questionsOf } from '#app/core/rules/asked.ts';
import { answerWidth, questionKey, type Question } from '#app/core/questions/question.ts';
import { compileMember } from '#app/core/rules/sql/compile.ts';
import type { Rule } from '#app/core/rules/rule.ts';
import type { Yardsticks } from '#app/core/yardsticks/yardsticks.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';
import type { Person } from './adminMembers.ts';
import { type FactTerms, parameters } from './facts.ts';
import { slotFinder } from './memberships.ts';
import type { Reach } from './orderRows.ts';
import { answerSelect } from './questions.ts';

export interface PreviewTerms extends FactTerms {
  /** Without references to other segments. */
  rule: Rule;
  yardsticks: Yardsticks;
}

export interface RuleCount {
  memberCount: number;
  /** Customers of the shop in all. */
  customerCount: number;
  /** Members who may be written to, by channel; and by at least one. */
  reachable: { email: number; sms: number; any: number };
}

/** One in so many customers stands for the others when counts are estimated: those of the index `customer_fact_sample`. */
const SAMPLE = 64;
const isInSample = (row: string): string => `hashint8(${row}.customer_id) & 63 = 0`;
/** Of a rule that asks histories anew, each of which takes its time, an eighth of the sample is looked at. */
const SAMPLE_OF_HISTORIES = 512;
const isInSmallSample = (row: string): string => `${isInSample(row)} AND hashint8(${row}.customer_id) & 511 = 0`;
/** Shops with fewer customers in the sample are counted whole. */
const SAMPLE_LEAST = 300;

/** FROM and WHERE of the members of a rule, over row `f` of the facts. */
function membersOf(
  sql: ShopSql,
  terms: PreviewTerms,
  reach: Reach,
): { from: string; member: string; values: unknown[]; asksHistories: boolean } {
  const { rule, slots, yardsticks, settings, now } = terms;
  const { values, bind } = parameters(sql.shopId);
  const kept = slotFinder(slots);
  const fresh = questionsOf([rule]).filter((question) => kept(question) === undefined);
  const present = fresh.length > 0 ? bind(instant(now) ?? '', 'timestamptz') : 'NULL';
  const names = new Map(fresh.map((question, index) => [questionKey(question), `q${index}`]));
  const joins = fresh.map((question, index) => {
    const select = answerSelect(question, { settings, reach, bind, instant: present });
    return reach === 'some'
      ? `LEFT JOIN LATERAL (${select}) q${index} ON TRUE`
      : `LEFT JOIN (${select}) q${index} ON q${index}.customer_id = f.customer_id`;
  });
  const answer = (question: Question): string[] | undefined => {
    const name = names.get(questionKey(question));
    return name === undefined
      ? undefined
      : Array.from({ length: answerWidth(question) }, (_, index) => `${name}.a${index + 1}`);
  };
  const { member, params } = compileMember(rule, {
    ...{ now, yardsticks, alias: 'f', answer, slotOf: kept },
    firstParameter: values.length + 1,
  });
  // A history is looked up by the customer's row, which facts do not have.
  const customer =
    reach === 'some' && fresh.length > 0 ? 'JOIN customer c ON c.shop_id = $1 AND c.customer_id = f.customer_id' : '';
  const mentioned = fresh.length > 0 ? `AND ${present} IS NOT NULL` : '';
  return {
    from: `customer_fact f ${customer} ${joins.join(' ')} WHERE f.shop_id = $1 ${mentioned}`,
    member,
    values: [...values, ...params],
    asksHistories: fresh.length > 0,
  };
}

const counts = (member: string): string => `
  count(*) AS customers, count(*) FILTER (WHERE ${member}) AS members,
  count(*) FILTER (WHERE f.email_reachable AND (${member})) AS email,
  count(*) FILTER (WHERE f.sms_reachable AND (${member})) AS sms,
  count(*) FILTER (WHERE (f.email_reachable OR f.sms_reachable) AND (${member})) AS any_channel`;

type CountRow = Record<'customers' | 'members' | 'email' | 'sms' | 'any_channel', string>;

const countOf = (row: CountRow | undefined, factor = 1): RuleCount => {
  const figure = (name: keyof CountRow): number => Math.round(Number(row?.[name] ?? 0) * factor);
  return {
    memberCount: figure('members'),
    customerCount: figure('customers'),
    reachable: { email: figure('email'), sms: figure('sms'), any: figure('any_channel') },
  };
};

/** How many of the shop's customers are in the sample. */
async function sampleSize(sql: ShopSql): Promise<number> {
  const { rows } = await sql.query<{ count: string }>(
    `SELECT count(*) FROM customer_fact s WHERE s.shop_id = $1 AND ${isInSample('s')}`,
    [sql.shopId],
  );
  return Number(rows[0]?.count ?? 0);
}

/** Whether an eighth of the sample stands for a shop with so many in it. */
const isVeryLarge = (sampled: number): boolean => sampled * SAMPLE >= SAMPLE_LEAST * SAMPLE_OF_HISTORIES;

/** Whether the exact count is worth a try: histories of very many customers take longer than anybody waits. */
export async function mayBeCounted(sql: ShopSql, terms: PreviewTerms): Promise<boolean> {
  return !membersOf(sql, terms, 'some').asksHistories || !isVeryLarge(await sampleSize(sql));
}

/** Counts exactly, in one scan of the facts. */
export async function countRule(sql: ShopSql, terms: PreviewTerms): Promise<RuleCount> {
  const { from, member, values } = membersOf(sql, terms, 'all');
  const { rows } = await sql.query<CountRow>(
    `SELECT ${counts('f.member')} FROM (SELECT f.email_reachable, f.sms_reachable, (${member}) AS member FROM ${from}) f`,
    values,
  );
  return countOf(rows[0]);
}

/** Counts among a part of the customers, the same part each time, and carries it over to all. */
export async function estimateRule(sql: ShopSql, terms: PreviewTerms): Promise<RuleCount> {
  const { from, member, values, asksHistories } = membersOf(sql, terms, 'some');
  const sampled = await sampleSize(sql);
  const isLarge = sampled >= SAMPLE_LEAST;
  const isSmallEnough = asksHistories && isVeryLarge(sampled);
  const chosen = isSmallEnough ? isInSmallSample('f') : isLarge ? isInSample('f') : 'TRUE';
  const { rows } = await sql.query<CountRow>(
    `SELECT ${counts('f.member')} FROM (
       SELECT f.email_reachable, f.sms_reachable, (${member}) AS member FROM ${from} AND ${chosen}) f`,
    values,
  );
  const counted = countOf(rows[0], isSmallEnough ? SAMPLE_OF_HISTORIES : isLarge ? SAMPLE : 1);
  return isLarge ? { ...counted, customerCount: sampled * SAMPLE } : counted;
}

/** Some members, the newest customers first. @param few Looks for them among a part of the customers. */
export async function exampleMembers(
  sql: ShopSql,
  terms: PreviewTerms,
  limit: number,
  few: boolean,
): Promise<Person[]> {
  const { from, member, values, asksHistories } = membersOf(sql, terms, few ? 'some' : 'all');
  const newest = asksHistories ? 2_000 : 5_000;
  const among = few
    ? `AND f.customer_id IN (SELECT s.customer_id FROM customer_fact s WHERE s.shop_id = $1 ORDER BY s.customer_id DESC LIMIT ${newest})`
    : '';
  const { rows } = await sql.query<{
    customer_id: string;
    first_name: string | null;
    last_name: string | null;
    email: string | null;
  }>(
    `SELECT n.customer_id, n.first_name, n.last_name, n.email
     FROM (SELECT f.customer_id FROM ${from} ${among} AND (${member}) ORDER BY f.customer_id DESC LIMIT ${limit}) m
     JOIN customer n ON n.shop_id = $1 AND n.customer_id = m.customer_id ORDER BY m.customer_id DESC`,
    values,
  );
  return rows.map((row) => ({
    customerId: row.customer_id,
    firstName: row.first_name,
    lastName: row.last_name,
    email: row.email,
  }));
}

/** Whether PostgreSQL gave a statement up because it took longer than it was given. */
export const isTooLong = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === '57014';
