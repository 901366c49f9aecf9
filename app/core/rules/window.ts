/** Lengths of time as rules write them. A day is 24 hours exactly, so no time zone and no daylight saving plays in. */
import { z } from 'zod';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The longest window, in days; the same length bounds windows written in hours. */
const maxWindowDays = 3_650;

const maxWindowHours = maxWindowDays * 24;

/** A length of time: whole days of 24 hours, or whole hours. At least one, at most ten years. */
export type Window = { readonly days: number } | { readonly hours: number };

export const windowSchema: z.ZodType<Window> = z.union(
  [
    z.strictObject({ days: z.int().min(1).max(maxWindowDays) }),
    z.strictObject({ hours: z.int().min(1).max(maxWindowHours) }),
  ],
  {
    error: `must be { "days": 1 to ${maxWindowDays} } or { "hours": 1 to ${maxWindowHours} }, in whole numbers`,
  },
);

/** The length in milliseconds. */
export function windowMs(window: Window): number {
  return 'days' in window ? window.days * dayMs : window.hours * hourMs;
}
