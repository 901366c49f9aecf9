/**
 * Life going on in the demo shop: new customers and orders, payments, cancellations, refunds, changes of mind about
 * e-mails, deletions. Each change is one the stand-in Shopify's control API takes, and turns into webhooks.
 */
import { isoSeconds, minuteMs, secondMs } from './calendar.ts';
import { emailAddress } from './customers.ts';
import { freshNumbers, newCustomerRecord, newOrderRecord } from './liveRecords.ts';
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

/** How many webhooks Shopify sends for a change that `liveShop` made. */
export function deliveriesOf(change: Change): number {
  switch (change.op) {
    case 'upsertCustomer': {
      const { createdAt, updatedAt, emailConsent, smsConsent } = change.customer;
      if (createdAt !== updatedAt) return 1;
      const said = [emailConsent, smsConsent].filter((consent) => consent !== null && consent.updatedAt !== null);
      return 1 + said.length;
    }
    case 'upsertOrder':
      return change.order.createdAt === change.order.updatedAt ? 4 : 3;
    case 'cancelOrder':
    case 'refund':
      return 3;
    case 'deleteOrder':
    case 'emailConsent':
    case 'smsConsent':
      return 2;
    case 'deleteCustomer':
    case 'redactCustomer':
    case 'dataRequest':
    case 'uninstall':
    case 'redactShop':
    default:
      return 1;
  }
}

export type LiveShop = {
  /** The next change, happening at `at`, or a second after the last change of the same record if that is later. */
  next(at: Date): Change;
  /** One visit to the storefront, started about ten minutes before `at`: a known customer's, or now and then nobody's. */
  visit(at: Date): SiteEvent[];
};

function dealt(random: Random): Happening[] {
  const cards = (Object.keys(round) as Happening[]).flatMap((card) => Array<Happening>(round[card]).fill(card));
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
  { seed, strangerAddresses = [] }: { seed: number; strangerAddresses?: readonly string[] },
): LiveShop {
  const random = randomFor(seed, 'live');
  const customers = new Map(snapshot.customers.map((customer) => [customer.id, customer]));
  const orders = new Map(snapshot.orders.map((order) => [order.id, order]));
  const strangers = [...strangerAddresses];
  /** New customers nobody ever wrote to or saw: only these may change their address. */
  const unseen = new Set<string>();
  const fresh = freshNumbers();
  let cards: Happening[] = [];

  const after = (at: Date, updatedAt: string): string =>
    isoSeconds(Math.max(at.getTime(), Date.parse(updatedAt) + secondMs));

  const anyCustomer = (suits: (customer: Customer) => boolean): Customer | null => {
    const suitable = [...customers.values()].filter(suits);
    return suitable.length === 0 ? null : random.pick(suitable);
  };
  const anyOrder = (suits: (order: Order) => boolean): Order | null => {
    const suitable = [...orders.values()].filter(suits);
    return suitable.length === 0 ? null : random.pick(suitable);
  };
  const alive = (order: Order): boolean => order.cancelledAt === null && !order.test;
  const paid = (order: Order): boolean => alive(order) && order.financialStatus === 'paid';
  const ordersOf = (customer: Customer): Order[] => [...orders.values()].filter((o) => o.customerId === customer.id);

  function saveCustomer(customer: Customer): Change {
    customers.set(customer.id, customer);
    return { op: 'upsertCustomer', customer };
  }

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
        const order = anyOrder((one) => alive(one) && one.financialStatus === 'pending');
        if (order === null) return null;
        const change: Order = { ...order, financialStatus: 'paid', updatedAt: after(at, order.updatedAt) };
        orders.set(order.id, change);
        return { op: 'upsertOrder', order: change };
      }
      case 'cancellation': {
        const order = anyOrder((one) => alive(one) && one.financialStatus === 'pending') ?? anyOrder(paid);
        if (order === null) return null;
        const cancelledAt = after(at, order.updatedAt);
        orders.set(order.id, { ...order, cancelledAt, updatedAt: cancelledAt });
        const voided = order.financialStatus === 'pending' ? { financialStatus: 'voided' as const } : {};
        return { op: 'cancelOrder', orderId: order.id, at: cancelledAt, ...voided };
      }
      case 'partialRefund': {
        const order = anyOrder((one) => paid(one) && one.currentTotalMinor > 1);
        return order && refund(at, order, Math.ceil(order.currentTotalMinor / 3));
      }
      case 'fullRefund': {
        const order = anyOrder((one) => paid(one) && one.currentTotalMinor > 0);
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
        if (cards.length === 0) cards = dealt(random);
        const card = cards.pop() ?? 'newCustomer';
        const change = happen(card, at) ?? happen('newCustomer', at);
        if (change !== null) return change;
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
  options: { seed: number; deliveries: number; now: Date; strangerAddresses?: readonly string[] },
): Generator<Change> {
  const shop = liveShop(snapshot, options);
  let secondsLeft = Math.ceil(options.deliveries / averageDeliveries);
  for (let deliveries = 0; deliveries < options.deliveries; secondsLeft = Math.max(0, secondsLeft - 1)) {
    const change = shop.next(new Date(options.now.getTime() - secondsLeft * secondMs));
    deliveries += deliveriesOf(change);
    yield change;
  }
}
