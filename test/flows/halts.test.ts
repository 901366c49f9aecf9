/** How long a connection rests after failures: longer each time, never less than it was asked to, and not as all others do. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { restUntil } from '#app/flows/deliver/halts.ts';

const NOW = Date.UTC(2026, 10, 1);
const HOUR_MS = 3_600_000;
const halt = (notBeforeMs: number, throttled?: true) =>
  ({ kind: 'retry', notBeforeMs, reason: 'busy', ...(throttled && { throttled }) }) as const;

describe('the rest after a failure', () => {
  it('is never shorter than the connector asked for, nor longer than an hour beyond', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 * HOUR_MS }),
        fc.nat(60),
        fc.boolean(),
        (askedMs, failures, throttled) => {
          const until = restUntil(halt(NOW + askedMs, throttled || undefined), failures, NOW);
          expect(until).toBeGreaterThanOrEqual(NOW + askedMs);
          expect(until).toBeLessThanOrEqual(NOW + Math.max(askedMs, HOUR_MS) + 1_000);
        },
      ),
    );
  });

  it('doubles with each failure in a row, up to an hour', () => {
    for (let failures = 0; failures < 40; failures += 1) {
      const longestMs = Math.min(HOUR_MS, 1_000 * 2 ** failures);
      const rests = Array.from({ length: 50 }, () => restUntil(halt(NOW), failures, NOW) - NOW);
      expect(Math.min(...rests)).toBeGreaterThanOrEqual(longestMs / 2);
      expect(Math.max(...rests)).toBeLessThanOrEqual(longestMs);
      expect(new Set(rests).size).toBeGreaterThan(40);
    }
  });

  it('lasts until the instant that the partner named, however often it failed, and hardly longer', () => {
    const until = restUntil(halt(NOW + 30_000, true), 30, NOW);
    expect(until).toBeGreaterThan(NOW + 30_000);
    expect(until).toBeLessThanOrEqual(NOW + 31_000);
  });
});
