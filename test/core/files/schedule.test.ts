/** Files are due once a day, whatever the clocks do. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextFilesAt } from '#app/core/files/schedule.ts';

const HOUR_MS = 3_600_000;

describe('the next files', () => {
  it('are due at the hour of the shop’s clock', () => {
    const at = Date.parse('2026-11-28T02:00:00Z');
    expect(new Date(nextFilesAt('Europe/Istanbul', 6, at)).toISOString()).toBe('2026-11-28T03:00:00.000Z');
    expect(new Date(nextFilesAt('Europe/Istanbul', 5, at)).toISOString()).toBe('2026-11-29T02:00:00.000Z');
  });

  it('are always ahead, never more than a day and the hour that clocks shift, and come once a day', () => {
    const zones = fc.constantFrom('Europe/Istanbul', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'UTC');
    const instants = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2028, 0, 1) });
    fc.assert(
      fc.property(zones, fc.integer({ min: 0, max: 23 }), instants, (zone, hour, at) => {
        const due = nextFilesAt(zone, hour, at);
        expect(due).toBeGreaterThan(at);
        expect(due - at).toBeLessThanOrEqual(25 * HOUR_MS);
        expect(nextFilesAt(zone, hour, due) - due).toBeGreaterThanOrEqual(23 * HOUR_MS);
      }),
    );
  });
});
