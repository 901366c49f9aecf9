/** The orders of customers as SQL rows that facts and questions are worked out from: which count, for how much, after which gap. */
import { orderCountsSql, orderPlacedSql, orderWorthMinorSql } from '#app/core/orders/counts.ts';
import type { ShopSettings } from '#app/core/settings.ts';
import { inheritedEmails } from './formerEmails.ts';

/**
 * For some customers each one's rows are looked up by key, within a LATERAL sub-select that sees row `c` of the customer: the
 * cost follows their number whatever the planner believes. For all, the tables are joined as sets.
 */
export type Reach = 'some' | 'all';

/** The condition that ties a column to the customer looked at. */
export const mine = (reach: Reach, column: string): string => (reach === 'some' ? `AND ${column} = c.customer_id` : '');

/**
 * A sub-select of the orders that were placed, with `counts`, `worth`, and of those that count `place` (1 is the customer's first)
 * and `gap_ms` since the one before. Parameter $1 is the shop.
 */
export function orderRows(settings: ShopSettings, reach: Reach): string {
  const terms = {
    test: 'o.is_test',
    cancelledAt: 'o.cancelled_at',
    deletedAt: 'o.deleted_at',
    financialStatus: 'o.financial_status',
    currentTotalMinor: 'o.current_total_minor',
    refundedSinceMinor: 'coalesce(r.amount_minor, 0)',
    countPending: settings.countPendingOrders ? 'TRUE' : 'FALSE',
  };
  // Refunds that an order's stored version does not yet include: few, and only until the next version comes.
  const lateRefund =
    reach === 'some'
      ? `LEFT JOIN LATERAL (SELECT sum(t.amount_minor) AS amount_minor FROM order_refund t
           WHERE t.shop_id = $1 AND t.order_id = o.order_id AND t.refunded_at > o.updated_at) r ON TRUE`
      : `LEFT JOIN (SELECT p.order_id, sum(t.amount_minor) AS amount_minor
           FROM order_refund t JOIN orders p ON p.shop_id = t.shop_id AND p.order_id = t.order_id
           WHERE t.shop_id = $1 AND p.shop_id = $1 AND t.refunded_at > p.updated_at GROUP BY p.order_id) r ON r.order_id = o.order_id`;
  return `SELECT o.*, CASE WHEN o.counts THEN row_number() OVER w END AS place,
      CASE WHEN o.counts THEN (date_part('epoch', o.processed_at - lag(o.processed_at) OVER w) * 1000)::bigint END AS gap_ms
    FROM (
      SELECT o.customer_id, o.order_id, o.processed_at, o.total_minor, o.discount_minor, o.source_name, o.tags,
        ${orderCountsSql(terms)} AS counts, (${orderWorthMinorSql(terms)})::bigint AS worth
      FROM orders o ${lateRefund}
      WHERE o.shop_id = $1 AND o.customer_id IS NOT NULL ${mine(reach, 'o.customer_id')} AND ${orderPlacedSql(terms)}) o
    WINDOW w AS (PARTITION BY o.customer_id, o.counts ORDER BY o.processed_at, o.order_id)`;
}

/**
 * Rows of a table that name their customer by id, or else by an e-mail address that belongs to the customer now: their own, or
 * one left to them by somebody who was merged into them.
 * @param kept The columns of row `e` to keep.
 */
export function rowsByCustomer(table: string, kept: string, reach: Reach, where = 'TRUE'): string {
  return `SELECT e.customer_id, ${kept} FROM ${table} e
    WHERE e.shop_id = $1 AND e.customer_id IS NOT NULL ${mine(reach, 'e.customer_id')} AND ${where}
    UNION ALL
    ${
      reach === 'some'
        ? `SELECT c.customer_id, ${kept} FROM ${table} e
           WHERE e.shop_id = $1 AND e.customer_id IS NULL AND e.email_key = c.email_key AND ${where}`
        : `SELECT n.customer_id, ${kept} FROM ${table} e JOIN customer n ON n.shop_id = e.shop_id AND n.email_key = e.email_key
           WHERE e.shop_id = $1 AND n.shop_id = $1 AND e.customer_id IS NULL AND e.email_key IS NOT NULL AND ${where}`
    }
    UNION ALL
    SELECT i.customer_id, ${kept} FROM (${inheritedEmails} ${mine(reach, 'm.merged_into')}) i
    JOIN ${table} e ON e.shop_id = $1 AND e.customer_id IS NULL AND e.email_key = i.email_key WHERE ${where}`;
}
