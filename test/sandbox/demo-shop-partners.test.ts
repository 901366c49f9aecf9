// The demo shop goes into the stand-ins as it is, comes back out of them unchanged, and lives on there.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateShop } from '#sandbox/demo-shop/generateShop.ts';
import { liveChanges } from '#sandbox/demo-shop/liveChanges.ts';
import { deliveriesOf } from '#sandbox/demo-shop/liveDeliveries.ts';
import type { Customer, Order, ShopRecord } from '#sandbox/demo-shop/model.ts';
import { applyToShopify, dumpFromShopify, loadIntoShopify, seedKlaviyo } from '#sandbox/demo-shop/partners.ts';
import { recount } from '#sandbox/demo-shop/recount.ts';
import { takeSnapshot } from '#sandbox/demo-shop/snapshot.ts';
import { startKlaviyo, type RunningKlaviyo } from '#sandbox/klaviyo/server.ts';
import { startShopify, type RunningShopify } from '#sandbox/shopify/server.ts';

const domain = 'kesit-demo.myshopify.com';
const now = new Date('2026-11-21T12:05:00Z');
const shop = generateShop({ customers: 400, seed: 11, anchor: new Date('2026-11-21T12:00:00Z') });
let shopify: RunningShopify;
let klaviyo: RunningKlaviyo;

const control = async (base: string, path: string, body: unknown): Promise<unknown> => {
  const response = await fetch(`${base}/_control${path}`, { method: 'POST', body: JSON.stringify(body) });
  expect(response.status, path).toBeLessThan(300);
  return response.json();
};

async function dump(): Promise<ShopRecord[]> {
  const records: ShopRecord[] = [];
  for await (const record of dumpFromShopify(shopify.url, domain)) records.push(record);
  return records;
}

beforeAll(async () => {
  shopify = await startShopify({
    apiKey: 'key',
    apiSecret: 'secret',
    appUrl: 'http://127.0.0.1:9',
    clock: () => now,
  });
  klaviyo = await startKlaviyo({ clock: () => now });
  await control(shopify.url, '/shops', { domain });
  await control(shopify.url, `/shops/${domain}/install`, {});
  await control(shopify.url, '/webhooks', { paused: true });
  await control(klaviyo.url, '/accounts', { key: 'pk_demo', name: 'Kesit Demo' });
});

afterAll(async () => {
  await shopify.close();
  await klaviyo.close();
});

describe('the stand-in Shopify', () => {
  it('takes the whole shop and gives it back unchanged', async () => {
    const loaded = await loadIntoShopify(shop, shopify.url, domain);
    const customers: Customer[] = [...shop.customers()];
    const orders: Order[] = [...shop.orders()];
    const catalogue = [...shop.lines()].filter(({ type }) => type === 'collection' || type === 'product');
    expect(loaded).toEqual({ customers: customers.length, orders: orders.length, products: 120, collections: 7 });
    expect(await dump()).toEqual([...catalogue, ...customers, ...orders]);
  });

  it('accepts every live change and sends as many webhooks as foretold', async () => {
    const strangerAddresses = [...shop.strangerAddresses()];
    const snapshot = await takeSnapshot(dumpFromShopify(shopify.url, domain), { seed: 5 });
    const changes = [...liveChanges(snapshot, { seed: 5, deliveries: 500, now, strangerAddresses })];
    await applyToShopify(changes, shopify.url, domain);
    const { pending } = (await control(shopify.url, '/webhooks', {})) as { pending: number };
    expect(pending).toBe(changes.reduce((sum, change) => sum + deliveriesOf(change), 0));
  });

  it('lives on from its new state, and the recount follows', async () => {
    const count = () =>
      recount({
        shop: dumpFromShopify(shopify.url, domain),
        siteEvents: shop.siteEvents(),
        emailEvents: shop.emailEvents(),
        now,
      });
    const before = await count();
    const snapshot = await takeSnapshot(dumpFromShopify(shopify.url, domain), { seed: 6 });
    await applyToShopify([...liveChanges(snapshot, { seed: 6, deliveries: 500, now })], shopify.url, domain);
    const after = await count();
    expect(after.orders).toBeGreaterThan(before.orders);
    expect(after.segments).not.toEqual(before.segments);
    // What happens seldom too: after it, orders and events of everybody merged belong to somebody who is still there.
    const later = await takeSnapshot(dumpFromShopify(shopify.url, domain), { seed: 7 });
    const seldom = [
      ...liveChanges(later, { seed: 7, deliveries: 500, now: new Date(now.getTime() + 3_600_000), rare: true }),
    ];
    await control(shopify.url, '/webhooks', { paused: true });
    const { pending } = (await control(shopify.url, '/webhooks', {})) as { pending: number };
    await applyToShopify(seldom, shopify.url, domain);
    const sent = ((await control(shopify.url, '/webhooks', {})) as { pending: number }).pending - pending;
    expect(sent).toBe(seldom.reduce((sum, change) => sum + deliveriesOf(change), 0));
    expect(seldom.some(({ op }) => op === 'mergeCustomers')).toBe(true);
    const owners = new Set<string>();
    for await (const record of dumpFromShopify(shopify.url, domain))
      if (record.type === 'order' && record.customerId !== null) owners.add(record.customerId);
    for await (const record of dumpFromShopify(shopify.url, domain))
      if (record.type === 'customer') owners.delete(record.id);
    expect([...owners]).toEqual([]);
    const gone = [...(before.segments.get('winback') ?? [])].filter((id) => !after.segments.get('winback')?.has(id));
    expect(gone.length).toBeGreaterThan(0);
  });
});

describe('the stand-in Klaviyo', () => {
  it('takes every profile and event, and the same again without doubling', async () => {
    const expected = { profiles: [...shop.emailProfiles()].length, events: [...shop.emailEvents()].length };
    expect(await seedKlaviyo(shop, klaviyo.url, 'pk_demo')).toEqual(expected);
    const countEvents = (): unknown => klaviyo.state.db.get('SELECT count(*) AS events FROM events');
    expect(countEvents()).toEqual({ events: expected.events });
    expect(await seedKlaviyo(shop, klaviyo.url, 'pk_demo')).toEqual(expected);
    expect(countEvents()).toEqual({ events: expected.events });
  });
});
