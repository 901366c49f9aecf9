/** The inbox: deliveries as they came in, until they are absorbed or set aside. */
import { instant, type ShopSql } from '#app/platform/database.ts';

export interface Delivery {
  deliveryId: string;
  topic: string;
  triggeredAt: number | null;
  receivedAt: number;
  body: Buffer;
  attempts: number;
}

/** The oldest deliveries that wait, at most `limit`; their order is that of arrival. */
export async function nextDeliveries(sql: ShopSql, now: number, limit: number): Promise<Delivery[]> {
  const { rows } = await sql.query<{
    delivery_id: string;
    topic: string;
    triggered_at: number | null;
    received_at: number;
    body: Buffer;
    attempts: number;
  }>(
    `SELECT delivery_id, topic, triggered_at, received_at, body, attempts FROM inbox
     WHERE shop_id = $1 AND state = 'pending' AND (not_before IS NULL OR not_before <= $2) ORDER BY seq LIMIT $3`,
    [sql.shopId, instant(now), limit],
  );
  return rows.map((row) => ({
    deliveryId: row.delivery_id,
    topic: row.topic,
    triggeredAt: row.triggered_at,
    receivedAt: row.received_at,
    body: row.body,
    attempts: row.attempts,
  }));
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
): Promise<void> {
  if (parked.length === 0) return;
  await sql.query(
    `UPDATE inbox i SET state = 'parked', error = u.reason, attempts = attempts + 1
     FROM unnest($2::text[], $3::text[]) AS u (delivery_id, reason) WHERE i.shop_id = $1 AND i.delivery_id = u.delivery_id`,
    [sql.shopId, parked.map((one) => one.deliveryId), parked.map((one) => one.reason.slice(0, 500))],
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
