/** The orders of one customer of the demo shop, and now and then an order known by its e-mail only. */
import { dayMs, hourMs, instantAt, isoSeconds, minuteMs, seasonalAgeMs } from './calendar.ts';
import { basketOf } from './basket.ts';
import { shopCurrency } from './catalogue.ts';
import type { Person } from './customers.ts';
import { guestOrderSlot, orderId, orderItemId, orderName, refundId } from './identifiers.ts';
import type { FinancialStatus, Order, OrderRefund } from './model.ts';
import { emailDomains, firstNames, foldTurkish } from './names.ts';
import { randomFor, type Random } from './random.ts';

const mostOrders = guestOrderSlot - 3;

function orderCount(random: Random, person: Person): number {
  switch (person.habit) {
    case 'never':
      return random.chance(0.02) ? 1 : 0;
    case 'once':
      return 1;
    case 'some':
      return 2 + Math.min(3, Math.floor(random.exponential(1.8)));
    case 'often':
      return Math.min(mostOrders, 7 + Math.floor(random.exponential(12)));
  }
}

/** Ages of the customer's orders, oldest first: from the first days on, until the habit faded. */
function orderAges(random: Random, person: Person, anchorMs: number): number[] {
  const count = orderCount(random, person);
  const oldest = person.createdAgeMs - 2 * minuteMs;
  const loyalty = person.habit === 'often' ? random.next() ** 0.35 : random.next() ** 0.8;
  const youngest = Math.max(20 * minuteMs, oldest * (1 - loyalty));
  const ages: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const first = i === 0 && (count > 1 || random.chance(0.7));
    ages.push(first ? oldest : seasonalAgeMs(random, anchorMs, Math.min(youngest, oldest), oldest));
  }
  return ages.sort((a, b) => b - a);
}

type Fate = FinancialStatus | 'cancelled';

/** Mostly paid by card, an eighth still cash on delivery, and everything that can go wrong with an order. */
const fates: readonly (readonly [Fate, number])[] = [
  ['paid', 69],
  ['pending', 12],
  ['partially_refunded', 5],
  ['refunded', 4],
  ['cancelled', 4],
  ['voided', 2],
  ['authorized', 2],
  ['partially_paid', 1],
  ['expired', 1],
];

export type OrderPlace = {
  position: number;
  orderIndex: number;
  customerId: string | null;
  email: string | null;
  ageMs: number;
};

function refundsOf(
  random: Random,
  place: OrderPlace,
  fate: Fate,
  totalMinor: number,
  orderedAtMs: number,
  anchorMs: number,
): OrderRefund[] {
  if (fate !== 'refunded' && fate !== 'partially_refunded') return [];
  const amounts: number[] = [];
  if (fate === 'refunded') {
    const firstMinor = random.chance(0.25) ? Math.floor(totalMinor / 3) : totalMinor;
    amounts.push(firstMinor, ...(firstMinor < totalMinor ? [totalMinor - firstMinor] : []));
  } else {
    amounts.push(Math.max(1, Math.floor(totalMinor * (0.15 + random.next() * 0.5))));
  }
  const ageMs = anchorMs - orderedAtMs;
  return amounts.map((amountMinor, index) => ({
    id: refundId(place.position, place.orderIndex, index),
    createdAt: isoSeconds(
      Math.max(orderedAtMs, instantAt(anchorMs, Math.max(ageMs * 0.5, ageMs - (index + 1) * 4 * dayMs))),
    ),
    amountMinor,
  }));
}

function orderAt(random: Random, place: OrderPlace, anchorMs: number): Order {
  const processedAtMs = instantAt(anchorMs, place.ageMs);
  const imported = random.chance(0.03);
  const createdAgeMs = imported ? place.ageMs * (0.5 + random.next() * 0.4) : place.ageMs;
  const createdAtMs = Math.max(processedAtMs, instantAt(anchorMs, createdAgeMs));
  const basket = basketOf(random, (index) => orderItemId(place.position, place.orderIndex, index));

  const fate = random.weighted(fates);
  const refunds = refundsOf(random, place, fate, basket.totalMinor, createdAtMs, anchorMs);
  const refundedMinor = refunds.reduce((sum, refund) => sum + refund.amountMinor, 0);
  const laterMs = Math.max(createdAtMs, instantAt(anchorMs, anchorMs - createdAtMs - random.exponential(40) * hourMs));
  const lastRefundAt = refunds.at(-1)?.createdAt ?? '';
  const shippedAt = isoSeconds(laterMs);

  return {
    type: 'order',
    id: orderId(place.position, place.orderIndex),
    name: orderName(place.position, place.orderIndex),
    customerId: place.customerId,
    email: place.email,
    createdAt: isoSeconds(createdAtMs),
    processedAt: isoSeconds(processedAtMs),
    updatedAt: lastRefundAt > shippedAt ? lastRefundAt : shippedAt,
    cancelledAt: fate === 'cancelled' ? shippedAt : null,
    test: random.chance(0.01),
    financialStatus: fate === 'cancelled' ? random.pick(['pending', 'voided'] as const) : fate,
    currency: shopCurrency,
    currentTotalMinor: fate === 'cancelled' ? 0 : basket.totalMinor - refundedMinor,
    sourceName: imported
      ? 'trendyol'
      : random.weighted([
          ['web', 85],
          ['pos', 9],
          ['shopify_draft_order', 6],
        ]),
    ...basket,
    refunds,
  };
}

/** The person's orders, oldest first. */
export function ordersOf(seed: number, person: Person, anchorMs: number): Order[] {
  const random = randomFor(seed, 'orders', person.position);
  const { id, email } = person.line;
  return orderAges(random, person, anchorMs).map((ageMs, orderIndex) =>
    orderAt(random, { position: person.position, orderIndex, customerId: id, email, ageMs }, anchorMs),
  );
}

/** An order by somebody who is no customer, or null: about three for every hundred customers. */
export function guestOrderAt(seed: number, position: number, anchorMs: number): Order | null {
  const random = randomFor(seed, 'guest', position);
  if (!random.chance(0.03)) return null;
  const email = `misafir.${foldTurkish(random.pick(firstNames))}${position + 1}@${random.pick(emailDomains)}`;
  const ageMs = seasonalAgeMs(random, anchorMs, hourMs, 720 * dayMs);
  return orderAt(random, { position, orderIndex: guestOrderSlot, customerId: null, email, ageMs }, anchorMs);
}
