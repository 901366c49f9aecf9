/** Calendar days as PostgreSQL reckons them: when each begins, which one an instant falls on, and years added to one. */
import fc from 'fast-check';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays, addYears, dayOf, isTimezone, nextBirthday, startOfDay } from '#app/core/calendar.ts';
import { testDatabase } from '#test/support/database.ts';

let client: pg.PoolClient;

beforeAll(async () => {
  const { owner } = await testDatabase();
  client = await owner.connect();
});

afterAll(() => {
  client.release(true);
});

const FIRST = '1970-01-01';
const LAST = '2060-12-31';
const days: string[] = [];
for (let day = FIRST; day <= LAST; day = addDays(day, 1)) days.push(day);

/**
 * Zones whose clocks change at midnight, change by half an hour, have left daylight saving time or come back to it, or have
 * crossed the date line and so left out a day.
 */
const zones = [
  'America/Havana',
  'Atlantic/Azores',
  'Africa/Cairo',
  'Europe/Istanbul',
  'America/New_York',
  'America/Sao_Paulo',
  'America/Asuncion',
  'Asia/Beirut',
  'Asia/Tehran',
  'Asia/Kolkata',
  'Asia/Gaza',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'America/Caracas',
  'UTC',
];

/** The beginnings of days in a zone, in epoch milliseconds. */
async function beginnings(zone: string, of: readonly string[]): Promise<number[]> {
  const { rows } = await client.query<{ starts: number[] }>(
    `SELECT array_agg(extract(epoch FROM day::timestamp AT TIME ZONE $1)::float8 * 1000 ORDER BY place) AS starts
     FROM unnest($2::date[]) WITH ORDINALITY AS x (day, place)`,
    [zone, of],
  );
  return rows[0]!.starts;
}

/** The days on which instants fall in a zone: by the clock, but the day before if that day has not begun. */
async function daysAt(zone: string, instants: readonly number[]): Promise<string[]> {
  const { rows } = await client.query<{ days: string[] }>(
    `SELECT array_agg((day - (day::timestamp AT TIME ZONE $1 > instant)::int)::text ORDER BY place) AS days
     FROM (SELECT (instant AT TIME ZONE $1)::date AS day, instant, place
           FROM unnest($2::float8[]) WITH ORDINALITY AS x (at, place), to_timestamp(at / 1000) AS instant) AS y`,
    [zone, instants],
  );
  return rows[0]!.days;
}

/** The places where two lists differ. */
const differences = <Value>(
  found: readonly Value[],
  expected: readonly Value[],
  names: readonly unknown[],
): unknown[] =>
  expected.flatMap((value, index) => (found[index] === value ? [] : [[names[index], found[index], value]]));

describe.each(zones)('in %s', (zone) => {
  test('every day of ninety years begins when PostgreSQL says', async () => {
    const expected = await beginnings(zone, days);
    const found = days.map((day) => startOfDay(zone, day));
    expect(differences(found, expected, days)).toEqual([]);
  });

  test('an instant falls on the day PostgreSQL says, at midnight, beside it and at any other time', async () => {
    const starts = days.filter((_, index) => index % 5 === 0).map((day) => startOfDay(zone, day));
    const instants = starts.flatMap((at, index) => [at - 1, at, at + ((index * 7_919_000) % 86_400_000)]);
    const expected = await daysAt(zone, instants);
    const found = instants.map((at) => dayOf(zone, at));
    expect(differences(found, expected, instants)).toEqual([]);
  });
});

test('in every zone that both know a day of the past begins when PostgreSQL says', async () => {
  const { rows } = await client.query<{ name: string }>('SELECT name FROM pg_timezone_names');
  const known = new Set(rows.map(({ name }) => name));
  const shared = Intl.supportedValuesOf('timeZone').filter((zone) => known.has(zone));
  expect(shared.length).toBeGreaterThan(300);
  const some = days.filter((day, index) => index % 211 === 0 && day >= '1990-01-01');
  const before: unknown[] = [];
  const since = new Set<string>();
  for (const zone of shared) {
    const found = some.map((day) => startOfDay(zone, day));
    const expected = await beginnings(zone, some);
    for (const [index, day] of some.entries()) {
      if (found[index] === expected[index]) continue;
      if (day < '2026-01-01') before.push([zone, day, found[index], expected[index]]);
      else since.add(zone);
    }
  }
  expect(before).toEqual([]);
  // Of what countries have decided of late the one may have heard before the other.
  expect(since.size).toBeLessThan(10);
});

test('a day of a zone is never over before it begins', () => {
  const someDay = fc.constantFrom(...days);
  fc.assert(
    fc.property(fc.constantFrom(...zones), someDay, (zone, day) => {
      const [start, end] = [startOfDay(zone, day), startOfDay(zone, addDays(day, 1))];
      expect(end).toBeGreaterThanOrEqual(start);
      // A day that a zone leaves out has no instant of its own.
      if (end > start) expect([dayOf(zone, start), dayOf(zone, end - 1)]).toEqual([day, day]);
    }),
    { numRuns: 2_000 },
  );
});

test('a day some years later, and the next birthday, are what PostgreSQL says', async () => {
  const births = [
    '1904-02-29',
    '1988-02-29',
    '2000-02-29',
    '1999-02-28',
    '2001-03-01',
    '1960-12-31',
    '1960-01-01',
    '2059-06-15',
  ];
  const todays = days.filter((day, index) => index % 97 === 0 || /-(02-2[789]|03-01|12-31|01-01)$/.test(day));
  for (const birth of births) {
    const { rows } = await client.query<{ nexts: string[]; years: string[]; nothing: null }>(
      `SELECT array_agg(next_birthday($1::date, today)::text ORDER BY place) AS nexts,
         array_agg(($1::date + make_interval(years => place::int - 1))::date::text ORDER BY place) FILTER (WHERE place <= 132) AS years,
         next_birthday(NULL, $2::date) AS nothing
       FROM unnest($3::date[]) WITH ORDINALITY AS x (today, place)`,
      [birth, FIRST, todays],
    );
    const [{ nexts, years, nothing } = { nexts: [], years: [], nothing: undefined }] = rows;
    expect(
      differences(
        todays.map((today) => nextBirthday(birth, today)),
        nexts,
        todays,
      ),
    ).toEqual([]);
    expect(years.map((_, count) => addYears(birth, count))).toEqual(years);
    expect(nothing).toBeNull();
  }
});

test.each([
  ['of the 29th of February is kept on the 28th in other years', '2000-02-29', '2025-02-27', '2025-02-28'],
  ['of the 29th of February is kept on the 29th in leap years', '2000-02-29', '2028-02-28', '2028-02-29'],
  ['is today', '1990-07-04', '2026-07-04', '2026-07-04'],
  ['was yesterday', '1990-07-04', '2026-07-05', '2027-07-04'],
  ['is the day of birth for those to be born', '2027-07-04', '2026-08-01', '2027-07-04'],
])('a birthday that %s', (_what, birth, today, next) => {
  expect(nextBirthday(birth, today)).toBe(next);
});

test.each([
  ['2026-02-28', 1, '2026-03-01'],
  ['2024-02-28', 1, '2024-02-29'],
  ['2026-01-01', -1, '2025-12-31'],
  ['2026-03-28', 366, '2027-03-29'],
])('%s and %d days is %s', (day, count, later) => {
  expect(addDays(day, count)).toBe(later);
});

test('knows zones by their names', () => {
  expect(zones.filter(isTimezone)).toEqual(zones);
  expect(['Europe/Kesit', '', 'UTC+25'].filter(isTimezone)).toEqual([]);
});
