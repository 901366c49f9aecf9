/**
 * Our version of customers, orders and products, beside the shop's: which of ours are older or missing, and whether a reading
 * changed anything. A customer is compared by its last full reading: webhooks of the profile tell neither consents nor tags.
 */
import type { DecimalId } from '#app/core/identifiers.ts';
import type { ReconcileKind, RefetchKind } from '#app/core/reconcile/kinds.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';

/** What the shop says of one object. */
export interface TheirVersion {
  id: DecimalId;
  updatedAt: number;
}

/**
 * For each kind, our rows as `o`, and when one of them must be read: it is unknown or older than `s.updated_at`. What is gone
 * for good here (deleted, erased) is left alone.
 */
const STALE: Readonly<Record<ReconcileKind, { join: string; where: string }>> = {
  customers: {
    join: 'LEFT JOIN customer o ON o.shop_id = $1 AND o.customer_id = s.object_id',
    where: `o.customer_id IS NULL OR (o.deleted_at IS NULL AND o.redacted_at IS NULL
      AND (o.updated_at IS NULL OR o.updated_at < s.updated_at OR o.detail_updated_at IS NULL OR o.detail_updated_at < s.updated_at))`,
  },
  orders: {
    join: 'LEFT JOIN orders o ON o.shop_id = $1 AND o.order_id = s.object_id',
    where: `o.order_id IS NULL OR (o.deleted_at IS NULL AND (o.updated_at IS NULL OR o.updated_at < s.updated_at))`,
  },
  products: {
    join: 'LEFT JOIN product o ON o.shop_id = $1 AND o.product_id = s.object_id',
    where: `o.product_id IS NULL OR (o.deleted_at IS NULL AND (o.updated_at IS NULL OR o.updated_at < s.updated_at))`,
  },
};

/** Those of the shop's objects that we must read. */
export async function olderHere(
  sql: ShopSql,
  kind: ReconcileKind,
  theirs: readonly TheirVersion[],
): Promise<DecimalId[]> {
  if (theirs.length === 0) return [];
  const { join, where } = STALE[kind];
  const { rows } = await sql.query<{ object_id: DecimalId }>(
    `SELECT s.object_id FROM unnest($2::bigint[], $3::timestamptz[]) AS s (object_id, updated_at) ${join} WHERE ${where}`,
    [sql.shopId, theirs.map(({ id }) => id), theirs.map(({ updatedAt }) => instant(updatedAt))],
  );
  return rows.map((row) => row.object_id);
}

/** The same against the table `sweep_seen` of the transaction, put into the queue set by set. @returns How many. */
export async function queueOlderThanSeen(
  sql: ShopSql,
  kind: ReconcileKind,
  object: RefetchKind,
  at: number,
  reason: string,
): Promise<number> {
  const { join, where } = STALE[kind];
  const totals = kind === 'customers' ? ' OR o.shopify_order_count IS DISTINCT FROM s.order_count' : '';
  const gone = kind === 'customers' ? 'o.deleted_at IS NULL AND o.redacted_at IS NULL' : 'o.deleted_at IS NULL';
  const { rowCount } = await sql.query(
    `${QUEUE} SELECT DISTINCT ON (s.object_id) $1, $2, s.object_id, $3, $4 FROM sweep_seen s ${join}
     WHERE (${where}${totals}) AND (o.shop_id IS NULL OR (${gone})) ORDER BY s.object_id ${KEEP}`,
    [sql.shopId, object, instant(at), reason],
  );
  return rowCount ?? 0;
}

const QUEUE = 'INSERT INTO refetch AS r (shop_id, kind, object_id, wanted_at, reason)';
const KEEP = `ON CONFLICT (shop_id, kind, object_id) DO UPDATE SET wanted_at = greatest(r.wanted_at, excluded.wanted_at),
  reason = coalesce(r.reason, excluded.reason)`;

/** For each kind, our rows as `o` that the shop should have, as far as we may see them: those created since $2, if that is given. */
const OURS: Readonly<Record<ReconcileKind, { table: string; id: string; alive: string; inSight: string }>> = {
  customers: {
    table: 'customer',
    id: 'customer_id',
    alive: 'o.deleted_at IS NULL AND o.redacted_at IS NULL',
    inSight: 'true',
  },
  orders: { table: 'orders', id: 'order_id', alive: 'o.deleted_at IS NULL', inSight: 'o.created_at >= $2' },
  products: { table: 'product', id: 'product_id', alive: 'o.deleted_at IS NULL', inSight: 'true' },
};

/**
 * Ours that are not in `sweep_seen`, put into the queue: reading each alone tells whether it is gone.
 * @param createdFrom Orders created before are out of our sight and left alone; null when all are in sight.
 */
