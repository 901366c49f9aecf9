/**
 * Numbers of segments, out of what happened lately: the job `measure`, every night of the shop. The last days are counted anew and
 * replaced, so an order or an event that comes up to three days late still counts where it belongs; older days stay as they are.
 */
import { addDays, type CalendarDay, dayOf, isTimezone, startOfDay } from '#app/core/calendar.ts';
import { families } from '#app/core/segments/families.ts';
import { nextNight } from '#app/core/yardsticks/schedule.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopId } from '#app/platform/database.ts';
import { ring } from '#app/store/bells.ts';
import { measureExperiments } from '#app/store/experimentArms.ts';
import { askComparison } from '#app/store/partnerFigures.ts';
import { lastMeasuredDay, measureDays } from '#app/store/segmentDays.ts';
import { loadGroups, measureFlows } from '#app/store/segmentFlows.ts';
import { saveMeasureDue } from '#app/store/segmentNumbers.ts';
import { measureOverlaps } from '#app/store/segmentOverlaps.ts';
import { makeSpells, type MeasuredDay, seeOneState } from '#app/store/segmentSpells.ts';
import { loadShop } from '#app/store/shops.ts';

/** A day is counted anew until so many days after it. */
export const RECOUNT_DAYS = 3;
/** After a longer pause of the worker the days before stay without numbers. */
const MOST_DAYS = 31;

export async function measureSegments({ database, clock }: Services, shopId: ShopId): Promise<void> {
  const now = clock();
  const timezone = await database.inShop(shopId, async (sql) => {
    await seeOneState(sql);
    const shop = await loadShop(sql);
    if (shop?.status !== 'installed') return undefined;
    const days = daysToMeasure(shop.timezone, now, await lastMeasuredDay(sql));
    await makeSpells(sql, days);
    await measureDays(sql, days, shop.settings, now);
    await measureFlows(sql, await loadGroups(sql, families), days);
    await measureOverlaps(sql, now);
    await measureExperiments(sql, shop.settings, now);
    return shop.timezone;
  });
  if (timezone === undefined) return;
  // Apart: others write to this row, and who sees one state may not write over what others wrote since.
  await database.inShop(shopId, async (sql) => {
    await saveMeasureDue(sql, nextNight(timezone, now, shopId));
    // What partners were told of customers is compared once a night, too.
    for (const connectionId of await askComparison(sql)) await ring(sql, { task: 'deliver', shopId, connectionId });
  });
}

/**
 * Today and the days before that may still change.
 * @param lastDay The latest day measured so far: days since then that were missed are made good.
 */
export function daysToMeasure(timezone: string, now: number, lastDay: CalendarDay | null): MeasuredDay[] {
  const zone = isTimezone(timezone) ? timezone : 'UTC';
  const today = dayOf(zone, now);
  const usual = addDays(today, -RECOUNT_DAYS);
  const missed = lastDay === null ? usual : addDays(lastDay, 1 - RECOUNT_DAYS);
  const earliest = addDays(today, 1 - MOST_DAYS);
  const first = missed < earliest ? earliest : missed < usual ? missed : usual;
  const days: MeasuredDay[] = [];
  for (let day = first; day <= today; day = addDays(day, 1))
    days.push({ day, startAt: startOfDay(zone, day), endAt: startOfDay(zone, addDays(day, 1)) });
  return days;
}
