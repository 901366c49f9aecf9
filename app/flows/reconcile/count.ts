/** How many objects of a kind the shop has, beside how many we hold: every night. */
import type { ReconcileKind } from '#app/core/reconcile/kinds.ts';
import { isSweepDue, oldestReadable } from '#app/core/reconcile/schedule.ts';
import type { Services } from '#app/flows/services.ts';
import type { AdminClient } from '#app/flows/shopify/admin.ts';
import { createdWithin } from '#app/flows/shopify/bulkQueries.ts';
import { customersCount, ordersCount, productsCount } from '#app/flows/shopify/documents.ts';
import type { ShopSql } from '#app/platform/database.ts';
import { countOurs, orphanedOrders } from '#app/store/objectVersions.ts';
import { beginRun, explainedDifference, firstReadAt, noteCount, type Mark } from '#app/store/reconcile.ts';
import { queueObjects } from '#app/store/refetchQueue.ts';
import { loadGranted } from '#app/store/shopAccess.ts';
import type { Shop } from '#app/store/shops.ts';
import { isOfKind, problemOf, type Ending } from './scan.ts';

const countDocuments = { customers: customersCount, orders: ordersCount, products: productsCount } as const;

/** Compares the counts of a kind; of orders also whether all have an owner who is still there. Where they differ, and once a week in any case, a comparison of every id is begun. */
export async function countKind(
  services: Services,
  shop: Shop,
  admin: AdminClient,
  kind: ReconcileKind,
  mark: Mark | undefined,
): Promise<Ending> {
  const { database, clock, log } = services;
  const inShop = <T>(work: (sql: ShopSql) => Promise<T>): Promise<T> => database.inShop(shop.shopId, work);
  const { readsAllOrders } = await inShop(loadGranted);
  const createdFrom = kind === 'orders' ? oldestReadable(readsAllOrders, clock()) : null;
  const before = await inShop((sql) => countOurs(sql, kind, createdFrom));
  const answer = await admin.ask(countDocuments[kind], { query: createdWithin({ fromAt: createdFrom, toAt: null }) });
  if (answer.kind === 'halted' && !isOfKind(answer.halt)) return answer;
  const theirs = answer.kind === 'value' ? (answer.value?.count ?? null) : null;
  const problem = theirs === null ? (answer.kind === 'halted' ? problemOf(answer.halt) : 'grant-access') : null;
  await inShop(async (sql) => {
    const after = await countOurs(sql, kind, createdFrom);
    // What came in while the shop was asked is no difference.
    const ours =
      theirs !== null && theirs >= Math.min(before, after) && theirs <= Math.max(before, after) ? theirs : after;
    await noteCount(sql, kind, { ours, theirs, problem }, clock());
    if (kind === 'orders') await queueObjects(sql, 'order', await orphanedOrders(sql), clock(), null);
    if (theirs === null || mark?.sweepRun != null) return;
    const { ended } = await firstReadAt(sql, kind);
    const comparedAt = Math.max(mark?.sweptAt ?? 0, ended ?? 0) || null;
    const differs = ours !== theirs && ours - theirs !== (await explainedDifference(sql, kind));
    if (!differs && !isSweepDue(comparedAt, clock())) return;
    log.info({ shopId: shop.shopId, kind, ours, theirs }, 'every id is to be compared');
    await beginRun(sql, kind, 'sweep', { from: createdFrom, to: null }, clock());
  });
  return { kind: 'done' };
}
