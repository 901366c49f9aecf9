/** Orders with their lines, and refunds: versions guarded by Shopify's updated_at; a deletion wins over every version. */
import type { ChangeOf, OrderLine } from '#app/core/changes.ts';
import type { DecimalId } from '#app/core/identifiers.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';

/** What a version of an order tells; column and type. */
const orderColumns = {
  customer_id: 'bigint',
  name: 'text',
  processed_at: 'timestamptz',
  created_at: 'timestamptz',
  updated_at: 'timestamptz',
  told_at: 'timestamptz',
  cancelled_at: 'timestamptz',
  is_test: 'boolean',
  financial_status: 'text',
  currency_code: 'text',
  total_minor: 'bigint',
  current_total_minor: 'bigint',
  discount_minor: 'bigint',
  source_name: 'text',
  tags: 'text[]',
  checkout_token: 'text',
  cart_token: 'text',
};
const orderNames = Object.keys(orderColumns);

const lineColumns = {
  product_id: 'bigint',
  title: 'text',
  vendor: 'text',
  quantity: 'int',
  current_quantity: 'int',
  total_minor: 'bigint',
  discount_minor: 'bigint',
};
const lineNames = Object.keys(lineColumns);
const overwriteLine = `ON CONFLICT (shop_id, order_id, line_id) DO UPDATE SET ${lineNames.map((name) => `${name} = excluded.${name}`).join(', ')}
  WHERE (${lineNames.map((name) => `ol.${name}`).join(', ')}) IS DISTINCT FROM (${lineNames.map((name) => `excluded.${name}`).join(', ')})`;

const typed = (columns: Record<string, string>): string =>
  Object.entries(columns)
    .map(([name, type]) => `${name} ${type}`)
    .join(', ');
const from = (alias: string, names: readonly string[]): string => names.map((name) => `${alias}.${name}`).join(', ');

function lineRow(line: OrderLine): Record<string, unknown> {
  return {
    line_id: line.lineId,
    product_id: line.productId,
    title: line.title,
    vendor: line.vendor,
    quantity: line.quantity,
    current_quantity: line.currentQuantity,
    total_minor: line.totalMinor,
    discount_minor: line.discountMinor,
  };
}

/** Stores order versions unless a newer one is known. The lines of a version replace those of the one before. */
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
    tags: change.tags,
    checkout_token: change.checkoutToken,
    cart_token: change.cartToken,
    line_ids: change.lines?.map((line) => line.lineId) ?? [],
    lines: change.lines?.map(lineRow) ?? [],
  }));
  await sql.query(
    `WITH told AS MATERIALIZED (
       SELECT DISTINCT ON (r.order_id) r.*
       FROM json_to_recordset($2::json) AS r (order_id bigint, ${typed(orderColumns)}, line_ids bigint[], lines json)
       ORDER BY r.order_id, r.updated_at DESC, r.told_at DESC),
     saved AS (
       INSERT INTO orders AS o (shop_id, order_id, ${orderNames.join(', ')}) SELECT $1, t.order_id, ${from('t', orderNames)} FROM told t
       ON CONFLICT (shop_id, order_id) DO UPDATE SET ${orderNames.map((name) => `${name} = excluded.${name}`).join(', ')}
       WHERE o.updated_at IS NULL OR (excluded.updated_at, excluded.told_at) > (o.updated_at, o.told_at)
       RETURNING o.order_id),
     kept AS MATERIALIZED (SELECT t.order_id, t.line_ids, t.lines FROM saved s JOIN told t ON t.order_id = s.order_id),
     gone AS (
       DELETE FROM order_line ol USING kept k
       WHERE ol.shop_id = $1 AND ol.order_id = k.order_id AND NOT ol.line_id = ANY (k.line_ids))
     INSERT INTO order_line AS ol (shop_id, order_id, line_id, ${lineNames.join(', ')})
     SELECT DISTINCT ON (k.order_id, l.line_id) $1, k.order_id, l.line_id, ${from('l', lineNames)}
     FROM kept k, json_to_recordset(k.lines) AS l (line_id bigint, ${typed(lineColumns)}) ORDER BY k.order_id, l.line_id
     ${overwriteLine}`,
    [sql.shopId, JSON.stringify(rows)],
  );
}

/** Stores lines that a bulk export tells one by one, for orders whose stored version is the export's. */
export async function saveOrderLines(sql: ShopSql, changes: readonly ChangeOf<'order-line'>[]): Promise<void> {
  if (changes.length === 0) return;
  await sql.query(
    `INSERT INTO order_line AS ol (shop_id, order_id, line_id, ${lineNames.join(', ')})
     SELECT DISTINCT ON (l.order_id, l.line_id) $1, l.order_id, l.line_id, ${from('l', lineNames)}
     FROM json_to_recordset($2::json) AS l (order_id bigint, line_id bigint, ${typed(lineColumns)})
     JOIN orders o ON o.shop_id = $1 AND o.order_id = l.order_id AND o.told_at = 'epoch' ORDER BY l.order_id, l.line_id
     ${overwriteLine}`,
    [sql.shopId, JSON.stringify(changes.map(({ orderId, line }) => ({ order_id: orderId, ...lineRow(line) })))],
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
