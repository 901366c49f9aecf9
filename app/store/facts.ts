/**
 * Facts, recomputed from rows: one statement for a few customers or for a whole shop. The same rows always give the same
 * facts, so replay, repetition and disorder are harmless.
 */
import { askedFromAnswers, factColumns, factsFromRow, rowFromFacts, type Slots } from '#app/core/facts/columns.ts';
import { storedFact } from '#app/core/facts/stored.ts';
import type { Facts } from '#app/core/facts/catalogue.ts';
import type { DecimalId } from '#app/core/identifiers.ts';
import { answerWidth, isOfItsTime } from '#app/core/questions/question.ts';
import type { ShopSettings } from '#app/core/settings.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';
import { factsSelect, GONE } from './factSources.ts';
import type { Reach } from './orderRows.ts';
import { type AnswerTerms, answerSelect, type Binding } from './questions.ts';

export interface CustomerFacts {
  customerId: DecimalId;
  facts: Facts;
}

/** What was decided of a customer. */
export interface Decided {
  customerId: DecimalId;
  /** The segments the customer is in now, ascending. */
  segmentIds: readonly number[];
  /** When a verdict can next change by time alone, epoch milliseconds; null: never. */
  until: number | null;
}

/** What facts are worked out with: the shop's choices, what its rules ask, and the present instant. */
export interface FactTerms {
  settings: ShopSettings;
  slots: Slots;
  now: number;
}

const columns = factColumns.map(({ column }) => column);

/** Further parameters of a statement, after those it begins with. */
export function parameters(...first: unknown[]): { values: unknown[]; bind: Binding } {
  const values = first;
  return {
    values,
    bind: (value, sqlType) => {
      values.push(value);
      return `$${values.length}::${sqlType}`;
    },
  };
}

function selectFacts(sql: ShopSql, { settings, slots, now }: FactTerms, customerIds: readonly DecimalId[] | null) {
  const reach: Reach = customerIds === null ? 'all' : 'some';
  const { values, bind } = parameters(sql.shopId, ...(customerIds === null ? [] : [customerIds]));
  // Only those questions ask for the present instant, and a placeholder that stands nowhere would be refused.
  const asksNow = slots.some(({ question }) => isOfItsTime(question));
  const text = factsSelect(settings, reach, slots, bind, asksNow ? bind(instant(now) ?? '', 'timestamptz') : 'NULL');
  return { text, values };
}

/**
 * Works the facts of some customers out anew; nothing is stored. Those who are deleted, erased or merged into another lose
 * theirs and are not in the answer. What the purchase model expects is for the caller to add.
 */
export async function workOutFacts(
  sql: ShopSql,
  customerIds: readonly DecimalId[],
  terms: FactTerms,
): Promise<CustomerFacts[]> {
  const { text, values } = selectFacts(sql, terms, customerIds);
  const { rows } = await sql.query<{ customer_id: DecimalId }>(text, values);
  if (rows.length < customerIds.length)
    await sql.query(
      `DELETE FROM customer_fact f USING customer c
       WHERE f.shop_id = $1 AND c.shop_id = $1 AND c.customer_id = f.customer_id AND f.customer_id = ANY ($2)
         AND ${GONE}`,
      [sql.shopId, customerIds],
    );
  return rows.map((row) => ({ customerId: row.customer_id, facts: factsFromRow(row, terms.slots) }));
}

/** Stores facts together with what was decided of their customers; rows that are the same stay untouched. */
export async function saveFacts(
  sql: ShopSql,
  decided: readonly (CustomerFacts & Decided)[],
  slots: Slots,
): Promise<void> {
  if (decided.length === 0) return;
  const types = factColumns.map(({ column, sqlType }) => `${column} ${sqlType}`);
  const all = [...columns, 'asked', 'segment_ids', 'due_at'];
  await sql.query(
    `INSERT INTO customer_fact AS f (shop_id, customer_id, ${all.join(', ')})
     SELECT $1, r.customer_id, ${columns.map((column) => `r.${column}`).join(', ')}, r.asked, r.segment_ids, r.due_at
     FROM json_to_recordset($2::json)
       AS r (customer_id bigint, ${types.join(', ')}, asked timestamptz[], segment_ids int[], due_at timestamptz)
     ON CONFLICT (shop_id, customer_id) DO UPDATE SET ${all.map((column) => `${column} = excluded.${column}`).join(', ')}
     WHERE (${all.map((column) => `f.${column}`).join(', ')}) IS DISTINCT FROM (${all.map((column) => `excluded.${column}`).join(', ')})`,
    [
      sql.shopId,
      JSON.stringify(
        decided.map(({ customerId, facts, segmentIds, until }) => ({
          ...{ customer_id: customerId, asked: noneAsNull(askedFromAnswers(facts.asked, slots)) },
          ...{ segment_ids: segmentIds, due_at: instant(until) },
          ...rowFromFacts(facts),
        })),
      ),
    ],
  );
}

/** Nobody has answers who has none. */
const noneAsNull = (asked: readonly (string | null)[] | null): readonly (string | null)[] | null =>
  asked?.some((at) => at !== null) ? asked : null;

/**
 * For statements over a whole shop, until the transaction ends: tables are joined as sets. Right after a backfill the
 * planner has no figures yet, would expect a handful of rows, and look millions up one by one.
 */
export const WHOLE_SHOP = 'SET LOCAL enable_nestloop = off';

/** What the purchase model expects is worked out apart. */
const recomputed = [
  ...factColumns.filter(({ name }) => storedFact(name).from.source !== 'prediction').map(({ column }) => column),
  'asked',
];

