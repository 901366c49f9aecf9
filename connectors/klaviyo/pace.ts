/**
 * Keeps calls within Klaviyo's published limits, so that the answer 429 stays the exception. What was called is kept for all processes
 * of the account; a call of the last minute is remembered by its instant.
 */
import type { ConnectorContext, Json } from '../kit/connector.ts';
import type { Operation } from './limits.ts';

/** A little longer than the partner's windows, because calls do not arrive as evenly as they are sent. */
const SECOND_MS = 1100;
const MINUTE_MS = 61_000;
/** Klaviyo does not say when its day begins: any 24 hours hold no more calls than a day may. */
const DAY_MS = 86_460_000;

export interface Pacer {
  /** How long to wait before a call of this kind; 0 takes the turn. */
  takeTurn(operation: Operation): Promise<number>;
  /** No call of this kind for so long: the partner said so. */
  pause(operation: Operation, delayMs: number): Promise<void>;
}

interface Calls {
  /** Instants of the last minute, or day where calls are counted by the day, in order. */
  sentAt: number[];
  pausedUntil: number;
}

export function makePacer({ clock, allowance }: Pick<ConnectorContext, 'clock' | 'allowance'>): Pacer {
  return {
    takeTurn: (operation) =>
      allowance.change(operation.id, (kept) => {
        const now = clock();
        const { sentAt, pausedUntil } = callsIn(kept, now, operation);
        const secondAgo = sentAt.at(-operation.perSecond);
        const minuteAgo = sentAt.at(-operation.perMinute);
        const dayAgo = operation.perDay === undefined ? undefined : sentAt.at(-operation.perDay);
        const answer = Math.max(
          pausedUntil - now,
          secondAgo === undefined ? 0 : secondAgo + SECOND_MS - now,
          minuteAgo === undefined ? 0 : minuteAgo + MINUTE_MS - now,
          dayAgo === undefined ? 0 : dayAgo + DAY_MS - now,
          0,
        );
        if (answer === 0) sentAt.push(now);
        return { kept: { sentAt, pausedUntil }, answer };
      }),
    pause: (operation, delayMs) =>
      allowance.change(operation.id, (kept) => {
        const now = clock();
        const { sentAt, pausedUntil } = callsIn(kept, now, operation);
        return { kept: { sentAt, pausedUntil: Math.max(pausedUntil, now + delayMs) }, answer: undefined };
      }),
  };
}

/** Calls ahead of a clock that was set back are forgotten: their window would not pass. */
function callsIn(kept: Json, now: number, { perDay }: Operation): Calls {
  const windowMs = perDay === undefined ? MINUTE_MS : DAY_MS;
  const { sentAt, pausedUntil } = (kept ?? { sentAt: [], pausedUntil: 0 }) as unknown as Calls;
  return { sentAt: sentAt.filter((at) => at > now - windowMs && at <= now), pausedUntil };
}
