/** A length of time in words, no finer than it is useful to know. */
import type { Locale } from './locale.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Rounded up to minutes, from two hours on to hours; less than a minute is a minute. @param ms More than 0. */
export function durationText(ms: number, locale: Locale): string {
  const [value, unit] = ms < 2 * HOUR_MS ? [Math.ceil(ms / MINUTE_MS), 'minute'] : [Math.ceil(ms / HOUR_MS), 'hour'];
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
}
