/**
 * When things happen in the demo shop: ages before the anchor, the seasons of a Turkish shop, and the rule that keeps
 * every instant clear of a segment boundary for two hours after the anchor.
 */
import type { Random } from './random.ts';

export const secondMs = 1_000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** How far back the shop's history goes. */
export const historyDays = 1_095;

/** The windows after which something about a customer may change by time alone, in days. */
const boundaryDays = [3, 7, 14, 30, 60, 90, 120, 180, 365, 730, 1_095] as const;

/** No instant crosses a boundary for this long after the anchor. */
export const calmMs = 2 * hourMs;

/** Nothing generated is younger than this, so that live changes made right after the anchor are always newer. */
const youngestAgeMs = 15 * minuteMs;

const beforeMs = calmMs + 10 * minuteMs;
const afterMs = 10 * minuteMs;

/**
 * The age to use instead of `ageMs` so that its instant has crossed a boundary by the anchor already if it would
 * cross one soon after it. Older stays older: the order of two ages is kept, so an order never precedes its customer.
 */
export function settledAgeMs(ageMs: number): number {
  const age = Math.max(ageMs, youngestAgeMs);
  for (const days of boundaryDays) {
    const from = days * dayMs - beforeMs;
    const to = days * dayMs + afterMs;
    if (age >= from && age < to) return days * dayMs + afterMs / 2 + ((age - from) / (to - from)) * (afterMs / 2);
  }
  return age;
}

/** The instant `ageMs` before the anchor, settled and cut to whole seconds, the precision Shopify keeps. */
export function instantAt(anchorMs: number, ageMs: number): number {
  return Math.floor((anchorMs - settledAgeMs(ageMs)) / secondMs) * secondMs;
}

/** Turkey keeps UTC+3 all year. */
const turkeyOffsetMs = 3 * hourMs;

/** Demand by month, January first: quiet summer, the big discounts of November, gifts in December. */
const monthWeight = [0.75, 0.85, 0.9, 0.85, 1.0, 0.8, 0.7, 0.75, 0.95, 1.05, 2.6, 1.3];

/** Demand by hour in Turkey, midnight first: asleep, lunch break, the long evening. */
const hourWeight = [
  0.35, 0.2, 0.1, 0.06, 0.05, 0.07, 0.15, 0.3, 0.5, 0.7, 0.85, 0.95, 1.05, 1.05, 0.95, 0.9, 0.9, 0.95, 1.0, 1.15, 1.35,
  1.45, 1.25, 0.8,
];

function demandAt(atMs: number): number {
  const local = new Date(atMs + turkeyOffsetMs);
  return (monthWeight[local.getUTCMonth()] ?? 1) * (hourWeight[local.getUTCHours()] ?? 1);
}

const demandMax = 2.6 * 1.45;

/** An age between the two given, drawn with the shop's seasons and hours in mind. */
export function seasonalAgeMs(random: Random, anchorMs: number, youngest: number, oldest: number): number {
  let ageMs = oldest;
  for (let attempt = 0; attempt < 40; attempt += 1) {
    ageMs = youngest + random.next() * (oldest - youngest);
    if (random.next() * demandMax < demandAt(anchorMs - ageMs)) break;
  }
  return ageMs;
}

/** ISO 8601 in UTC, to the second. */
export function isoSeconds(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19)}Z`;
}
