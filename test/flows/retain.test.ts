/** What is old is cleared away, table by table, in small batches; what is young stays to the millisecond. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readParked, replayParked } from '#app/flows/adminInbox.ts';
import { retainShop } from '#app/flows/retain/retainShop.ts';
import type { ShopSql } from '#app/platform/database.ts';
import { beginRun, loadRun } from '#app/store/reconcile.ts';
import { EXPIRED } from '#app/store/retention.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { DAY_MS, NOW, segmentedShop, type SegmentedShop } from './segmentedShop.ts';
import { customerTold, delivery, orderTold } from './webhooks.ts';

let database: TestDatabase;
let shop: SegmentedShop;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  await database.owner.query('TRUNCATE shop, inbox CASCADE');
  shop = await segmentedShop(database, { destinations: false });
});

const at = (daysAgo: number, laterMs = 0): string => new Date(NOW - daysAgo * DAY_MS + laterMs).toISOString();
const count = async (table: string, where = 'TRUE'): Promise<number> =>
  Number((await shop.rows(`SELECT count(*) AS count FROM ${table} WHERE shop_id = $1 AND ${where}`))[0]?.count);
const retain = (options = {}): ReturnType<typeof retainShop> =>
  retainShop(shop.services, shop.shopId, { pauseMs: 0, ...options });

/** 25 rows just older than is kept, 7 exactly as old, and 5 younger. @param values Columns after the shop; n is the row's number. */
async function age(table: string, columns: string, values: string, days: number): Promise<void> {
  await database.owner.query(
    `INSERT INTO ${table} (shop_id, ${columns})
     SELECT $1, ${values} FROM (
       SELECT n, CASE WHEN n <= 25 THEN $2::timestamptz - n * interval '1 millisecond' WHEN n <= 32 THEN $2::timestamptz
                      ELSE $2::timestamptz + interval '1 day' END AS at
       FROM generate_series(1, 37) n) g`,
    [shop.shopId, at(days)],
  );
}
const DELIVERY = `delivery_id, topic, api_version, body, received_at, state`;
const delivered = (state: string): string => `'${state}-' || n, 'orders/create', '2026-10', '{"id":1}', at, '${state}'`;

