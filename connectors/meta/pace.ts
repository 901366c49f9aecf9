/**
 * Keeps calls below Meta's limits. Meta counts points per ad account and shares of an hour's allowance, and lengthens the block of whoever
 * calls while blocked: so points are counted here too, the headers are heeded, and during a block nothing is asked at all.
 */
import { SCORE_WINDOW_MS, SCORES, type Tier } from './graph.ts';
import type { Usage } from './usage.ts';

/** From this share of an hour's allowance on, in percent, calls come slower and slower. */
const SLOW_FROM_PERCENT = 80;
/** The gap between two calls where hardly anything is left. */
const LONGEST_GAP_MS = 60_000;
/** Points are remembered a little longer than Meta does: it counts a call when it arrives, not when it is sent. */
const REMEMBERED_MS = SCORE_WINDOW_MS + 1000;

export interface Pacer {
  /** How long to wait before a call that costs so many points; 0 takes the turn. */
  takeTurn(points: number): number;
  /** Nothing for so long; null when Meta refused and did not say how long. Gives the whole wait that this comes to. */
  block(delayMs: number | null): number;
  /** What the answer of the latest turn said. */
  heed(usage: Usage): void;
}

/** @param clock Present instant, epoch milliseconds. */
export function makePacer(clock: () => number): Pacer {
  // What Meta has not said yet is taken at its smaller meaning.
  let tier: Tier = 'limited';
  let blockedUntil = -Infinity;
  let spent: { at: number; points: number }[] = [];
  /** Points that others spent on the same ad account, and when they are forgotten at the latest. */
  let others = { points: 0, until: -Infinity };

  function block(delayMs: number | null): number {
    const now = clock();
    blockedUntil = Math.max(blockedUntil, now + (delayMs ?? SCORES[tier].blockedMs));
    return blockedUntil - now;
  }

  function forget(now: number): void {
    // Turns ahead of a clock that was set back would never pass.
    spent = spent.filter(({ at }) => at > now - REMEMBERED_MS && at <= now);
    if (others.until <= now) others = { points: 0, until: -Infinity };
  }

  /** When enough points are forgotten for so many more, beside those of others. */
  function roomAt(points: number, others: number, now: number): number {
    let left = SCORES[tier].mostPoints - points - others;
    if (left < 0) return Infinity;
    // From the newest back: the first that does not fit has to be forgotten.
    for (const turn of spent.toReversed()) {
      left -= turn.points;
      if (left < 0) return turn.at + REMEMBERED_MS;
    }
    return now;
  }

  return {
    block,
    takeTurn(points) {
      const now = clock();
      forget(now);
      const roomOnceAlone = Math.max(roomAt(points, 0, now), others.until);
      const waitMs = Math.max(blockedUntil, Math.min(roomAt(points, others.points, now), roomOnceAlone)) - now;
      if (waitMs > 0) return waitMs;
      spent.push({ at: now, points });
      return 0;
    },
    heed({ percent, regainMs, tier: said, score }) {
      const now = clock();
      if (said !== null) tier = said;
      const latest = spent.at(-1);
      if (latest !== undefined) latest.at = Math.max(latest.at, now);
      if (score !== null) {
        forget(now);
        const own = spent.reduce((sum, turn) => sum + turn.points, 0);
        // Shares are rounded: what is a little over a whole point is that point.
        const all = Math.ceil((score.percent * SCORES[tier].mostPoints) / 100 - 0.1);
        others = { points: Math.max(0, all - own), until: now + (score.resetMs || SCORE_WINDOW_MS) };
      }
      if (regainMs > 0) block(regainMs);
      else if (percent >= 100) block(null);
      else if (percent > SLOW_FROM_PERCENT) {
        block((LONGEST_GAP_MS * (percent - SLOW_FROM_PERCENT)) / (100 - SLOW_FROM_PERCENT));
      }
    },
  };
}
