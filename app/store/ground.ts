/** What customers of a shop are decided with: its choices, its segments, its yardsticks, and what its rules ask. */
import type { Slots } from '#app/core/facts/columns.ts';
import { asksForecast } from '#app/core/weather/asksForecast.ts';
import type { Yardsticks } from '#app/core/yardsticks/yardsticks.ts';
import type { ShopSql } from '#app/platform/database.ts';
import { loadSlots } from './askedQuestions.ts';
import { loadForecasts } from './forecasts.ts';
import { type DecidedSegment, decidedSegments, loadSegments, type StoredSegment } from './segments.ts';
import { loadShop, type Shop } from './shops.ts';
import { readYardsticks, yardsticksOf } from './yardsticks.ts';

export interface Ground {
  shop: Shop;
  /** All that are kept. */
  stored: StoredSegment[];
  /** Those that have members. */
  segments: DecidedSegment[];
  slots: Slots;
  yardsticks: Yardsticks;
}

/** Undefined when the shop was never registered. */
export async function loadGround(sql: ShopSql): Promise<Ground | undefined> {
  const shop = await loadShop(sql);
  if (!shop) return undefined;
  const stored = await loadSegments(sql);
  const segments = decidedSegments(stored);
  const slots = await loadSlots(sql);
  const yardsticks = yardsticksOf(
    await readYardsticks(sql),
    shop.timezone,
    segments.some(({ rule }) => asksForecast(rule)) ? await loadForecasts(sql) : {},
  );
  return { shop, stored, segments, slots, yardsticks };
}
