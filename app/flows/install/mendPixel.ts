/** Tries again to turn the storefront pixel on where it could not be, and keeps the reason for the merchant to see. */
import type { Services } from '#app/flows/services.ts';
import type { AdminClient } from '#app/flows/shopify/admin.ts';
import { loadPixelProblem, savePixelProblem } from '#app/store/shopAccess.ts';
import type { Shop } from '#app/store/shops.ts';
import { activatePixel, type PixelAnswer } from './activatePixel.ts';

/** Turns the pixel on. What is said of it afterwards is what Shopify answered last. */
export async function setUpPixel(services: Services, shop: Shop, admin: AdminClient): Promise<PixelAnswer> {
  const pixel = await activatePixel(services, shop, admin);
  const problem = problemOf(pixel);
  await services.database.inShop(shop.shopId, (sql) => savePixelProblem(sql, problem));
  return pixel;
}

/** The same, for a shop whose pixel is known to be missing; nothing for any other. */
export async function mendPixel(services: Services, shop: Shop, admin: AdminClient): Promise<void> {
  if ((await services.database.inShop(shop.shopId, loadPixelProblem)) === null) return;
  const pixel = await setUpPixel(services, shop, admin);
  services.log.info({ shopId: shop.shopId, pixel: problemOf(pixel) }, 'pixel tried again');
}

/** Short and without values: the code Shopify gives, or who must act. */
function problemOf(pixel: PixelAnswer): string | null {
  if (pixel.kind === 'halted')
    return pixel.halt.kind === 'merchant-must-act' ? pixel.halt.action : `${pixel.halt.kind}: not reached`;
  return pixel.note === 'created' || pixel.note === 'updated' ? null : pixel.note.slice(0, 200);
}
