/** What the admin's home shows of a shop: figures, the reading of its history, problems. */
import type { ShopSql } from '#app/platform/database.ts';

export type BackfillState = 'waiting' | 'requested' | 'loading' | 'done' | 'failed';

export interface BackfillProgress {
  kind: string;
  state: BackfillState;
  /** Objects Shopify has put into the result so far; all of them once it is complete. */
  objectCount: number;
  /** Lines of the result already applied. */
  linesDone: number;
  /** In words, of the latest attempt; null when it went well. */
  error: string | null;
}

export interface Figures {
  customerCount: number;
  orderCount: number;
  /** When the latest webhook or storefront event came in; null when none has. */
  lastEventAt: number | null;
  /** Webhooks that are stored and not yet worked in. */
  waitingDeliveryCount: number;
  /** Webhooks set aside because they could not be read. */
  parkedDeliveryCount: number;
  /** Customers whose place in a partner's list is not yet what it should be. */
  pendingPlacementCount: number;
  /** Destinations switched on. */
  enabledDestinationCount: number;
  /** When a destination last became equal to its segment; null when none has. */
  lastSyncedAt: number | null;
}

export async function readBackfills(sql: ShopSql): Promise<BackfillProgress[]> {
  const { rows } = await sql.query<{
    kind: string;
    state: BackfillState;
    object_count: string;
    lines_done: string;
    error: string | null;
  }>('SELECT kind, state, object_count, lines_done, error FROM backfill WHERE shop_id = $1 ORDER BY kind', [
    sql.shopId,
  ]);
  return rows.map((row) => ({
    kind: row.kind,
    state: row.state,
    objectCount: Number(row.object_count),
    linesDone: Number(row.lines_done),
    error: row.error,
  }));
}

export async function readFigures(sql: ShopSql): Promise<Figures> {
  const { rows } = await sql.query<{
    customers: string;
    orders: string;
    last_event_at: number | null;
    waiting: string;
    parked: string;
    pending: string;
    enabled: string;
    last_synced_at: number | null;
  }>(
    `SELECT
       (SELECT count(*) FROM customer WHERE shop_id = $1 AND deleted_at IS NULL AND redacted_at IS NULL) AS customers,
       (SELECT count(*) FROM orders WHERE shop_id = $1 AND deleted_at IS NULL) AS orders,
       greatest(
         (SELECT max(received_at) FROM inbox WHERE shop_id = $1),
         (SELECT max(received_at) FROM site_event WHERE shop_id = $1)) AS last_event_at,
       (SELECT count(*) FROM inbox WHERE shop_id = $1 AND state = 'pending') AS waiting,
       (SELECT count(*) FROM inbox WHERE shop_id = $1 AND state = 'parked') AS parked,
       (SELECT count(*) FROM destination d
          JOIN connection c ON c.shop_id = d.shop_id AND c.connection_id = d.connection_id
          JOIN placement p ON p.shop_id = d.shop_id AND p.destination_id = d.destination_id
        WHERE d.shop_id = $1 AND c.status <> 'disconnected' AND (p.state = 'pending' OR p.job_id IS NOT NULL)) AS pending,
       (SELECT count(*) FROM destination WHERE shop_id = $1 AND enabled) AS enabled,
       (SELECT max(last_synced_at) FROM destination WHERE shop_id = $1) AS last_synced_at`,
    [sql.shopId],
  );
  const row = rows[0];
  if (!row) throw new Error('The figures are one row, always.');
  return {
    customerCount: Number(row.customers),
    orderCount: Number(row.orders),
    lastEventAt: row.last_event_at,
    waitingDeliveryCount: Number(row.waiting),
    parkedDeliveryCount: Number(row.parked),
    pendingPlacementCount: Number(row.pending),
    enabledDestinationCount: Number(row.enabled),
    lastSyncedAt: row.last_synced_at,
  };
}
