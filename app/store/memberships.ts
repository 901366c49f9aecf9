/** Memberships and the transitions that made them. */
import type { DecimalId } from '#app/core/identifiers.ts';
import { compileShop, type ShopSegment } from '#app/core/rules/sql/compile.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';
import { WHOLE_SHOP } from './facts.ts';
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

/**
 * Decides every customer of the shop in one scan and brings memberships, transitions and due instants into line.
 * @returns What changed, by segment.
 */
export async function decideAll(sql: ShopSql, segments: readonly ShopSegment[], now: number): Promise<SizeChange[]> {
  const { text, params } = compileShop(segments, { now: '$2::timestamptz', shopId: '$1::bigint', firstParameter: 3 });
  await sql.query(WHOLE_SHOP);
  await sql.query('DROP TABLE IF EXISTS pg_temp.verdict');
  await sql.query({
    text: 'CREATE TEMP TABLE verdict (customer_id bigint NOT NULL, segment_ids int[] NOT NULL, until timestamptz, decided_at timestamptz) ON COMMIT DROP',
  });
  await sql.query(`INSERT INTO pg_temp.verdict ${text}`, [sql.shopId, instant(now), ...params]);
  await sql.query('ANALYZE pg_temp.verdict');
  const { rows } = await sql.query<{ segment_id: number; entered: string; gone: string }>(
    `WITH wanted AS (SELECT v.customer_id, s.segment_id FROM pg_temp.verdict v, unnest(v.segment_ids) AS s (segment_id)),
     begun AS (
       INSERT INTO membership (shop_id, segment_id, customer_id, entered_at)
       SELECT $1, w.segment_id, w.customer_id, $2 FROM wanted w
       WHERE NOT EXISTS (SELECT FROM membership m
                         WHERE m.shop_id = $1 AND m.segment_id = w.segment_id AND m.customer_id = w.customer_id)
       RETURNING segment_id, customer_id),
     ended AS (
       DELETE FROM membership m WHERE m.shop_id = $1 AND NOT EXISTS (
         SELECT FROM wanted w WHERE w.segment_id = m.segment_id AND w.customer_id = m.customer_id)
       RETURNING segment_id, customer_id),
     moved AS (
       INSERT INTO transition (shop_id, segment_id, customer_id, entered, at)
       SELECT $1, segment_id, customer_id, true, $2 FROM begun UNION ALL SELECT $1, segment_id, customer_id, false, $2 FROM ended
       RETURNING segment_id, entered)
     SELECT segment_id, count(*) FILTER (WHERE entered) AS entered, count(*) FILTER (WHERE NOT entered) AS gone
     FROM moved GROUP BY segment_id`,
    [sql.shopId, instant(now)],
  );
  await sql.query(
    `UPDATE customer_fact f SET due_at = v.until FROM pg_temp.verdict v
     WHERE f.shop_id = $1 AND f.customer_id = v.customer_id AND f.due_at IS DISTINCT FROM v.until`,
    [sql.shopId],
  );
  return rows.map((row) => ({ segmentId: row.segment_id, entered: Number(row.entered), left: Number(row.gone) }));
}
