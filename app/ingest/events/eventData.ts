/** What an event is about: a product, a collection, a checkout, how much a search found, or what a theme's own event says. */
import { decimalId, type DecimalId } from '#app/core/identifiers.ts';
import type { CustomEventName, SiteEventName } from '#app/core/siteEvents/names.ts';
import { isToken, Malformed, part } from './eventFields.ts';

export interface SiteEventData {
  productId: DecimalId | null;
  collectionId: DecimalId | null;
  checkoutToken: string | null;
  /** How many products a search found, as far as its first page shows; null for anything but a search. */
  resultCount: number | null;
  /** What a theme's own event says beside its product. */
  data: { rating?: number; score?: number };
}

/** What a theme's own event must say. */
const customFields: Record<CustomEventName, readonly ('productId' | 'rating' | 'score')[]> = {
  'kesit:wishlist_added': ['productId'],
  'kesit:wishlist_removed': ['productId'],
  'kesit:review_submitted': ['productId', 'rating'],
  'kesit:nps_submitted': ['score'],
  'kesit:referral_shared': [],
  'kesit:referral_completed': [],
  'kesit:referral_earned': [],
};

/** Both ends are among the numbers allowed. */
const numbers = { rating: { least: 1, most: 5 }, score: { least: 0, most: 10 } } as const;

const isCustom = (name: SiteEventName): name is CustomEventName => Object.hasOwn(customFields, name);

/**
 * Reads the data of an event. The parts of Shopify's events are Shopify's to shape: what is not found there is just not known.
 * A theme's own event has to say what it is for.
 */
export function dataOf(name: SiteEventName, data: Record<string, unknown>, path: string): SiteEventData {
  if (isCustom(name)) return customDataOf(name, data, path);
  const variant = data.productVariant ?? part(data, 'cartLine', 'merchandise');
  const checkoutToken = part(data, 'checkout', 'token');
  return {
    productId: decimalId(part(variant, 'product', 'id')),
    collectionId: decimalId(part(data, 'collection', 'id')),
    checkoutToken: isToken(checkoutToken) ? checkoutToken : null,
    resultCount: name === 'search_submitted' ? resultCountOf(data) : null,
    data: {},
  };
}

/** A count, or the list that Shopify's own event carries. */
function resultCountOf(data: Record<string, unknown>): number | null {
  const found = part(data, 'searchResult', 'productVariants');
  const count = Array.isArray(found) ? found.length : part(data, 'searchResult', 'resultCount');
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? Math.min(count, 1_000_000) : null;
}

function customDataOf(name: CustomEventName, data: Record<string, unknown>, path: string): SiteEventData {
  const kept: SiteEventData = { productId: null, collectionId: null, checkoutToken: null, resultCount: null, data: {} };
  for (const field of customFields[name]) {
    const value = data[field];
    if (field === 'productId') {
      kept.productId = decimalId(value);
      if (kept.productId === null) throw new Malformed(`${path}data.productId is not an id.`);
      continue;
    }
    const { least, most } = numbers[field];
    if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most)
      throw new Malformed(`${path}data.${field} is not a whole number from ${least} to ${most}.`);
    kept.data[field] = value;
  }
  return kept;
}
