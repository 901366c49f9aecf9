/**
 * Shopify's storefront events as the app's door takes them. Only what is kept there leaves the browser: no names, no
 * search words, no prices, no pages.
 */
import type { PixelEvents } from '@shopify/web-pixels-extension';

/** The events the pixel subscribes to. */
export const subscribedEvents = [
  'page_viewed',
  'product_viewed',
  'search_submitted',
  'product_added_to_cart',
  'checkout_started',
  'checkout_completed',
] as const;

export type SubscribedEvent = PixelEvents[(typeof subscribedEvents)[number]];

/** One event in the form of the door. */
export interface SiteEvent {
  id: string;
  name: SubscribedEvent['name'];
  clientId: string;
  timestamp: string;
  data: object;
  /** Of the signed-in customer. */
  customerId?: string;
  /** Typed at checkout; left out when the customer is known by id. */
  email?: string;
}

/** @param customerId Shopify's id of the signed-in customer, as `init` gives it; null for a visitor. */
export function toSiteEvent(event: SubscribedEvent, customerId: string | null): SiteEvent {
  const customer = customerId === null ? null : digitsOf(customerId);
  const email = customer === null ? emailOf(event) : null;
  return {
    id: event.id,
    name: event.name,
    clientId: event.clientId,
    timestamp: event.timestamp,
    data: dataOf(event),
    ...(customer === null ? {} : { customerId: customer }),
    ...(email === null ? {} : { email }),
  };
}

function dataOf(event: SubscribedEvent): object {
  switch (event.name) {
    case 'product_viewed':
      return { productVariant: variant(event.data.productVariant.product.id) };
    case 'product_added_to_cart':
      return event.data.cartLine
        ? { cartLine: { merchandise: variant(event.data.cartLine.merchandise.product.id) } }
        : {};
    case 'checkout_started':
    case 'checkout_completed':
      return { checkout: { token: event.data.checkout.token } };
    case 'page_viewed':
    case 'search_submitted':
      return {};
  }
}

const variant = (productId: string | null): object => ({
  product: { id: productId === null ? null : digitsOf(productId) },
});

function emailOf(event: SubscribedEvent): string | null {
  if (event.name !== 'checkout_started' && event.name !== 'checkout_completed') return null;
  // Null also while Shopify has not approved the app for customers' addresses.
  return event.data.checkout.email;
}

/** The number within an id, which may come as a global id. */
function digitsOf(id: string): string | null {
  return /(?:^|\/)(\d+)(?:\?.*)?$/.exec(id)?.[1] ?? null;
}
