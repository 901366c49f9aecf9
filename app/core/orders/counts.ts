/**
 * Which orders count, and for how much. Facts are sums over the orders that count, so this is said once, as a function
 * and as the SQL text that recomputes facts; a property test holds the two equal.
 */
import type { ShopSettings } from '../settings.ts';

/** What is asked of one order. */
export interface CountableOrder {
  readonly test: boolean;
  /** Epoch milliseconds; null unless it was cancelled. */
  readonly cancelledAt: number | null;
  /** Epoch milliseconds; null unless it was deleted. */
  readonly deletedAt: number | null;
  /** Shopify's financial state, in lower case as webhooks write it. Null, or one not known here, does no harm. */
  readonly financialStatus: string | null;
  /** The order's worth at its latest version known to us, net of the refunds and edits of that version. */
  readonly currentTotalMinor: number;
  /** The sum of refunds that are newer than that version. */
  readonly refundedSinceMinor: number;
}

const uncountedStatuses = ['voided', 'expired', 'refunded'] as const;

/**
 * Whether the order counts: not a test, not cancelled, not deleted, not voided, expired or refunded in full. An order
 * whose refunds since its latest version have used up its worth is refunded in full, whatever that version says; one
 * that was free of charge from the start is not.
 */
export function orderCounts(order: CountableOrder, settings: Pick<ShopSettings, 'countPendingOrders'>): boolean {
  if (order.test || order.cancelledAt !== null || order.deletedAt !== null) return false;
  if (uncountedStatuses.some((status) => status === order.financialStatus)) return false;
  if (order.financialStatus === 'pending' && !settings.countPendingOrders) return false;
  return order.refundedSinceMinor <= 0 || order.refundedSinceMinor < order.currentTotalMinor;
}

/** What an order that counts adds to the customer's spending, in minor units; never less than zero. */
export function orderWorthMinor(order: Pick<CountableOrder, 'currentTotalMinor' | 'refundedSinceMinor'>): number {
  return Math.max(order.currentTotalMinor - order.refundedSinceMinor, 0);
}

/** An SQL expression for each thing asked of an order and of the shop; the texts go into the statement as they are. */
export type OrderColumns = Readonly<Record<keyof CountableOrder | 'countPending', string>>;

/** Like `orderCountsSql`, of orders that were refunded in full too: they were placed, though they do not count any more. */
export function orderPlacedSql(columns: Omit<OrderColumns, 'refundedSinceMinor' | 'currentTotalMinor'>): string {
  return `(NOT ${columns.test} AND ${columns.cancelledAt} IS NULL AND ${columns.deletedAt} IS NULL
  AND COALESCE(${columns.financialStatus}, '') NOT IN ('voided', 'expired')
  AND (${columns.countPending} OR COALESCE(${columns.financialStatus}, '') <> 'pending'))`;
}

/** `orderCounts` as a boolean SQL expression, in brackets; never NULL as long as only the nullable columns are NULL. */
export function orderCountsSql(columns: OrderColumns): string {
  const uncounted = uncountedStatuses.map((status) => `'${status}'`).join(', ');
  return `(NOT ${columns.test} AND ${columns.cancelledAt} IS NULL AND ${columns.deletedAt} IS NULL
  AND COALESCE(${columns.financialStatus}, '') NOT IN (${uncounted})
  AND (${columns.countPending} OR COALESCE(${columns.financialStatus}, '') <> 'pending')
  AND (${columns.refundedSinceMinor} <= 0 OR ${columns.refundedSinceMinor} < ${columns.currentTotalMinor}))`;
}

/** `orderWorthMinor` as an SQL expression. */
export function orderWorthMinorSql(columns: Pick<OrderColumns, 'currentTotalMinor' | 'refundedSinceMinor'>): string {
  return `GREATEST(${columns.currentTotalMinor} - ${columns.refundedSinceMinor}, 0)`;
}
