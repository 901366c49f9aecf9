/**
 * When the worker is rung for. A shop whose deliveries come singly gets its bell in the transaction of each. Under load a
 * bell in every write would cost more than the writes, and hold the worker's row for most of the time; so a shop rung
 * for a moment ago is owed a bell, and gets it a moment later. Should this process die in between, the sweeper rings.
 */
import type { Clock } from '#app/platform/clock.ts';
import type { ShopId } from '#app/platform/database.ts';

export interface Bells {
  /** Which of the shops are to be rung for in the write that is about to begin. */
  claim(shopIds: Iterable<ShopId>): ShopId[];
  /** A write for the shop has ended without its bell, or perhaps without it. */
  owe(shopIds: Iterable<ShopId>): void;
  /** Rings for those owed and resolves when none is left, or when ringing fails. */
  close(): Promise<void>;
}

export interface BellsOptions {
  ring: (shopIds: ShopId[]) => Promise<void>;
  /** Told of a failed ring; it is tried again. */
  onFailure: (error: unknown) => void;
  clock: Clock;
  /** How long after one bell of a shop the next may come, in milliseconds. */
  apartMs?: number;
}

const APART_MS = 100;

export function makeBells({ ring, onFailure, clock, apartMs = APART_MS }: BellsOptions): Bells {
  const rungAt = new Map<ShopId, number>();
  let owed = new Set<ShopId>();
  let timer: NodeJS.Timeout | undefined;
  let ringing: Promise<void> | undefined;

  function arm(): void {
    if (owed.size > 0 && !ringing) timer ??= setTimeout(() => void ringOwed(), apartMs);
  }

  async function ringOwed(): Promise<boolean> {
    clearTimeout(timer);
    timer = undefined;
    await ringing;
    if (owed.size === 0) return true;
    const shopIds = [...owed];
    owed = new Set();
    let ok = true;
    ringing = ring(shopIds).catch((error: unknown) => {
      ok = false;
      onFailure(error);
      for (const shopId of shopIds) owed.add(shopId);
    });
    await ringing;
    ringing = undefined;
    const now = clock();
    for (const shopId of shopIds) rungAt.set(shopId, now);
    arm();
    return ok;
  }

  /** Forgets the shops that may be rung for again anyway. */
  function forgetQuiet(now: number): void {
    for (const [shopId, at] of rungAt) if (at + apartMs <= now) rungAt.delete(shopId);
  }

  return {
    claim(shopIds) {
      const now = clock();
      forgetQuiet(now);
      const claimed = [...new Set(shopIds)].filter((shopId) => !rungAt.has(shopId));
      for (const shopId of claimed) rungAt.set(shopId, now);
      return claimed;
    },
    owe(shopIds) {
      for (const shopId of shopIds) owed.add(shopId);
      arm();
    },
    async close() {
      while (owed.size > 0 || ringing) if (!(await ringOwed())) return;
    },
  };
}
