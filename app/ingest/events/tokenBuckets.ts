/**
 * Rate limits in memory: for each key a bucket of tokens that fills at a steady rate up to a burst. Each web process has
 * its own, so with several of them the limits add up.
 */
import type { Clock } from '#app/platform/clock.ts';

export interface TokenBuckets {
  /** How long until the tokens are there, in milliseconds; 0: now. Takes nothing. */
  waitMs(key: string, tokenCount: number): number;
  take(key: string, tokenCount: number): void;
}

export interface TokenBucketOptions {
  tokensPerS: number;
  /** What an unused bucket holds. A larger request is let through when the bucket is full, and leaves it in debt. */
  burst: number;
  /** Buckets kept; beyond it those least recently used are forgotten, which fills them. */
  maxKeys: number;
  clock: Clock;
}

export function makeTokenBuckets({ tokensPerS, burst, maxKeys, clock }: TokenBucketOptions): TokenBuckets {
  const buckets = new Map<string, { tokens: number; at: number }>();

  function tokensOf(key: string, now: number): number {
    const bucket = buckets.get(key);
    if (!bucket) return burst;
    return Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * tokensPerS);
  }

  return {
    waitMs(key, tokenCount) {
      const missing = Math.min(tokenCount, burst) - tokensOf(key, clock());
      return missing <= 0 ? 0 : Math.ceil((missing / tokensPerS) * 1000);
    },
    take(key, tokenCount) {
      const now = clock();
      const tokens = tokensOf(key, now) - tokenCount;
      buckets.delete(key);
      buckets.set(key, { tokens, at: now });
      if (buckets.size <= maxKeys) return;
      const oldest = buckets.keys().next();
      if (!oldest.done) buckets.delete(oldest.value);
    },
  };
}
