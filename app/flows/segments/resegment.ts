/**
 * Changed definitions → memberships: the job `resegment`. Of every segment whose wanted definition is not in force, and of those
 * that refer to one, the whole shop is decided by the new definition; it comes into force in the same transaction, and only the
 * differences are written and placed. So it is with segments that ask about products which are others than they were.
 */
import { asksForecast } from '#app/core/weather/asksForecast.ts';
import { questionsOf } from '#app/core/rules/asked.ts';
import { referencesOf } from '#app/core/rules/references.ts';
import { decideShop } from '#app/flows/decide/recomputeShop.ts';
import type { ShopSettings } from '#app/core/settings.ts';
import type { Services } from '#app/flows/services.ts';
import type { Slots } from '#app/core/facts/columns.ts';
import { answerWidth, questionKey } from '#app/core/questions/question.ts';
import type { ShopId, ShopSql } from '#app/platform/database.ts';
import { loadSlots, saveSlots, slotsFor, takeStale } from '#app/store/askedQuestions.ts';
import { ring } from '#app/store/bells.ts';
import { answerForAll } from '#app/store/facts.ts';
import { loadGround } from '#app/store/ground.ts';
import { loadWanted, putInForce } from '#app/store/segmentChanges.ts';
import { decidedSegments, loadSegments, markComputed, type StoredSegment } from '#app/store/segments.ts';
import { holdShop, loadShop } from '#app/store/shops.ts';

/** @returns The segments that were decided anew. */
export async function resegment({ database, clock, log }: Services, shopId: ShopId): Promise<number[]> {
  return database.inShop(shopId, async (sql) => {
    await holdShop(sql, 'whole shop');
    const shop = await loadShop(sql);
    if (shop?.status !== 'installed') return [];
    const now = clock();
    const changed = (await loadWanted(sql)).filter(({ wanted, version }) => wanted.version !== version);
    const changedIds = changed.map(({ segmentId }) => segmentId);
    await putInForce(sql, changedIds, now);
    const stale = await answerAnew(sql, shop.settings, now);
    const ground = await loadGround(sql);
    if (!ground) return [];
    const asking = ground.segments.filter(({ rule }) =>
      questionsOf([rule]).some((question) => stale.has(questionKey(question))),
    );
    const about = withReferring([...changedIds, ...asking.map(({ segmentId }) => segmentId)], ground.stored);
    if (about.length === 0) return [];
    await decideShop(sql, ground, now, about);
    await markComputed(sql, now, about);
    // A segment that asks for the weather is the first to have it asked for.
    if (ground.segments.some(({ segmentId, rule }) => changedIds.includes(segmentId) && asksForecast(rule)))
      await ring(sql, { task: 'yardsticks', shopId });
    log.info({ shopId, segments: about }, 'segments decided anew');
    return about;
  });
}

/**
 * Gives questions that were not asked before places behind the others, and answers them and those whose answers are stale.
 * @returns The keys of those that were stale.
 */
async function answerAnew(sql: ShopSql, settings: ShopSettings, now: number): Promise<Set<string>> {
  const slots = await loadSlots(sql);
  const known = new Set(slots.map(({ question }) => questionKey(question)));
  const asked = questionsOf(decidedSegments(await loadSegments(sql)).map(({ rule }) => rule));
  const end = Math.max(0, ...slots.map(({ question, slot }) => slot + answerWidth(question) - 1));
  const fresh: Slots = slotsFor(asked.filter((question) => !known.has(questionKey(question)))).map(
    ({ question, slot }) => ({ question, slot: slot + end }),
  );
  const stale = new Set(await takeStale(sql));
  const all = [...slots, ...fresh];
  if (fresh.length > 0) await saveSlots(sql, all);
  const open = [...slots.filter(({ question }) => stale.has(questionKey(question))), ...fresh];
  await answerForAll(sql, { settings, slots: open, now }, all);
  return stale;
}

/** The segments, and those whose rules stand on them, however many steps away. */
function withReferring(segmentIds: readonly number[], stored: readonly StoredSegment[]): number[] {
  const about = new Set(segmentIds);
  for (let before = -1; before !== about.size;) {
    before = about.size;
    for (const { segmentId, rule } of stored)
      if (referencesOf(rule).some((other) => about.has(other))) about.add(segmentId);
  }
  return [...about];
}
