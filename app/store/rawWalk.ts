/**
 * A walk over a shop's raw deliveries in the order in which they came in, part by part, so that looking into every body takes
 * neither one long transaction nor much memory.
 */
import { instant, type ShopSql } from '#app/platform/database.ts';

/** The last delivery that was looked at. */
export interface WalkPoint {
  receivedAt: number;
  deliveryId: string;
}

export interface PartLimits {
  rows: number;
  /** Of bodies together; a single delivery may be larger. */
  bytes: number;
}

/** What came in after `from` (null: from the first one on), up to and with `to`. `isLast`: nothing is left behind it. */
export interface Part {
  from: WalkPoint | null;
  to: WalkPoint;
  isLast: boolean;
}

/** Deliveries `t` of a part; its bounds are parameters $2 to $5. */
export const IN_PART = `t.shop_id = $1 AND t.received_at >= $2 AND t.received_at <= $4
  AND (t.received_at, t.delivery_id) > ($2, $3) AND (t.received_at, t.delivery_id) <= ($4, $5)`;

export const boundsOf = ({ from, to }: Part): unknown[] => [...startOf(from), instant(to.receivedAt), to.deliveryId];

const startOf = (from: WalkPoint | null): [string, string] =>
  from === null ? ['-infinity', ''] : [instant(from.receivedAt) ?? '', from.deliveryId];

/** The present instant of the database, which dates what comes in, rounded up. */
export async function arrivedUntilNow(sql: ShopSql): Promise<number> {
  const { rows } = await sql.query<{ at: number }>(
    `SELECT (clock_timestamp() + interval '1 ms')::timestamptz(3) AS at`,
  );
  return Number(rows[0]?.at);
}

/**
 * The next part of a walk; undefined when nothing came in after `from`. No body is read for it. The rest of the transaction
 * enters tables by their indexes.
 * @param until When the walk's last delivery may have come in.
 */
export async function nextPart(
  sql: ShopSql,
  from: WalkPoint | null,
  until: number,
  limits: PartLimits,
): Promise<Part | undefined> {
  await sql.query('SET LOCAL enable_seqscan = off');
  const { rows } = await sql.query<{ received_at: number; delivery_id: string; is_last: boolean }>(
    `WITH next AS MATERIALIZED (
       SELECT received_at, delivery_id, octet_length(body) AS bytes FROM inbox
       WHERE shop_id = $1 AND received_at >= $2 AND received_at <= $4 AND (received_at, delivery_id) > ($2, $3)
       ORDER BY received_at, delivery_id LIMIT $5)
     SELECT received_at, delivery_id, nth = count AND count < $5 AS is_last
     FROM (SELECT *, row_number() OVER earlier AS nth, sum(bytes) OVER earlier AS total, count(*) OVER () AS count FROM next
           WINDOW earlier AS (ORDER BY received_at, delivery_id ROWS UNBOUNDED PRECEDING)) measured
     WHERE nth = 1 OR total <= $6 ORDER BY nth DESC LIMIT 1`,
    [sql.shopId, ...startOf(from), instant(until), limits.rows, limits.bytes],
  );
  const row = rows[0];
  return row && { from, to: { receivedAt: row.received_at, deliveryId: row.delivery_id }, isLast: row.is_last };
}
