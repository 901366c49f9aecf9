/** The records that live changes bring into the demo shop: new customers, and orders just placed. */
import { basketOf } from './basket.ts';
import { isoSeconds, secondMs } from './calendar.ts';
import { shopCurrency } from './catalogue.ts';
import { emailAddress } from './customers.ts';
import { mobilePhone } from './identifiers.ts';
import type { Consent, Customer, Order } from './model.ts';
import { firstNames, lastNames } from './names.ts';
import { places } from './places.ts';
import type { Random } from './random.ts';

/** Numbers that no earlier run used: the second they are drawn in, then a counter. */
export type FreshNumbers = { number(atMs: number): number; id(atMs: number): string };

/** Ids start at 8.5e18, apart from everything generated; a thousand numbers a second. */
export function freshNumbers(): FreshNumbers {
  let counter = 0;
  const number = (atMs: number): number => {
    counter += 1;
    return (Math.floor(atMs / secondMs) - 1_700_000_000) * 1_000 + (counter % 1_000);
  };
  return { number, id: (atMs) => String(8_500_000_000_000_000_000n + BigInt(number(atMs)) * 16n) };
}

function consentSince(subscribed: boolean, at: string): Consent {
  return {
    state: subscribed ? 'subscribed' : 'not_subscribed',
    optInLevel: 'single_opt_in',
    updatedAt: subscribed ? at : null,
  };
}

/** Somebody the shop did not know until now; `address` if the e-mail is given, otherwise one of the customer's own. */
export function newCustomerRecord(random: Random, fresh: FreshNumbers, atMs: number, address?: string): Customer {
  const createdAt = isoSeconds(atMs);
  const firstName = random.pick(firstNames);
  const lastName = random.pick(lastNames);
  const place = random.weighted(places);
  const number = fresh.number(atMs);
  const phone = random.chance(0.8) ? mobilePhone(100_000_000 + (number % 170_000_000)) : null;
  const smsConsent = consentSince(random.chance(0.3), createdAt);
  return {
    type: 'customer',
    id: fresh.id(atMs),
    email: address ?? emailAddress(random, firstName, lastName, number),
    phone,
    firstName,
    lastName,
    locale: 'tr',
    createdAt,
    updatedAt: createdAt,
    tags: [],
    state: 'disabled',
    countryCode: place.countryCode,
    province: place.province,
    city: random.pick(place.cities),
    emailConsent: consentSince(random.chance(0.6), createdAt),
    smsConsent: phone === null ? null : smsConsent,
  };
}

/** An order placed at the given instant, or a second after the customer came if that is later. */
export function newOrderRecord(random: Random, fresh: FreshNumbers, atMs: number, customer: Customer): Order {
  const orderedAt = isoSeconds(Math.max(atMs, Date.parse(customer.createdAt) + secondMs));
  const id = fresh.id(atMs);
  const basket = basketOf(random, (index) => String(BigInt(id) + 1n + BigInt(index)));
  return {
    type: 'order',
    id,
    name: `#${fresh.number(atMs)}`,
    customerId: customer.id,
    email: customer.email,
    createdAt: orderedAt,
    processedAt: orderedAt,
    updatedAt: orderedAt,
    cancelledAt: null,
    test: random.chance(0.03),
    financialStatus: random.weighted([
      ['paid', 7],
      ['pending', 3],
    ]),
    currency: shopCurrency,
    currentTotalMinor: basket.totalMinor,
    sourceName: 'web',
    ...basket,
    refunds: [],
  };
}
