/**
 * Keeps calls within the shop's bucket of query cost, by what the last answer told of it. A part of the bucket is left to the other
 * work of the app, which draws from it too.
 */
import type { ShopCost } from '../kit/shopAdmin.ts';

/** Share of the bucket that is left alone. */
const RESERVED = 0.25;
/** Expected of a call that was never made: what Shopify says of a mutation. */
const MUTATION_POINTS = 10;

export interface Pacer {
  /** Milliseconds until a call may be made; 0 for at once. `size` is how many objects it asks for. */
  waitMs(name: string, size: number): number;
  note(name: string, size: number, cost: ShopCost): void;
}

export function makePacer(clock: () => number): Pacer {
  /** Points by name of the call, for one object. */
  const prices = new Map<string, number>();
  let bucket: { available: number; maximum: number; restorePerS: number; at: number } | null = null;
  return {
    waitMs(name, size) {
      if (bucket === null) return 0;
      const elapsedS = Math.max(0, clock() - bucket.at) / 1000;
      const available = Math.min(bucket.maximum, bucket.available + elapsedS * bucket.restorePerS);
      const points = prices.has(name) ? (prices.get(name) ?? 0) * size : Math.max(MUTATION_POINTS, size);
      // What would never be free is asked for as soon as the bucket is full.
      const needed = Math.min(bucket.maximum, points + bucket.maximum * RESERVED);
      const restorePerS = Math.max(bucket.restorePerS, 1);
      return needed <= available ? 0 : Math.ceil(((needed - available) / restorePerS) * 1000);
    },
    note(name, size, { requested, available, maximum, restorePerS }) {
      prices.set(name, requested / Math.max(1, size));
      bucket = { available, maximum, restorePerS, at: clock() };
    },
  };
}