/**
 * Recomputes the facts of every customer of the shop in one statement; rows that are the same stay untouched. Of those who are
 * gone the facts go, and with them what they were members of: it is in the temporary table `gone_fact` until the transaction ends.
 */
export async function recomputeAllFacts(sql: ShopSql, terms: FactTerms): Promise<void> {
  await sql.query(WHOLE_SHOP);
  const { text, values } = selectFacts(sql, terms, null);
  await sql.query(
    `INSERT INTO customer_fact AS f (shop_id, customer_id, ${recomputed.join(', ')})
     SELECT s.shop_id, s.customer_id, ${recomputed.map((column) => `s.${column}`).join(', ')} FROM (${text}) s
     ON CONFLICT (shop_id, customer_id) DO UPDATE SET ${recomputed.map((column) => `${column} = excluded.${column}`).join(', ')}
     WHERE (${recomputed.map((column) => `f.${column}`).join(', ')}) IS DISTINCT FROM (${recomputed.map((column) => `excluded.${column}`).join(', ')})`,
    values,
  );
  await makeGoneFacts(sql);
  await sql.query(
    `WITH gone AS (
       DELETE FROM customer_fact f USING customer c
       WHERE f.shop_id = $1 AND c.shop_id = $1 AND c.customer_id = f.customer_id AND ${GONE}
       RETURNING f.customer_id, f.segment_ids)
     INSERT INTO pg_temp.gone_fact SELECT customer_id, segment_ids FROM gone`,
    [sql.shopId],
  );
}

/** The table `gone_fact`, empty, unless it is there. */
export async function makeGoneFacts(sql: ShopSql): Promise<void> {
  await sql.query(
    'CREATE TEMP TABLE IF NOT EXISTS gone_fact (customer_id bigint NOT NULL, segment_ids int[] NOT NULL) ON COMMIT DROP',
  );
}

/**
 * Answers some of the shop's questions anew for every customer; the answers to the others stay.
 * @param all All questions of the shop, those to answer among them.
 */
export async function answerForAll(sql: ShopSql, terms: FactTerms, all: Slots): Promise<void> {
  const { settings, slots, now } = terms;
  if (slots.length === 0) return;
  await sql.query(WHOLE_SHOP);
  const { values, bind } = parameters(sql.shopId);
  const answering: AnswerTerms = { settings, reach: 'all', bind, instant: bind(instant(now) ?? '', 'timestamptz') };
  const placesOf = ({ question, slot }: Slots[number]): number[] =>
    Array.from({ length: answerWidth(question) }, (_, index) => slot + index);
  const parts = slots.map((one) => {
    const rows = placesOf(one).map((place, index) => `(${place}, q.a${index + 1})`);
    return `SELECT q.customer_id, p.place, p.at FROM (${answerSelect(one.question, answering)}) q
      CROSS JOIN LATERAL (VALUES ${rows.join(', ')}) AS p (place, at) WHERE p.at IS NOT NULL`;
  });
  const fresh = slots.flatMap(placesOf);
  const answers = fresh.map((place) => `max(r.at) FILTER (WHERE r.place = ${place}) AS p${place}`);
  const whole = Array.from({ length: Math.max(...all.flatMap(placesOf)) }, (_, index) =>
    fresh.includes(index + 1) ? `n.p${index + 1}` : `f.asked[${index + 1}]`,
  ).join(', ');
  await sql.query(
    `UPDATE customer_fact t SET asked = w.asked
     FROM (
       SELECT f.customer_id, f.asked AS before, CASE WHEN num_nonnulls(${whole}) > 0 THEN ARRAY[${whole}]::timestamptz(3)[] END AS asked
       FROM customer_fact f
       LEFT JOIN (SELECT r.customer_id, ${answers.join(', ')} FROM (${parts.join(' UNION ALL ')}) r
                  WHERE ${answering.instant} IS NOT NULL GROUP BY r.customer_id) n ON n.customer_id = f.customer_id
       WHERE f.shop_id = $1) w
     WHERE t.shop_id = $1 AND t.customer_id = w.customer_id AND w.asked IS DISTINCT FROM w.before`,
    values,
  );
}

/** Stored facts of customers whose verdicts are due at `now`, at most `limit` of them, the longest due first. */
export async function dueFacts(sql: ShopSql, now: number, limit: number, slots: Slots): Promise<CustomerFacts[]> {
  const { rows } = await sql.query<{ customer_id: DecimalId }>(
    'SELECT * FROM customer_fact WHERE shop_id = $1 AND due_at <= $2 ORDER BY due_at LIMIT $3',
    [sql.shopId, instant(now), limit],
  );
  return rows.map((row) => ({ customerId: row.customer_id, facts: factsFromRow(row, slots) }));
}

/** Notes what was decided of customers whose facts are as they were. */
export async function saveDecided(sql: ShopSql, decided: readonly Decided[]): Promise<void> {
  if (decided.length === 0) return;
  await sql.query(
    `UPDATE customer_fact f SET due_at = u.due_at, segment_ids = u.segment_ids::int[]
     FROM unnest($2::bigint[], $3::text[], $4::timestamptz[]) AS u (customer_id, segment_ids, due_at)
     WHERE f.shop_id = $1 AND f.customer_id = u.customer_id
       AND (f.due_at, f.segment_ids) IS DISTINCT FROM (u.due_at, u.segment_ids::int[])`,
    [
      sql.shopId,
      decided.map(({ customerId }) => customerId),
      decided.map(({ segmentIds }) => `{${segmentIds.join()}}`),
      decided.map(({ until }) => instant(until)),
    ],
  );
}
