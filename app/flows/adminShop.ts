/** What every page of the admin needs to know of its shop. */
import type { ShopId } from '#app/platform/database.ts';
import { loadShop } from '#app/store/shops.ts';
import type { Services } from './services.ts';

export interface AdminShop {
  domain: string;
  /** Null until the first set-up has read it from Shopify. */
  name: string | null;
  currencyCode: string;
  /** IANA name; all instants are shown in it. */
  timezone: string;
}

export async function readAdminShop({ database }: Services, shopId: ShopId): Promise<AdminShop> {
  const shop = await database.inShop(shopId, loadShop);
  if (!shop) throw new Error(`Shop ${shopId} is not there.`);
  return { domain: shop.domain, name: shop.name, currencyCode: shop.currencyCode, timezone: shop.timezone };
}
