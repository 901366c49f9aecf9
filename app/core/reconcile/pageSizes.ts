/**
 * How many objects are asked for at once. A single query may cost 1,000 points at most; what one costs is Shopify's to say, so
 * the first sizes are by its published rules and the next by what the last one cost.
 * https://shopify.dev/docs/apps/build/apis/graphql-admin/rate-limits (read 2026-11)
 */
import type { RefetchKind } from './kinds.ts';

/** What a query may cost, with a margin below the limit. */
const AIM_POINTS = 900;
const MOST_OBJECTS = 100;

/** Lines read together with their order; the few orders with more have theirs read page by page. */
export const LINES_WITH_ORDER = 5;
/** Collections read together with their product. */
export const COLLECTIONS_WITH_PRODUCT = 25;

/** An object counts one point and so does each object below it; a connection counts two and all that it may give. */
function pointsOf(kind: RefetchKind, metafieldCount: number): number {
  switch (kind) {
    case 'customer':
      return 8 + metafieldCount;
    case 'order':
      return 14 + LINES_WITH_ORDER * 9;
    case 'product':
      return 3 + COLLECTIONS_WITH_PRODUCT;
  }
}

export function firstPageSize(kind: RefetchKind, metafieldCount: number): number {
  return clamp(AIM_POINTS / pointsOf(kind, metafieldCount));
}

/** The size after a query for `size` objects that cost `requestedPoints`. */
export function nextPageSize(size: number, requestedPoints: number): number {
  return requestedPoints <= 0 ? size : clamp((size * AIM_POINTS) / requestedPoints);
}

/** The size after a query that Shopify found too dear; null when it was for one object alone. */
export function smallerPageSize(size: number): number | null {
  return size > 1 ? Math.ceil(size / 2) : null;
}

const clamp = (size: number): number => Math.max(1, Math.min(MOST_OBJECTS, Math.floor(size)));

/**
 * How long to wait before a query like the last one, in milliseconds: until the bucket holds two of them, so that one is left
 * for whoever else of us asks.
 */
export function politePauseMs(cost: {
  requested: number;
  available: number;
  maximum: number;
  restorePerS: number;
}): number {
  const wanted = Math.min(2 * cost.requested, cost.maximum);
  if (cost.available >= wanted || cost.restorePerS <= 0) return 0;
  return Math.ceil(((wanted - cost.available) / cost.restorePerS) * 1000);
}
