/** Comparisons with the shop: what changed lately, how many there are, every id; through faults, refusals and broken runs. */
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { applyChanges } from '#app/flows/absorb/applyChanges.ts';
import { runBackfill } from '#app/flows/backfill/runBackfill.ts';
import { reconcile } from '#app/flows/reconcile/reconcile.ts';
import { setScanDue } from '#app/store/reconcile.ts';
import { holdShop } from '#app/store/shops.ts';
import type { Customer } from '#sandbox/shopify/model.ts';
import { customer, DOMAIN, order, product } from '#test/sandbox/shopifyHarness.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { emptyDatabase, installShop, type InstalledShop } from './installedShop.ts';
import { expectEqualToShop, reconcileRig, type ReconcileRig } from './reconcileRig.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const id = (index: number): string => String(7_000_000_000_000 + index);
const orderId = (index: number): string => String(9_000_000_000_000 + index);

let database: TestDatabase;
let shop: InstalledShop;
let rig: ReconcileRig;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  await emptyDatabase(database);
  shop = await installShop(database);
  rig = reconcileRig(database, shop);
  // Ten in the morning in Istanbul: the night comes when a test lets it come.
  await rig.pass((31 * HOUR_MS - (shop.services.clock() % DAY_MS)) % DAY_MS);
});
afterEach(() => shop.close());

const nowIso = (): string => new Date(shop.services.clock()).toISOString();
const people = (count: number): Customer[] => Array.from({ length: count }, (_, index) => customer(id(index)));
const fault = (rule: object) => shop.shopify.control('POST', '/faults', rule);
const equal = async (): Promise<void> => expectEqualToShop(database, await shop.shopify.dump());
const runs = (method: string) =>
  rig.rows(
    `SELECT kind, seen_count::int AS seen, ours_count::int AS ours, theirs_count::int AS theirs, healed, problem
     FROM reconciliation WHERE method = '${method}' ORDER BY run_id`,
  );

/** As Shopify answers without the scope of products. */
const refusedProducts = {
  status: 200,
  body: { data: { products: null }, errors: [{ message: 'Access denied', extensions: { code: 'ACCESS_DENIED' } }] },
};

