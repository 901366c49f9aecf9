/** What every page's loader and action is handed: the process's services, and who is visiting. Made once per request. */
import type { AppLoadContext } from '@remix-run/node';
import { enterShop } from '#app/flows/adminEnterShop.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopId } from '#app/platform/database.ts';
import type { ShopifyDoor } from '#app/shopify.server.ts';

declare module '@remix-run/node' {
  interface AppLoadContext {
    services: Services;
    shopify: ShopifyDoor;
    /**
     * Lets the request in and gives its shop. All loaders of one request share one answer, so the token is exchanged once.
     * @throws Response of Shopify's library, to be answered as it is.
     */
    enter(request: Request): Promise<Visit>;
  }
}

export interface Visit {
  services: Services;
  shopId: ShopId;
  /** Who is looking, for the record of accesses: `staff:` and Shopify's number of the member of staff. */
  actor: string;
}

export function makeRequestContext(services: Services, shopify: ShopifyDoor): AppLoadContext {
  let visit: Promise<Visit> | undefined;
  return {
    services,
    shopify,
    enter(request) {
      visit ??= shopify.admit(request).then(async ({ shopDomain, staffId }) => ({
        services,
        shopId: await enterShop(services, shopDomain),
        actor: `staff:${staffId}`,
      }));
      return visit;
    },
  };
}
