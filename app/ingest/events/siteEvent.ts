/**
 * The shape of what the storefront pixel posts, and what is kept of it: who, when, which kind, which product, collection or
 * checkout, on what sort of device, from where. Addresses are kept as keys only; search words, prices and pages are not kept.
 */
import { decimalId, type DecimalId } from '#app/core/identifiers.ts';
import { siteEventNames, type SiteEventName } from '#app/core/siteEvents/names.ts';
import { dataOf, type SiteEventData } from './eventData.ts';
import { address, instant, Malformed, record, token } from './eventFields.ts';
import { originOf, type SiteEventOrigin } from './eventOrigin.ts';

/** One event as it is kept. */
export interface SiteEvent extends SiteEventData, SiteEventOrigin {
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
}

export interface EventPost {
  /** The public key of a shop's pixel. */
  account: string;
  events: SiteEvent[];
}

export type EventPostReading = { ok: true; post: EventPost } | { ok: false; reason: string };

/** The most events in one post. */
export const MOST_EVENTS = 50;

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
    ...dataOf(name, data, path),
    ...originOf(event),
  };
}
