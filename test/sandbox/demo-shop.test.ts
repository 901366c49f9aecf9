// The demo shop is believable, unique in every id and address, and the same for the same seed whatever its size.
import { describe, expect, it } from 'vitest';
import { calmMs } from '#sandbox/demo-shop/calendar.ts';
import { generateShop, type DemoShop } from '#sandbox/demo-shop/generateShop.ts';
import type { Customer, Order } from '#sandbox/demo-shop/model.ts';
import { foldTurkish } from '#sandbox/demo-shop/names.ts';
import { recount, standardSegmentIds } from '#sandbox/demo-shop/recount.ts';
import { mostEventsPerPost, siteEventPosts } from '#sandbox/demo-shop/siteEvents.ts';

const anchor = new Date('2026-11-21T12:34:56.789Z');
const anchorMs = Math.floor(anchor.getTime() / 1000) * 1000;
const dayMs = 86_400_000;

const shopOf = (customers: number, seed = 7): DemoShop => generateShop({ customers, seed, anchor });
const shop = shopOf(2_000);
const customers = [...shop.customers()];
const orders = [...shop.orders()];
const siteEvents = [...shop.siteEvents()];
const emailEvents = [...shop.emailEvents()];

function* instantsOf(customer: Customer): Generator<string> {
  yield customer.createdAt;
  for (const consent of [customer.emailConsent, customer.smsConsent])
    if (consent !== null && consent.updatedAt !== null) yield consent.updatedAt;
}

function* everyInstant(): Generator<string> {
  for (const customer of customers) yield* instantsOf(customer);
  for (const order of orders) yield order.processedAt;
  for (const event of siteEvents) yield event.timestamp;
  for (const event of emailEvents) yield event.datetime;
}

const share = <T>(all: readonly T[], suits: (one: T) => boolean): number => all.filter(suits).length / all.length;

describe('the same seed', () => {
  it('gives the same shop, and another seed another one', () => {
    expect([...shopOf(200).lines()]).toEqual([...shopOf(200).lines()]);
    expect([...shopOf(200).siteEvents()]).toEqual([...shopOf(200).siteEvents()]);
    expect([...shopOf(200).emailEvents()]).toEqual([...shopOf(200).emailEvents()]);
    expect([...shopOf(200, 8).customers()]).not.toEqual([...shopOf(200).customers()]);
  });

  it('gives a customer the same data in a shop of any size', () => {
    const startsLike = <T>(small: Iterable<T>, large: readonly T[]): void => {
      const few = [...small];
      expect(few).toEqual(large.slice(0, few.length));
    };
    const small = shopOf(150);
    startsLike(small.customers(), customers);
    startsLike(small.orders(), orders);
    startsLike(small.siteEvents(), siteEvents);
    startsLike(small.emailEvents(), emailEvents);
  });
});

describe('ids and addresses', () => {
  const unique = (values: readonly string[]): void => expect(new Set(values).size).toBe(values.length);

  it('are unique', () => {
    unique(customers.map(({ id }) => id));
    unique(customers.flatMap(({ email }) => email ?? []));
    unique(customers.flatMap(({ phone }) => phone ?? []));
    unique(orders.map(({ id }) => id));
    unique(orders.map(({ name }) => name));
    unique(orders.flatMap(({ lines }) => lines.map(({ id }) => id)));
    unique(orders.flatMap(({ refunds }) => refunds.map(({ id }) => id)));
    unique(siteEvents.map(({ id }) => id));
    unique(emailEvents.map(({ uuid }) => uuid));
  });

  it('have 13 to 19 digits, some past the point where floating point confuses neighbours', () => {
    for (const { id } of [...customers, ...orders]) expect(id).toMatch(/^[1-9]\d{12,18}$/);
    for (const { id } of [...customers, ...orders]) expect(BigInt(id)).toBeLessThan(2n ** 63n);
    expect(new Set(customers.map(({ id }) => Number(id))).size).toBeLessThan(customers.length);
    expect(new Set(orders.map(({ id }) => Number(id))).size).toBeLessThan(orders.length);
  });

  it('are plain ASCII for Turkish names, and mobile numbers in E.164', () => {
    expect(['Işıl', 'İpek', 'Çiğdem', 'Şükrü', 'Gündoğdu'].map(foldTurkish)).toEqual([
      'isil',
      'ipek',
      'cigdem',
      'sukru',
      'gundogdu',
    ]);
    for (const { email, phone } of customers) {
      expect(email ?? phone).not.toBeNull();
      if (email !== null) expect(email).toMatch(/^[a-z]+[._]?[a-z]*\d+@example\.(com|org|net)$/);
      if (phone !== null) expect(phone).toMatch(/^\+905\d{9}$/);
    }
  });
});

