/**
 * Life going on in the demo shop: new customers and orders, payments, cancellations, refunds, changes of mind about
 * e-mails, deletions. Each change is one the stand-in Shopify's control API takes, and turns into webhooks.
 */
import { minuteMs, secondMs } from './calendar.ts';
import { emailAddress } from './customers.ts';
import { deliveriesOf } from './liveDeliveries.ts';
import { newCustomerRecord, newOrderRecord } from './liveRecords.ts';
import { isRare, rarely, rareRound, type RareHappening } from './liveRarely.ts';
import { isAlive, isPaid, liveState } from './liveState.ts';
import type { Change, Customer, Order, SiteEvent } from './model.ts';
import { places } from './places.ts';
import { randomFor, type Random } from './random.ts';
import { visit } from './siteEvents.ts';
import type { ShopSnapshot } from './snapshot.ts';

/** What can happen, and how often in a round of a hundred; a round is dealt like cards, so nothing is left to luck. */
const round = {
  newCustomer: 18,
  order: 33,
  payment: 8,
  cancellation: 6,
  partialRefund: 6,
  fullRefund: 4,
  emailOptIn: 6,
  emailWithdrawal: 6,
  smsOptIn: 3,
  smsWithdrawal: 2,
  customerUpdate: 4,
  customerDeletion: 1,
  orderDeletion: 1,
  redaction: 1,
  dataRequest: 1,
} as const;

type Happening = keyof typeof round;

export type LiveOptions = {
  seed: number;
  strangerAddresses?: readonly string[];
  /** Also what happens seldom: merges, edits, tags, checkouts, metafields, products. Default false. */
  rare?: boolean;
};

export type LiveShop = {
  /** The next change, happening at `at`, or a second after the last change of the same record if that is later. */
  next(at: Date): Change;
  /** One visit to the storefront, started about ten minutes before `at`: a known customer's, or now and then nobody's. */
  visit(at: Date): SiteEvent[];
};

function dealt<Card extends string>(random: Random, counts: Readonly<Record<Card, number>>): Card[] {
  const cards = (Object.keys(counts) as Card[]).flatMap((card) => Array<Card>(counts[card]).fill(card));
  return cards
    .map((card) => ({ card, place: random.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ card }) => card);
}

/**
 * A shop that lives on from a snapshot. It remembers what it did, so it never refunds twice or orders for the deleted.
 * The same snapshot, seed and instants give the same life. `strangerAddresses` are addresses that started a checkout
 * before they had a customer; some new customers come with one of them.
 */
