/**
 * Limits of the free service for each caller's address: so many calls in a minute, an hour and a day of the clock, in UTC. One
 * call about many places counts as many. A caller who is over is not told in a header when to come back, only in words.
 */
import { Refusal } from './refusal.ts';

const periods = [
  {
    ms: 60_000,
    most: 600,
    reason: 'Minutely API request limit exceeded. Please try again in one minute.',
  },
  {
    ms: 3_600_000,
    most: 5_000,
    reason: 'Hourly API request limit exceeded. Please try again in the next hour.',
  },
  {
    ms: 86_400_000,
    most: 10_000,
    reason: 'Daily API request limit exceeded. Please try again tomorrow.',
  },
] as const;

export type LimitMode = 'published' | 'off';

export interface Limiter {
  mode: LimitMode;
  /** @throws Refusal with status 429 when a period is used up. */
  check(caller: string, nowMs: number): void;
  /** Counts what was answered. */
  count(caller: string, weight: number, nowMs: number): void;
  clear(): void;
}

export function makeLimiter(mode: LimitMode): Limiter {
  const used = new Map<string, number>();
  const keyOf = (caller: string, ms: number, nowMs: number): string => `${caller} ${ms} ${Math.floor(nowMs / ms)}`;
  return {
    mode,
    check(caller, nowMs) {
      if (this.mode === 'off') return;
      for (const { ms, most, reason } of periods)
        if ((used.get(keyOf(caller, ms, nowMs)) ?? 0) >= most) throw new Refusal(429, reason);
    },
    count(caller, weight, nowMs) {
      for (const { ms } of periods) {
        const key = keyOf(caller, ms, nowMs);
        used.set(key, (used.get(key) ?? 0) + weight);
      }
    },
    clear: () => used.clear(),
  };
}
