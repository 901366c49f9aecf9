/** The cut points of RFM scores: quintiles of the shop's own buyers, or fixed ones while there are too few of them. */
import type { RfmCuts } from './yardsticks.ts';

/** Quintiles of fewer buyers mean nothing. */
export const LEAST_BUYERS_FOR_QUINTILES = 50;

const DAY_MS = 86_400_000;
/** Last orders this long ago, at least, score 1, 2, 3 and 4; later ones 5. */
const FIXED_RECENCY_DAYS = [365, 180, 90, 30];
/** So many orders score 2, 3, 4 and 5. */
const FIXED_FREQUENCY = [2, 3, 5, 10];
/** So many times what an order is usually worth score 2, 3, 4 and 5. */
const FIXED_MONETARY = [1, 2, 4, 8];

/** @param medianOrderMinor What an order is worth at the median; null without buyers. */
export function fixedRfmCuts(medianOrderMinor: number | null, now: number): RfmCuts {
  return {
    recency: FIXED_RECENCY_DAYS.map((days) => now - days * DAY_MS),
    frequency: FIXED_FREQUENCY,
    monetary: FIXED_MONETARY.map((times) => Math.round(times * (medianOrderMinor ?? 0))),
  };
}
