/**
 * The shape of what the storefront pixel posts, and what is kept of it: who, when, which kind, which product, which
 * checkout. Addresses are kept as keys only; searches, prices and pages are not kept at all.
 */
import { emailKey } from '#app/core/email.ts';
import { decimalId, type DecimalId } from '#app/core/identifiers.ts';

/** Shopify's names of the storefront events that we take. */
export const siteEventNames = [
  'page_viewed',
  'product_viewed',
  'search_submitted',
  'product_added_to_cart',
  'checkout_started',
  'checkout_completed',
] as const;

export type SiteEventName = (typeof siteEventNames)[number];

/** One event as it is kept. */
export interface SiteEvent {
  /** Shopify's id of the event: seen twice, it is the same event. */
  eventId: string;
  name: SiteEventName;
  /** Shopify's id of the browser. */
  visitorId: string;
  /** Epoch milliseconds, by the visitor's clock. */
  occurredAt: number;
  /** Of the signed-in customer. */
  customerId: DecimalId | null;
  /** Of the address typed at checkout; null when the customer is known by id. */
  emailKey: string | null;
  productId: DecimalId | null;
  checkoutToken: string | null;
}

export interface EventPost {
  /** The public key of a shop's pixel. */
  account: string;
  events: SiteEvent[];
}

export type EventPostReading = { ok: true; post: EventPost } | { ok: false; reason: string };

/** The most events in one post. */
export const MOST_EVENTS = 50;

class Malformed extends Error {}

/** Reads a post. The reason says where it is wrong and quotes nothing. */
export function readEventPost(body: Uint8Array): EventPostReading {
  let root: unknown;
  try {
    root = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return { ok: false, reason: 'The body is not JSON.' };
  }
  try {
    const post = record(root, 'The body');
    const { events } = post;
    if (!Array.isArray(events) || events.length === 0)
      throw new Malformed('events is not a list of at least one event.');
    if (events.length > MOST_EVENTS) throw new Malformed(`events has more than ${MOST_EVENTS} events.`);
    return {
      ok: true,
      post: {
        account: token(post, 'account', ''),
        events: events.map((event: unknown, index) =>
          readEvent(record(event, `events[${index}]`), `events[${index}].`),
        ),
      },
    };
  } catch (error) {
    if (error instanceof Malformed) return { ok: false, reason: error.message };
    throw error;
  }
}

function readEvent(event: Record<string, unknown>, path: string): SiteEvent {
  const name = siteEventNames.find((known) => known === event.name);
  if (name === undefined) throw new Malformed(`${path}name is not one of ${siteEventNames.join(', ')}.`);
  const customerId = event.customerId ?? null;
  const data = event.data === undefined ? {} : record(event.data, `${path}data`);
  const id = decimalId(customerId);
  if (customerId !== null && id === null) throw new Malformed(`${path}customerId is not an id.`);
  return {
    eventId: token(event, 'id', path),
    name,
    visitorId: token(event, 'clientId', path),
    occurredAt: instant(event.timestamp, `${path}timestamp`),
    customerId: id,
    emailKey: id === null ? address(event.email, `${path}email`) : null,
    productId: productOf(data),
    checkoutToken: checkoutOf(data),
  };
}

function record(value: unknown, path: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new Malformed(`${path} is not an object.`);
}

/** An identifier that somebody else made: printable, without blanks, of bearable length. */
function token(fields: Record<string, unknown>, name: string, path: string): string {
  const value = fields[name];
  if (typeof value === 'string' && /^[\x21-\x7e]{1,128}$/.test(value)) return value;
  throw new Malformed(`${path}${name} is not a text of 1 to 128 printable characters.`);
}

/** Years that PostgreSQL and we can mean; whether an instant is plausible is decided by the clock, elsewhere. */
const isStorable = (at: number): boolean => at >= Date.UTC(1970, 0) && at < Date.UTC(2200, 0);

function instant(value: unknown, path: string): number {
  const isIso =
    typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.test(value);
  const at = isIso ? Date.parse(value) : NaN;
  if (isStorable(at)) return at;
  throw new Malformed(`${path} is not an ISO 8601 instant.`);
}

/** What a checkout field held may be anything; what is no address is nobody's. */
function address(value: unknown, path: string): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw new Malformed(`${path} is not text.`);
  const key = value.length <= 320 ? emailKey(value) : null;
  return key !== null && /^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u.test(key) ? key : null;
}

/** The parts of `data` are Shopify's to shape: a product or a checkout that cannot be found there is just not known. */
function part(value: unknown, ...names: string[]): unknown {
  let at = value;
  for (const name of names)
    at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[name] : undefined;
  return at;
}

function productOf(data: Record<string, unknown>): DecimalId | null {
  const variant = data.productVariant ?? part(data, 'cartLine', 'merchandise');
  return decimalId(part(variant, 'product', 'id'));
}

function checkoutOf(data: Record<string, unknown>): string | null {
  const value = part(data, 'checkout', 'token');
  return typeof value === 'string' && /^[\x21-\x7e]{1,128}$/.test(value) ? value : null;
}
