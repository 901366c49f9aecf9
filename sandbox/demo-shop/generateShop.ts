/** The demo shop: a believable Turkish shop of any size, streamed customer by customer, the same for the same seed. */
import { catalogue, collections, productRecord, type CatalogueProduct } from './catalogue.ts';
import { secondMs } from './calendar.ts';
import { personAt, type Person } from './customers.ts';
import { emailEventsOf, emailProfileOf, newsletterReaderAt } from './emailEvents.ts';
import type { Customer, EmailEvent, EmailProfile, Order, ShopRecord, SiteEvent } from './model.ts';
import { guestOrderAt, ordersOf } from './orders.ts';
import { passersByAt, siteEventsOf, strangerAddressAt } from './siteEvents.ts';

export type ShopOptions = {
  /** At least 1. */
  customers: number;
  /** Any integer. */
  seed: number;
  /** The "now" of the data: nothing is younger than 15 minutes before it. Cut to whole seconds. */
  anchor: Date;
};

/**
 * Every method starts a fresh stream from the beginning and holds one customer at a time, so a shop of a million
 * customers takes no more memory than a shop of ten.
 */
export type DemoShop = {
  products: readonly CatalogueProduct[];
  customers(): Iterable<Customer>;
  /** Includes orders that belong to no customer. */
  orders(): Iterable<Order>;
  /** Collections and products, then each customer followed by the customer's orders: what to load the stand-in Shopify with. */
  lines(): Iterable<ShopRecord>;
  siteEvents(): Iterable<SiteEvent>;
  /** The profiles Klaviyo has already; to be seeded before the events, which it keeps for known profiles only. */
  emailProfiles(): Iterable<EmailProfile>;
  emailEvents(): Iterable<EmailEvent>;
  /** Addresses that began a checkout but belong to no customer yet. */
  strangerAddresses(): Iterable<string>;
};

export function generateShop({ customers, seed, anchor }: ShopOptions): DemoShop {
  if (!Number.isInteger(customers) || customers < 1) throw new RangeError('a shop needs at least one customer');
  const anchorMs = Math.floor(anchor.getTime() / secondMs) * secondMs;

  function* people(): Generator<Person> {
    for (let position = 0; position < customers; position += 1) yield personAt(seed, position, anchorMs);
  }

  function* lines(): Generator<ShopRecord> {
    yield* collections;
    for (const product of catalogue) yield productRecord(product);
    for (const person of people()) {
      yield person.line;
      yield* ordersOf(seed, person, anchorMs);
      const guestOrder = guestOrderAt(seed, person.position, anchorMs);
      if (guestOrder !== null) yield guestOrder;
    }
  }

  return {
    products: catalogue,
    lines,
    *customers() {
      for (const person of people()) yield person.line;
    },
    *orders() {
      for (const line of lines()) if (line.type === 'order') yield line;
    },
    *siteEvents() {
      for (const person of people()) {
        yield* siteEventsOf(seed, person, ordersOf(seed, person, anchorMs), anchorMs);
        yield* passersByAt(seed, person.position, anchorMs);
      }
    },
    *emailProfiles() {
      for (const person of people()) {
        const profile = emailProfileOf(seed, person, anchorMs);
        if (profile !== null) yield profile;
        const reader = newsletterReaderAt(seed, person.position, anchorMs);
        if (reader !== null) yield reader.profile;
      }
    },
    *emailEvents() {
      for (const person of people()) {
        yield* emailEventsOf(seed, person, anchorMs);
        yield* newsletterReaderAt(seed, person.position, anchorMs)?.events ?? [];
      }
    },
    *strangerAddresses() {
      for (let position = 0; position < customers; position += 1) {
        const address = strangerAddressAt(seed, position);
        if (address !== null) yield address;
      }
    },
  };
}
