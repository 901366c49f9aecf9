/**
 * Counts of large tables for pages that ask every few seconds. A count that is quick is taken each time and so always exact;
 * one that takes long is exact as of a moment that is as recent as its cost allows. Nothing is kept in the database for it,
 * so events pay nothing and nothing can drift.
 */
import type { Database } from '#app/platform/database.ts';

/** A count that takes no longer than this is not remembered, in milliseconds. */
const QUICK_MS = 25;
/** How long a count rests, in multiples of what it took: at most half a percent of the time goes into counting. */
const REST_FACTOR = 200;
/** Counts remembered per database; the longest unused goes first. */
const MOST_KEPT = 10_000;

/** @param key Tells this count from others of the same kind, such as the shop's number. */
export type CountMemory<Counts> = (database: Database, key: string, count: () => Promise<Counts>) => Promise<Counts>;

/** @param elapsedMs A stopwatch that only moves forward. */
export function makeCountMemory<Counts>(elapsedMs: () => number = () => performance.now()): CountMemory<Counts> {
  const kept = new WeakMap<Database, Map<string, { counts: Counts; goodUntilMs: number }>>();
  return async (database, key, count) => {
    const ours = kept.get(database) ?? new Map<string, { counts: Counts; goodUntilMs: number }>();
    kept.set(database, ours);
    const known = ours.get(key);
    ours.delete(key);
    if (known && elapsedMs() < known.goodUntilMs) {
      ours.set(key, known);
      return known.counts;
    }
    const startedMs = elapsedMs();
    const counts = await count();
    const endedMs = elapsedMs();
    const tookMs = endedMs - startedMs;
    if (tookMs > QUICK_MS) ours.set(key, { counts, goodUntilMs: endedMs + tookMs * REST_FACTOR });
    for (const oldest of ours.keys()) {
      if (ours.size <= MOST_KEPT) break;
      ours.delete(oldest);
    }
    return counts;
  };
}
