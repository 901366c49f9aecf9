/** The whole shop at once, set by set: after a backfill, a changed rule or a changed setting. */
import type { Services } from '#app/flows/services.ts';
import type { ShopId } from '#app/platform/database.ts';
import { ring } from '#app/store/bells.ts';
import { recomputeAllFacts } from '#app/store/facts.ts';
import { decideAll } from '#app/store/memberships.ts';
import { placeCustomers } from '#app/store/placements.ts';
import { loadSegments, markComputed, saveSizes } from '#app/store/segments.ts';
import { settleReach } from '#app/store/shopNews.ts';
import { holdShop, loadShop } from '#app/store/shops.ts';

/** Recomputes facts, memberships and placements of every customer of the shop, in one transaction. */
export async function recomputeShop(services: Services, shopId: ShopId): Promise<void> {
  await services.database.inShop(shopId, async (sql) => {
    await holdShop(sql, 'whole shop');
    const shop = await loadShop(sql);
    if (shop?.status !== 'installed') return;
    const now = services.clock();
    await settleReach(sql);
    await recomputeAllFacts(sql, shop.settings);
    await saveSizes(sql, await decideAll(sql, await loadSegments(sql), now), now);
    await markComputed(sql, now);
    for (const connectionId of await placeCustomers(sql, null))
      await ring(sql, { task: 'deliver', shopId, connectionId });
  });
}

/** Brings the placements of the whole shop into line with switches and connections; memberships stay as they are. */
export async function placeShop(services: Services, shopId: ShopId): Promise<void> {
  await services.database.inShop(shopId, async (sql) => {
    await holdShop(sql, 'whole shop');
    for (const connectionId of await placeCustomers(sql, null))
      await ring(sql, { task: 'deliver', shopId, connectionId });
  });
}
