/** The whole shop at once, set by set: after a backfill, a changed rule or a changed setting. */
import type { PurchaseModel } from '#app/core/models/purchaseModel.ts';
import { questionsOf } from '#app/core/rules/asked.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopId, ShopSql } from '#app/platform/database.ts';
import { loadSlots, sameSlots, saveSlots, slotsFor, takeStale } from '#app/store/askedQuestions.ts';
import { ring } from '#app/store/bells.ts';
import { recomputeAllFacts } from '#app/store/facts.ts';
import { type Ground, loadGround } from '#app/store/ground.ts';
import { decideAll } from '#app/store/memberships.ts';
import { placeCustomers } from '#app/store/placements.ts';
import { readScorePage, saveScores, type ScorePage } from '#app/store/predictions.ts';
import { decidedSegments, loadSegments, markComputed, saveSizes } from '#app/store/segments.ts';
import { forgetFigures } from '#app/store/yardsticks.ts';
import { settleReach } from '#app/store/shopNews.ts';
import { holdShop } from '#app/store/shops.ts';

/** Recomputes facts, memberships and placements of every customer of the shop, in one transaction. */
export async function recomputeShop(services: Services, shopId: ShopId): Promise<void> {
  await services.database.inShop(shopId, async (sql) => {
    await holdShop(sql, 'whole shop');
    const now = services.clock();
    await askWhatIsAsked(sql);
    const ground = await loadGround(sql);
    if (ground?.shop.status !== 'installed') return;
    await settleReach(sql);
    await recomputeAllFacts(sql, { settings: ground.shop.settings, slots: ground.slots, now });
    await scoreShop(sql, ground.yardsticks.model);
    await decideShop(sql, ground, now);
    await markComputed(sql, now);
    // The figures of the shop rest on facts that may all be others now.
    await forgetFigures(sql);
    await ring(sql, { task: 'yardsticks', shopId });
  });
}

/** Scores all buyers, some at a time, within the caller's transaction. */
async function scoreShop(sql: ShopSql, model: PurchaseModel | null): Promise<void> {
  for (let after: string | null = null; ;) {
    const page: ScorePage | null = await readScorePage(sql, model, after);
    if (page === null) return;
    await saveScores(sql, page.scores);
    after = page.last;
  }
}

/** Gives every question that the rules ask its place, and those that none asks any more none. */
async function askWhatIsAsked(sql: ShopSql): Promise<void> {
  const wanted = slotsFor(questionsOf(decidedSegments(await loadSegments(sql)).map(({ rule }) => rule)));
  if (!sameSlots(wanted, await loadSlots(sql))) await saveSlots(sql, wanted);
  await takeStale(sql);
}

/**
 * Decides every customer of the shop and places them.
 * @param about The segments this is about; all when undefined.
 */
export async function decideShop(sql: ShopSql, ground: Ground, now: number, about?: readonly number[]): Promise<void> {
  const { slots, yardsticks } = ground;
  const segments = ground.segments.filter(({ segmentId }) => about === undefined || about.includes(segmentId));
  await saveSizes(sql, await decideAll(sql, { segments, slots, yardsticks, now, decided: about }), now);
  for (const connectionId of await placeCustomers(sql, null))
    await ring(sql, { task: 'deliver', shopId: sql.shopId, connectionId });
}

/** Brings the placements of the whole shop into line with switches and connections; memberships stay as they are. */
export async function placeShop(services: Services, shopId: ShopId): Promise<void> {
  await services.database.inShop(shopId, async (sql) => {
    await holdShop(sql, 'whole shop');
    for (const connectionId of await placeCustomers(sql, null))
      await ring(sql, { task: 'deliver', shopId, connectionId });
  });
}
