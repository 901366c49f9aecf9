/** Opening the admin: the shop behind a visit, registered on its first one and after a reinstallation. */
import type { ShopId } from '#app/platform/database.ts';
import { registerShop } from '#app/store/adminShop.ts';
import { findShop } from '#app/store/shops.ts';
import type { Services } from './services.ts';

/** @param domain As Shopify's library has proved it. */
export async function enterShop({ database }: Services, domain: string): Promise<ShopId> {
  const known = await findShop(database, domain);
  return known?.status === 'installed' ? known.shopId : registerShop(database, domain);
}
