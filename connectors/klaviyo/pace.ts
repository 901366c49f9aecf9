/**
 * Keeps calls within Klaviyo's published limits, so that the answer 429 stays the exception. What was called is kept for all processes
 * of the account; a call of the last minute is remembered by its instant.
 */
import type { ConnectorContext, Json } from '../kit/connector.ts';
import type { Operation } from './limits.ts';

/** A little longer than the partner's windows, because calls do not arrive as evenly as they are sent. */
const SECOND_MS = 1100;
const MINUTE_MS = 61_000;

export interface Pacer {
  /** How long to wait before a call of this kind; 0 takes the turn. */
  takeTurn(operation: Operation): Promise<number>;
  /** No call of this kind for so long: the partner said so. */
  pause(operation: Operation, delayMs: number): Promise<void>;
}

interface Calls {
  /** Instants of the last minute, in order. */
  sentAt: number[];
  pausedUntil: number;
}

export function makePacer({ clock, allowance }: Pick<ConnectorContext, 'clock' | 'allowance'>): Pacer {
  return {
    takeTurn: (operation) =>
      allowance.change(operation.id, (kept) => {
        const now = clock();
        const { sentAt, pausedUntil } = callsIn(kept, now);
        const secondAgo = sentAt.at(-operation.perSecond);
        const minuteAgo = sentAt.at(-operation.perMinute);
        const answer = Math.max(
          pausedUntil - now,
          secondAgo === undefined ? 0 : secondAgo + SECOND_MS - now,
          minuteAgo === undefined ? 0 : minuteAgo + MINUTE_MS - now,
          0,
        );
        if (answer === 0) sentAt.push(now);
        return { kept: { sentAt, pausedUntil }, answer };
      }),
    pause: (operation, delayMs) =>
      allowance.change(operation.id, (kept) => {
        const now = clock();
        const { sentAt, pausedUntil } = callsIn(kept, now);
        return { kept: { sentAt, pausedUntil: Math.max(pausedUntil, now + delayMs) }, answer: undefined };
      }),
  };
}

/** Calls ahead of a clock that was set back are forgotten: their minute would not pass. */
function callsIn(kept: Json, now: number): Calls {
  const { sentAt, pausedUntil } = (kept ?? { sentAt: [], pausedUntil: 0 }) as unknown as Calls;
  return { sentAt: sentAt.filter((at) => at > now - MINUTE_MS && at <= now), pausedUntil };
}
