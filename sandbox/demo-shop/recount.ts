/**
 * The second opinion: who belongs in each of the nine standard segments, counted straight from the shop's own data with
 * plain loops. It is what the app's lists are compared with, so it shares neither code nor method with the app.
 */
import type { Customer, EmailEvent, Order, ShopRecord, SiteEvent } from './model.ts';

export const standardSegmentIds = [
  'new-subscribers',
  'engaged-30',
  'engaged-60',
  'engaged-90',
  'vip',
  'potential-purchasers',
  'churn',
  'winback',
  'repeat-buyers',
] as const;

export type StandardSegmentId = (typeof standardSegmentIds)[number];

export type RecountInput = {
  /** The shop's dump, in any order. */
  shop: AsyncIterable<ShopRecord> | Iterable<ShopRecord>;
  /** Every storefront event the app accepted; one told twice counts once. */
  siteEvents: AsyncIterable<SiteEvent> | Iterable<SiteEvent>;
  /** Every e-mail event Klaviyo holds. */
  emailEvents: AsyncIterable<EmailEvent> | Iterable<EmailEvent>;
  settings?: {
    /** Whether orders awaiting payment (cash on delivery) count; default true. */
    countPending?: boolean;
    /** Whether opens by mail programs count as opens; default false. */
    countMachineOpens?: boolean;
  };
  now: Date;
};

export type Recount = {
  /** Customers and orders in the dump, counted or not. */
  customers: number;
  orders: number;
  /** Ids of the customers that belong in each segment. */
  segments: Map<StandardSegmentId, Set<string>>;
  /** Those of them that may be placed in a list: an e-mail address, and e-mail consent given. */
  placeable: Map<StandardSegmentId, Set<string>>;
};

/** What the loops remember of one customer; instants in milliseconds, null for "never". */
type Tally = {
  hasEmail: boolean;
  emailSubscribed: boolean;
  emailSubscribedAt: number | null;
  smsSubscribedAt: number | null;
  orders: number;
  lastOrder: number | null;
  lastReceived: number | null;
  lastOpen: number | null;
  lastClick: number | null;
  lastOnSite: number | null;
};

const oneDay = 86_400_000;

function instant(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new Error(`not an instant: ${text}`);
  return at;
}

function later(known: number | null, at: number): number {
  return known === null || at > known ? at : known;
}

function sameAddress(email: string): string {
  return email.trim().toLowerCase();
}

function tallyOf(customer: Customer): Tally {
  const mail = customer.emailConsent;
  const text = customer.smsConsent;
  return {
    hasEmail: customer.email !== null && customer.email.trim() !== '',
    emailSubscribed: mail.state === 'subscribed',
    emailSubscribedAt: mail.state === 'subscribed' && mail.updatedAt !== null ? instant(mail.updatedAt) : null,
    smsSubscribedAt: text?.state === 'subscribed' && text.updatedAt !== null ? instant(text.updatedAt) : null,
    orders: 0,
    lastOrder: null,
    lastReceived: null,
    lastOpen: null,
    lastClick: null,
    lastOnSite: null,
  };
}

function orderCounts(order: Order, countPending: boolean): boolean {
  if (order.test) return false;
  if (order.cancelledAt !== null) return false;
  if (order.financialStatus === 'voided') return false;
  if (order.financialStatus === 'expired') return false;
  if (order.financialStatus === 'refunded') return false;
  if (order.financialStatus === 'pending') return countPending;
  return true;
}

function saysYes(property: string | number | boolean | undefined): boolean {
  return property === true || String(property).toLowerCase() === 'true';
}

/** Whether `now` is still before the end of `days` days from `at`. */
function lately(at: number | null, days: number, now: number): boolean {
  return at !== null && now < at + days * oneDay;
}

