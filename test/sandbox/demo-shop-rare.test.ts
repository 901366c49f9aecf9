// What happens seldom in the demo shop makes sense in the shop it happens in, and only when asked for; and the catalogue
// and metafields that it touches are there.
import { beforeAll, describe, expect, it } from 'vitest';
import { generateShop } from '#sandbox/demo-shop/generateShop.ts';
import { liveChanges } from '#sandbox/demo-shop/liveChanges.ts';
import { isRare, rareRound } from '#sandbox/demo-shop/liveRarely.ts';
import type { Change, Customer, Order } from '#sandbox/demo-shop/model.ts';
import { takeSnapshot, type ShopSnapshot } from '#sandbox/demo-shop/snapshot.ts';

const anchor = new Date('2026-11-21T12:00:00Z');
const now = new Date('2026-11-21T12:05:00Z');
const shop = generateShop({ customers: 1_000, seed: 7, anchor });
const options = { seed: 3, deliveries: 1_000, now };
let snapshot: ShopSnapshot;
let changes: Change[];

beforeAll(async () => {
  snapshot = await takeSnapshot(shop.lines(), { seed: 3 });
  changes = [...liveChanges(snapshot, { ...options, rare: true })];
});

const of = <Op extends Change['op']>(op: Op) =>
  changes.filter((change): change is Extract<Change, { op: Op }> => change.op === op);

describe('the rare changes', () => {
  it('come only when asked for, every kind of them', () => {
    const everyday = new Set([...liveChanges(snapshot, options)].map(({ op }) => op));
    const rareOps = [
      'payOrder',
      'fulfillOrder',
      'editOrder',
      'upsertCheckout',
      'changeTags',
      'customerState',
      'whatsAppConsent',
      'setMetafields',
      'mergeCustomers',
      'upsertProduct',
    ] as const;
    for (const op of rareOps) {
      expect(everyday.has(op), op).toBe(false);
      expect(of(op).length, op).toBeGreaterThan(0);
    }
    expect(of('mergeCustomers').some(({ fails }) => fails)).toBe(true);
    expect(of('editOrder').some(({ add }) => add !== undefined)).toBe(true);
    expect(of('editOrder').some(({ remove }) => remove !== undefined)).toBe(true);
    expect([...liveChanges(snapshot, { ...options, rare: true })]).toEqual(changes);
    expect(Object.keys(rareRound).every(isRare)).toBe(true);
  });

  it('happen to nobody who was merged away or erased before', () => {
    const customers = new Map<string, Customer>(snapshot.customers.map((one) => [one.id, one]));
    const orders = new Map<string, Order>(snapshot.orders.map((one) => [one.id, one]));
    for (const change of changes) {
      if ('customerId' in change) expect(customers.has(change.customerId), change.op).toBe(true);
      if ('orderId' in change) expect(orders.has(change.orderId), change.op).toBe(true);
      if (change.op === 'upsertCustomer') customers.set(change.customer.id, change.customer);
      if (change.op === 'upsertOrder') {
        expect(customers.has(change.order.customerId ?? ''), 'the customer of an order').toBe(true);
        orders.set(change.order.id, change.order);
      }
      if (change.op === 'mergeCustomers') {
        expect(change.keptId).not.toBe(change.deletedId);
        expect(customers.has(change.keptId) && customers.has(change.deletedId)).toBe(true);
        if (!change.fails) customers.delete(change.deletedId);
      }
      if (change.op === 'deleteCustomer' || change.op === 'redactCustomer') customers.delete(change.customerId);
      if (change.op === 'deleteOrder') orders.delete(change.orderId);
    }
  });
});

describe('the catalogue', () => {
  const lines = [...shop.lines()];
  const products = lines.filter((line) => line.type === 'product');
  const collections = new Set(lines.flatMap((line) => (line.type === 'collection' ? line.id : [])));

  it('comes first, every product in collections that are there', () => {
    expect(lines.findIndex(({ type }) => type === 'customer')).toBe(products.length + collections.size);
    expect(products).toHaveLength(120);
    expect(products.every(({ collectionIds }) => collectionIds.length > 0)).toBe(true);
    expect(products.flatMap(({ collectionIds }) => collectionIds).every((id) => collections.has(id))).toBe(true);
    expect(new Set(products.flatMap(({ collectionIds }) => collectionIds))).toEqual(collections);
  });

  it('is what the orders are of, word for word', () => {
    const known = new Map(products.map((product) => [product.id, product]));
    for (const order of shop.orders()) {
      for (const line of order.lines) {
        const { title, productType, vendor } = known.get(line.productId ?? '') ?? {};
        expect([line.title, line.productType, line.vendor]).toEqual([title, productType, vendor]);
      }
    }
  });
});

describe('customers', () => {
  it('have metafields and WhatsApp consents, not all of them, never after their record', () => {
    const customers = [...shop.customers()];
    const share = (suits: (customer: Customer) => boolean) => customers.filter(suits).length / customers.length;
    expect(share(({ metafields }) => metafields?.['custom.birth_date'] !== undefined)).toBeCloseTo(0.3, 1);
    expect(share(({ metafields }) => metafields?.['custom.favourite_category'] !== undefined)).toBeCloseTo(0.15, 1);
    expect(share(({ whatsAppConsent }) => whatsAppConsent?.state === 'subscribed')).toBeCloseTo(0.19, 1);
    for (const { phone, whatsAppConsent, updatedAt } of customers) {
      if (phone === null) expect(whatsAppConsent).toBeUndefined();
      expect((whatsAppConsent?.updatedAt ?? '') <= updatedAt).toBe(true);
    }
  });
});
