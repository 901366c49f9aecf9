/** When comparisons are due, and how much is asked for at once. */
import { describe, expect, it } from 'vitest';
import { firstPageSize, nextPageSize, politePauseMs, smallerPageSize } from '#app/core/reconcile/pageSizes.ts';
import { isCountDue, isSweepDue, oldestReadable, scanSpan } from '#app/core/reconcile/schedule.ts';

const at = (text: string): number => Date.parse(text);
const HOUR_MS = 3_600_000;

describe('a scan', () => {
  it('reaches back behind the end of the last one, and leaves out what has only just happened', () => {
    const now = at('2026-11-21T12:00:00Z');
    expect(scanSpan(at('2026-11-21T11:44:00Z'), 0, now)).toEqual({
      from: at('2026-11-21T11:39:00Z'),
      to: at('2026-11-21T11:59:00Z'),
    });
  });

  it('begins where the first reading began when there was none before', () => {
    const now = at('2026-11-21T12:00:00Z');
    expect(scanSpan(null, at('2026-11-21T09:00:00Z'), now).from).toBe(at('2026-11-21T08:55:00Z'));
  });

  it('never ends before it begins, though a clock was put back', () => {
    const { from, to } = scanSpan(at('2026-11-21T13:00:00Z'), 0, at('2026-11-21T12:00:00Z'));
    expect(to).toBeGreaterThanOrEqual(from);
  });
});

describe('counts', () => {
  const due = (countedAt: string, now: string, zone = 'Europe/Istanbul', shopId = 60) =>
    isCountDue(at(countedAt), at(now), zone, shopId);

  it.each([
    ['the day before and the next noon', '2026-11-20T09:00:00Z', '2026-11-21T09:00:00Z', true],
    ['one afternoon and the same evening', '2026-11-21T12:00:00Z', '2026-11-21T20:00:00Z', false],
    ['before three and after three in Istanbul', '2026-11-20T23:59:00Z', '2026-11-21T00:01:00Z', true],
    ['after three and the next midnight', '2026-11-21T00:01:00Z', '2026-11-21T22:00:00Z', false],
  ])('of %s', (_, countedAt, now, expected) => expect(due(countedAt, now)).toBe(expected));

  it('are compared at once when they never were, and each shop at a minute of its own', () => {
    expect(isCountDue(null, 0, 'Europe/Istanbul', 1)).toBe(true);
    expect(due('2026-11-20T23:59:00Z', '2026-11-21T00:20:00Z', 'Europe/Istanbul', 60 + 30)).toBe(false);
    expect(due('2026-11-20T23:59:00Z', '2026-11-21T00:31:00Z', 'Europe/Istanbul', 60 + 30)).toBe(true);
  });

  it('go by UTC in a zone that nobody knows', () => {
    expect(due('2026-11-21T02:59:00Z', '2026-11-21T03:01:00Z', 'Mars/Olympus')).toBe(true);
  });
});

describe('every id', () => {
  it('is compared a week after the last time', () => {
    expect(isSweepDue(0, 7 * 24 * HOUR_MS)).toBe(true);
    expect(isSweepDue(1, 7 * 24 * HOUR_MS)).toBe(false);
    expect(isSweepDue(null, 0)).toBe(true);
  });

  it('is in sight for 59 days without read_all_orders', () => {
    expect(oldestReadable(true, 0)).toBeNull();
    expect(oldestReadable(false, 59 * 24 * HOUR_MS)).toBe(0);
  });
});

describe('a page', () => {
  it('stays below what a query may cost by the published rules', () => {
    expect(firstPageSize('customer', 0)).toBe(100);
    expect(firstPageSize('customer', 20)).toBe(32);
    expect(firstPageSize('order', 0)).toBe(15);
    expect(firstPageSize('product', 0)).toBe(32);
  });

  it('goes by what the last one cost', () => {
    expect(nextPageSize(20, 450)).toBe(40);
    expect(nextPageSize(20, 900)).toBe(20);
    expect(nextPageSize(20, 1_800)).toBe(10);
    expect(nextPageSize(1, 5_000)).toBe(1);
    expect(nextPageSize(90, 100)).toBe(100);
    expect(nextPageSize(5, 0)).toBe(5);
  });

  it('is halved when it was too dear, down to one object', () => {
    expect(smallerPageSize(15)).toBe(8);
    expect(smallerPageSize(2)).toBe(1);
    expect(smallerPageSize(1)).toBeNull();
  });

  it('waits until the bucket holds two of its kind, or is full', () => {
    const bucket = { requested: 500, maximum: 2_000, restorePerS: 100 };
    expect(politePauseMs({ ...bucket, available: 1_000 })).toBe(0);
    expect(politePauseMs({ ...bucket, available: 900 })).toBe(1_000);
    expect(politePauseMs({ ...bucket, requested: 900, maximum: 1_000, available: 900 })).toBe(1_000);
    expect(politePauseMs({ ...bucket, available: 0, restorePerS: 0 })).toBe(0);
  });
});
