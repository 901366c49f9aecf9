/** What the admin's home shows of a shop: figures. */
import type { ShopSql } from '#app/platform/database.ts';

/** How much there is; counts whole tables of the shop. */
export interface ShopTotals {
  customerCount: number;
  orderCount: number;
}

export interface Figures {
  /** When the latest webhook or storefront event came in; null when none has. */
  lastEventAt: number | null;
  /** Webhooks that are stored and not yet worked in. */
  waitingDeliveryCount: number;
  /** Webhooks set aside because they could not be read. */
  parkedDeliveryCount: number;
  /** Destinations switched on at an account that is connected. */
  enabledDestinationCount: number;
  /** When such a destination last became equal to its segment; null when none has. */
  lastSyncedAt: number | null;
}

export async function readTotals(sql: ShopSql): Promise<ShopTotals> {
  const { rows } = await sql.query<{ customers: string; orders: string }>(
    `SELECT
       (SELECT count(*) FROM customer WHERE shop_id = $1 AND deleted_at IS NULL AND redacted_at IS NULL) AS customers,
       (SELECT count(*) FROM orders WHERE shop_id = $1 AND deleted_at IS NULL) AS orders`,
    [sql.shopId],
  );
  return { customerCount: Number(rows[0]?.customers), orderCount: Number(rows[0]?.orders) };
}

/** What is asked every few seconds: each part reads one end of an index, or a partial index that is short at rest. */
export async function readFigures(sql: ShopSql): Promise<Figures> {
  const { rows } = await sql.query<{
    last_event_at: number | null;
    waiting: string;
    parked: string;
    enabled: string;
    last_synced_at: number | null;
  }>(
    `SELECT
       greatest(
         (SELECT received_at FROM inbox WHERE shop_id = $1 ORDER BY received_at DESC LIMIT 1),
         (SELECT received_at FROM site_event WHERE shop_id = $1 ORDER BY occurred_at AT TIME ZONE 'UTC' DESC LIMIT 1)) AS last_event_at,
       (SELECT count(*) FROM inbox WHERE shop_id = $1 AND state = 'pending') AS waiting,
       (SELECT count(*) FROM inbox WHERE shop_id = $1 AND state = 'parked') AS parked,
       count(*) FILTER (WHERE d.enabled) AS enabled,
       max(d.last_synced_at) AS last_synced_at
     FROM destination d JOIN connection c ON c.shop_id = d.shop_id AND c.connection_id = d.connection_id
     WHERE d.shop_id = $1 AND c.shop_id = $1 AND c.status <> 'disconnected'`,
    [sql.shopId],
  );
  const row = rows[0];
  if (!row) throw new Error('The figures are one row, always.');
  return {
    lastEventAt: row.last_event_at,
    waitingDeliveryCount: Number(row.waiting),
    parkedDeliveryCount: Number(row.parked),
    enabledDestinationCount: Number(row.enabled),
    lastSyncedAt: row.last_synced_at,
  };
}
