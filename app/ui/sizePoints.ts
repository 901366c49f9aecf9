/** The history of a segment's size as the points of a chart: by the hour while it is young, by the day later. */

/** The size at the end of each hour in which it changed. */
export interface KnownSize {
  /** Beginning of the hour, epoch milliseconds. */
  at: number;
  memberCount: number;
  enteredCount: number;
  leftCount: number;
}

export interface SizePoints {
  step: 'hour' | 'day';
  points: SizePoint[];
}

export interface SizePoint {
  /** Beginning of the hour or day. */
  at: number;
  /** At its end. */
  memberCount: number;
  enteredCount: number;
  leftCount: number;
}

const HOUR_MS = 3_600_000;
/** A history shorter than this is shown by the hour. */
const YOUNG_MS = 72 * HOUR_MS;

/**
 * @param sizes Oldest first.
 * @param from Points before it are left out; the last size before it is where the line begins.
 * @param timezone IANA name: where a day begins.
 */
export function sizePoints(sizes: readonly KnownSize[], from: number, now: number, timezone: string): SizePoints {
  const first = sizes[0];
  if (!first) return { step: 'hour', points: [] };
  const start = Math.max(first.at, from);
  const step = now - start <= YOUNG_MS ? 'hour' : 'day';
  const periodOf = step === 'hour' ? (at: number): string => String(Math.floor(at / HOUR_MS)) : dayOf(timezone);
  const points: SizePoint[] = [];
  let next = 0;
  let memberCount = first.memberCount;
  let period = '';
  // Every hour is visited, so that a day of 23 or 25 hours needs no rule of its own.
  for (let at = Math.floor(start / HOUR_MS) * HOUR_MS; at <= now; at += HOUR_MS) {
    if (periodOf(at) !== period) {
      period = periodOf(at);
      points.push({ at, memberCount, enteredCount: 0, leftCount: 0 });
    }
    const point = points[points.length - 1];
    for (let size = sizes[next]; size && size.at <= at; size = sizes[(next += 1)]) {
      memberCount = size.memberCount;
      if (point && size.at >= start) {
        point.enteredCount += size.enteredCount;
        point.leftCount += size.leftCount;
      }
    }
    if (point) point.memberCount = memberCount;
  }
  return { step, points };
}

/** Round numbers from 0 to at least the largest size, for the marks of an axis: four steps or a few less. */
export function axisMarks(largest: number): number[] {
  const top = Math.max(1, largest);
  const power = 10 ** Math.floor(Math.log10(top / 4));
  const step = [1, 2, 2.5, 5, 10].map((times) => times * power).find((each) => each * 4 >= top && each % 1 === 0) ?? 1;
  return Array.from({ length: Math.ceil(top / step) + 1 }, (_, index) => index * step);
}

function dayOf(timezone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: timezone, dateStyle: 'short' });
  return (at) => format.format(at);
}