describe('once a day', () => {
  it.each([
    ['inbox', DELIVERY, delivered('done'), 30],
    ['inbox', DELIVERY, delivered('expired'), 120],
    ['reconciliation', 'kind, method, started_at', `'order', 'scan', at`, 90],
    ['sync_report', 'connection_id, started_at', '1, at', 90],
    ['access_log', 'at, actor, action', `at, 'worker', 'read'`, 400],
    ['transition', 'segment_id, customer_id, entered, at', '1, n, true, at', 800],
    ['segment_size', 'segment_id, hour, member_count', 'n, at, 1', 800],
    ['privacy_file', 'request_id, body, byte_count, made_at, expires_at', `n::text, 'x', 1, at, at`, 0],
    ['checkout', 'token, customer_id, created_at, updated_at, completed_at', 'n::text, 1, at, at, at', 400],
    ['checkout', 'token, email_key, created_at, updated_at', `n::text, 'a@example.com', at, at`, 400],
    ['checkout', 'token, deleted_at', 'n::text, at', 400],
  ])('rows of %s (%s) go when they are older than is kept', async (table, columns, values, days) => {
    await age(table, columns, values, days);
    const other = await segmentedShop(database, { destinations: false });
    await database.owner.query(
      `INSERT INTO ${table} (shop_id, ${columns}) SELECT $1, ${values} FROM (SELECT 1 AS n, $2::timestamptz AS at) g`,
      [other.shopId, at(2_000)],
    );
    const { again, cleared } = await retain({ batchRows: 10 });
    expect(again).toBe(false);
    expect(cleared).toEqual({ [table]: 25 });
    expect(await count(table)).toBe(12);
    // Another shop's rows are that shop's business.
    expect(Number((await other.rows(`SELECT count(*) FROM ${table} WHERE shop_id = $1`))[0]?.count)).toBe(1);
    expect((await retain()).cleared).toEqual({});
  });

  it('counts of arrivals go after 90 days', async () => {
    await database.owner.query(
      `INSERT INTO arrival_hour (shop_id, source, hour)
       SELECT $1, 'webhook', $2::timestamptz + n * interval '1 hour' FROM generate_series(-3, 3) n`,
      [shop.shopId, at(90)],
    );
    expect((await retain()).cleared).toEqual({ arrival_hour: 3 });
  });

  it('a comparison that is still under way stays, however long Shopify could not be asked', async () => {
    const begin = (sql: ShopSql) => beginRun(sql, 'orders', 'scan', { from: 0, to: 1 }, NOW - 200 * DAY_MS);
    await shop.inShop(begin);
    const { runId } = await shop.inShop(begin);
    expect((await retain()).cleared).toEqual({ reconciliation: 1 });
    expect(await shop.inShop((sql) => loadRun(sql, runId))).toMatchObject({ runId });
  });

  it('raw deliveries go by the setting of the shop, and what still waits never goes', async () => {
    await shop.rows(`UPDATE shop SET settings = '{"inboxRetentionDays": 3}' WHERE shop_id = $1`);
    await age('inbox', DELIVERY, delivered('done'), 3);
    await age('inbox', DELIVERY, delivered('pending'), 100);
    expect((await retain({ batchRows: 10 })).cleared).toEqual({ inbox: 25 });
    expect(await count('inbox', `state = 'done'`)).toBe(12);
    expect(await count('inbox', `state = 'pending'`)).toBe(37);
  });

  it('deliveries set aside lose their body and say so, and go 90 days later', async () => {
    await shop.tell({
      ...delivery('orders/create', { currency: 'TRY', email: 'ayse@example.com' }, NOW),
      deliveryId: 'old',
    });
    await shop.rows('UPDATE inbox SET received_at = $2 WHERE shop_id = $1', at(30, -1));
    await shop.tell({ ...delivery('orders/create', { currency: 'TRY' }, NOW), deliveryId: 'young' });
    await shop.rows(`UPDATE inbox SET received_at = $2 WHERE shop_id = $1 AND delivery_id = 'young'`, at(30));
    expect((await retain()).cleared).toEqual({ inbox: 1 });
    expect(
      await shop.rows('SELECT state, length(body) AS bytes, error FROM inbox WHERE shop_id = $1 ORDER BY seq'),
    ).toEqual([
      { state: 'expired', bytes: 0, error: EXPIRED },
      { state: 'parked', bytes: 18, error: 'id is missing.' },
    ]);
    // It is still seen, and no replay reaches it.
    const { deliveries, groups } = await readParked({ database: database.web }, shop.shopId);
    expect(deliveries.map(({ deliveryId, expired }) => [deliveryId, expired])).toEqual([
      ['young', false],
      ['old', true],
    ]);
    expect(groups).toMatchObject([{ count: 1 }]);
    expect(await replayParked({ database: database.web }, shop.shopId, {})).toBe(1);
    await shop.absorb();
    shop.time.now += 90 * DAY_MS;
    await retain();
    expect(await count('inbox', `delivery_id = 'old'`)).toBe(0);
  });

  it('an old checkout takes the fact with it that it carried, and a verdict with that', async () => {
    await shop.tell(customerTold(1, { updatedAt: NOW - 500 * DAY_MS }));
    await shop.tell(
      delivery(
        'checkouts/update',
        {
          token: 'old',
          created_at: at(399),
          updated_at: at(399),
          customer: { id: 1, admin_graphql_api_id: 'gid://shopify/Customer/1' },
          currency: 'TRY',
          total_price: '10.00',
        },
        NOW,
      ),
    );
    expect((await shop.factsOf(1))?.last_checkout_at).toBe(NOW - 399 * DAY_MS);
    await retain();
    expect((await shop.factsOf(1))?.last_checkout_at).toBe(NOW - 399 * DAY_MS);
    shop.time.now += DAY_MS + 1;
    expect((await retain()).cleared).toMatchObject({ checkout: 1 });
    expect((await shop.factsOf(1))?.last_checkout_at).toBeNull();
  });

  it('storefront events go by the setting of the shop, with the facts they carried', async () => {
    await shop.rows(`UPDATE shop SET settings = '{"eventRetentionDays": 40}' WHERE shop_id = $1`);
    await shop.tell(
      customerTold(1, { updatedAt: NOW - 500 * DAY_MS }),
      customerTold(2, { updatedAt: NOW - 500 * DAY_MS }),
    );
    await shop.visit({ at: NOW - 41 * DAY_MS, customerId: 1 }, { at: NOW - 39 * DAY_MS, customerId: 2 });
    await shop.absorb();
    expect((await retain()).cleared).toEqual({ site_event: 1 });
    expect((await shop.factsOf(1))?.last_site_activity_at).toBeNull();
    expect((await shop.factsOf(2))?.last_site_activity_at).toBe(NOW - 39 * DAY_MS);
  });

  it('is noted, and the next time is a day later', async () => {
    await retain();
    expect(await shop.rows('SELECT retain_due_at AS due FROM shop WHERE shop_id = $1')).toEqual([
      { due: NOW + DAY_MS },
    ]);
  });
});

describe('a turn', () => {
  it('ends after so many batches and is gone on with; the day is noted only when all is done', async () => {
    const [before] = await shop.rows('SELECT retain_due_at AS due FROM shop WHERE shop_id = $1');
    await age('inbox', DELIVERY, delivered('done'), 30);
    expect(await retain({ batchRows: 10, turnBatches: 2 })).toMatchObject({ again: true, cleared: { inbox: 20 } });
    expect(await count('inbox')).toBe(17);
    expect(await shop.rows('SELECT retain_due_at AS due FROM shop WHERE shop_id = $1')).toEqual([before]);
    expect(await retain({ batchRows: 10 })).toMatchObject({ again: false, cleared: { inbox: 5 } });
    expect(await shop.rows('SELECT retain_due_at AS due FROM shop WHERE shop_id = $1')).not.toEqual([before]);
  });

  it('gives way to whoever works on the shop', async () => {
    await shop.inShop(async (sql) => {
      await sql.query('SELECT pg_advisory_xact_lock(7301, $1::int)', [shop.shopId]);
      expect(await retain()).toMatchObject({ again: true });
    });
    expect(await retain()).toMatchObject({ again: false });
  });

  it('does nothing in a shop that was erased, and its work in one without the app', async () => {
    await age('inbox', DELIVERY, delivered('done'), 30);
    await shop.rows(`UPDATE shop SET status = 'redacted' WHERE shop_id = $1`);
    expect((await retain()).cleared).toEqual({});
    await shop.rows(`UPDATE shop SET status = 'uninstalled' WHERE shop_id = $1`);
    expect((await retain()).cleared).toEqual({ inbox: 25 });
  });
});

describe('a delivery that was cleared away', () => {
  it('and comes once more changes nothing', async () => {
    const told = orderTold(1, { customerId: 1, at: NOW - 60 * DAY_MS });
    await shop.tell(told);
    const before = await shop.state();
    await shop.rows('UPDATE inbox SET received_at = $2 WHERE shop_id = $1', at(31));
    await retain();
    expect(await count('inbox')).toBe(0);
    await shop.tell(told);
    expect(await shop.state()).toEqual(before);
  });
});
