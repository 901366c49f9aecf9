/** Instants on, beside and far from the boundaries of rules, and the few lengths of time that rules and customers share. */
import fc from 'fast-check';
import { startOfDay } from '#app/core/calendar.ts';
import { type Window, windowMs } from '#app/core/rules/window.ts';

export const dayMs = windowMs({ days: 1 });

/** Few windows, so that rules and customers meet at the same boundaries. */
export const windows: readonly Window[] = [
  { hours: 1 },
  { hours: 72 },
  { days: 1 },
  { days: 3 },
  { days: 14 },
  { days: 30 },
  { days: 90 },
  { days: 180 },
  { days: 3650 },
];

/** Lengths between orders, and the hundredths of them that rules ask for. */
export const gapsMs: readonly number[] = [0, 1, 7 * dayMs + 1, 30 * dayMs, 61 * dayMs + 333, 4_000 * dayMs];
export const gapPercents: readonly number[] = [10, 33, 100, 150, 1_000];

/** Few numbers of days, for what comes back every year. */
export const yearlyDays: readonly number[] = [1, 7, 60];

/** Clocks that change at midnight, twice a year, no more, never, by half an hour; ahead of UTC and behind. */
export const timezones = [
  'Europe/Istanbul',
  'America/New_York',
  'America/Havana',
  'UTC',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Africa/Cairo',
] as const;

const beside = fc.constantFrom(-1, 0, 1);

/** Midnights of some days, each somewhere, among them those that do not exist or come twice. */
const midnights = [
  startOfDay('America/Havana', '2026-03-08'),
  startOfDay('America/Havana', '2026-11-01'),
  startOfDay('Africa/Cairo', '2026-04-24'),
  startOfDay('Europe/Istanbul', '2027-02-28'),
  startOfDay('Asia/Kolkata', '2028-02-29'),
  startOfDay('America/New_York', '2027-01-01'),
];

/** Instants to ask about: beside changes of daylight saving time, midnights and the end of February, and any other. */
export const nowArbitrary: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(
    Date.parse('2026-03-08T07:00:00.000Z'),
    Date.parse('2026-11-01T05:59:59.999Z'),
    Date.parse('2024-02-29T23:59:59.999Z'),
  ),
  fc.tuple(fc.constantFrom(...midnights), beside).map(([midnight, offsetMs]) => midnight + offsetMs),
  fc.integer({ min: Date.parse('2010-01-01T00:00:00.000Z'), max: Date.parse('2060-01-01T00:00:00.000Z') }),
);

/** How long ago something must lie for some rule to turn now. */
const boundariesMs = [
  ...windows.map(windowMs),
  ...gapsMs.flatMap((gapMs) => gapPercents.map((percent) => Math.trunc((gapMs * percent) / 100) + 1)),
  ...[1, 2, 11].flatMap((years) => [0, ...yearlyDays].map((days) => (years * 365 + days) * dayMs)),
];

/** An instant of the past or the future; most often one boundary and at most a millisecond away from `now`. */
export function instantArbitrary(now: number): fc.Arbitrary<number> {
  const century = windowMs({ days: 36_500 });
  const atBoundary = (lengths: readonly number[]): fc.Arbitrary<number> =>
    fc.tuple(fc.constantFrom(...lengths), beside).map(([lengthMs, offsetMs]) => now - lengthMs + offsetMs);
  return fc.oneof(
    { weight: 4, arbitrary: atBoundary(windows.map(windowMs)) },
    { weight: 3, arbitrary: atBoundary(boundariesMs) },
    { weight: 2, arbitrary: fc.integer({ min: now - 200 * dayMs, max: now + 2 * dayMs }) },
    { weight: 1, arbitrary: fc.integer({ min: now - century, max: now + century }) },
  );
}

/** An instant at which something that holds now may end, or may have ended. */
export function endArbitrary(now: number): fc.Arbitrary<number> {
  return fc.oneof(
    beside.map((offsetMs) => now + offsetMs),
    fc.integer({ min: now - 30 * dayMs, max: now + 90 * dayMs }),
  );
}

/** A calendar day whose return lies at, beside and far from `now`; among them days that most years do not have. */
export function birthArbitrary(now: number): fc.Arbitrary<string> {
  const year = fc.integer({ min: 1900, max: 2060 });
  const nearby = fc
    .tuple(fc.constantFrom(-1, 0, 1, ...yearlyDays.flatMap((days) => [days - 1, days])), year)
    .map(([days, birthYear]) => dayIn(birthYear, new Date(now + days * dayMs)));
  return fc.oneof(
    { weight: 6, arbitrary: nearby },
    { weight: 2, arbitrary: fc.constantFrom('1800-01-01', '1988-02-29', '2000-02-29', '2001-02-28', '2099-12-31') },
    {
      weight: 2,
      arbitrary: fc.tuple(year, fc.nat(365)).map(([birthYear, day]) => dayIn(birthYear, new Date(day * dayMs))),
    },
  );
}

/** The same month and day of another year; 28 February where that year has no 29th. */
function dayIn(year: number, date: Date): string {
  const day = new Date(Date.UTC(year, date.getUTCMonth(), date.getUTCDate()));
  if (day.getUTCMonth() !== date.getUTCMonth()) day.setUTCDate(0);
  return day.toISOString().slice(0, 10);
}
