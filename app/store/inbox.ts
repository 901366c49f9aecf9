/** The inbox: deliveries as they came in, until they are absorbed or set aside. */
import { instant, type ShopSql } from '#app/platform/database.ts';

export interface Delivery {
  deliveryId: string;
  topic: string;
  triggeredAt: number | null;
  receivedAt: number;
  body: Buffer;
  attempts: number;
  /** How often it was worked in again after having been set aside. */
  replays: number;
}

/** Bodies of one batch together, in bytes; a single delivery may be larger. */
const BATCH_BYTES = 16 * 1024 * 1024;

/**
 * The oldest deliveries that wait, at most `limit`, and no more than fit into memory with ease; their order is that of
 * arrival. `isAll`: nothing else waits.
 */
export async function nextDeliveries(
  sql: ShopSql,
  now: number,
  limit: number,
): Promise<{ deliveries: Delivery[]; isAll: boolean }> {
  const { rows } = await sql.query<{
    delivery_id: string;
    topic: string;
    triggered_at: number | null;
    received_at: number;
    body: Buffer | null;
    attempts: number;
    replays: number;
  }>(
    `SELECT delivery_id, topic, triggered_at, received_at, attempts, replays, CASE WHEN fits THEN body END AS body
     FROM (SELECT *, nth <= $3 AND (nth = 1 OR bytes <= $4) AS fits
           FROM (SELECT *, row_number() OVER earlier AS nth, sum(octet_length(body)) OVER earlier AS bytes
                 FROM (SELECT seq, delivery_id, topic, triggered_at, received_at, body, attempts, replays FROM inbox
                       WHERE shop_id = $1 AND state = 'pending' AND (not_before IS NULL OR not_before <= $2)
                       ORDER BY seq LIMIT $3 + 1) first
                 WINDOW earlier AS (ORDER BY seq ROWS UNBOUNDED PRECEDING)) measured) n
     ORDER BY seq`,
    [sql.shopId, instant(now), limit, BATCH_BYTES],
  );
  const deliveries = rows.flatMap((row) =>
    row.body === null
      ? []
      : [
          {
            deliveryId: row.delivery_id,
            topic: row.topic,
            triggeredAt: row.triggered_at,
            receivedAt: row.received_at,
            body: row.body,
            attempts: row.attempts,
            replays: row.replays,
          },
        ],
  );
  return { deliveries, isAll: deliveries.length === rows.length };
}

export async function finishDeliveries(sql: ShopSql, deliveryIds: readonly string[], now: number): Promise<void> {
  if (deliveryIds.length === 0) return;
  await sql.query(
    `UPDATE inbox SET state = 'done', done_at = $3, error = NULL WHERE shop_id = $1 AND delivery_id = ANY ($2)`,
    [sql.shopId, deliveryIds, instant(now)],
  );
}

/** Sets a delivery aside with the reason; it stays, and can be replayed. */
export async function parkDeliveries(
  sql: ShopSql,
  parked: readonly { deliveryId: string; reason: string }[],
  now: number,
): Promise<void> {
  if (parked.length === 0) return;
  await sql.query(
    `UPDATE inbox i SET state = 'parked', error = u.reason, attempts = attempts + 1, parked_at = $4
     FROM unnest($2::text[], $3::text[]) AS u (delivery_id, reason) WHERE i.shop_id = $1 AND i.delivery_id = u.delivery_id`,
    [sql.shopId, parked.map((one) => one.deliveryId), parked.map((one) => one.reason.slice(0, 500)), instant(now)],
  );
}

/** Notes a failure of ours to absorb a delivery: it is tried again later. */
export async function postponeDelivery(
  sql: ShopSql,
  deliveryId: string,
  error: string,
  notBefore: number,
): Promise<void> {
  await sql.query(
    `UPDATE inbox SET attempts = attempts + 1, error = $3, not_before = $4 WHERE shop_id = $1 AND delivery_id = $2`,
    [sql.shopId, deliveryId, error.slice(0, 500), instant(notBefore)],
  );
}
