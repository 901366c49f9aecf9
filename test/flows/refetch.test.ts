/** Objects of which only a hint came are read whole; the queue forgets one only when its reading is stored. */
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RefetchKind } from '#app/core/reconcile/kinds.ts';
import { readObjects } from '#app/flows/refetch/readObjects.ts';
import { refetch } from '#app/flows/refetch/refetch.ts';
import { storeObjects } from '#app/flows/refetch/storeObjects.ts';
import { dueWork } from '#app/store/bells.ts';
import { closeObjects, queueObjects, waitingObjects } from '#app/store/refetchQueue.ts';
import { collection, customer, DOMAIN, order, product } from '#test/sandbox/shopifyHarness.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { emptyDatabase, installShop, type InstalledShop } from './installedShop.ts';

type Row = Record<string, unknown>;
const [AYSE, FATMA] = ['7000000000001', '7000000000002'];
const ORDER = '9000000000001';

let database: TestDatabase;
let shop: InstalledShop;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  await emptyDatabase(database);
  shop = await installShop(database);
  await shop.storeToken();
});
afterEach(() => shop.close());

const rows = async (text: string): Promise<Row[]> => (await database.owner.query<Row>(text)).rows;
const want = (kind: RefetchKind, ...ids: string[]): Promise<void> =>
  shop.services.database.inShop(shop.shopId, (sql) => queueObjects(sql, kind, ids, shop.services.clock(), null));
const waiting = () => rows('SELECT kind, object_id::text AS id, attempts FROM refetch ORDER BY kind, object_id');
const run = () => refetch(shop.services, shop.shopId);
async function pass(ms: number): Promise<void> {
  shop.time.aheadMs += ms;
  await shop.shopify.control('POST', '/clock', { advanceMs: ms });
}
async function runToEnd(): Promise<number> {
  for (let turn = 1; turn < 200; turn += 1) {
    const answer = await run();
    if (!answer.again) return turn;
    await pass(answer.delayMs);
  }
  throw new Error('reading anew does not come to an end');
}
/** To the end, and once more when what was not there may be believed to be gone. */
async function runLater(): Promise<void> {
  await runToEnd();
  await pass(61_000);
  await runToEnd();
}

