/** The reading in of a shop's history through bulk exports: whole, exact, and by one of many processes. */
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { generateShop } from '#sandbox/demo-shop/generateShop.ts';
import type { Customer, Order } from '#sandbox/shopify/model.ts';
import { customer, order } from '#test/sandbox/shopifyHarness.ts';
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
  rig = backfillRig(database, shop);
});
afterEach(() => shop.close());

describe('a backfill', () => {
  it('of the demo shop leaves rows equal to the shop, field by field, and computes the segments once', async () => {
    const demo = generateShop({ customers: 400, seed: 5, anchor: new Date('2026-11-01T00:00:00Z') });
    await rig.open([...demo.lines()] as (Customer | Order)[]);
    await rig.runToEnd();
    await rig.expectEqualToShop();
    const lines = await rig.rows(
      'SELECT (SELECT count(*)::int FROM customer) AS customers, (SELECT count(*)::int FROM orders) AS orders',
    );
    expect(await rig.state()).toEqual([
      {
        kind: 'customers',
        state: 'done',
        error: null,
        attempts: 0,
        rows_done: lines[0]?.customers,
        root_count: lines[0]?.customers,
      },
      {
        kind: 'orders',
        state: 'done',
        error: null,
        attempts: 0,
        rows_done: lines[0]?.orders,
        root_count: lines[0]?.orders,
      },
    ]);
    expect(await rig.rows('SELECT count(*)::int AS count FROM segment WHERE computed_at IS NULL')).toEqual([
      { count: 0 },
    ]);
    const vip = await rig.rows(`SELECT member_count > 0 AS some FROM segment WHERE preset_id = 'repeat-buyers'`);
    expect(vip).toEqual([{ some: true }]);
    expect(await rig.step()).toEqual({ again: false, delayMs: 0 });
  });

  it('of an empty shop ends', async () => {
    await rig.open([]);
    await rig.runToEnd();
    expect(await rig.state()).toMatchObject([
      { state: 'done', rows_done: 0 },
      { state: 'done', rows_done: 0 },
    ]);
  });

  it('keeps ids beyond 2^53, consents that were never asked, refunds and orders without a customer', async () => {
    await rig.open([
      customer('706405506930370084', {
        phone: null,
        smsConsent: null,
        emailConsent: { state: 'not_subscribed', optInLevel: null, updatedAt: null },
      }),
      customer('706405506930370085', {
        email: null,
        smsConsent: { state: 'subscribed', optInLevel: null, updatedAt: '2026-02-03T04:05:06Z' },
      }),
      order('906405506930370084', '706405506930370084', {
        financialStatus: 'partially_refunded',
        currentTotalMinor: 20_000,
        refunds: [{ id: '806405506930370084', createdAt: '2026-03-01T00:00:00Z', amountMinor: 5_990 }],
      }),
      order('906405506930370085', null),
    ]);
    await rig.runToEnd();
    await rig.expectEqualToShop();
  });

  it('shows its progress while Shopify exports and while lines are loaded', async () => {
    await shop.shopify.control('POST', '/bulk/duration', { value: 400 });
    await rig.open(someRecords(50, 50));
    const seen = new Set<string>();
    await rig.runToEnd({
      before: async () => {
        for (const row of await rig.state()) seen.add(`${String(row.kind)} ${String(row.state)}`);
      },
    });
    expect([...seen]).toEqual(expect.arrayContaining(['customers waiting', 'customers requested', 'orders requested']));
    expect(await rig.state()).toMatchObject([{ root_count: 50 }, { root_count: 50 }]);
  });

  it('does not put an old export over what came by webhook meanwhile', async () => {
    await rig.open([customer('11'), order('21', '11')]);
    await rig.step();
    await database.worker.inShop(shop.shopId, (sql) =>
      sql.query(
        `INSERT INTO customer (shop_id, customer_id, email, tags, updated_at, told_at, email_consent, email_consent_at)
         VALUES ($1, 11, 'newer@example.com', '{}', '2027-01-01Z', '2027-01-01Z', 'unsubscribed', '2027-01-01Z')`,
        [shop.shopId],
      ),
    );
    await rig.runToEnd();
    expect(await rig.rows('SELECT email, email_consent FROM customer')).toEqual([
      { email: 'newer@example.com', email_consent: 'unsubscribed' },
    ]);
  });

  it('is stopped by an uninstallation', async () => {
    await rig.open(someRecords(5, 5));
    await rig.step();
    await database.owner.query(`UPDATE shop SET status = 'uninstalled'`);
    expect(await rig.step()).toEqual({ again: false, delayMs: 0 });
    expect(await rig.rows('SELECT * FROM customer')).toEqual([]);
  });
});

describe('a long file', () => {
  it('is loaded in turns with other work, and fetched once all the same', async () => {
    rig = backfillRig(database, shop, { batchLines: 20, sliceMs: 0 });
    await rig.open(someRecords(200, 200));
    const done = new Set<unknown>();
    await rig.runToEnd({ before: async () => void done.add((await rig.state())[0]?.rows_done) });
    expect([...done]).toEqual(expect.arrayContaining([20, 40, 60, 80, 100, 120, 140, 160, 180, 200]));
    expect(await shop.calls('bulk-results')).toBe(2);
    await rig.expectEqualToShop();
  });

  it('is gone on with by any process: what another has stored meanwhile is passed over', async () => {
    rig = backfillRig(database, shop, { batchLines: 20, sliceMs: 0 });
    await rig.open(someRecords(200, 200));
    const processes = [shop.services, shop.anotherProcess(), shop.anotherProcess()];
    for (let run = 0; run < 60; run += 1) await rig.step(processes[run % 3]);
    await rig.runToEnd();
    expect(await rig.state()).toMatchObject([
      { state: 'done', rows_done: 200 },
      { state: 'done', rows_done: 200 },
    ]);
    await rig.expectEqualToShop();
  });
});

describe('two processes', () => {
  it('at once do the work of one', async () => {
    await rig.open(someRecords(300, 600));
    await Promise.all([rig.runToEnd(), rig.runToEnd({ services: shop.anotherProcess() })]);
    await rig.expectEqualToShop();
    expect(await shop.calls('bulk-results')).toBe(2);
  });
});
