/**
 * Before an export is requested: how many objects there are, whether the orders are so many that they are exported in slices,
 * and which fields of customers Shopify keeps from us (in an export they would just be null).
 */
import { sliceOrders, subjectOf } from '#app/core/backfill/kinds.ts';
import { hiddenFieldOf, type HiddenField } from '#app/core/backfill/problems.ts';
import type { Services } from '#app/flows/services.ts';
import type { AdminClient } from '#app/flows/shopify/admin.ts';
import { createdWithin } from '#app/flows/shopify/bulkQueries.ts';
import { customerProbe, customersCount, firstOrder, ordersCount, productsCount } from '#app/flows/shopify/documents.ts';
import type { AdminHalt } from '#app/flows/shopify/halt.ts';
import { loadBackfills, noteHidden, saveSlices, type Backfill } from '#app/store/backfill.ts';
import type { Shop } from '#app/store/shops.ts';

export type Ahead =
  /** `totalCount`: null when Shopify does not say. */
  | { kind: 'ready'; totalCount: number | null }
  /** The orders were cut into slices just now: each is requested for itself. */
  | { kind: 'sliced' }
  | { kind: 'halted'; halt: AdminHalt };

const counts = { customers: customersCount, orders: ordersCount, products: productsCount };

export async function lookAhead(
  services: Services,
  shop: Shop,
  admin: AdminClient,
  backfill: Backfill,
  slicedFromOrders: number,
): Promise<Ahead> {
  const { database, clock } = services;
  const { kind } = backfill;
  const counted = await admin.ask(counts[subjectOf(kind)], { query: createdWithin(backfill) });
  // Without the permission the export itself is refused, and that is told.
  if (counted.kind === 'halted' && !isRefusal(counted.halt)) return counted;
  const totalCount = counted.kind === 'value' ? (counted.value?.count ?? null) : null;

  const isWhole = backfill.fromAt === null && backfill.toAt === null;
  if (kind === 'orders' && isWhole && totalCount !== null && totalCount >= slicedFromOrders) {
    const first = await admin.ask(firstOrder, {});
    if (first.kind === 'halted') return first;
    const firstAt = Date.parse(first.value.nodes[0]?.createdAt ?? '');
    const others = await database.inShop(shop.shopId, loadBackfills);
    if (!Number.isNaN(firstAt) && !others.some((one) => one.kind === 'orders:2')) {
      await database.inShop(shop.shopId, (sql) => saveSlices(sql, sliceOrders(firstAt, clock()), clock()));
      return { kind: 'sliced' };
    }
  }
  if (kind !== 'products') {
    const hidden = await hiddenFields(admin);
    if (!Array.isArray(hidden)) return { kind: 'halted', halt: hidden };
    await database.inShop(shop.shopId, (sql) => noteHidden(sql, kind, hidden));
  }
  return { kind: 'ready', totalCount };
}

const isRefusal = (halt: AdminHalt): boolean => halt.kind === 'merchant-must-act' && halt.action === 'grant-access';

/** Shopify's words for data that an app was not approved for, unlike those for a scope that was not granted. */
const NOT_APPROVED = /not approved to (access|use)/i;

async function hiddenFields(admin: AdminClient): Promise<HiddenField[] | AdminHalt> {
  const answer = await admin.ask(customerProbe, {});
  if (answer.kind === 'value') return [...new Set((answer.errors ?? []).map(({ path }) => hiddenFieldOf(path)))];
  if (!isRefusal(answer.halt)) return answer.halt;
  return NOT_APPROVED.test(answer.halt.reason) ? ['customer'] : [];
}