describe('the spread', () => {
  const ordersByCustomer = Map.groupBy(
    orders.filter(({ customerId }) => customerId !== null),
    ({ customerId }) => customerId,
  );

  it('is a shop of about three orders a customer with a third that never ordered and a long tail', () => {
    expect(shop.products).toHaveLength(120);
    expect(orders.length / customers.length).toBeGreaterThan(2.6);
    expect(orders.length / customers.length).toBeLessThan(3.4);
    const counts = customers.map(({ id }) => ordersByCustomer.get(id)?.length ?? 0);
    expect(share(counts, (count) => count === 0)).toBeCloseTo(0.33, 1);
    expect(share(counts, (count) => count === 1)).toBeCloseTo(0.3, 1);
    expect(share(counts, (count) => count > 5)).toBeCloseTo(0.1, 1);
    expect(Math.max(...counts)).toBeGreaterThan(30);
  });

  it('has every kind of order', () => {
    const kinds: Record<string, (order: Order) => boolean> = {
      ...Object.fromEntries(
        ['paid', 'pending', 'authorized', 'partially_paid', 'partially_refunded', 'refunded', 'voided', 'expired'].map(
          (status) => [status, (order: Order) => order.financialStatus === status],
        ),
      ),
      cancelled: (order) => order.cancelledAt !== null,
      test: (order) => order.test,
      discounted: (order) => order.totalDiscountsMinor > 0,
      'e-mail only': (order) => order.customerId === null && order.email !== null,
      'processed before it was created': (order) => order.processedAt < order.createdAt,
    };
    for (const [kind, suits] of Object.entries(kinds)) expect(share(orders, suits), kind).toBeGreaterThan(0.002);
  });

  it('adds up: lines, discounts, refunds and what is left', () => {
    for (const order of orders) {
      const net = order.lines.reduce((sum, line) => sum + line.priceMinor * line.quantity - line.discountMinor, 0);
      const refunded = order.refunds.reduce((sum, refund) => sum + refund.amountMinor, 0);
      expect([0, 4_990]).toContain(order.totalMinor - net);
      expect(order.currentTotalMinor).toBe(order.cancelledAt === null ? order.totalMinor - refunded : 0);
      expect(order.financialStatus === 'refunded').toBe(refunded === order.totalMinor);
      for (const refund of order.refunds) expect(refund.createdAt >= order.createdAt).toBe(true);
      for (const at of [order.createdAt, order.cancelledAt ?? '', ...order.refunds.map((refund) => refund.createdAt)])
        expect(order.updatedAt >= at).toBe(true);
    }
  });

  it('peaks in Kasım', () => {
    const inMonth = (month: string): number => orders.filter(({ processedAt }) => processedAt.startsWith(month)).length;
    expect(inMonth('2025-11')).toBeGreaterThan(1.8 * inMonth('2025-10'));
    expect(inMonth('2025-11')).toBeGreaterThan(1.3 * inMonth('2025-12'));
  });

  it('has consents in every state, with instants of their own', () => {
    const emailStates = new Set(customers.map(({ emailConsent }) => emailConsent.state));
    const smsStates = new Set(customers.map(({ smsConsent }) => smsConsent?.state ?? null));
    expect([...emailStates].sort()).toEqual(['invalid', 'not_subscribed', 'pending', 'subscribed', 'unsubscribed']);
    expect(smsStates).toEqual(new Set([null, 'not_subscribed', 'pending', 'redacted', 'subscribed', 'unsubscribed']));
    expect(customers.some(({ emailConsent, createdAt }) => (emailConsent.updatedAt ?? '') > createdAt)).toBe(true);
    expect(
      customers.some((one) => one.emailConsent.state === 'subscribed' && one.emailConsent.updatedAt === null),
    ).toBe(true);
  });

  it('has storefront events of every kind and every ownership, mostly of the last 30 days', () => {
    const names = new Set(siteEvents.map(({ name }) => name));
    expect([...names].sort()).toEqual(
      ['checkout_completed', 'checkout_started', 'page_viewed', 'product_added_to_cart', 'product_viewed'].concat(
        'search_submitted',
      ),
    );
    const seen = new Set(siteEvents.flatMap(({ customerId }) => customerId ?? []));
    expect(seen.size / customers.length).toBeGreaterThan(0.18);
    expect(seen.size / customers.length).toBeLessThan(0.3);
    const addresses = new Set(customers.flatMap(({ email }) => email ?? []));
    const typed = siteEvents.flatMap(({ email }) => email ?? []);
    expect(typed.some((email) => addresses.has(email.trim().toLowerCase()) && !addresses.has(email))).toBe(true);
    expect(typed.some((email) => !addresses.has(email.trim().toLowerCase()))).toBe(true);
    expect(siteEvents.some(({ customerId, email }) => customerId === undefined && email === undefined)).toBe(true);
    expect(share(siteEvents, ({ timestamp }) => anchorMs - Date.parse(timestamp) < 30 * dayMs)).toBeGreaterThan(0.7);
  });

  it('has e-mail events by people, by mail programs and by scanners, back to 200 days', () => {
    const byMachine = ['Apple Privacy Open', 'Bot Click'];
    for (const property of byMachine)
      for (const value of [true, false])
        expect(emailEvents.some((event) => event.event_properties[property] === value)).toBe(true);
    const ages = emailEvents.map(({ datetime }) => anchorMs - Date.parse(datetime));
    expect(ages.reduce((oldest, age) => Math.max(oldest, age))).toBeGreaterThan(180 * dayMs);
    expect(ages.reduce((oldest, age) => Math.max(oldest, age))).toBeLessThan(200 * dayMs);
    expect(emailEvents.some((event) => event.external_id === undefined)).toBe(true);
  });

  it('has a profile at Klaviyo for every e-mail event, some without a customer', () => {
    const profiles = [...shop.emailProfiles()];
    const idByEmail = new Map(profiles.map(({ email, external_id }) => [email, external_id]));
    expect(idByEmail.size).toBe(profiles.length);
    for (const event of emailEvents) {
      expect(idByEmail.has(event.email)).toBe(true);
      expect(idByEmail.get(event.email)).toBe(event.external_id);
    }
    const customerEmails = new Map(customers.map(({ email, id }) => [email, id]));
    const strangers = profiles.filter(({ email }) => !customerEmails.has(email));
    expect(strangers.length).toBeGreaterThan(10);
    for (const { email, external_id } of profiles)
      if (external_id !== undefined) expect(customerEmails.get(email)).toBe(external_id);
  });
});

