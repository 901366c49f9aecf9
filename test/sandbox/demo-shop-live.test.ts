// Live changes are the same for the same seed, make sense in the shop they happen in, and cover every kind.
import { beforeAll, describe, expect, it } from 'vitest';
import { generateShop } from '#sandbox/demo-shop/generateShop.ts';
import { readJsonLines, writeJsonLines } from '#sandbox/demo-shop/jsonLines.ts';
import { liveChanges, liveShop } from '#sandbox/demo-shop/liveChanges.ts';
import { deliveriesOf } from '#sandbox/demo-shop/liveDeliveries.ts';
import type { Change, Customer, Order } from '#sandbox/demo-shop/model.ts';
import { takeSnapshot, type ShopSnapshot } from '#sandbox/demo-shop/snapshot.ts';

const anchor = new Date('2026-11-21T12:00:00Z');
const now = new Date('2026-11-21T12:05:00Z');
const shop = generateShop({ customers: 2_000, seed: 7, anchor });
const strangerAddresses = [...shop.strangerAddresses()];
const options = { seed: 3, deliveries: 500, now, strangerAddresses };
let snapshot: ShopSnapshot;
let changes: Change[];

beforeAll(async () => {
  snapshot = await takeSnapshot(shop.lines(), { seed: 3 });
  changes = [...liveChanges(snapshot, options)];
});

describe('a snapshot', () => {
  it('is the same sample whatever order the records come in, with every order of the sampled', async () => {
    const backwards = await takeSnapshot([...shop.lines()].reverse(), { seed: 3 });
    expect(backwards.customers).toEqual(snapshot.customers);
    expect(backwards.orders.map(({ id }) => id).sort()).toEqual(snapshot.orders.map(({ id }) => id).sort());
    expect(snapshot.customers).toHaveLength(500);
    const sampled = new Set(snapshot.customers.map(({ id }) => id));
    const theirs = [...shop.orders()].filter(({ customerId }) => customerId !== null && sampled.has(customerId));
    const byId = (one: Order, other: Order): number => (one.id < other.id ? -1 : 1);
    expect(snapshot.orders.toSorted(byId)).toEqual(theirs.toSorted(byId));
  });

  it('of a small shop is the whole shop', async () => {
    const few = generateShop({ customers: 10, seed: 7, anchor });
    const { customers } = await takeSnapshot(few.lines(), { seed: 3 });
    expect(customers).toHaveLength(10);
  });
});