describe('what is read anew', () => {
  it('is a customer with consents, tags and totals, an order with its lines, a product with its collections', async () => {
    await shop.shopify.load([
      collection('600000001', 'Yaz'),
      product('8100000000001', { collectionIds: ['600000001'] }),
      customer(AYSE, {
        smsConsent: { state: 'subscribed', optInLevel: 'single_opt_in', updatedAt: '2026-01-06T09:00:00Z' },
      }),
      order(ORDER, AYSE),
    ]);
    await want('customer', AYSE);
    await want('order', ORDER);
    await want('product', '8100000000001');
    expect(await run()).toEqual({ again: false, delayMs: 0 });

    expect(await rows('SELECT email, tags, email_consent, sms_consent, shopify_order_count FROM customer')).toEqual([
      {
        email: `musteri${AYSE}@example.com`,
        tags: ['bülten'],
        email_consent: 'subscribed',
        sms_consent: 'subscribed',
        shopify_order_count: 1,
      },
    ]);
    expect(await rows('SELECT order_id, customer_id, total_minor FROM orders')).toEqual([
      { order_id: ORDER, customer_id: AYSE, total_minor: '25990' },
    ]);
    expect(await rows('SELECT line_id, quantity FROM order_line ORDER BY line_id')).toEqual([
      { line_id: `${ORDER}1`, quantity: 1 },
      { line_id: `${ORDER}2`, quantity: 2 },
    ]);
    expect(await rows('SELECT product_id, collection_id FROM product_collection')).toEqual([
      { product_id: '8100000000001', collection_id: '600000001' },
    ]);
    expect(await rows('SELECT order_count FROM customer_fact')).toEqual([{ order_count: 1 }]);
    expect(await waiting()).toEqual([]);
  });

  it('is gone when the shop has it no longer', async () => {
    await shop.shopify.load([customer(AYSE), customer(FATMA)]);
    await want('customer', AYSE, FATMA);
    await runToEnd();
    await shop.shopify.change({ op: 'deleteCustomer', customerId: FATMA });
    await want('customer', AYSE, FATMA);
    await runLater();
    expect(await rows('SELECT customer_id FROM customer WHERE deleted_at IS NULL')).toEqual([{ customer_id: AYSE }]);
    expect(await rows('SELECT customer_id FROM customer_fact')).toEqual([{ customer_id: AYSE }]);
  });

  it('is not taken for gone right after the hint: Shopify may not show it yet', async () => {
    await want('customer', AYSE);
    await runToEnd();
    expect(await waiting()).toEqual([{ kind: 'customer', id: AYSE, attempts: 1 }]);
    expect(await rows('SELECT customer_id FROM customer')).toEqual([]);
    await shop.shopify.load([customer(AYSE)]);
    await pass(61_000);
    await runToEnd();
    expect(await rows('SELECT customer_id, deleted_at FROM customer')).toEqual([
      { customer_id: AYSE, deleted_at: null },
    ]);
    expect(await waiting()).toEqual([]);
  });

  it('is asked for page by page when an order has more lines than come with it', async () => {
    const line = (index: number) => ({
      id: String(5_000_000_000_000 + index),
      productId: null,
      title: 'Satır',
      productType: '',
      vendor: null,
      quantity: 1,
      priceMinor: 100,
      discountMinor: 0,
    });
    await shop.shopify.load([
      order(ORDER, null, {
        lines: Array.from({ length: 240 }, (_, index) => line(index)),
        totalMinor: 24_000,
        currentTotalMinor: 24_000,
        totalDiscountsMinor: 0,
      }),
    ]);
    await shop.shopify.control('POST', '/bucket', { maximum: 20_000, restorePerSecond: 10_000 });
    await want('order', ORDER);
    await runToEnd();
    expect(await rows('SELECT count(*)::int AS count, sum(total_minor)::int AS sum FROM order_line')).toEqual([
      { count: 240, sum: 24_000 },
    ]);
  });

  it('leaves nobody without the orders of a customer who was merged, though the merge was never told', async () => {
    await shop.shopify.load([customer(AYSE), customer(FATMA), order(ORDER, FATMA)]);
    await want('customer', AYSE, FATMA);
    await want('order', ORDER);
    await runToEnd();
    await shop.shopify.change({ op: 'mergeCustomers', keptId: AYSE, deletedId: FATMA });
    await want('customer', FATMA);
    await runLater();
    expect(await rows('SELECT customer_id FROM orders')).toEqual([{ customer_id: AYSE }]);
    expect(await rows('SELECT customer_id, order_count FROM customer_fact')).toEqual([
      { customer_id: AYSE, order_count: 1 },
    ]);
  });

  it('comes in pages that Shopify does not find too dear, and leaves points in the bucket', async () => {
    const ids = Array.from({ length: 230 }, (_, index) => String(7_000_000_000_000 + index));
    const orders = ids.slice(0, 60).map((id, index) => order(String(9_000_000_000_000 + index), id));
    await shop.shopify.load([...ids.map((id) => customer(id)), ...orders]);
    await want('customer', ...ids);
    await want('order', ...orders.map(({ id }) => id));
    await runToEnd();
    expect(await rows('SELECT count(*)::int AS count FROM customer WHERE detail_updated_at IS NOT NULL')).toEqual([
      { count: 230 },
    ]);
    expect(await rows('SELECT count(*)::int AS count FROM order_line')).toEqual([{ count: 120 }]);
    // 230 customers and 60 orders in fewer than one call for ten of them, none of which was refused.
    expect(await shop.calls('graphql')).toBeLessThan(25);
    expect(await waiting()).toEqual([]);
  });
});

