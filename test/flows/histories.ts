/**
 * Random histories of a small shop, told in deliveries and events: few customers, addresses, orders and instants, so that
 * everything meets everything else; instants lie on and beside the boundaries of the standard segments.
 */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { ConsentChannel, ConsentState } from '#app/core/changes.ts';
import type { ReportedEmailEvent } from '#app/store/emailEvents.ts';
import { DAY_MS, NOW, type Visit } from './segmentedShop.ts';
import {
  consentTold,
  customerDeleted,
  customerTold,
  orderDeleted,
  orderTold,
  refundTold,
  type RefundWords,
  type TestDelivery,
} from './webhooks.ts';

/** Something that is told once or more often; `at` is when it happened. */
export type Told = { at: number } & (
  { delivery: TestDelivery } | { visit: Visit } | { mail: Partial<ReportedEmailEvent> }
);

/** Those of the higher numbers are told of seldom, so that some are known by a single order. */
const customerId = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 3 }) },
  { weight: 1, arbitrary: fc.integer({ min: 4, max: 20 }) },
);
/** One in three is never deleted. */
const mortalId = customerId.filter((id) => id % 3 !== 1);
const address = fc.constantFrom('a@example.com', 'b@example.com', 'C@example.com', 'd@example.com');
const orderIndex = fc.integer({ min: 0, max: 5 });

/** Whole seconds, as Shopify tells instants; few, so that they fall together. */
const second = fc.oneof(
  fc
    .tuple(fc.constantFrom(14, 30, 60, 90, 180), fc.constantFrom(-1, 0, 1))
    .map(([days, offsetS]) => NOW - days * DAY_MS + offsetS * 1_000),
  fc.integer({ min: 1, max: 40 }).map((days) => NOW - days * 5 * DAY_MS),
);
/** Exact to the millisecond, as storefront and e-mail events are. */
const moment = fc.tuple(second, fc.constantFrom(-1, 0, 1)).map(([at, offsetMs]) => at + offsetMs);

interface OrderFixture {
  at: number;
  refunds: RefundWords[];
}

/** What never changes about an order: when it was placed, and what each of its refunds was. */
const orderFixtures = fc.array(
  fc.record({
    at: second,
    refunds: fc.array(fc.record({ at: second, amountMinor: fc.nat(12_000) }), { maxLength: 2 }),
  }),
  { minLength: 6, maxLength: 6 },
);

const consentState = fc.constantFrom<ConsentState>('subscribed', 'subscribed', 'subscribed', 'unsubscribed', 'pending');

const orderVersion = fc.record({
  index: orderIndex,
  customerId: fc.oneof({ weight: 6, arbitrary: customerId }, { weight: 1, arbitrary: fc.constant(null) }),
  updatedAt: second,
  status: fc.constantFrom('paid', 'paid', 'paid', 'pending', 'voided', 'refunded', 'partially_refunded'),
  isCancelled: fc.boolean(),
  isTest: fc.nat(9).map((number) => number === 0),
  currentTotalMinor: fc.nat(10_000),
  knownRefunds: fc.nat(2),
});

