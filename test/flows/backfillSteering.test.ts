/** A backfill as the merchant steers it: paused, gone on with, started over; what Shopify keeps from us; slices and metafields. */
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isBackfillProblem } from '#app/core/backfill/problems.ts';
import { backfillProgress } from '#app/core/backfill/progress.ts';
import { loadBackfills, pauseBackfills, restartBackfills, resumeBackfills } from '#app/store/backfill.ts';
import { customer, DOMAIN, order } from '#test/sandbox/shopifyHarness.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { backfillRig, someRecords, type BackfillRig } from './backfillRig.ts';
import { emptyDatabase, installShop, type InstalledShop } from './installedShop.ts';

let database: TestDatabase;
let shop: InstalledShop;
let rig: BackfillRig;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  await emptyDatabase(database);
  shop = await installShop(database);
  rig = backfillRig(database, shop, { batchLines: 20, sliceMs: 0 });
});
afterEach(() => shop.close());

/** As the web process does it. */
const steer = (work: typeof pauseBackfills, subjects: Parameters<typeof pauseBackfills>[1]): Promise<number> =>
  database.web.inShop(shop.shopId, (sql) => work(sql, subjects, shop.services.clock()));
const rowsDone = async () => (await rig.state()).map((row) => row.rows_done);
const bells = () => rig.rows(`SELECT count(*)::int AS count FROM graphile_worker.jobs WHERE key LIKE 'backfill:%'`);

async function runUntil(holds: () => Promise<boolean>): Promise<void> {
  for (let run = 0; run < 200 && !(await holds()); run += 1) {
    const { delayMs } = await rig.step();
    shop.time.aheadMs += delayMs;
  }
  expect(await holds()).toBe(true);
}

describe('a paused backfill', () => {
  it('stores nothing more and computes nothing, and goes on from the same line', async () => {
    await rig.open(someRecords(200, 200));
    await runUntil(async () => Number((await rowsDone())[0]) >= 60);
    // There is no product to read: that is done already.
    expect(await steer(pauseBackfills, ['customers', 'orders', 'products'])).toBe(2);
    const before = await rowsDone();
    await database.owner.query('TRUNCATE graphile_worker._private_jobs CASCADE');
    for (let run = 0; run < 5; run += 1) expect(await rig.step()).toEqual({ again: false, delayMs: 0 });
    expect(await rowsDone()).toEqual(before);
    expect(await rig.rows('SELECT count(*)::int AS count FROM customer_fact')).toEqual([{ count: 0 }]);
    const progress = backfillProgress(await database.web.inShop(shop.shopId, loadBackfills), shop.services.clock());
    expect(progress).toMatchObject({ isUnderWay: false, subjects: [{ phase: 'paused', totalCount: 200 }, {}, {}] });

    expect(await steer(resumeBackfills, ['customers', 'orders', 'products'])).toBe(2);
    expect(await bells()).toEqual([{ count: 1 }]);
    await rig.runToEnd();
    await rig.expectEqualToShop();
    expect(await shop.calls('bulk-results')).toBe(2);
  });

  it('lets another subject come in, and nobody is put into segments before all is there', async () => {
    await rig.open(someRecords(60, 60));
    await steer(pauseBackfills, ['orders']);
    await runUntil(async () => (await rowsDone())[0] === 60 && !(await rig.step()).again);
    expect(await rowsDone()).toEqual([60, 0]);
    expect(await rig.rows('SELECT count(*)::int AS count FROM membership')).toEqual([{ count: 0 }]);
    await steer(resumeBackfills, ['orders']);
    await rig.runToEnd();
    expect(await rig.state()).toMatchObject([{ state: 'done' }, { state: 'done' }]);
    await rig.expectEqualToShop();
  });

  it('is stopped in the middle of a batch that is about to be stored', async () => {
    rig = backfillRig(database, shop, { batchLines: 20, sliceMs: 60_000 });
    await rig.open(someRecords(400, 0));
    await database.owner.query(`
      CREATE FUNCTION pause_now() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        UPDATE backfill SET paused = true; RETURN NEW; END $$;
      CREATE TRIGGER pause_now BEFORE INSERT ON customer FOR EACH ROW WHEN (NEW.customer_id = 7000000000050) EXECUTE FUNCTION pause_now()`);
    await runUntil(async () => !(await rig.step()).again);
    expect((await rowsDone())[0]).toBe(60);
    await database.owner.query('DROP TRIGGER pause_now ON customer; DROP FUNCTION pause_now()');
  });
});

describe('a backfill that is started over', () => {
  it('in the middle or after its end reads everything anew', async () => {
    await rig.open(someRecords(100, 100));
    await runUntil(async () => Number((await rowsDone())[0]) >= 40);
    expect(await steer(restartBackfills, ['customers'])).toBe(1);
    expect(await rowsDone()).toEqual([0, 0]);
    await rig.runToEnd();
    await rig.expectEqualToShop();
    await shop.shopify.load([customer('7000000000999'), order('9000000000999', '7000000000999')]);
    expect(await steer(restartBackfills, ['customers', 'orders', 'products'])).toBe(3);
    await rig.runToEnd();
    expect(await rowsDone()).toEqual([101, 101]);
    await rig.expectEqualToShop();
  });
});

