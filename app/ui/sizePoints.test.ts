/** The points of a segment's history: hours while it is young, days of the shop's own zone later. */
import { describe, expect, it } from 'vitest';
import { axisMarks, sizePoints, type KnownSize } from './sizePoints.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const size = (at: number, memberCount: number, enteredCount = 0, leftCount = 0): KnownSize => ({
  at,
  memberCount,
  enteredCount,
  leftCount,
});

describe('the points of a history', () => {
  it('are none before the first size', () => {
    expect(sizePoints([], 0, DAY, 'UTC').points).toEqual([]);
  });

  it('are the hours of a young history, those without a change as before', () => {
    const start = Date.UTC(2026, 0, 5, 10);
    const { step, points } = sizePoints(
      [size(start, 5, 5), size(start + 2 * HOUR, 7, 3, 1)],
      0,
      start + 3.5 * HOUR,
      'Europe/Istanbul',
    );
    expect(step).toBe('hour');
    expect(points).toEqual([
      { at: start, memberCount: 5, enteredCount: 5, leftCount: 0 },
      { at: start + HOUR, memberCount: 5, enteredCount: 0, leftCount: 0 },
      { at: start + 2 * HOUR, memberCount: 7, enteredCount: 3, leftCount: 1 },
      { at: start + 3 * HOUR, memberCount: 7, enteredCount: 0, leftCount: 0 },
    ]);
  });

  it('are the days of the shop, each with its last size and all its comings and goings', () => {
    // 22:00 in Istanbul on 5 January; its next day begins at 21:00 UTC.
    const start = Date.UTC(2026, 0, 5, 19);
    const { step, points } = sizePoints(
      [size(start, 4, 4), size(start + HOUR, 6, 2), size(start + 2 * HOUR, 9, 5, 2)],
      0,
      start + 4 * DAY,
      'Europe/Istanbul',
    );
    expect(step).toBe('day');
    expect(points.map(({ memberCount, enteredCount, leftCount }) => [memberCount, enteredCount, leftCount])).toEqual([
      [6, 6, 0],
      [9, 5, 2],
      [9, 0, 0],
      [9, 0, 0],
      [9, 0, 0],
    ]);
  });

  it.each([
    ['23 hours', Date.UTC(2026, 2, 27, 23), 'Europe/Berlin'],
    ['25 hours', Date.UTC(2026, 9, 23, 22), 'Europe/Berlin'],
  ])('count a day of %s once', (_, start, timezone) => {
    const { points } = sizePoints([size(start, 1, 1)], 0, start + 4 * DAY - 2 * HOUR, timezone);
    expect(points).toHaveLength(4);
  });

  it('begin where they are asked to, with the size of before', () => {
    const start = Date.UTC(2026, 0, 1);
    const from = start + 10 * DAY;
    const { points } = sizePoints([size(start, 3, 3), size(from + 2 * DAY, 8, 6, 1)], from, from + 5 * DAY, 'UTC');
    expect(points[0]).toEqual({ at: from, memberCount: 3, enteredCount: 0, leftCount: 0 });
    expect(points.map(({ memberCount }) => memberCount)).toEqual([3, 3, 8, 8, 8, 8]);
    expect(points.reduce((sum, { enteredCount }) => sum + enteredCount, 0)).toBe(6);
  });
});

describe('the marks of the axis', () => {
  it.each([
    [0, [0, 1]],
    [1, [0, 1]],
    [3, [0, 1, 2, 3]],
    [4, [0, 1, 2, 3, 4]],
    [9, [0, 5, 10]],
    [241, [0, 100, 200, 300]],
    [826, [0, 250, 500, 750, 1_000]],
    [999, [0, 250, 500, 750, 1_000]],
    [120_000, [0, 50_000, 100_000, 150_000]],
  ])('are round numbers up to %i or just above', (largest, marks) => {
    expect(axisMarks(largest)).toEqual(marks);
  });
});
