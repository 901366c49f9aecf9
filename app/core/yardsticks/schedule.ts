/** When yardsticks are worked out anew: every night of the shop, and the purchase model once a week. */
import { addDays, dayOf, isTimezone, startOfDay } from '../calendar.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The hour of the shop's night. */
const NIGHT_HOUR = 2;
/** From one fit of the purchase model to the next. */
export const MODEL_EVERY_MS = 7 * DAY_MS;

/** The next instant for daily work. @param shopId Spreads the shops over the hour, so that not all are at work at once. */
export function nextNight(timezone: string, now: number, shopId: number): number {
  const zone = isTimezone(timezone) ? timezone : 'UTC';
  const shiftMs = NIGHT_HOUR * HOUR_MS + (shopId % 60) * 60_000;
  const tonight = startOfDay(zone, dayOf(zone, now)) + shiftMs;
  return tonight > now ? tonight : startOfDay(zone, addDays(dayOf(zone, now), 1)) + shiftMs;
}