describe('the queue', () => {
  it('keeps an object that was wanted again while it was read', async () => {
    await want('customer', AYSE, FATMA);
    const inShop = shop.services.database.inShop.bind(shop.services.database);
    const read = await inShop(shop.shopId, (sql) => waitingObjects(sql, 'customer', 10, shop.services.clock()));
    shop.time.aheadMs += 5_000;
    await want('customer', FATMA);
    await inShop(shop.shopId, (sql) => closeObjects(sql, 'customer', read));
    expect(await waiting()).toEqual([{ kind: 'customer', id: FATMA, attempts: 0 }]);
  });

  it.each([
    ['is cut off', { cut: 'after' }],
    ['fails', { status: 503 }],
    ['is throttled', { status: 429, headers: { 'retry-after': '0' } }],
  ])('loses nothing when the answer %s', async (_, action) => {
    await shop.shopify.load([customer(AYSE)]);
    await want('customer', AYSE);
    await shop.shopify.control('POST', '/faults', { path: 'graphql', times: 2, action });
    await runToEnd();
    expect(await rows('SELECT customer_id FROM customer')).toEqual([{ customer_id: AYSE }]);
    expect(await waiting()).toEqual([]);
  });

  it('keeps what Shopify refuses to show: a null beside an error is no deletion', async () => {
    await shop.shopify.load([customer(AYSE), product('8100000000001')]);
    await want('customer', AYSE);
    await want('product', '8100000000001');
    await runToEnd();
    await shop.shopify.control('POST', `/shops/${DOMAIN}/denied`, { fields: ['Customer'] });
    await want('customer', AYSE);
    await want('product', '8100000000001');
    await runToEnd();
    expect(await rows('SELECT customer_id FROM customer WHERE deleted_at IS NULL')).toEqual([{ customer_id: AYSE }]);
    expect(await waiting()).toEqual([{ kind: 'customer', id: AYSE, attempts: 1 }]);
    await shop.shopify.control('POST', `/shops/${DOMAIN}/denied`, { fields: [] });
    shop.time.aheadMs += 3_600_000;
    await shop.storeToken();
    await runToEnd();
    expect(await waiting()).toEqual([]);
  });

  it('does not take old orders for gone that may not be seen without read_all_orders', async () => {
    await shop.shopify.load([order(ORDER, null)]);
    await want('order', ORDER);
    await runToEnd();
    await shop.shopify.control('POST', `/shops/${DOMAIN}/scopes`, {
      scopes: ['read_customers', 'read_orders', 'read_products'],
    });
    await database.owner.query('UPDATE shop SET reads_all_orders = false');
    await shop.storeToken();
    await want('order', ORDER);
    await runLater();
    expect(await rows('SELECT order_id, deleted_at FROM orders')).toEqual([{ order_id: ORDER, deleted_at: null }]);
    expect(await waiting()).toEqual([]);
  });

  it('lets one object that the database refuses not keep the others from coming in', async () => {
    await shop.shopify.load([customer(AYSE), customer(FATMA)]);
    await want('customer', AYSE, FATMA);
    const { services, shopId } = shop;
    const objects = await services.database.inShop(shopId, (sql) =>
      waitingObjects(sql, 'customer', 10, services.clock()),
    );
    const askedAt = services.clock();
    const options = { metafields: [], readsProducts: true };
    const answer = await readObjects(shop.admin(), 'customer', [AYSE, FATMA], options, askedAt);
    if (answer.kind === 'halted') throw new Error(answer.halt.reason);
    const read = objects.map((object) => {
      const reading = answer.readings.get(object.id);
      if (reading?.kind !== 'changes') throw new Error('not read');
      // An instant that JavaScript can hold and PostgreSQL cannot.
      const changes = reading.changes.map((change) =>
        object.id === AYSE && change.kind === 'customer' ? { ...change, createdAt: -8_640_000_000_000_000 } : change,
      );
      return { object, reading: { kind: 'changes' as const, changes } };
    });
    await storeObjects({ services, shopId, kind: 'customer', readsAllOrders: true, askedAt }, read);
    expect(await rows('SELECT customer_id FROM customer')).toEqual([{ customer_id: FATMA }]);
    expect(await waiting()).toEqual([{ kind: 'customer', id: AYSE, attempts: 1 }]);
  });

  it('is not read for a shop that has left', async () => {
    await want('customer', AYSE);
    await database.owner.query(`UPDATE shop SET status = 'uninstalled'`);
    expect(await run()).toEqual({ again: false, delayMs: 0 });
    expect(await shop.calls('graphql')).toBe(0);
  });

  it('waits for the merchant when the token cannot be refreshed', async () => {
    await want('customer', AYSE);
    await database.owner.query('DELETE FROM session');
    expect(await run()).toMatchObject({ again: true });
    expect(await waiting()).toEqual([{ kind: 'customer', id: AYSE, attempts: 1 }]);
  });

  it('asks nothing of what waits beside it while Shopify cannot be asked', async () => {
    const many = Array.from({ length: 120 }, (_, index) => String(7_000_000_000_001 + index));
    await want('customer', ...many);
    await want('order', ORDER);
    await database.owner.query('DELETE FROM session');
    const { delayMs } = await run();
    const due = async (afterMs: number): Promise<boolean> =>
      (await dueWork(shop.services.database, shop.services.clock() + afterMs, 0)).some(
        ({ task }) => task === 'refetch',
      );
    expect(await due(0)).toBe(false);
    expect(await due(delayMs)).toBe(true);
  });

  it('asks nothing more of a kind that may not be read, and goes on with the others', async () => {
    await shop.close();
    await emptyDatabase(database);
    shop = await installShop(database, { scopes: ['read_orders', 'read_all_orders'] });
    await shop.storeToken();
    await shop.shopify.load([order(ORDER, null)]);
    await want('product', ...Array.from({ length: 120 }, (_, index) => String(8_100_000_000_001 + index)));
    await want('order', ORDER);
    await runToEnd();
    expect(await rows('SELECT order_id::text FROM orders')).toEqual([{ order_id: ORDER }]);
    expect(
      await rows('SELECT kind, count(*)::int AS count, bool_and(not_before > now()) AS rests FROM refetch GROUP BY 1'),
    ).toEqual([{ kind: 'product', count: 120, rests: true }]);
  });
});
