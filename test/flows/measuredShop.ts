/** What tests of a segment's numbers share: a shop in Istanbul's zone, its nights, and the numbers as a page reads them. */
import { standardPresets } from '#app/core/presets/registry.ts';
import { measureSegments } from '#app/flows/segments/measureSegments.ts';
import { readSegmentNumbers, type SegmentNumbers } from '#app/flows/segments/readNumbers.ts';
import type { SegmentDay } from '#app/store/segmentNumbers.ts';
import type { TestDatabase } from '#test/support/database.ts';
import { DAY_MS, NOW, segmentedShop, type PresetId, type SegmentedShop } from './segmentedShop.ts';
import { customerTold, orderTold } from './webhooks.ts';

export const HOUR_MS = 3_600_000;
export const MINUTE_MS = 60_000;
/** The day of NOW in the shop, which is three hours ahead of UTC. */
export const TODAY = '2026-11-21';
/** The first instant of the day after. */
export const MIDNIGHT = Date.parse('2026-11-21T21:00:00.000Z');
/** The night that follows today, or so many days later. */
export const night = (later = 0): number => MIDNIGHT + 2 * HOUR_MS + later * DAY_MS;

export interface MeasuredShop extends SegmentedShop {
  /** Measures at an instant. */
  measure(at: number): Promise<void>;
  /** As a page reads them, with the rights of the web process. */
  numbers(preset: PresetId): Promise<SegmentNumbers>;
  dayOf(preset: PresetId, day: string): Promise<SegmentDay | undefined>;
  /** Two orders of long ago make a member of `repeat-buyers`, from the present instant on. */
  makeMember(id: number): Promise<void>;
}

/** The number of a standard segment in the test's shops. */
export const numberOf = (preset: PresetId): number => standardPresets.findIndex(({ id }) => id === preset) + 1;

export async function measuredShop(database: TestDatabase): Promise<MeasuredShop> {
  const shop = await segmentedShop(database, { destinations: false });
  await shop.rows(`UPDATE shop SET timezone = 'Europe/Istanbul' WHERE shop_id = $1`);
  const numbers = (preset: PresetId): Promise<SegmentNumbers> =>
    readSegmentNumbers({ ...shop.services, database: database.web }, shop.shopId, numberOf(preset), 30);
  return {
    ...shop,
    numbers,
    async measure(at) {
      shop.time.now = at;
      await measureSegments(shop.services, shop.shopId);
    },
    async dayOf(preset, day) {
      return (await numbers(preset)).days.find((one) => one.day === day);
    },
    makeMember: (id) =>
      shop.tell(
        customerTold(id, { updatedAt: NOW - 90 * DAY_MS }),
        orderTold(id * 1_000 + 1, { customerId: id, at: NOW - 70 * DAY_MS }),
        orderTold(id * 1_000 + 2, { customerId: id, at: NOW - 60 * DAY_MS }),
      ),
  };
}