function belongs(tally: Tally, segment: StandardSegmentId, now: number): boolean {
  const engaged = (days: number): boolean => lately(tally.lastOpen, days, now) || lately(tally.lastClick, days, now);
  const gone = tally.orders > 0 && tally.lastOrder !== null && now >= tally.lastOrder + 180 * oneDay;
  switch (segment) {
    case 'new-subscribers':
      return lately(tally.emailSubscribedAt, 14, now) || lately(tally.smsSubscribedAt, 14, now);
    case 'engaged-30':
      return engaged(30);
    case 'engaged-60':
      return engaged(60);
    case 'engaged-90':
      return engaged(90);
    case 'vip':
      return tally.orders > 5;
    case 'repeat-buyers':
      return tally.orders > 1;
    case 'winback':
      return gone;
    case 'churn':
      return gone && lately(tally.lastReceived, 90, now) && !lately(tally.lastOpen, 90, now);
    case 'potential-purchasers':
      return tally.orders === 0 && (lately(tally.lastOnSite, 30, now) || lately(tally.lastClick, 30, now));
  }
}

/**
 * Counts the segments of a shop at `now`. Streams its inputs in turn (shop, storefront, e-mail) and holds one small
 * record per customer. "Ordered at" is the order's `processedAt`; a storefront event belongs to its `customerId` or else
 * to the customer with its e-mail; an e-mail event to its `external_id` or else to the customer with its e-mail. What
 * belonged to a customer who was merged into another belongs to the one that was kept.
 */
export async function recount({ shop, siteEvents, emailEvents, settings = {}, now }: RecountInput): Promise<Recount> {
  const { countPending = true, countMachineOpens = false } = settings;
  const tallies = new Map<string, Tally>();
  const idByAddress = new Map<string, string>();
  /** Customers that are gone, and their addresses, to the one they were merged into. */
  const keptById = new Map<string, string>();
  const keptByAddress = new Map<string, string>();
  const ordered = new Map<string, { count: number; last: number }>();
  let orders = 0;

  for await (const line of shop) {
    if (line.type === 'customer') {
      tallies.set(line.id, tallyOf(line));
      if (line.email !== null) idByAddress.set(sameAddress(line.email), line.id);
      for (const gone of line.merged ?? []) {
        keptById.set(gone.id, line.id);
        if (gone.email !== null) keptByAddress.set(sameAddress(gone.email), line.id);
      }
      continue;
    }
    if (line.type !== 'order') continue;
    orders += 1;
    if (line.customerId === null || !orderCounts(line, countPending)) continue;
    const at = instant(line.processedAt);
    const before = ordered.get(line.customerId);
    if (before === undefined) ordered.set(line.customerId, { count: 1, last: at });
    else ordered.set(line.customerId, { count: before.count + 1, last: Math.max(before.last, at) });
  }
  for (const [id, { count, last }] of ordered) {
    const tally = tallies.get(id);
    if (tally === undefined) continue;
    tally.orders = count;
    tally.lastOrder = last;
  }

  const ownerOf = (id: string | undefined, email: string | undefined): Tally | undefined => {
    const address = email === undefined ? '' : sameAddress(email);
    const owner = id ?? idByAddress.get(address) ?? keptByAddress.get(address);
    return owner === undefined ? undefined : tallies.get(keptById.get(owner) ?? owner);
  };

  for await (const event of siteEvents) {
    const tally = ownerOf(event.customerId, event.email);
    if (tally !== undefined) tally.lastOnSite = later(tally.lastOnSite, instant(event.timestamp));
  }

  for await (const event of emailEvents) {
    const tally = ownerOf(event.external_id, event.email);
    if (tally === undefined) continue;
    const at = instant(event.datetime);
    const properties = event.event_properties;
    if (event.metric === 'Received Email') tally.lastReceived = later(tally.lastReceived, at);
    if (event.metric === 'Opened Email' && (countMachineOpens || !saysYes(properties['Apple Privacy Open'])))
      tally.lastOpen = later(tally.lastOpen, at);
    if (event.metric === 'Clicked Email' && !saysYes(properties['Bot Click']))
      tally.lastClick = later(tally.lastClick, at);
  }

  const segments = new Map<StandardSegmentId, Set<string>>();
  const placeable = new Map<StandardSegmentId, Set<string>>();
  for (const segment of standardSegmentIds) {
    const members = new Set<string>();
    const reachable = new Set<string>();
    for (const [id, tally] of tallies) {
      if (!belongs(tally, segment, now.getTime())) continue;
      members.add(id);
      if (tally.hasEmail && tally.emailSubscribed) reachable.add(id);
    }
    segments.set(segment, members);
    placeable.set(segment, reachable);
  }
  return { customers: tallies.size, orders, segments, placeable };
}
