/**
 * The shop's figures, worked out anew: the job `yardsticks`, every night of the shop, and whenever the weather is due. The purchase
 * model comes first, once a week; then percentiles and cut points; then those segments whose rules compare with any of them are
 * decided, and only the memberships that really change are written.
 */
import { derivedFacts } from '#app/core/facts/catalogue/derived.ts';
import { factsAsked } from '#app/core/rules/explain.ts';
import { conditionsOf, type Rule } from '#app/core/rules/rule.ts';
import { asksForecast } from '#app/core/weather/asksForecast.ts';
import { fixedRfmCuts, LEAST_BUYERS_FOR_QUINTILES } from '#app/core/yardsticks/rfm.ts';
import { nextNight } from '#app/core/yardsticks/schedule.ts';
import { noYardsticks } from '#app/core/yardsticks/yardsticks.ts';
import { decideShop } from '#app/flows/decide/recomputeShop.ts';
import type { Services } from '#app/flows/services.ts';
import { refreshForecasts } from '#app/flows/weather/refreshForecasts.ts';
import type { ShopId, ShopSql } from '#app/platform/database.ts';
import { loadGround } from '#app/store/ground.ts';
import { countRfmCells } from '#app/store/rfmCells.ts';
import { holdShop, loadShop } from '#app/store/shops.ts';
import {
  type Figures,
  readBuyers,
  readCuts,
  readSeen,
  readYardsticks,
  saveDue,
  saveFigures,
} from '#app/store/yardsticks.ts';
import { refreshModel } from './fitModel.ts';

export async function refreshYardsticks(services: Services, shopId: ShopId): Promise<void> {
  const { database, clock } = services;
  const now = clock();
  const shop = await database.inShop(shopId, loadShop);
  if (shop?.status !== 'installed') return;
  const { computedAt } = await database.inShop(shopId, readYardsticks);
  const isNight = computedAt === null || nextNight(shop.timezone, computedAt, shopId) <= now;
  if (isNight) await refreshModel(services, shopId);
  const { nextAt } = await refreshForecasts(services, shopId);
  // Nobody has to wait while the figures are worked out.
  const figures = isNight ? await database.inShop(shopId, (sql) => measureFigures(sql, now)) : null;
  await database.inShop(shopId, async (sql) => {
    await holdShop(sql, 'whole shop');
    if (figures) await saveFigures(sql, figures, now);
    const ground = await loadGround(sql);
    if (ground?.shop.status !== 'installed') return;
    await saveDue(sql, Math.min(nextNight(shop.timezone, now, shopId), nextAt ?? Infinity));
    // The weather is compared with each time: had it changed before a crash, nobody would say so again.
    const concerned = ground.segments.filter(({ rule }) => (isNight ? comparesWithShop(rule) : asksForecast(rule)));
    const about = concerned.map(({ segmentId }) => segmentId);
    if (about.length > 0) await decideShop(sql, ground, now, about);
  });
}

/** Works the figures out of the facts there are. */
export async function measureFigures(sql: ShopSql, now: number): Promise<Figures> {
  const { buyerCount, medianGapMs, medianOrderMinor } = await readBuyers(sql);
  const { percentiles, quintiles } = await readCuts(sql);
  const rfmBasis = buyerCount >= LEAST_BUYERS_FOR_QUINTILES ? 'quintiles' : 'fixed';
  const rfm = buyerCount === 0 ? null : rfmBasis === 'quintiles' ? quintiles : fixedRfmCuts(medianOrderMinor, now);
  const rfmCells = rfm === null ? [] : await countRfmCells(sql, { ...noYardsticks, rfm }, now);
  return { buyerCount, medianGapMs, percentiles, rfm, rfmBasis, rfmCells, seen: await readSeen(sql) };
}

/** Whether a rule's answer rests on figures of the shop as a whole. */
function comparesWithShop(rule: Rule): boolean {
  return conditionsOf(rule).some(
    (condition) =>
      ['in-top', 'below-top', 'likely-lost', 'forecast'].includes(condition.is) ||
      factsAsked(condition).some((fact) => fact in derivedFacts || fact.startsWith('expected')),
  );
}