describe('live changes', () => {
  it('are the same for the same seed and differ for another', () => {
    expect([...liveChanges(snapshot, options)]).toEqual(changes);
    expect([...liveChanges(snapshot, { ...options, seed: 4 })]).not.toEqual(changes);
  });

  it('make about five hundred deliveries of every kind', () => {
    const deliveries = changes.reduce((sum, change) => sum + deliveriesOf(change), 0);
    expect(deliveries).toBeGreaterThanOrEqual(500);
    expect(deliveries).toBeLessThan(510);
    expect([...new Set(changes.map(({ op }) => op))].sort()).toEqual([
      'cancelOrder',
      'dataRequest',
      'deleteCustomer',
      'deleteOrder',
      'emailConsent',
      'redactCustomer',
      'refund',
      'smsConsent',
      'upsertCustomer',
      'upsertOrder',
    ]);
    const consents = changes.flatMap((change) => (change.op === 'emailConsent' ? change.consent.state : []));
    expect(new Set(consents)).toEqual(new Set(['subscribed', 'unsubscribed']));
    const arrivals = changes.flatMap((change) => (change.op === 'upsertCustomer' ? (change.customer.email ?? '') : []));
    expect(arrivals.some((email) => strangerAddresses.includes(email))).toBe(true);
  });

  it('happen to records that exist, after everything known of them, and not in the future', () => {
    const customers = new Map<string, Customer>(snapshot.customers.map((one) => [one.id, one]));
    const orders = new Map<string, Order>(snapshot.orders.map((one) => [one.id, one]));
    const later = (at: string, than: string): void => {
      expect(Date.parse(at)).toBeGreaterThan(Date.parse(than));
      expect(Date.parse(at)).toBeLessThanOrEqual(now.getTime() + 60_000);
    };
    for (const change of changes) {
      switch (change.op) {
        case 'upsertCustomer': {
          const before = customers.get(change.customer.id);
          if (before !== undefined) later(change.customer.updatedAt, before.updatedAt);
          customers.set(change.customer.id, change.customer);
          break;
        }
        case 'upsertOrder': {
          const before = orders.get(change.order.id);
          if (before !== undefined) later(change.order.updatedAt, before.updatedAt);
          expect(customers.has(change.order.customerId ?? '')).toBe(true);
          orders.set(change.order.id, change.order);
          break;
        }
        case 'refund': {
          const order = orders.get(change.orderId);
          expect(change.refund.amountMinor).toBeGreaterThan(0);
          expect(change.refund.amountMinor).toBeLessThanOrEqual(order?.currentTotalMinor ?? 0);
          later(change.refund.createdAt, order?.updatedAt ?? '');
          if (order !== undefined) orders.set(order.id, { ...order, updatedAt: change.refund.createdAt });
          break;
        }
        case 'cancelOrder': {
          const order = orders.get(change.orderId);
          expect(order?.cancelledAt).toBeNull();
          later(change.at, order?.updatedAt ?? '');
          if (order !== undefined) orders.set(order.id, { ...order, cancelledAt: change.at, updatedAt: change.at });
          break;
        }
        case 'deleteOrder':
          expect(orders.delete(change.orderId)).toBe(true);
          break;
        case 'emailConsent':
        case 'smsConsent': {
          const customer = customers.get(change.customerId);
          later(change.consent.updatedAt ?? '', customer?.updatedAt ?? '');
          if (customer !== undefined)
            customers.set(customer.id, { ...customer, updatedAt: change.consent.updatedAt ?? '' });
          break;
        }
        case 'deleteCustomer':
          expect([...orders.values()].some(({ customerId }) => customerId === change.customerId)).toBe(false);
          expect(customers.delete(change.customerId)).toBe(true);
          break;
        case 'redactCustomer':
          expect(customers.delete(change.customerId)).toBe(true);
          for (const order of [...orders.values()]) if (order.customerId === change.customerId) orders.delete(order.id);
          break;
        case 'dataRequest':
          expect(customers.has(change.customerId)).toBe(true);
          break;
        default:
          expect.unreachable(`${change.op} is no everyday change`);
      }
    }
  });

  it('bring new records with ids, addresses and phones of their own', () => {
    const known = new Set([...shop.lines()].map(({ id }) => id));
    const arrivals = changes.flatMap((change) => (change.op === 'upsertCustomer' ? change.customer : []));
    const created = arrivals.filter(({ createdAt, updatedAt }) => createdAt === updatedAt);
    expect(created.length).toBeGreaterThan(20);
    for (const { id } of created) expect(known.has(id)).toBe(false);
    for (const field of ['id', 'email', 'phone'] as const) {
      const values = created.flatMap((customer) => customer[field] ?? []);
      expect(new Set(values).size, field).toBe(values.length);
    }
    const placed = changes.flatMap((change) =>
      change.op === 'upsertOrder' && change.order.createdAt === change.order.updatedAt ? change.order : [],
    );
    expect(new Set(placed.flatMap(({ id, lines }) => [id, ...lines.map((line) => line.id)])).size).toBe(
      placed.reduce((sum, { lines }) => sum + 1 + lines.length, 0),
    );
  });

  it('go on for as long as asked, also in a tiny shop', async () => {
    const tiny = await takeSnapshot(generateShop({ customers: 1, seed: 7, anchor }).lines(), { seed: 3 });
    const life = liveShop(tiny, { seed: 5 });
    const ops = Array.from({ length: 400 }, (_, i) => life.next(new Date(now.getTime() + i * 3_000)).op);
    expect(new Set(ops).size).toBe(10);
  });
});

describe('live visits', () => {
  it('are by people of the shop, unique, and never in the future', () => {
    const life = liveShop(snapshot, { seed: 5 });
    const known = new Set(snapshot.customers.map(({ id }) => id));
    const events = Array.from({ length: 60 }, () => life.visit(now)).flat();
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    expect(events.some(({ customerId }) => customerId === undefined)).toBe(true);
    for (const event of events) {
      if (event.customerId !== undefined) expect(known.has(event.customerId)).toBe(true);
      expect(Date.parse(event.timestamp)).toBeLessThanOrEqual(now.getTime());
      expect(Date.parse(event.timestamp)).toBeGreaterThan(now.getTime() - 3_600_000);
    }
  });
});

describe('JSON lines', () => {
  const collect = async (chunks: Iterable<Uint8Array | string>): Promise<unknown[]> => {
    const values: unknown[] = [];
    for await (const value of readJsonLines(asyncOf(chunks))) values.push(value);
    return values;
  };
  async function* asyncOf<T>(values: Iterable<T>): AsyncGenerator<T> {
    for (const value of values) yield await Promise.resolve(value);
  }

  it('come back as they went, cut anywhere, even inside a letter', async () => {
    const lines = [...generateShop({ customers: 200, seed: 1, anchor }).lines()];
    const chunks = [...writeJsonLines(lines)];
    expect(chunks.length).toBeGreaterThan(1);
    expect(await collect(chunks)).toEqual(lines);
    const bytes = Buffer.from(chunks.join(''));
    const pieces = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, i) => bytes.subarray(i * 7, i * 7 + 7));
    expect(await collect(pieces)).toEqual(lines);
  });

  it('skip blank lines, take a last line without an end, and name the line that is broken', async () => {
    expect(await collect(['{"a":1}\n\n', '{"b":2}'])).toEqual([{ a: 1 }, { b: 2 }]);
    await expect(collect(['{"a":1}\n{"b":\n'])).rejects.toThrow('line 2 is not JSON');
    await expect(collect(['{"a":1}\n{"b"'])).rejects.toThrow('line 2 is not JSON');
  });
});
