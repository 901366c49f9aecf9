/** Memberships and the transitions that made them. */
import type { Slots } from '#app/core/facts/columns.ts';
import { isOfItsTime, type Question, questionKey } from '#app/core/questions/question.ts';
import type { DecimalId } from '#app/core/identifiers.ts';
import { APART, compileShop, type ShopSegment } from '#app/core/rules/sql/compile.ts';
import type { Yardsticks } from '#app/core/yardsticks/yardsticks.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';
import { makeGoneFacts, WHOLE_SHOP } from './facts.ts';
import type { SizeChange } from './segments.ts';

/** One membership that begins or ends. */
export interface MembershipChange {
  segmentId: number;
  customerId: DecimalId;
  entered: boolean;
}

/** The segments each of these customers is in now. */
export async function membershipsOf(
  sql: ShopSql,
  customerIds: readonly DecimalId[],
): Promise<Map<DecimalId, Set<number>>> {
  const { rows } = await sql.query<{ customer_id: DecimalId; segment_ids: number[] }>(
    `SELECT customer_id, array_agg(segment_id) AS segment_ids FROM membership
     WHERE shop_id = $1 AND customer_id = ANY ($2) GROUP BY customer_id`,
    [sql.shopId, customerIds],
  );
  return new Map(rows.map((row) => [row.customer_id, new Set(row.segment_ids)]));
}

export async function saveMemberships(sql: ShopSql, changes: readonly MembershipChange[], now: number): Promise<void> {
  if (changes.length === 0) return;
  await sql.query(
    `WITH given AS (SELECT * FROM unnest($2::int[], $3::bigint[], $4::boolean[]) AS g (segment_id, customer_id, entered)),
     begun AS (
       INSERT INTO membership (shop_id, segment_id, customer_id, entered_at)
       SELECT $1, segment_id, customer_id, $5 FROM given WHERE entered ON CONFLICT DO NOTHING),
     ended AS (
       DELETE FROM membership m USING given g
       WHERE m.shop_id = $1 AND m.segment_id = g.segment_id AND m.customer_id = g.customer_id AND NOT g.entered)
     INSERT INTO transition (shop_id, segment_id, customer_id, entered, at) SELECT $1, segment_id, customer_id, entered, $5 FROM given ORDER BY customer_id, segment_id`,
    [
      sql.shopId,
      changes.map((change) => change.segmentId),
      changes.map((change) => change.customerId),
      changes.map((change) => change.entered),
      instant(now),
    ],
  );
}

export interface WholeShopTerms {
  slots: Slots;
  yardsticks: Yardsticks;
  now: number;
  /** The segments to decide; those of `decided` that are not among them lose all members. */
  segments: readonly ShopSegment[];
  /** The ids of the segments that this is about; undefined: all of the shop. The others stay as they are. */
  decided?: readonly number[] | undefined;
}

/**
 * Decides every customer of the shop in one scan and brings memberships, transitions and due instants into line. What a
 * customer is in already stands beside their facts, so only those for whom something changes are written.
 * @returns What changed, by segment.
 */
