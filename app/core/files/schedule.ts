/** When files are due: once a day, at an hour of the shop's own clock. */
import { addDays, dayOf, startOfDay } from '../calendar.ts';

const HOUR_MS = 3_600_000;

/**
 * The first instant after `at` at which the shop's day is so many hours old. Where clocks change in the night, it is that many
 * hours after midnight all the same: once a day, whatever the clocks do.
 * @param hour 0 to 23
 */
export function nextFilesAt(timezone: string, hour: number, at: number): number {
  const today = dayOf(timezone, at);
  for (const day of [today, addDays(today, 1)]) {
    const due = startOfDay(timezone, day) + hour * HOUR_MS;
    if (due > at) return due;
  }
  return startOfDay(timezone, addDays(today, 2)) + hour * HOUR_MS;
}
