/**
 * The kinds of storefront events that are kept: Shopify's own, and those that a theme publishes for this app. Documented
 * for theme developers in docs/storefront-events.md.
 */

/** Shopify's names. */
export const standardEventNames = [
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

/** What a theme publishes by `analytics.publish`, under a name of ours so that it meets no other app's. */
export const customEventNames = [
  'kesit:wishlist_added',
  'kesit:wishlist_removed',
  'kesit:review_submitted',
  'kesit:nps_submitted',
  'kesit:referral_shared',
  'kesit:referral_completed',
  'kesit:referral_earned',
] as const;

export const siteEventNames = [...standardEventNames, ...customEventNames] as const;

export type CustomEventName = (typeof customEventNames)[number];
export type SiteEventName = (typeof siteEventNames)[number];

/** A search that found nothing is folded under this name too, beside `search_submitted`. */
export const EMPTY_SEARCH = 'search_empty';
/** Events of every kind are folded under this name too, for the latest instants. */
export const ANY_EVENT = '*';
