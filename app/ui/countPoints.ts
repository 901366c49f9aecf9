/** Hours of counts gathered into the calendar days of a time zone. */
import type { CountPoint } from './CountChart.tsx';

/**
 * One point for each calendar day that the hours touch, in the order of the hours; `at` is the day's first hour. An hour in
 * which a day ends belongs to the day in which it begins.
 */
export function byDay(hours: readonly CountPoint[], timezone: string): CountPoint[] {
  const dayOf = new Intl.DateTimeFormat('en-CA', {
    timeZone: timezone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const days = new Map<string, { at: number; counts: number[] }>();
  for (const { at, counts } of hours) {
    const day = dayOf.format(at);
    const known = days.get(day);
    if (known) counts.forEach((count, index) => (known.counts[index] = (known.counts[index] ?? 0) + count));
    else days.set(day, { at, counts: [...counts] });
  }
  return [...days.values()];
}