describe('time', () => {
  it('leaves nothing in the future and nothing that crosses a boundary within two hours', () => {
    const boundaries = [14, 30, 60, 90, 180];
    for (const at of everyInstant()) {
      const ageMs = anchorMs - Date.parse(at);
      expect(ageMs).toBeGreaterThanOrEqual(15 * 60_000);
      for (const days of boundaries) {
        const crossesInMs = days * dayMs - ageMs;
        if (crossesInMs >= 0) expect(crossesInMs, `${at} is ${days} days old soon`).toBeGreaterThan(calmMs);
      }
    }
  });
});

describe('segments of the demo shop', () => {
  it('are all non-empty, none of everybody, and stable for two hours', async () => {
    const countAt = (now: Date) => recount({ shop: shop.lines(), siteEvents, emailEvents, now });
    const { customers: counted, segments, placeable } = await countAt(anchor);
    expect(counted).toBe(2_000);
    for (const id of standardSegmentIds) {
      const size = segments.get(id)?.size ?? 0;
      expect(size, id).toBeGreaterThan(20);
      expect(size, id).toBeLessThan(1_000);
      expect(placeable.get(id)?.size, id).toBeGreaterThan(10);
      expect(placeable.get(id)?.size, id).toBeLessThan(size);
    }
    expect((await countAt(new Date(anchorMs + calmMs))).segments).toEqual(segments);
  });
});

describe('posting storefront events', () => {
  it('sends every event once, at most fifty in a body', () => {
    const posts = [...siteEventPosts(siteEvents, 'account-1')];
    expect(posts.flatMap(({ events }) => events)).toEqual(siteEvents);
    expect(Math.max(...posts.map(({ events }) => events.length))).toBe(mostEventsPerPost);
    expect(new Set(posts.map(({ account }) => account))).toEqual(new Set(['account-1']));
  });
});

describe('a large shop', () => {
  it('streams 100,000 customers without holding them', () => {
    let count = 0;
    let held = 0;
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    for (const { type } of shopOf(100_000).lines()) {
      if (type !== 'customer') continue;
      count += 1;
      if (count % 20_000 === 0) held = Math.max(held, process.memoryUsage().heapUsed - before);
    }
    expect(count).toBe(100_000);
    expect(held).toBeLessThan(200 * 1024 * 1024);
  });

  it('begins at once, whatever its size', () => {
    const [first] = shopOf(1_000_000_000).customers();
    expect(first).toEqual(customers[0]);
    const [line] = shopOf(1_000_000_000).lines();
    expect(line?.type).toBe('collection');
  });
});