export async function decideAll(sql: ShopSql, terms: WholeShopTerms): Promise<SizeChange[]> {
  await sql.query(WHOLE_SHOP);
  await makeGoneFacts(sql);
  await makeVerdicts(sql, terms);
  const { rows } = await sql.query<{ segment_id: number; entered: string; gone: string }>(
    `WITH begun AS (
       INSERT INTO membership (shop_id, segment_id, customer_id, entered_at)
       SELECT $1, s.segment_id, v.customer_id, $2 FROM pg_temp.verdict v CROSS JOIN LATERAL unnest(v.segment_ids) AS s (segment_id)
       WHERE s.segment_id <> ALL (v.former_ids)
       ON CONFLICT DO NOTHING RETURNING segment_id, customer_id),
     leaving AS (
       SELECT s.segment_id, v.customer_id FROM pg_temp.verdict v CROSS JOIN LATERAL unnest(v.former_ids) AS s (segment_id)
       WHERE s.segment_id <> ALL (v.segment_ids)
       UNION ALL SELECT s.segment_id, g.customer_id FROM pg_temp.gone_fact g CROSS JOIN LATERAL unnest(g.segment_ids) AS s (segment_id)),
     ended AS (
       DELETE FROM membership m USING leaving l
       WHERE m.shop_id = $1 AND m.segment_id = l.segment_id AND m.customer_id = l.customer_id
       RETURNING m.segment_id, m.customer_id),
     moved AS (
       INSERT INTO transition (shop_id, segment_id, customer_id, entered, at)
       SELECT $1, segment_id, customer_id, true, $2 FROM begun UNION ALL SELECT $1, segment_id, customer_id, false, $2 FROM ended
       RETURNING segment_id, entered)
     SELECT segment_id, count(*) FILTER (WHERE entered) AS entered, count(*) FILTER (WHERE NOT entered) AS gone
     FROM moved GROUP BY segment_id`,
    [sql.shopId, instant(terms.now)],
  );
  await sql.query(
    `UPDATE customer_fact f SET due_at = v.until, segment_ids = v.segment_ids FROM pg_temp.verdict v
     WHERE f.shop_id = $1 AND f.customer_id = v.customer_id`,
    [sql.shopId],
  );
  return rows.map((row) => ({ segmentId: row.segment_id, entered: Number(row.entered), left: Number(row.gone) }));
}

/**
 * The temporary table `verdict`: of every customer for whom something changes, what they are in from now on, what they were in,
 * and when they are due. Where answers are of their time, a customer who is due already stays so: they are answered anew first.
 */
async function makeVerdicts(sql: ShopSql, terms: WholeShopTerms): Promise<void> {
  const { slots, yardsticks, now, segments, decided } = terms;
  const slotOf = slotFinder(slots);
  // In the order in which they are kept with the customer: so nobody's need be sorted.
  const { text, params } = compileShop(
    segments.toSorted((a, b) => a.segmentId - b.segmentId),
    {
      ...{ now, yardsticks, slotOf },
      ...{ shopId: '$1::bigint', alongside: ['segment_ids AS former_ids', 'due_at', 'asked'], firstParameter: 4 },
    },
  );
  // Of a part of the segments the others stay, and so does an instant that is earlier.
  const some = decided !== undefined;
  const before = some ? 'ARRAY(SELECT i FROM unnest(s.former_ids) AS i WHERE i = ANY ($3::int[]))' : 's.former_ids';
  const after = some
    ? 'ARRAY(SELECT i FROM unnest(s.former_ids) AS i WHERE i <> ALL ($3::int[]) UNION ALL SELECT unnest(s.segment_ids) ORDER BY 1)'
    : 's.segment_ids';
  const stretches = slots.filter(({ question }) => isOfItsTime(question));
  // As `answersHoldUntil` says: before the second stretch is over, the answer is to be given anew.
  const ends = stretches.map(({ slot }) => `CASE WHEN s.asked[${slot + 3}] > $2 THEN s.asked[${slot + 3}] END`);
  const untils = ['s.until', ...(some ? ['s.due_at'] : []), ...ends];
  const next = untils.length === 1 ? 's.until' : `least(${untils.join(', ')})`;
  const until = stretches.length === 0 ? next : `CASE WHEN s.due_at <= $2 THEN s.due_at ELSE ${next} END`;
  await sql.query('DROP TABLE IF EXISTS pg_temp.verdict');
  await sql.query(
    `CREATE TEMP TABLE verdict ON COMMIT DROP AS
     SELECT s.customer_id, ${after} AS segment_ids, s.former_ids, ${until} AS until FROM (${text} ${APART}) s
     WHERE $2::timestamptz IS NOT NULL AND $3::int[] IS NOT NULL AND (s.segment_ids <> ${before} OR (${until}) IS DISTINCT FROM s.due_at)`,
    [sql.shopId, instant(now), decided ?? [], ...params],
  );
  await sql.query('ANALYZE pg_temp.verdict');
}

/** The place of each question's answer. */
export function slotFinder(slots: Slots): (question: Question) => number | undefined {
  const places = new Map(slots.map(({ question, slot }) => [questionKey(question), slot]));
  return (question) => places.get(questionKey(question));
}
