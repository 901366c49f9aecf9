/** Deliveries as Shopify signs and sends them. */
import { createHmac, randomUUID } from 'node:crypto';
import type { OutgoingHttpHeaders } from 'node:http';

export const apiSecret = 'shpss_a-secret-of-the-tests';

export const sign = (body: string | Buffer, secret = apiSecret): string =>
  createHmac('sha256', secret).update(body).digest('base64');

/** The headers of a classic webhook; give `undefined` to leave one out. */
export function webhookHeaders(
  body: string | Buffer,
  shopDomain: string,
  changed: Record<string, string | undefined> = {},
): OutgoingHttpHeaders {
  return present({
    'Content-Type': 'application/json',
    'X-Shopify-Topic': 'orders/create',
    'X-Shopify-Hmac-Sha256': sign(body),
    'X-Shopify-Shop-Domain': shopDomain,
    'X-Shopify-API-Version': '2026-10',
    'X-Shopify-Webhook-Id': randomUUID(),
    'X-Shopify-Event-Id': '98880550-7158-44d4-b7cd-2c97c8a091b5',
    'X-Shopify-Triggered-At': '2026-11-21T10:00:00.123456789Z',
    ...changed,
  });
}

/** The headers of the Events family. */
export function eventHeaders(
  body: string | Buffer,
  shopDomain: string,
  changed: Record<string, string | undefined> = {},
): OutgoingHttpHeaders {
  return present({
    'Content-Type': 'application/json',
    'shopify-topic': 'Order',
    'shopify-action': 'update',
    'shopify-handle': 'orders',
    'shopify-hmac-sha256': sign(body),
    'shopify-shop-domain': shopDomain,
    'shopify-api-version': '2026-10',
    'shopify-webhook-id': randomUUID(),
    'shopify-triggered-at': '2026-11-21T10:00:00Z',
    ...changed,
  });
}

const present = (headers: Record<string, string | undefined>): OutgoingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
