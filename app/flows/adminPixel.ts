/** The merchant changes the key of the storefront pixel, so that whoever sends events under the old one is soon not heard. */
import type { ShopId } from '#app/platform/database.ts';
import { changePixelKey, takePixelKeyBack } from '#app/store/pixelKeys.ts';
import { loadPixelProblem } from '#app/store/shopAccess.ts';
import { loadShop } from '#app/store/shops.ts';
import { setUpPixel } from './install/mendPixel.ts';
import type { Services } from './services.ts';
import { withAdmin, type AdminOptions } from './shopify/admin.ts';

export type KeyAnswer =
  /** Browsers get the new key from now on; the old one is heard for a week, for pages that are open. */
  | { kind: 'changed' }
  /** Shopify did not take the new key, and the old one stays. `problem` is kept with the shop, and told as any of the pixel's. */
  | { kind: 'kept'; problem: string };

/** A merchant waits for this. */
const whileWaiting: AdminOptions = { timeoutMs: 8_000, attempts: 2, patienceMs: 4_000 };

/**
 * Makes a new key, accepts both, and gives the new one to Shopify. A second change within a week leaves what was sent under
 * the first key unheard.
 */
export async function rotatePixelKey(services: Services, shopId: ShopId): Promise<KeyAnswer> {
  const { database, clock, log } = services;
  const shop = await database.inShop(shopId, loadShop);
  if (shop?.status !== 'installed') return { kind: 'kept', problem: 'not installed' };
  const pixelAccount = await database.inShop(shopId, (sql) => changePixelKey(sql, clock()));
  await setUpPixel(services, { ...shop, pixelAccount }, withAdmin(services, shopId, shop.domain, whileWaiting));
  const problem = await database.inShop(shopId, async (sql) => {
    const reason = await loadPixelProblem(sql);
    // Whichever of the two keys Shopify holds now, both are heard; trying again gives it the old one.
    if (reason !== null) await takePixelKeyBack(sql, pixelAccount, clock());
    return reason;
  });
  log.info({ shopId, problem }, 'pixel key changed');
  return problem === null ? { kind: 'changed' } : { kind: 'kept', problem };
}
