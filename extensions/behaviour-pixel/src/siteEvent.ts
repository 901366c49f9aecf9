/**
 * Shopify's storefront events as the app's door takes them. Only what is kept there leaves the browser: no names, no
 * search words, no prices, no pages.
 */
import type { CustomEvent, PixelEvents } from '@shopify/web-pixels-extension';
import { customDataOf, customNames, type CustomName } from './customEvent.ts';
import { deviceOf, present, sourceOf, type Origin } from './origin.ts';

/** Shopify's events that the pixel subscribes to. */
export const subscribedEvents = [
  'page_viewed',
  'product_viewed',
  'collection_viewed',
  'search_submitted',
  'product_added_to_cart',
  'product_removed_from_cart',
  'cart_viewed',
  'checkout_started',
  'checkout_contact_info_submitted',
  'checkout_completed',
] as const;

export type SubscribedEvent = PixelEvents[(typeof subscribedEvents)[number]];

/** One event in the form of the door. */
export interface SiteEvent extends Origin {
  id: string;
  name: SubscribedEvent['name'] | CustomName;
  clientId: string;
  timestamp: string;
  data: object;
  /** Of the signed-in customer. */
  customerId?: string;
  /** Typed at checkout; left out when the customer is known by id. */
  email?: string;
}

/** What the pixel knows beside the event, from its start. */
export interface Surroundings {
  /** Shopify's id of the signed-in customer; null for a visitor. */
  customerId: string | null;
  /** The shop's own domain at Shopify. */
  shopHost: string;
}

export function toSiteEvent(event: SubscribedEvent, around: Surroundings): SiteEvent {
  const known = knownFields(event, around);
  const email = known.customerId === undefined ? emailOf(event) : null;
  return {
    ...known,
    name: event.name,
    data: dataOf(event),
    ...(event.name === 'page_viewed' ? sourceOf(event.context, around.shopHost) : {}),
    ...(email === null ? {} : { email }),
  };
}

/** Null for an event that does not say what it should. */
export function toCustomSiteEvent(event: CustomEvent, around: Surroundings): SiteEvent | null {
  const name = customNames.find((known) => known === event.name);
  const data = name === undefined ? null : customDataOf(name, event);
  return name === undefined || data === null ? null : { ...knownFields(event, around), name, data };
}

/** What every event says: which it is, of whom, when, on what. */
function knownFields(
  event: SubscribedEvent | CustomEvent,
  { customerId }: Surroundings,
): Omit<SiteEvent, 'name' | 'data'> {
  const customer = customerId === null ? null : digitsOf(customerId);
  return {
    id: event.id,
    clientId: event.clientId,
    timestamp: event.timestamp,
    ...present({ device: deviceOf(event.context.navigator.userAgent) }),
    ...(customer === null ? {} : { customerId: customer }),
  };
}

function dataOf(event: SubscribedEvent): object {
  switch (event.name) {
    case 'product_viewed':
      return { productVariant: variant(event.data.productVariant.product.id) };
    case 'product_added_to_cart':
    case 'product_removed_from_cart':
      return event.data.cartLine
        ? { cartLine: { merchandise: variant(event.data.cartLine.merchandise.product.id) } }
        : {};
    case 'collection_viewed':
      return { collection: { id: digitsOf(event.data.collection.id) } };
    case 'search_submitted':
      return { searchResult: { resultCount: event.data.searchResult.productVariants.length } };
    case 'checkout_started':
    case 'checkout_contact_info_submitted':
    case 'checkout_completed':
      return { checkout: { token: event.data.checkout.token } };
    case 'page_viewed':
    case 'cart_viewed':
      return {};
  }
}

const variant = (productId: string | null): object => ({
  product: { id: productId === null ? null : digitsOf(productId) },
});

function emailOf(event: SubscribedEvent): string | null {
  switch (event.name) {
    case 'checkout_started':
    case 'checkout_contact_info_submitted':
    case 'checkout_completed':
      // Null also while Shopify has not approved the app for customers' addresses.
      return event.data.checkout.email;
    default:
      return null;
  }
}

/** The number within an id, which may come as a global id. */
function digitsOf(id: string): string | null {
  return /(?:^|\/)(\d+)(?:\?.*)?$/.exec(id)?.[1] ?? null;
}
