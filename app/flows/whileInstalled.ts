/** Work that calls somebody else for a long time, and has to stop within seconds when the app is taken off the shop. */
import { setTimeout as delay } from 'node:timers/promises';
import type { ShopId } from '#app/platform/database.ts';
import { loadShop } from '#app/store/shops.ts';
import type { Services } from './services.ts';

/** How often the shop's status is looked at. */
const LOOK_EVERY_MS = 1_000;

/**
 * Runs the work beside a look at the shop every second. The signal fires when the app is no longer installed: calls under way
 * end, and none may follow.
 */
export async function whileInstalled<T>(
  services: Services,
  shopId: ShopId,
  work: (left: AbortSignal) => Promise<T>,
): Promise<T> {
  const left = new AbortController();
  const done = new AbortController();
  const looking = lookOut(services, shopId, left, done.signal);
  try {
    return await work(left.signal);
  } finally {
    done.abort();
    await looking;
  }
}

async function lookOut(services: Services, shopId: ShopId, left: AbortController, done: AbortSignal): Promise<void> {
  while (!left.signal.aborted) {
    await delay(LOOK_EVERY_MS, undefined, { signal: done }).catch(() => undefined);
    if (done.aborted) return;
    try {
      const shop = await services.database.inShop(shopId, loadShop);
      if (shop?.status !== 'installed') left.abort(new DOMException('the app was taken off the shop', 'AbortError'));
    } catch (error) {
      // The database is away: the work notices by itself; the next look may succeed.
      services.log.warn({ shopId, err: error }, 'the shop could not be looked at');
    }
  }
}
