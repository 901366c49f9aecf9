/** Orders and refunds: versions guarded by Shopify's updated_at; a deletion wins over every version. */
import type { ChangeOf } from '#app/core/changes.ts';
import type { DecimalId } from '#app/core/identifiers.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';

/** Stores order versions unless a newer one is known. */
export async function saveOrders(sql: ShopSql, changes: readonly ChangeOf<'order'>[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map((change) => ({
    order_id: change.orderId,
    customer_id: change.customerId,
    name: change.name,
    processed_at: instant(change.processedAt),
    created_at: instant(change.createdAt),
    updated_at: instant(change.updatedAt),
    told_at: instant(change.toldAt),
    cancelled_at: instant(change.cancelledAt),
    is_test: change.isTest,
    financial_status: change.financialStatus,
    currency_code: change.currencyCode,
    total_minor: change.totalMinor,
    current_total_minor: change.currentTotalMinor,
    discount_minor: change.discountMinor,
    source_name: change.sourceName,
  }));
  await sql.query(
    `INSERT INTO orders AS o (shop_id, order_id, customer_id, name, processed_at, created_at, updated_at, told_at,
       cancelled_at, is_test, financial_status, currency_code, total_minor, current_total_minor, discount_minor, source_name)
     SELECT DISTINCT ON (r.order_id) $1, r.*
     FROM json_to_recordset($2::json) AS r (order_id bigint, customer_id bigint, name text, processed_at timestamptz,
       created_at timestamptz, updated_at timestamptz, told_at timestamptz, cancelled_at timestamptz, is_test boolean,
       financial_status text, currency_code text, total_minor bigint, current_total_minor bigint, discount_minor bigint,
       source_name text)
     ORDER BY r.order_id, r.updated_at DESC, r.told_at DESC
     ON CONFLICT (shop_id, order_id) DO UPDATE SET customer_id = excluded.customer_id, name = excluded.name,
       processed_at = excluded.processed_at, created_at = excluded.created_at, updated_at = excluded.updated_at,
       told_at = excluded.told_at, cancelled_at = excluded.cancelled_at, is_test = excluded.is_test,
       financial_status = excluded.financial_status, currency_code = excluded.currency_code,
       total_minor = excluded.total_minor, current_total_minor = excluded.current_total_minor,
       discount_minor = excluded.discount_minor, source_name = excluded.source_name
     WHERE o.updated_at IS NULL OR (excluded.updated_at, excluded.told_at) > (o.updated_at, o.told_at)`,
    [sql.shopId, JSON.stringify(rows)],
  );
}

export async function saveRefunds(sql: ShopSql, changes: readonly ChangeOf<'refund'>[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map((change) => ({
    order_id: change.orderId,
    refund_id: change.refundId,
    refunded_at: instant(change.refundedAt),
    amount_minor: change.amountMinor,
  }));
  // A refund never changes once made: the first account of it stays, whichever door told it.
  await sql.query(
    `INSERT INTO order_refund (shop_id, order_id, refund_id, refunded_at, amount_minor)
     SELECT DISTINCT ON (r.order_id, r.refund_id) $1, r.*
     FROM json_to_recordset($2::json) AS r (order_id bigint, refund_id bigint, refunded_at timestamptz, amount_minor bigint)
     ORDER BY r.order_id, r.refund_id, r.amount_minor DESC
     ON CONFLICT (shop_id, order_id, refund_id) DO UPDATE SET amount_minor = excluded.amount_minor, refunded_at = excluded.refunded_at
     WHERE (excluded.amount_minor, excluded.refunded_at) > (order_refund.amount_minor, order_refund.refunded_at)`,
    [sql.shopId, JSON.stringify(rows)],
  );
}

export async function deleteOrders(sql: ShopSql, changes: readonly ChangeOf<'order-deleted'>[]): Promise<void> {
  if (changes.length === 0) return;
  await sql.query(
    `INSERT INTO orders AS o (shop_id, order_id, deleted_at)
     SELECT $1, r.order_id, min(r.at) FROM json_to_recordset($2::json) AS r (order_id bigint, at timestamptz) GROUP BY r.order_id
     ON CONFLICT (shop_id, order_id) DO UPDATE SET deleted_at = least(o.deleted_at, excluded.deleted_at)`,
    [sql.shopId, JSON.stringify(changes.map((change) => ({ order_id: change.orderId, at: instant(change.at) })))],
  );
}

/** The customers these orders belong to, as far as the orders are known. */
export async function customersOfOrders(sql: ShopSql, orderIds: readonly DecimalId[]): Promise<DecimalId[]> {
  if (orderIds.length === 0) return [];
  const { rows } = await sql.query<{ customer_id: DecimalId }>(
    'SELECT DISTINCT customer_id FROM orders WHERE shop_id = $1 AND order_id = ANY ($2) AND customer_id IS NOT NULL',
    [sql.shopId, orderIds],
  );
  return rows.map((row) => row.customer_id);
}
