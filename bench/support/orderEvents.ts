/** New orders told one after the other, each absorbed and decided in a transaction of its own. */
import type { OrderChange } from '#app/core/changes.ts';
import { applyChanges } from '#app/flows/absorb/applyChanges.ts';
import { decideCustomers } from '#app/flows/decide/decideCustomers.ts';
import type { Database, ShopId } from '#app/platform/database.ts';
import { holdShop } from '#app/store/shops.ts';

/** A shop whose customers are numbered from `shop.id * 1e12 + 1` on. */
export interface NumberedShop {
  id: ShopId;
  customers: number;
}

/** Orders of customers all over the shop. @param first The number of the first order. @returns Milliseconds per order. */
export async function tellOrders(
  database: Database,
  shop: NumberedShop,
  first: number,
  count: number,
  now: number,
): Promise<number> {
  const base = shop.id * 1e12;
  const started = performance.now();
  for (let nth = first; nth < first + count; nth += 1) {
    const customerId = String(base + 1 + ((nth * 7_919_317) % shop.customers));
    await database.inShop(shop.id, async (sql) => {
      await holdShop(sql);
      const touched = await applyChanges(sql, [orderOf(String(base + 9e11 + nth), customerId, now)]);
      await decideCustomers(sql, [...touched], now);
    });
  }
  return (performance.now() - started) / count;
}

function orderOf(orderId: string, customerId: string, now: number): OrderChange {
  return {
    kind: 'order',
    orderId,
    customerId,
    updatedAt: now - 60_000,
    toldAt: now - 60_000,
    name: null,
    createdAt: now - 60_000,
    processedAt: now - 60_000,
    cancelledAt: null,
    isTest: false,
    financialStatus: 'paid',
    currencyCode: 'TRY',
    totalMinor: 12_345,
    currentTotalMinor: 12_345,
    discountMinor: 0,
    sourceName: 'web',
    tags: [],
    checkoutToken: null,
    cartToken: null,
    lines: null,
  };
}