export async function queueUnseen(
  sql: ShopSql,
  kind: ReconcileKind,
  object: RefetchKind,
  at: number,
  reason: string,
  createdFrom: number | null,
): Promise<number> {
  const { table, id, alive, inSight } = OURS[kind];
  const { rowCount } = await sql.query(
    `${QUEUE} SELECT $1, $3, o.${id}, $4, $5 FROM ${table} o
     WHERE o.shop_id = $1 AND ${alive} AND ($2::timestamptz IS NULL OR ${inSight})
       AND NOT EXISTS (SELECT FROM sweep_seen s WHERE s.object_id = o.${id}) ${KEEP}`,
    [sql.shopId, instant(createdFrom), object, instant(at), reason],
  );
  return rowCount ?? 0;
}

/** How many objects of a kind we hold whole that the shop should have. @param createdFrom As in `queueUnseen`. */
export async function countOurs(sql: ShopSql, kind: ReconcileKind, createdFrom: number | null): Promise<number> {
  const { table, alive, inSight } = OURS[kind];
  const { rows } = await sql.query<{ count: string }>(
    `SELECT count(*) AS count FROM ${table} o
     WHERE shop_id = $1 AND ${alive} AND updated_at IS NOT NULL AND ($2::timestamptz IS NULL OR ${inSight})`,
    [sql.shopId, instant(createdFrom)],
  );
  return Number(rows[0]?.count ?? 0);
}

/** A fingerprint of all we know of an object; null when nothing is known, or it is gone. */
export type Fingerprints = ReadonlyMap<DecimalId, string>;

/** Instants that say when something was told, not what it is. */
const WHEN = `'{told_at,detail_told_at,detail_updated_at,collections_told_at,shopify_totals_at}'::text[]`;

const PRINTS: Readonly<Record<RefetchKind, string>> = {
  customer: `SELECT customer_id AS id, md5((to_jsonb(o) - ${WHEN})::text) AS print FROM customer o
    WHERE shop_id = $1 AND customer_id = ANY ($2) AND updated_at IS NOT NULL AND deleted_at IS NULL AND redacted_at IS NULL`,
  order: `SELECT order_id AS id, md5((to_jsonb(o) - ${WHEN})::text
      || coalesce((SELECT jsonb_agg(l ORDER BY line_id) FROM order_line l WHERE l.shop_id = $1 AND l.order_id = o.order_id)::text, '')
      || coalesce((SELECT jsonb_agg(r ORDER BY refund_id) FROM order_refund r WHERE r.shop_id = $1 AND r.order_id = o.order_id)::text, '')) AS print
    FROM orders o WHERE shop_id = $1 AND order_id = ANY ($2) AND updated_at IS NOT NULL AND deleted_at IS NULL`,
  product: `SELECT product_id AS id, md5((to_jsonb(o) - ${WHEN})::text
      || coalesce((SELECT jsonb_agg(c.collection_id ORDER BY collection_id) FROM product_collection c
                   WHERE c.shop_id = $1 AND c.product_id = o.product_id)::text, '')) AS print
    FROM product o WHERE shop_id = $1 AND product_id = ANY ($2) AND updated_at IS NOT NULL AND deleted_at IS NULL`,
};

export async function fingerprints(sql: ShopSql, kind: RefetchKind, ids: readonly DecimalId[]): Promise<Fingerprints> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql.query<{ id: DecimalId; print: string }>(PRINTS[kind], [sql.shopId, ids]);
  return new Map(rows.map((row) => [row.id, row.print]));
}

/** When orders were created, for those that are known. */
export async function orderCreation(sql: ShopSql, ids: readonly DecimalId[]): Promise<Map<DecimalId, number>> {
  const { rows } = await sql.query<{ order_id: DecimalId; created_at: number | null }>(
    'SELECT order_id, created_at FROM orders WHERE shop_id = $1 AND order_id = ANY ($2) AND created_at IS NOT NULL',
    [sql.shopId, ids],
  );
  return new Map(rows.map((row) => [row.order_id, row.created_at ?? 0]));
}

/** The orders of customers. */
export async function ordersOf(sql: ShopSql, customerIds: readonly DecimalId[]): Promise<DecimalId[]> {
  if (customerIds.length === 0) return [];
  const { rows } = await sql.query<{ order_id: DecimalId }>(
    'SELECT order_id FROM orders WHERE shop_id = $1 AND customer_id = ANY ($2) AND deleted_at IS NULL',
    [sql.shopId, customerIds],
  );
  return rows.map((row) => row.order_id);
}

/**
 * Orders that name a customer who was deleted, as far as they were not told since. Shopify deletes only customers without orders:
 * these belong to somebody else by now, and the merge that gave them away was not told.
 */
export async function orphanedOrders(sql: ShopSql): Promise<DecimalId[]> {
  const { rows } = await sql.query<{ order_id: DecimalId }>(
    `SELECT o.order_id FROM customer c JOIN orders o ON o.shop_id = $1 AND o.customer_id = c.customer_id
     WHERE c.shop_id = $1 AND c.deleted_at IS NOT NULL AND c.merged_into IS NULL AND c.redacted_at IS NULL
       AND o.deleted_at IS NULL AND o.told_at <= c.deleted_at`,
    [sql.shopId],
  );
  return rows.map((row) => row.order_id);
}
