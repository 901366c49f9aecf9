// The address with which the admin opens the app in its frame: shop, host, locale, a fresh session token, and Shopify's
// hex HMAC over all the other parameters.
import { createHmac, randomUUID } from 'node:crypto';

/** Shopify's signature of a query: sorted by name, form-encoded with %20 for a space, hex HMAC-SHA256. */
export function signQuery(query: Record<string, string>, secret: string): string {
  const sorted = Object.entries(query).sort(([one], [other]) => one.localeCompare(other));
  const text = new URLSearchParams(sorted).toString().replaceAll('+', '%20');
  return createHmac('sha256', secret).update(text).digest('hex');
}

/** The embedding host as the admin names it: base64 of `admin.shopify.com/store/NAME`. */
export const hostParameter = (domain: string): string =>
  Buffer.from(`admin.shopify.com/store/${domain.replace('.myshopify.com', '')}`).toString('base64');

export function frameAddress(options: {
  appUrl: string;
  /** Path and the page's own query inside the app. */
  path: string;
  query: URLSearchParams;
  domain: string;
  locale: string;
  idToken: string;
  secret: string;
  nowMs: number;
}): string {
  const query: Record<string, string> = {
    ...Object.fromEntries(options.query),
    embedded: '1',
    host: hostParameter(options.domain),
    id_token: options.idToken,
    locale: options.locale,
    session: randomUUID().replaceAll('-', ''),
    shop: options.domain,
    timestamp: String(Math.floor(options.nowMs / 1000)),
  };
  const url = new URL(options.appUrl.replace(/\/$/, '') + options.path);
  url.search = new URLSearchParams({ ...query, hmac: signQuery(query, options.secret) }).toString();
  return url.href;
}