export function liveShop(
  snapshot: ShopSnapshot,
  { seed, strangerAddresses = [], rare = false }: LiveOptions,
): LiveShop {
  const random = randomFor(seed, 'live');
  const state = liveState(snapshot, random);
  const { customers, orders, unseen, fresh, after, anyCustomer, anyOrder, ordersOf, saveCustomer } = state;
  const strangers = [...strangerAddresses];
  let cards: (Happening | RareHappening)[] = [];

  function newCustomer(at: Date): Change {
    const stranger = random.chance(0.3) ? strangers.pop() : undefined;
    const customer = newCustomerRecord(random, fresh, at.getTime(), stranger);
    if (stranger === undefined) unseen.add(customer.id);
    return saveCustomer(customer);
  }

  function newOrder(at: Date, customer: Customer): Change {
    const order = newOrderRecord(random, fresh, at.getTime(), customer);
    orders.set(order.id, order);
    return { op: 'upsertOrder', order };
  }

  function refund(at: Date, order: Order, amountMinor: number): Change {
    const createdAt = after(at, order.updatedAt);
    const currentTotalMinor = order.currentTotalMinor - amountMinor;
    const made = { id: fresh.id(at.getTime()), createdAt, amountMinor };
    const financialStatus = currentTotalMinor === 0 ? 'refunded' : 'partially_refunded';
    const refunds = [...order.refunds, made];
    orders.set(order.id, { ...order, financialStatus, currentTotalMinor, refunds, updatedAt: createdAt });
    return { op: 'refund', orderId: order.id, refund: made };
  }

  function consentChange(
    at: Date,
    customer: Customer,
    op: 'emailConsent' | 'smsConsent',
    state: 'subscribed' | 'unsubscribed',
  ): Change {
    const updatedAt = after(at, customer.updatedAt);
    const consent = { state, optInLevel: 'single_opt_in', updatedAt };
    customers.set(customer.id, { ...customer, [op]: consent, updatedAt });
    return { op, customerId: customer.id, consent };
  }

  function updatedCustomer(at: Date, customer: Customer): Customer {
    const updatedAt = after(at, customer.updatedAt);
    if (unseen.has(customer.id) && random.chance(0.5) && customer.firstName !== null && customer.lastName !== null) {
      const email = emailAddress(random, customer.firstName, customer.lastName, fresh.number(at.getTime()));
      return { ...customer, email, updatedAt };
    }
    const place = random.weighted(places);
    const { countryCode, province } = place;
    return { ...customer, countryCode, province, city: random.pick(place.cities), tags: ['taşındı'], updatedAt };
  }

  /** The change a card stands for, or null when nobody in the snapshot suits it. */
  function happen(card: Happening, at: Date): Change | null {
    switch (card) {
      case 'newCustomer':
        return newCustomer(at);
      case 'order': {
        const customer = anyCustomer(() => true);
        return customer && newOrder(at, customer);
      }
      case 'payment': {
        const order = anyOrder((one) => isAlive(one) && one.financialStatus === 'pending');
        if (order === null) return null;
        const change: Order = { ...order, financialStatus: 'paid', updatedAt: after(at, order.updatedAt) };
        orders.set(order.id, change);
        return { op: 'upsertOrder', order: change };
      }
      case 'cancellation': {
        const order = anyOrder((one) => isAlive(one) && one.financialStatus === 'pending') ?? anyOrder(isPaid);
        if (order === null) return null;
        const cancelledAt = after(at, order.updatedAt);
        orders.set(order.id, { ...order, cancelledAt, updatedAt: cancelledAt });
        const voided = order.financialStatus === 'pending' ? { financialStatus: 'voided' as const } : {};
        return { op: 'cancelOrder', orderId: order.id, at: cancelledAt, ...voided };
      }
      case 'partialRefund': {
        const order = anyOrder((one) => isPaid(one) && one.currentTotalMinor > 1);
        return order && refund(at, order, Math.ceil(order.currentTotalMinor / 3));
      }
      case 'fullRefund': {
        const order = anyOrder((one) => isPaid(one) && one.currentTotalMinor > 0);
        return order && refund(at, order, order.currentTotalMinor);
      }
      case 'emailOptIn': {
        const customer = anyCustomer((one) => one.email !== null && one.emailConsent.state !== 'subscribed');
        return customer && consentChange(at, customer, 'emailConsent', 'subscribed');
      }
      case 'emailWithdrawal': {
        const customer = anyCustomer((one) => one.emailConsent.state === 'subscribed');
        return customer && consentChange(at, customer, 'emailConsent', 'unsubscribed');
      }
      case 'smsOptIn': {
        const customer = anyCustomer((one) => one.phone !== null && one.smsConsent?.state !== 'subscribed');
        return customer && consentChange(at, customer, 'smsConsent', 'subscribed');
      }
      case 'smsWithdrawal': {
        const customer = anyCustomer((one) => one.smsConsent?.state === 'subscribed');
        return customer && consentChange(at, customer, 'smsConsent', 'unsubscribed');
      }
      case 'customerUpdate': {
        const customer = anyCustomer((one) => unseen.has(one.id)) ?? anyCustomer(() => true);
        return customer && saveCustomer(updatedCustomer(at, customer));
      }
      case 'customerDeletion': {
        const customer = anyCustomer((one) => ordersOf(one).length === 0);
        if (customer === null) return null;
        customers.delete(customer.id);
        return { op: 'deleteCustomer', customerId: customer.id };
      }
      case 'orderDeletion': {
        const order = anyOrder((one) => one.cancelledAt !== null || one.financialStatus === 'pending');
        if (order === null) return null;
        orders.delete(order.id);
        return { op: 'deleteOrder', orderId: order.id };
      }
      case 'redaction': {
        const customer = anyCustomer((one) => ordersOf(one).length > 0);
        if (customer === null) return null;
        customers.delete(customer.id);
        for (const order of ordersOf(customer)) orders.delete(order.id);
        return { op: 'redactCustomer', customerId: customer.id };
      }
      case 'dataRequest': {
        const customer = anyCustomer(() => true);
        return customer && { op: 'dataRequest', customerId: customer.id };
      }
    }
  }

  return {
    next(at) {
      for (;;) {
        if (cards.length === 0) cards = dealt(random, rare ? { ...round, ...rareRound } : round);
        const card = cards.pop() ?? 'newCustomer';
        const change = isRare(card) ? rarely(state, card, at) : happen(card, at);
        const made = change ?? happen('newCustomer', at);
        if (made !== null) return made;
      }
    },
    visit(at) {
      const customer = random.chance(0.8) ? anyCustomer(() => true) : null;
      const visitor = customer === null ? 'anonymous' : { customerId: customer.id };
      const latestMs = at.getTime();
      return visit(random, visitor, latestMs - 10 * minuteMs, { settle: (atMs) => Math.min(atMs, latestMs) });
    },
  };
}

/** The webhooks an average change makes, a little on the low side. */
const averageDeliveries = 2.5;

/** Enough changes to make about `deliveries` webhooks, a second apart, ending at or shortly before `now`. */
export function* liveChanges(
  snapshot: ShopSnapshot,
  options: LiveOptions & { deliveries: number; now: Date },
): Generator<Change> {
  const shop = liveShop(snapshot, options);
  let secondsLeft = Math.ceil(options.deliveries / averageDeliveries);
  for (let deliveries = 0; deliveries < options.deliveries; secondsLeft = Math.max(0, secondsLeft - 1)) {
    const change = shop.next(new Date(options.now.getTime() - secondsLeft * secondMs));
    deliveries += deliveriesOf(change);
    yield change;
  }
}
