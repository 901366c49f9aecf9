/**
 * Keeps calls within Klaviyo's published limits, so that the answer 429 stays the exception. Windows are measured with the
 * process's monotonic clock: only lengths of time matter here, never an instant.
 */
import type { Operation } from './limits.ts';

/** A little longer than the partner's windows, because calls do not arrive as evenly as they are sent. */
const SECOND_MS = 1100;
const MINUTE_MS = 61_000;

export interface Pacer {
  /** How long to wait before a call of this kind; 0 takes the turn. */
  takeTurn(operation: Operation): number;
  /** No call of this kind for so long: the partner said so. */
  pause(operation: Operation, delayMs: number): void;
}

export function makePacer(elapsedMs: () => number = () => performance.now()): Pacer {
  const calls = new Map<string, { sentAt: number[]; pausedUntil: number }>();

  function callsOf(operation: Operation): { sentAt: number[]; pausedUntil: number } {
    let found = calls.get(operation.id);
    if (found === undefined) calls.set(operation.id, (found = { sentAt: [], pausedUntil: 0 }));
    return found;
  }

  return {
    takeTurn(operation) {
      const now = elapsedMs();
      const own = callsOf(operation);
      const stale = own.sentAt.findIndex((at) => at > now - MINUTE_MS);
      own.sentAt.splice(0, stale === -1 ? own.sentAt.length : stale);
      const secondAgo = own.sentAt.at(-operation.perSecond);
      const minuteAgo = own.sentAt.at(-operation.perMinute);
      const waitMs = Math.max(
        own.pausedUntil - now,
        secondAgo === undefined ? 0 : secondAgo + SECOND_MS - now,
        minuteAgo === undefined ? 0 : minuteAgo + MINUTE_MS - now,
        0,
      );
      if (waitMs === 0) own.sentAt.push(now);
      return waitMs;
    },
    pause(operation, delayMs) {
      const own = callsOf(operation);
      own.pausedUntil = Math.max(own.pausedUntil, elapsedMs() + delayMs);
    },
  };
}
