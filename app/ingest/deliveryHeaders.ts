/**
 * The headers of a delivery. Shopify has two families: `X-Shopify-…` of the classic webhooks and `shopify-…` of the
 * Events introduced with API 2026-10. Both say the same things.
 */
import type { IncomingHttpHeaders } from 'node:http';

export interface DeliveryHeaders {
  /** Base64 of the HMAC-SHA256 over the body. */
  hmac: string;
  /** `orders/create`; for Events the object and what happened to it, `Order/update`. */
  topic: string;
  /** In lower case. */
  shopDomain: string;
  apiVersion: string;
  /** Shopify's id of the delivery: the same on every attempt. */
  deliveryId: string;
  /** Shopify's id of the event behind it: shared by the deliveries of several subscriptions. */
  eventId: string | null;
  /** Epoch milliseconds; null when absent or unreadable. */
  triggeredAt: number | null;
}

export type DeliveryHeadersAnswer = { ok: true; headers: DeliveryHeaders } | { ok: false; reason: string };

/** No header that we keep is longer; Shopify's are far shorter. */
const LONGEST_VALUE = 255;

const WANTED = ['hmac-sha256', 'topic', 'shop-domain', 'api-version', 'webhook-id'] as const;

export function readDeliveryHeaders(given: IncomingHttpHeaders): DeliveryHeadersAnswer {
  const isEvent = given['shopify-hmac-sha256'] !== undefined;
  const prefix = isEvent ? 'shopify-' : 'x-shopify-';
  for (const name of WANTED) {
    const value = given[prefix + name];
    if (typeof value !== 'string' || value === '')
      return { ok: false, reason: `The header ${prefix}${name} is missing.` };
    if (value.length > LONGEST_VALUE) return { ok: false, reason: `The header ${prefix}${name} is too long.` };
  }
  const text = (name: string): string | undefined => {
    const value = given[prefix + name];
    return typeof value === 'string' && value !== '' && value.length <= LONGEST_VALUE ? value : undefined;
  };
  const action = isEvent ? text('action') : undefined;
  const topic = text('topic') ?? '';
  return {
    ok: true,
    headers: {
      hmac: text('hmac-sha256') ?? '',
      topic: action === undefined ? topic : `${topic}/${action}`,
      shopDomain: (text('shop-domain') ?? '').toLowerCase(),
      apiVersion: text('api-version') ?? '',
      deliveryId: text('webhook-id') ?? '',
      eventId: text('event-id') ?? null,
      triggeredAt: readInstant(text('triggered-at')),
    },
  };
}

/** Years that a delivery can come from; the database would refuse others, and with them everything in the same write. */
const EARLIEST_AT = Date.UTC(2000, 0);
const LATEST_AT = Date.UTC(2200, 0);

function readInstant(text: string | undefined): number | null {
  const at = text === undefined ? NaN : Date.parse(text);
  return at >= EARLIEST_AT && at < LATEST_AT ? at : null;
}