describe('many orders', () => {
  it('are exported in slices by when they were created, each order in one of them', async () => {
    rig = backfillRig(database, shop, { slicedFromOrders: 40 });
    const day = 86_400_000;
    const now = Date.now();
    const orders = Array.from({ length: 60 }, (_, index) => {
      const at = new Date(now - (index + 1) * 10 * day).toISOString();
      return order(String(9_000_000_000_001 + index), '11', { createdAt: at, processedAt: at });
    });
    await rig.open([customer('11'), ...orders]);
    await rig.runToEnd();
    const state = await rig.state();
    expect(state.map(({ kind, state: end }) => `${String(kind)} ${String(end)}`)).toEqual([
      'customers done',
      'orders done',
      'orders:2 done',
      'orders:3 done',
    ]);
    const perSlice = state.slice(1).map((row) => Number(row.rows_done));
    expect(perSlice.reduce((sum, count) => sum + count, 0)).toBe(60);
    for (const count of perSlice) expect(count).toBeGreaterThan(5);
    await rig.expectEqualToShop();
    const [, progress] = backfillProgress(await database.web.inShop(shop.shopId, loadBackfills), now).subjects;
    expect(progress).toMatchObject({ subject: 'orders', phase: 'done', totalCount: 60, rowsDone: 60, percent: 100 });
  });
});

describe('what the merchant named or Shopify hides', () => {
  it('metafields are read with the customers, and lines and products with the orders', async () => {
    await database.owner.query(`UPDATE shop SET settings = '{"customerMetafields": ["custom.birth_date"]}'`);
    const metafields = { 'custom.birth_date': { value: '1990-05-06', type: 'date' } };
    await rig.open([customer('11', { metafields }), order('21', '11')]);
    await rig.runToEnd();
    expect(await rig.rows('SELECT metafields FROM customer')).toEqual([
      { metafields: { 'custom.birth_date': '1990-05-06' } },
    ]);
    const lines = await rig.rows('SELECT count(*)::int AS count, sum(total_minor) > 0 AS worth FROM order_line');
    expect(lines).toMatchObject([{ worth: true }]);
  });

  it('without read_products orders are read without them, and without read_orders customers without their last order', async () => {
    for (const scopes of [['read_customers', 'read_orders', 'read_all_orders'], ['read_customers']]) {
      await shop.close();
      await emptyDatabase(database);
      shop = await installShop(database, { scopes });
      rig = backfillRig(database, shop);
      await rig.open(someRecords(5, 5));
      await rig.runToEnd();
      expect((await rig.state())[0]).toMatchObject({ kind: 'customers', state: 'done' });
      const isReadable = scopes.includes('read_orders');
      expect((await rig.state())[1]).toMatchObject({ kind: 'orders', state: isReadable ? 'done' : 'failed' });
      expect(await rig.rows(`SELECT kind FROM backfill WHERE kind = 'products'`)).toEqual([]);
      expect(await rig.rows('SELECT reads_all_orders FROM shop')).toEqual([{ reads_all_orders: isReadable }]);
    }
  });

  const deny = (fields: string[]) => shop.shopify.control('POST', `/shops/${DOMAIN}/denied`, { fields });
  const hiddenOf = async (subject: string) => {
    const { subjects } = backfillProgress(await database.web.inShop(shop.shopId, loadBackfills), Date.now());
    return [...(subjects.find((one) => one.subject === subject)?.hiddenFields ?? [])].sort();
  };

  it('fields that the app is not approved for are named, and all else is read', async () => {
    await deny(['Customer.email', 'Customer.firstName']);
    await rig.open(someRecords(30, 30));
    await rig.runToEnd();
    expect(await rig.state()).toMatchObject([
      { state: 'done', rows_done: 30 },
      { state: 'done', rows_done: 30 },
    ]);
    expect(await hiddenOf('customers')).toEqual(['email', 'firstName']);
    const known = 'count(email)::int AS emails, count(first_name)::int AS first, count(last_name)::int AS last';
    expect(await rig.rows(`SELECT ${known} FROM customer`)).toEqual([{ emails: 0, first: 0, last: 30 }]);
    expect(await rig.rows('SELECT count(*)::int AS count FROM orders WHERE customer_id IS NOT NULL')).toEqual([
      { count: 30 },
    ]);
  });

  it('customers as a whole end in words that say so', async () => {
    await deny(['Customer']);
    await rig.open(someRecords(10, 0));
    await rig.runToEnd();
    expect((await rig.state())[0]).toMatchObject({ state: 'failed', error: 'protected-data' });
    expect(isBackfillProblem('protected-data')).toBe(true);
    expect(await hiddenOf('customers')).toEqual(['customer']);
    expect(await rig.rows(`SELECT state FROM backfill WHERE kind = 'products'`)).toEqual([{ state: 'done' }]);
  });
});
