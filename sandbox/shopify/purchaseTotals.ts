// A customer's purchases in sum, as Shopify's own summary tells them: test orders left out, refunds and cancelled orders
// taken off the money. It is a summary for display; it does not follow the rules of any segment.
import type { Customer, Order } from './model.ts';
import type { Records } from './storage/records.ts';

const PAID_STATES = new Set(['paid', 'partially_paid', 'partially_refunded', 'refunded']);

export interface PurchaseTotals {
  numberOfOrders: number;
  amountSpentMinor: number;
  lastOrder: Order | null;
}

export function purchaseTotals(customer: Customer, records: Records, shop: number): PurchaseTotals {
  const orders = records.ordersOf(shop, customer.id).filter((order) => !order.test);
  const paid = orders.filter((order) => order.cancelledAt === null && PAID_STATES.has(order.financialStatus));
  return {
    numberOfOrders: orders.length,
    amountSpentMinor: paid.reduce((sum, order) => sum + order.currentTotalMinor, 0),
    lastOrder: orders.at(-1) ?? null,
  };
}
