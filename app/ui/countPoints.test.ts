/** Hours gathered into days of the shop's zone, also where a day has 23 or 25 hours. */
import { describe, expect, it } from 'vitest';
import { byDay } from './countPoints.ts';

const HOUR_MS = 3_600_000;
const hours = (fromAt: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({ at: fromAt + index * HOUR_MS, counts: [1, index % 2] }));

describe('hours by day', () => {
  it('fall into the days of the zone, not of UTC', () => {
    const days = byDay(hours(Date.UTC(2026, 10, 20, 20), 6), 'Europe/Istanbul');
    expect(days).toEqual([
      { at: Date.UTC(2026, 10, 20, 20), counts: [1, 0] },
      { at: Date.UTC(2026, 10, 20, 21), counts: [5, 3] },
    ]);
  });

  it.each([
    ['short', Date.UTC(2026, 2, 28, 23), 23],
    ['long', Date.UTC(2026, 9, 24, 22), 25],
  ])('keep the %s day of a change of clocks whole', (_, fromAt, length) => {
    const days = byDay(hours(fromAt, length + 1), 'Europe/Berlin');
    expect(days.map(({ counts }) => counts[0])).toEqual([length, 1]);
  });

  it('are none when there are none', () => {
    expect(byDay([], 'UTC')).toEqual([]);
  });
});
