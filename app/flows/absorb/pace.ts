/**
 * How many deliveries the next batch takes. Full and quick batches grow, slow ones shrink: a transaction keeps others of the
 * shop waiting. A batch that failed is halved until the one delivery that cannot be stored stands alone: in log n tries.
 */

/** The state between batches of one shop. */
export interface Pace {
  /** Deliveries that the next batch may take. */
  readonly limit: number;
  /**
   * How many of the foremost waiting deliveries are known to hold one that fails; 0 when none is suspected. While some are,
   * batches hold deliveries only, so that none is blamed for what came with it.
   */
  readonly suspects: number;
}

const FIRST = 250;
const SMALLEST = 50;
const LARGEST = 1_000;
/** A full batch quicker than this lets the next be larger; one slower than `SLOW_MS` makes it smaller. */
const QUICK_MS = 200;
const SLOW_MS = 500;

export const firstPace: Pace = { limit: FIRST, suspects: 0 };

/** After a batch that was stored. @param taken How many deliveries it held. @param tookMs How long it lasted. */
export function paceAfterSuccess(pace: Pace, taken: number, tookMs: number): Pace {
  const suspects = Math.max(0, pace.suspects - taken);
  // Fewer than asked for: the foremost are through, and whatever was suspected is no longer there.
  if (suspects > 0 && taken === pace.limit) return { limit: Math.ceil(suspects / 2), suspects };
  if (pace.suspects > 0) return firstPace;
  if (tookMs > SLOW_MS) return { limit: Math.max(SMALLEST, Math.floor(pace.limit / 2)), suspects: 0 };
  const grows = taken === pace.limit && tookMs < QUICK_MS;
  return grows ? { limit: Math.min(LARGEST, pace.limit * 2), suspects: 0 } : pace;
}

/**
 * After a batch that failed.
 * @param taken How many deliveries it held, at least one.
 * @returns Null when it was a single one and nothing else: that one cannot be stored.
 */
export function paceAfterFailure(pace: Pace, taken: number): Pace | null {
  if (taken > 1) return { limit: Math.ceil(taken / 2), suspects: taken };
  return pace.suspects > 0 ? null : { limit: 1, suspects: 1 };
}
