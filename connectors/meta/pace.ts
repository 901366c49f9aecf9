/**
 * Keeps calls below Meta's limits. Meta counts points per ad account and shares of an hour's allowance, and lengthens the block of whoever
 * calls while blocked: so points are counted here too, the headers are heeded, and during a block nothing is asked at all. All of it is
 * kept for all processes that call the ad account.
 */
import type { ConnectorContext, Json } from '../kit/connector.ts';
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
  takeTurn(points: number): Promise<number>;
  /** Nothing for so long; null when Meta refused and did not say how long. Gives the whole wait that this comes to. */
  block(delayMs: number | null): Promise<number>;
  /** What the answer of the latest turn said. */
  heed(usage: Usage): Promise<void>;
}

/** What is known of an ad account; instants in epoch milliseconds. */
interface Known {
  tier: Tier;
  blockedUntil: number;
  spent: { at: number; points: number }[];
  /** Points that others spent on the same ad account, and when they are forgotten at the latest. */
  others: { points: number; until: number };
}

/** What Meta has not said yet is taken at its smaller meaning. */
const NOTHING_KNOWN: Known = { tier: 'limited', blockedUntil: 0, spent: [], others: { points: 0, until: 0 } };

export function makePacer({ clock, allowance }: Pick<ConnectorContext, 'clock' | 'allowance'>): Pacer {
  const change = <T>(work: (known: Known, now: number) => T): Promise<T> =>
    allowance.change('ad account', (kept) => {
      const now = clock();
      const known = atPresent((kept ?? NOTHING_KNOWN) as unknown as Known, now);
      const answer = work(known, now);
      return { kept: known as unknown as Json, answer };
    });

  return {
    takeTurn: (points) =>
      change((known, now) => {
        const roomOnceAlone = Math.max(roomAt(known, points, 0, now), known.others.until);
        const room = Math.min(roomAt(known, points, known.others.points, now), roomOnceAlone);
        const waitMs = Math.max(known.blockedUntil, room) - now;
        if (waitMs > 0) return waitMs;
        spend(known, points, now);
        return 0;
      }),
    block: (delayMs) => change((known, now) => block(known, delayMs, now)),
    heed: ({ percent, regainMs, tier: said, score }) =>
      change((known, now) => {
        if (said !== null) known.tier = said;
        const latest = known.spent.at(-1);
        if (latest !== undefined) latest.at = secondOf(now);
        if (score !== null) {
          const own = known.spent.reduce((sum, turn) => sum + turn.points, 0);
          // Shares are rounded: what is a little over a whole point is that point.
          const all = Math.ceil((score.percent * SCORES[known.tier].mostPoints) / 100 - 0.1);
          known.others = { points: Math.max(0, all - own), until: now + (score.resetMs || SCORE_WINDOW_MS) };
        }
        if (regainMs > 0) block(known, regainMs, now);
        else if (percent >= 100) block(known, null, now);
        else if (percent > SLOW_FROM_PERCENT) {
          block(known, (LONGEST_GAP_MS * (percent - SLOW_FROM_PERCENT)) / (100 - SLOW_FROM_PERCENT), now);
        }
      }),
  };
}

/** Instants are kept to the second, and never too early, so that what is kept stays small. */
const secondOf = (now: number): number => Math.ceil(now / 1000) * 1000;

function spend({ spent }: Known, points: number, now: number): void {
  const latest = spent.at(-1);
  if (latest?.at === secondOf(now)) latest.points += points;
  else spent.push({ at: secondOf(now), points });
}

/** Without what is forgotten by now. Turns ahead of a clock that was set back would never pass. */
function atPresent({ tier, blockedUntil, spent, others }: Known, now: number): Known {
  return {
    tier,
    blockedUntil,
    spent: spent.filter(({ at }) => at > now - REMEMBERED_MS && at <= secondOf(now)).map((turn) => ({ ...turn })),
    others: others.until <= now ? NOTHING_KNOWN.others : others,
  };
}

function block(known: Known, delayMs: number | null, now: number): number {
  known.blockedUntil = Math.max(known.blockedUntil, now + (delayMs ?? SCORES[known.tier].blockedMs));
  return known.blockedUntil - now;
}

/** When enough points are forgotten for so many more, beside those of others; Infinity when that never comes. */
function roomAt({ tier, spent }: Known, points: number, others: number, now: number): number {
  let left = SCORES[tier].mostPoints - points - others;
  if (left < 0) return Infinity;
  // From the newest back: the first that does not fit has to be forgotten.
  for (const turn of spent.toReversed()) {
    left -= turn.points;
    if (left < 0) return turn.at + REMEMBERED_MS;
  }
  return now;
}