describe('a scan', () => {
  beforeEach(async () => {
    await rig.open([product('8100000000001'), ...people(5), order(orderId(1), id(1))]);
    await rig.compare();
    await rig.pass(20 * MINUTE_MS);
  });

  it('finds what changed since the last one and nothing else', async () => {
    const at = nowIso();
    await shop.shopify.change(
      { op: 'upsertCustomer', customer: customer(id(7), { createdAt: at, updatedAt: at }) },
      { op: 'changeTags', customerId: id(1), added: ['vip'] },
      { op: 'cancelOrder', orderId: orderId(1), at },
      { op: 'upsertProduct', product: product('8100000000001', { title: 'Yün', updatedAt: at }) },
    );
    await rig.pass(20 * MINUTE_MS);
    await rig.compare();
    await equal();
    expect(await rig.healed()).toEqual({
      'scan customers': { missing: 1, stale: 1 },
      'scan orders': { stale: 1 },
      'scan products': { stale: 1 },
    });
    expect((await runs('scan')).slice(-3)).toMatchObject([
      { kind: 'customers', seen: 2, problem: null },
      { kind: 'orders', seen: 1, problem: null },
      { kind: 'products', seen: 1, problem: null },
    ]);
    await rig.pass(20 * MINUTE_MS);
    await shop.shopify.control('DELETE', '/traffic');
    await rig.compare();
    // A question for each kind, and none for a single object: what was found is not found again.
    expect(await shop.calls('graphql')).toBe(3);
  });

  it('finds a consent whose own webhook was lost although the profile came', async () => {
    const at = nowIso();
    await shop.shopify.change({
      op: 'emailConsent',
      customerId: id(2),
      consent: { state: 'unsubscribed', optInLevel: 'single_opt_in', updatedAt: at },
    });
    const [record] = (await shop.shopify.dump()).filter((one) => one.id === id(2));
    await database.owner.query('UPDATE customer SET updated_at = $2, told_at = $2 WHERE customer_id = $1', [
      id(2),
      record?.updatedAt,
    ]);
    await rig.pass(20 * MINUTE_MS);
    await rig.compare();
    await equal();
    expect(await rig.healed()).toEqual({ 'scan customers': { stale: 1 } });
  });

  it('goes on at its page after every turn, also in another process', async () => {
    const at = nowIso();
    await shop.shopify.load(people(700).map((one) => ({ ...one, updatedAt: at })));
    await rig.pass(20 * MINUTE_MS);
    await shop.shopify.control('DELETE', '/traffic');
    const other = shop.anotherProcess();
    let turns = 0;
    for (let again = true; again; turns += 1)
      ({ again } = await reconcile(turns % 2 === 0 ? shop.services : other, shop.shopId, { sliceMs: 0 }));
    expect(turns).toBe(3);
    // 700 customers in pages of 250, then a page each of orders and products.
    expect(await shop.calls('graphql')).toBe(5);
    expect((await runs('scan')).slice(-3)).toMatchObject([{ seen: 700 }, { seen: 0 }, { seen: 0 }]);
    await rig.compare();
    await equal();
  });

  it('waits while webhooks that came are not worked in, but not for ever', async () => {
    const scans = async (): Promise<number> => (await runs('scan')).length;
    const before = await scans();
    await database.owner.query(
      `INSERT INTO inbox (shop_id, delivery_id, topic, api_version, received_at, body)
       VALUES ($1, 'one', 'orders/updated', '2026-10', $2, '{}')`,
      [shop.shopId, nowIso()],
    );
    await rig.pass(5 * MINUTE_MS);
    await rig.compare();
    expect(await scans()).toBe(before);
    expect(await rig.rows('SELECT scan_due_at FROM shop')).not.toEqual([{ scan_due_at: null }]);
    await rig.pass(HOUR_MS);
    await rig.compare();
    expect(await scans()).toBe(before + 3);
  });

  it.each([
    ['cut off', { cut: 'after' }],
    ['refused for a while', { status: 503 }],
    ['answered with half a body', { cutAtBytes: 40 }],
    ['throttled', { status: 429, headers: { 'retry-after': '30' } }],
  ])('loses nothing by being %s', async (_, action) => {
    await shop.shopify.change({ op: 'changeTags', customerId: id(1), added: ['vip'] });
    await rig.pass(20 * MINUTE_MS);
    await fault({ path: 'graphql', times: 9, rate: 0.5, seed: 3, action });
    await rig.compare();
    await equal();
  });

  it('of a kind that is refused does not hold up the others, and the merchant is told until it is not', async () => {
    await shop.shopify.change({ op: 'changeTags', customerId: id(1), added: ['vip'] });
    await fault({ bodyContains: 'products(first', times: 1, action: refusedProducts });
    await rig.pass(20 * MINUTE_MS);
    await rig.compare();
    expect(await rig.healed()).toEqual({ 'scan customers': { stale: 1 } });
    expect(await rig.rows('SELECT access_problem FROM shop')).toEqual([{ access_problem: 'grant-access' }]);
    expect((await runs('scan')).at(-1)).toMatchObject({ kind: 'products', problem: 'grant-access' });
    await rig.pass(20 * MINUTE_MS);
    await rig.compare();
    expect(await rig.rows('SELECT access_problem FROM shop')).toEqual([{ access_problem: null }]);
  });

  it('waits for a merchant who must open the app, and begins again by itself afterwards', async () => {
    await database.owner.query('DELETE FROM session');
    expect(await reconcile(shop.services, shop.shopId)).toMatchObject({ again: true, delayMs: 30_000 });
    expect(await rig.rows('SELECT access_problem FROM shop')).toEqual([{ access_problem: 'open-app' }]);
    await shop.storeToken();
    await rig.pass(30_000);
    await rig.compare();
    expect(await rig.rows('SELECT access_problem FROM shop')).toEqual([{ access_problem: null }]);
  });
});

