/** What a shop must have connected, read or consented to before a preset can mean anything. */

/**
 * - `orders`: orders that can be read. `all-orders`: all of them, not the latest 60 days only.
 * - `products`: products, with their types, vendors, collections and tags.
 * - `marketing-consent`: customers' consents.
 * - `email-events`: what became of e-mails, from a connected partner. `sms-events`: the same of text messages.
 * - `storefront-events`: the consented pixel. `wishlist-events`, `review-events`, `nps-events`, `referral-events`: those that a
 *   theme publishes; see docs/storefront-events.md.
 * - `birth-dates`: a metafield with dates of birth, named in the settings. `attributes`: customer metafields or tags.
 * - `addresses`, `languages`: as customers give them.
 * - `forecast`: the weather service. `model`: a fitted purchase model, from 200 repeat buyers on. `buyers`: anybody who bought.
 */
export const dataNeeds = [
  'orders',
  'all-orders',
  'products',
  'marketing-consent',
  'email-events',
  'sms-events',
  'storefront-events',
  'wishlist-events',
  'review-events',
  'nps-events',
  'referral-events',
  'birth-dates',
  'attributes',
  'addresses',
  'languages',
  'forecast',
  'model',
  'buyers',
] as const;

export type DataNeed = (typeof dataNeeds)[number];