/** Each kind of thing that can be told; the number makes instants of telling differ. */
function tellings(fixtures: readonly OrderFixture[]): fc.Arbitrary<(number: number) => Told> {
  const fixtureOf = (index: number): OrderFixture => {
    const fixture = fixtures[index];
    if (!fixture) throw new Error(`There is no order ${index}.`);
    return fixture;
  };
  const ofShopify = (at: number, number: number, told: TestDelivery): Told => ({
    at,
    delivery: { ...told, triggeredAt: at + number },
  });
  const order = orderVersion.map(({ index, isCancelled, knownRefunds, ...version }) => (number: number): Told => {
    const { at, refunds } = fixtureOf(index);
    const cancelledAt = isCancelled && version.updatedAt > NOW - 40 * DAY_MS ? version.updatedAt : null;
    const words = { ...version, at, cancelledAt, refunds: refunds.slice(0, knownRefunds) };
    return ofShopify(version.updatedAt, number, orderTold(index + 1, words));
  });
  const refund = fc.tuple(orderIndex, fc.nat(1)).map(([index, which]) => (number: number): Told => {
    const found = fixtureOf(index).refunds[which];
    if (!found) return ofShopify(NOW, number, orderDeleted(index + 1, NOW));
    return ofShopify(found.at, number, refundTold(index + 1, found));
  });
  const profile = fc.record({ id: customerId, email: fc.option(address, { freq: 5 }), updatedAt: second }).map(
    ({ id, ...words }) =>
      (number: number): Told =>
        ofShopify(words.updatedAt, number, customerTold(id, { ...words, createdAt: NOW - (300 + id) * DAY_MS })),
  );
  const consent = fc
    .record({
      id: customerId,
      state: consentState,
      at: fc.option(second, { freq: 8 }),
      channel: fc.constantFrom<ConsentChannel[]>('email', 'email', 'sms', 'whatsapp'),
    })
    .map(
      ({ id, state, at, channel }) =>
        (number: number): Told =>
          ofShopify(at ?? NOW - 400 * DAY_MS, number, consentTold(id, state, at, channel)),
    );
  const deletedCustomer = fc.record({ id: mortalId, at: second }).map(
    ({ id, at }) =>
      (number: number): Told =>
        ofShopify(at, number, customerDeleted(id, at)),
  );
  const deletedOrder = fc.record({ index: orderIndex, at: second }).map(
    ({ index, at }) =>
      (number: number): Told =>
        ofShopify(at, number, orderDeleted(index + 1, at)),
  );
  const visit = fc
    .record({
      name: fc.constantFrom<('page_viewed' | 'product_viewed')[]>('page_viewed', 'product_viewed'),
      at: moment,
      who: fc.oneof(
        customerId.map((id) => ({ customerId: id })),
        address.map((email) => ({ emailKey: email.toLowerCase() })),
      ),
    })
    .map(({ who, ...words }) => (number: number): Told => ({
      at: words.at,
      visit: { id: `visit-${number}`, ...words, ...who },
    }));
  const mail = fc
    .record({
      kind: fc.constantFrom<ReportedEmailEvent['kind'][]>('received', 'opened', 'clicked'),
      isMachine: fc.nat(4).map((number) => number === 0),
      occurredAt: moment,
      who: fc.oneof(
        customerId.map((id) => ({ customerId: String(id) })),
        address.map((email) => ({ email })),
      ),
    })
    .map(({ who, ...words }) => (number: number): Told => ({
      at: words.occurredAt,
      mail: { eventId: `mail-${number}`, ...words, ...who },
    }));
  return fc.oneof(
    { weight: 7, arbitrary: order },
    { weight: 2, arbitrary: refund },
    { weight: 4, arbitrary: profile },
    { weight: 5, arbitrary: consent },
    { weight: 1, arbitrary: deletedCustomer },
    { weight: 1, arbitrary: deletedOrder },
    { weight: 4, arbitrary: visit },
    { weight: 4, arbitrary: mail },
  );
}

/** A history of some tens of tellings. */
export const historyArbitrary: fc.Arbitrary<Told[]> = orderFixtures.chain((bare) => {
  const fixtures = bare.map(({ at, refunds }, index) => ({
    at,
    refunds: refunds.map((refund, which) => ({ ...refund, id: (index + 1) * 10 + which })),
  }));
  return fc
    .array(tellings(fixtures), { minLength: 20, maxLength: 60 })
    .map((made) => made.map((make, number) => make(number)));
});

/** The same thing told again: a webhook under the same delivery id, or under another. */
export function toldAgain(told: Told, sameId: boolean): Told {
  if (!('delivery' in told) || sameId) return told;
  return { ...told, delivery: { ...told.delivery, deliveryId: randomUUID() } };
}
