/** Somebody who was erased does not come back with what is read at Shopify later, by whichever way. */
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { absorb } from '#app/flows/absorb/absorb.ts';
import { runBackfill } from '#app/flows/backfill/runBackfill.ts';
import { refetch } from '#app/flows/refetch/refetch.ts';
import { restartBackfills } from '#app/store/backfill.ts';
import { queueObjects } from '#app/store/refetchQueue.ts';
import { customer, order } from '#test/sandbox/shopifyHarness.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { emptyDatabase, installShop, type InstalledShop } from './installedShop.ts';
import { reconcileRig, type ReconcileRig } from './reconcileRig.ts';

const [AYSE, FATMA] = ['7000000000001', '7000000000002'];
const [KNOWN, NEVER_READ] = ['9000000000001', '9000000000002'];

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
  await rig.open([customer(AYSE), customer(FATMA), order(KNOWN, AYSE)]);
  const body = JSON.stringify({ customer: { id: Number(AYSE), email: null }, orders_to_redact: [Number(KNOWN)] });
  await database.owner.query(
    `INSERT INTO inbox (shop_id, delivery_id, topic, api_version, body) VALUES ($1, 'erase', 'customers/redact', '2026-10', convert_to($2, 'UTF8'))`,
    [shop.shopId, body],
  );
  await absorb(shop.services, shop.shopId);
  // At Shopify the orders name the customer still.
  await shop.shopify.load([
    order(KNOWN, AYSE, { updatedAt: '2026-03-01T10:00:00Z' }),
    order(NEVER_READ, AYSE),
    order('9000000000003', FATMA),
  ]);
});
afterEach(() => shop.close());

const inShop: InstalledShop['services']['database']['inShop'] = (shopId, work) =>
  shop.services.database.inShop(shopId, work);

async function expectErased(): Promise<void> {
  const told = await rig.rows('SELECT order_id, customer_id, name, tags, cart_token FROM orders ORDER BY order_id');
  const nobody = { customer_id: null, name: null, tags: null, cart_token: null };
  expect(told).toMatchObject([
    { order_id: KNOWN, ...nobody },
    { order_id: NEVER_READ, ...nobody },
    { order_id: '9000000000003', customer_id: FATMA, name: '#0003' },
  ]);
  const [row] = await rig.rows(`SELECT * FROM customer WHERE redacted_at IS NOT NULL`);
  expect(row).toMatchObject({ customer_id: AYSE, email: null, phone: null, first_name: null, email_consent: null });
  expect(await rig.rows('SELECT customer_id FROM customer_fact')).toEqual([{ customer_id: FATMA }]);
}

it('by a history read in anew', async () => {
  await inShop(shop.shopId, (sql) => restartBackfills(sql, ['customers', 'orders'], shop.services.clock()));
  await rig.runToEnd(runBackfill);
  await expectErased();
});

it('object by object', async () => {
  await inShop(shop.shopId, async (sql) => {
    const now = shop.services.clock();
    await queueObjects(sql, 'customer', [AYSE, FATMA], now, null);
    await queueObjects(sql, 'order', [KNOWN, NEVER_READ, '9000000000003'], now, null);
  });
  await rig.runToEnd(refetch);
  await expectErased();
});