describe('the night', () => {
  beforeEach(async () => {
    await rig.open([...people(6), ...[1, 2, 3].map((index) => order(orderId(index), id(index)))]);
    await rig.compare();
    await rig.pass(HOUR_MS);
  });

  it('finds equal counts and asks no more', async () => {
    await rig.pass(DAY_MS);
    await rig.compare();
    expect((await runs('count')).slice(-3)).toMatchObject([
      { kind: 'customers', ours: 6, theirs: 6 },
      { kind: 'orders', ours: 3, theirs: 3 },
      { kind: 'products', ours: 0, theirs: 0 },
    ]);
    expect(await runs('sweep')).toEqual([]);
  });

  it('finds what is gone, by comparing every id where the counts differ', async () => {
    await shop.shopify.change({ op: 'deleteCustomer', customerId: id(5) }, { op: 'deleteOrder', orderId: orderId(3) });
    await rig.pass(DAY_MS);
    await rig.compare();
    await equal();
    expect(await rig.healed()).toEqual({ 'sweep customers': { deleted: 1 }, 'sweep orders': { deleted: 1 } });
    expect(await runs('sweep')).toMatchObject([
      { kind: 'customers', seen: 5, ours: 6, theirs: 5 },
      { kind: 'orders', seen: 2, ours: 3, theirs: 2 },
    ]);
  });

  it('gives the orders of somebody whose deletion was told, and whose merge was not, to the one they belong to now', async () => {
    await shop.shopify.change({ op: 'mergeCustomers', keptId: id(2), deletedId: id(1) });
    const { database: ours, clock } = shop.services;
    await ours.inShop(shop.shopId, async (sql) => {
      await holdShop(sql);
      await applyChanges(sql, [{ kind: 'customer-deleted', customerId: id(1), at: clock() }]);
    });
    await rig.pass(DAY_MS);
    await rig.compare();
    await equal();
    expect(await rig.rows('SELECT customer_id::text AS id FROM orders ORDER BY order_id')).toEqual(
      [2, 2, 3].map((index) => ({ id: id(index) })),
    );
    // Read once, they are asked for no more.
    await rig.pass(DAY_MS);
    await rig.compare();
    expect(await rig.rows('SELECT 1 FROM refetch')).toEqual([]);
  });

  it('finds one too many beside one too few within a week, though the counts are equal', async () => {
    const old = '2026-01-05T09:00:00Z';
    await shop.shopify.change({ op: 'deleteCustomer', customerId: id(5) });
    await shop.shopify.load([customer(id(9), { createdAt: old, updatedAt: old })]);
    for (let day = 0; day < 7; day += 1) {
      await rig.pass(DAY_MS);
      await rig.compare();
    }
    await equal();
    expect(await rig.healed()).toEqual({ 'sweep customers': { missing: 1, deleted: 1 } });
  });

  it.each([
    ['fails', { ends: 'FAILED', afterObjects: 2, errorCode: 'INTERNAL_SERVER_ERROR' }],
    ['is cancelled', { ends: 'CANCELED', afterObjects: 0 }],
  ])('takes nothing for gone when the export %s, and tries again the next night', async (_, end) => {
    await shop.shopify.change({ op: 'deleteCustomer', customerId: id(5) });
    await shop.shopify.control('POST', '/bulk/fail-next', end);
    await rig.pass(DAY_MS);
    await rig.compare();
    expect(await runs('sweep')).toMatchObject([{ problem: 'export-failed', healed: {} }]);
    expect(await rig.rows('SELECT * FROM customer WHERE deleted_at IS NOT NULL')).toEqual([]);
    await rig.pass(DAY_MS);
    await rig.compare();
    await equal();
  });

  it('takes nothing for gone when the file is cut off', async () => {
    await shop.shopify.load(Array.from({ length: 300 }, (_, index) => customer(id(100 + index))));
    await shop.shopify.change({ op: 'deleteCustomer', customerId: id(5) });
    await fault({ method: 'GET', path: 'bulk', times: 2, action: { cutAtBytes: 5_000 } });
    await rig.pass(DAY_MS);
    await rig.compare();
    await equal();
    expect(await rig.healed()).toEqual({ 'sweep customers': { missing: 300, deleted: 1 } });
  });

  it('has a kind read in anew by an export when too much of it is missing to be read one by one', async () => {
    await shop.shopify.change({ op: 'deleteCustomer', customerId: id(5) });
    await shop.shopify.load(Array.from({ length: 50 }, (_, index) => customer(id(100 + index))));
    await rig.pass(DAY_MS);
    await rig.runToEnd((services, shopId) => reconcile(services, shopId, { mostAlone: 20 }));
    expect(await rig.rows('SELECT object_id FROM refetch')).toEqual([{ object_id: id(5) }]);
    expect(await rig.rows(`SELECT kind FROM backfill WHERE state = 'waiting'`)).toEqual([{ kind: 'customers' }]);
    await rig.runToEnd(runBackfill);
    await rig.compare();
    await equal();
  });

  it('does not compare every id again for a difference that was looked into', async () => {
    // Somebody who was erased here at the person's wish, and is at Shopify still.
    await database.owner.query('UPDATE customer SET redacted_at = now() WHERE customer_id = $1', [id(5)]);
    for (let night = 0; night < 3; night += 1) {
      await rig.pass(DAY_MS);
      await rig.compare();
    }
    expect(await runs('sweep')).toMatchObject([{ kind: 'customers', ours: 5, theirs: 6, healed: {} }]);
  });

  it('leaves orders alone that may not be seen without read_all_orders', async () => {
    const recent = new Date(shop.services.clock() - 5 * DAY_MS).toISOString();
    await shop.shopify.load([
      order(orderId(8), null, { createdAt: recent, processedAt: recent, updatedAt: recent }),
      order(orderId(9), null, { createdAt: recent, processedAt: recent, updatedAt: recent }),
    ]);
    await shop.shopify.control('POST', `/shops/${DOMAIN}/scopes`, {
      scopes: ['read_customers', 'read_orders', 'read_products'],
    });
    await database.owner.query('UPDATE shop SET reads_all_orders = false');
    await shop.storeToken();
    await rig.pass(DAY_MS);
    await rig.compare();
    expect((await runs('count')).filter(({ kind }) => kind === 'orders').at(-1)).toMatchObject({ ours: 0, theirs: 2 });
    expect(await rig.rows('SELECT count(*)::int AS count FROM orders WHERE deleted_at IS NULL')).toEqual([
      { count: 5 },
    ]);
    expect(await rig.healed()).toEqual({ 'sweep orders': { missing: 2 } });
  });
});

describe('the first comparison', () => {
  it('comes when the history is read in, and reaches back to where that began', async () => {
    await shop.shopify.load(people(2));
    await rig.open([]);
    expect(await rig.rows('SELECT scan_due_at IS NOT NULL AS due FROM shop')).toEqual([{ due: true }]);
    // Told by no webhook, while the history was being read.
    const at = nowIso();
    await shop.shopify.change({ op: 'upsertCustomer', customer: customer(id(3), { createdAt: at, updatedAt: at }) });
    await rig.pass(2 * MINUTE_MS);
    await rig.compare();
    await equal();
  });

  it('is not made of a shop whose history is not read in', async () => {
    await shop.storeToken();
    expect(await reconcile(shop.services, shop.shopId)).toEqual({ again: false, delayMs: 0 });
    await shop.services.database.inShop(shop.shopId, (sql) => setScanDue(sql, 0));
    await rig.compare();
    expect(await runs('scan')).toEqual([]);
  });
});
