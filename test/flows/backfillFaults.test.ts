/** A backfill against everything that can break on the way: at the end every row is there, or the merchant is told why not. */
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isBackfillProblem } from '#app/core/backfill/problems.ts';
import { readData, steerHistory } from '#app/flows/adminData.ts';
import { runInstall } from '#app/flows/install/runInstall.ts';
import { at, customer, DOMAIN } from '#test/sandbox/shopifyHarness.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { backfillRig, someRecords, type BackfillRig } from './backfillRig.ts';
import { emptyDatabase, installShop, type InstalledShop } from './installedShop.ts';

const FILE = '/bulk-results/';
const DAY_MS = 86_400_000;

let database: TestDatabase;
let shop: InstalledShop;
let rig: BackfillRig;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  await emptyDatabase(database);
  shop = await installShop(database);
  rig = backfillRig(database, shop, { batchLines: 50 });
});
afterEach(() => shop.close());

const fault = (rule: object) => shop.shopify.control('POST', '/faults', rule);
const failNext = (rule: object) => shop.shopify.control('POST', '/bulk/fail-next', rule);
const operations = () => shop.shopify.graphql('{ bulkOperations(first: 50) { nodes { id status } } }');
const operationCount = async () =>
  (at((await operations()).json, 'data', 'bulkOperations', 'nodes') as unknown[]).length;
const bothDone = [
  { state: 'done', error: null },
  { state: 'done', error: null },
];

describe('an export that ends badly', () => {
  it.each([
    [{ ends: 'FAILED', afterObjects: 130, errorCode: 'TIMEOUT' }],
    [{ ends: 'FAILED', errorCode: 'INTERNAL_SERVER_ERROR', afterObjects: 0 }],
    [{ ends: 'CANCELED', afterObjects: 70 }],
    [{ ends: 'EXPIRED' }],
  ])('is requested again: %o', async (bulkFault) => {
    await failNext(bulkFault);
    await rig.open(someRecords(300, 200));
    await rig.runToEnd();
    expect(await rig.state()).toMatchObject([{ ...bothDone[0], attempts: 1, rows_done: 300 }, bothDone[1]]);
    await rig.expectEqualToShop();
    expect(await operationCount()).toBe(4);
  });

  it('gives its part at once, while another is waited for', async () => {
    await failNext({ ends: 'FAILED', afterObjects: 130, errorCode: 'TIMEOUT' });
    await rig.open(someRecords(300, 0));
    const seen = new Set<unknown>();
    await rig.runToEnd({
      before: async () => {
        const [count] = await rig.rows('SELECT count(*)::int AS count FROM customer');
        const [first] = await rig.state();
        if (first?.state === 'waiting') seen.add(count?.count);
      },
    });
    expect([...seen]).toContain(130);
  });

  it('again and again is given up with words for the merchant, and what came is in use', async () => {
    await rig.open(someRecords(300, 0));
    await rig.runToEnd({ before: () => failNext({ ends: 'FAILED', afterObjects: 130, errorCode: 'TIMEOUT' }) });
    const [customers, orders] = await rig.state();
    expect(customers).toMatchObject({ state: 'failed', attempts: 4, error: 'export-failed' });
    expect(isBackfillProblem(String(customers?.error))).toBe(true);
    expect(orders).toMatchObject({ kind: 'orders' });
    expect(await rig.rows('SELECT count(*)::int AS count FROM customer_fact')).toEqual([{ count: 130 }]);
    expect(await rig.step()).toMatchObject({ again: false });
  });

  it('for want of permission is not requested again; the merchant is asked', async () => {
    await shop.close();
    await emptyDatabase(database);
    shop = await installShop(database, { scopes: ['read_customers', 'write_pixels', 'read_customer_events'] });
    rig = backfillRig(database, shop);
    await rig.open(someRecords(20, 20));
    await rig.runToEnd();
    expect(await rig.state()).toMatchObject([bothDone[0], { state: 'failed', error: 'grant-access' }]);
  });
});

describe('a file', () => {
  it('that breaks off is read on from where it broke off', async () => {
    await rig.open(someRecords(500, 0));
    await fault({ path: FILE, times: 3, action: { cutAtBytes: 60_000 } });
    const lines: number[] = [];
    await rig.runToEnd({ before: async () => void lines.push(Number((await rig.state())[0]?.rows_done)) });
    expect(lines.some((done) => done > 0 && done < 500)).toBe(true);
    expect(lines).toEqual(lines.toSorted((one, other) => one - other));
    expect(await rig.state()).toMatchObject([{ ...bothDone[0], attempts: 0, rows_done: 500 }, bothDone[1]]);
    await rig.expectEqualToShop();
  });

  it.each([
    ['is answered with 503', { status: 503 }],
    ['is answered with 429', { status: 429 }],
    ['is cut off', { cut: 'before' }],
  ])('is fetched again when the fetch %s', async (_, action) => {
    await rig.open(someRecords(60, 60));
    await fault({ path: FILE, times: 4, action });
    await rig.runToEnd();
    expect(await rig.state()).toMatchObject([{ ...bothDone[0], attempts: 0 }, bothDone[1]]);
    await rig.expectEqualToShop();
  });

  it('whose signed address has run out is fetched from a fresh one', async () => {
    await rig.open(someRecords(60, 60));
    await fault({ path: FILE, times: 1, action: { status: 403, body: 'ExpiredToken' } });
    await rig.runToEnd();
    expect(await rig.state()).toMatchObject([{ ...bothDone[0], attempts: 0 }, bothDone[1]]);
    await rig.expectEqualToShop();
  });

  it('that is no longer there is exported again', async () => {
    await rig.open(someRecords(60, 60));
    await fault({ path: FILE, times: 2, action: { status: 403, body: 'ExpiredToken' } });
    await rig.runToEnd();
    expect((await rig.state()).reduce((sum, row) => sum + Number(row.attempts), 0)).toBe(1);
    expect(await rig.state()).toMatchObject(bothDone);
    await rig.expectEqualToShop();
  });

  it('that outlived its seven days while we stood still is exported again', async () => {
    await rig.open(someRecords(60, 60));
    await rig.step();
    await shop.shopify.control('POST', '/clock', { advanceMs: 8 * DAY_MS });
    await shop.storeToken();
    await rig.runToEnd();
    expect(await rig.state()).toMatchObject(bothDone);
    await rig.expectEqualToShop();
  });

  it('with lines that cannot be read or stored gives all the others', async () => {
    const records = someRecords(300, 0);
    await rig.open([
      ...records,
      customer('123', { createdAt: '-010000-01-01T00:00:00Z' }),
      customer('124', { updatedAt: '2026-02-01T00:00:00Z', firstName: 'nul \u0000 byte' }),
      customer('125', {
        emailConsent: { state: 'subscribed', optInLevel: 'single_opt_in', updatedAt: 'long ago' },
      }),
    ]);
    await rig.runToEnd();
    expect(await rig.state()).toMatchObject([{ ...bothDone[0], rows_done: 303 }, bothDone[1]]);
    expect(await rig.rows('SELECT count(*)::int AS count FROM customer')).toEqual([{ count: 301 }]);
    expect(await rig.rows('SELECT customer_id::text, first_name FROM customer WHERE customer_id < 1000')).toEqual([
      { customer_id: '124', first_name: 'nul  byte' },
    ]);
    const unread = 'SELECT unread_count, unread_reasons FROM backfill ORDER BY kind LIMIT 1';
    const [told] = await rig.rows(unread);
    expect(told).toEqual({
      unread_count: 2,
      unread_reasons: [
        'The database refused it: an instant is out of range (22008).',
        'marketingUpdatedAt: not an instant',
      ],
    });
    expect((await readData(shop.services, shop.shopId, null)).history.subjects[0]).toMatchObject({
      subject: 'customers',
      unreadCount: 2,
      unreadReasons: told?.unread_reasons,
    });
    // Read anew, it is counted anew. The web process may set that going.
    await steerHistory({ ...shop.services, database: database.web }, shop.shopId, 'restart');
    expect(await rig.rows(unread)).toEqual([{ unread_count: 0, unread_reasons: [] }]);
    await rig.runToEnd();
    expect(await rig.rows(unread)).toEqual([told]);
  });
});

describe('a crash', () => {
  it('in the middle of loading loses and doubles nothing, in this process or in another', async () => {
    await rig.open(someRecords(500, 500));
    await database.owner.query(`
      CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken off' USING ERRCODE = '58000'; END $$;
      CREATE TRIGGER break_off BEFORE INSERT ON customer FOR EACH ROW WHEN (NEW.customer_id = 7000000000321) EXECUTE FUNCTION break_off()`);
    await expect(rig.runToEnd()).rejects.toThrow('broken off');
    const [before] = await rig.state();
    expect(before).toMatchObject({ state: 'loading', rows_done: 300 });
    expect(await rig.rows('SELECT count(*)::int AS count FROM customer')).toEqual([{ count: 300 }]);
    await expect(rig.step()).rejects.toThrow('broken off');
    expect(await rig.state()).toMatchObject([{ rows_done: 300 }, {}]);
    await database.owner.query('DROP TRIGGER break_off ON customer; DROP FUNCTION break_off');

    await rig.runToEnd({ services: shop.anotherProcess() });
    expect(await rig.state()).toMatchObject([
      { ...bothDone[0], attempts: 0, rows_done: 500 },
      { ...bothDone[1], rows_done: 500 },
    ]);
    await rig.expectEqualToShop();
    expect(await operationCount()).toBe(3);
  });

  it('of the database connections at any moment is survived', async () => {
    await rig.open(someRecords(400, 400));
    let kills = 0;
    await rig.runToEnd({
      mayThrow: true,
      before: () => {
        kills += 1;
        if (kills <= 12) setTimeout(() => void killConnections(), (kills * 7) % 40);
        return Promise.resolve();
      },
    });
    await expect.poll(() => rig.state()).toMatchObject(bothDone);
    await rig.expectEqualToShop();
  });

  it('between the last line and the computing computes all the same', async () => {
    await rig.open(someRecords(30, 30));
    await database.owner.query(`
      CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken off' USING ERRCODE = '58000'; END $$;
      CREATE TRIGGER break_off BEFORE INSERT ON customer_fact FOR EACH ROW EXECUTE FUNCTION break_off()`);
    await expect(rig.runToEnd()).rejects.toThrow('broken off');
    expect(await rig.state()).toMatchObject([
      { state: 'loading', rows_done: 30 },
      { state: 'loading', rows_done: 30 },
    ]);
    await database.owner.query('DROP TRIGGER break_off ON customer_fact; DROP FUNCTION break_off');
    expect(await rig.step()).toMatchObject({ again: false });
    expect(await rig.state()).toMatchObject(bothDone);
    expect(await rig.rows('SELECT count(*)::int AS count FROM customer_fact')).toEqual([{ count: 30 }]);
  });
});

async function killConnections(): Promise<void> {
  await database.owner
    .query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND usename = 'kesit_worker' AND pid <> pg_backend_pid()`,
    )
    .catch(() => undefined);
}

describe('a request', () => {
  it('whose answer was lost is found again, not made twice', async () => {
    await shop.shopify.control('POST', '/bulk/duration', { value: 1_000 });
    await rig.open(someRecords(20, 20));
    await fault({ bodyContains: 'mutation BulkOperationRunQuery', times: 1, action: { cut: 'after' } });
    await rig.runToEnd();
    expect(await operationCount()).toBe(3);
    await rig.expectEqualToShop();
  });

  it('beyond what Shopify runs at once has its turn later', async () => {
    await shop.shopify.control('POST', '/bulk/duration', { value: 600_000 });
    await rig.open(someRecords(20, 20));
    const other =
      'mutation { bulkOperationRunQuery(query: "{ customers { edges { node { id } } } }") { userErrors { code } } }';
    for (let index = 0; index < 5; index += 1) await shop.shopify.graphql(other);
    await rig.step();
    expect(await rig.state()).toMatchObject([{ state: 'waiting' }, { state: 'waiting' }]);
    await shop.shopify.control('POST', '/bulk/duration', { value: 50 });
    await shop.shopify.control('POST', '/clock', { advanceMs: 600_000 });
    await rig.runToEnd();
    expect(await rig.state()).toMatchObject([{ ...bothDone[0], attempts: 0 }, bothDone[1]]);
    await rig.expectEqualToShop();
  });
});

describe('an answer that we do not understand', () => {
  const strange = { path: 'graphql', action: { status: 200, body: { data: { bulkOperation: { id: 5 } } } } };

  it('once does not end the backfill', async () => {
    await rig.open(someRecords(20, 20));
    await rig.step();
    await fault(strange);
    await rig.runToEnd();
    expect((await rig.state()).map((row) => row.attempts)).toEqual([1, 0]);
    expect(await rig.state()).toMatchObject(bothDone);
    await rig.expectEqualToShop();
  });

  it('again and again ends it with words; a set-up run starts it over', async () => {
    await rig.open(someRecords(20, 20));
    await fault({ ...strange, times: 1_000 });
    await rig.runToEnd();
    expect(await rig.state()).toMatchObject([
      { state: 'failed', error: 'our-bug' },
      { state: 'failed', error: 'our-bug' },
    ]);
    await shop.shopify.control('DELETE', '/faults');
    await runInstall(shop.services, shop.shopId);
    await rig.runToEnd();
    expect(await rig.state()).toMatchObject(bothDone);
    await rig.expectEqualToShop();
  });
});

describe('a token', () => {
  it('that ends while the history is read in is refreshed on the way', async () => {
    await shop.shopify.control('POST', '/tokens', { accessSeconds: 1 });
    await rig.open(someRecords(60, 60));
    await rig.runToEnd({ before: () => shop.shopify.control('POST', '/clock', { advanceMs: 2_000 }) });
    expect(await rig.state()).toMatchObject(bothDone);
    expect(await shop.calls(`/shops/{shop}/admin/oauth/access_token 200`)).toBeGreaterThan(2);
  });

  it('that is taken away stops it with words for the merchant, and it goes on when there is a new one', async () => {
    await rig.open(someRecords(60, 60));
    await shop.shopify.control('POST', `/shops/${DOMAIN}/revoke-tokens`);
    const answer = await rig.step();
    expect(answer.again).toBe(true);
    expect(answer.delayMs).toBeGreaterThan(1_000);
    expect(await rig.state()).toMatchObject([
      { state: 'waiting', error: 'open-app' },
      { state: 'waiting', error: 'open-app' },
    ]);
    const callsBefore = await shop.calls('/admin/');
    for (let bells = 0; bells < 5; bells += 1) expect(await rig.step()).toMatchObject({ again: true });
    expect(await shop.calls('/admin/')).toBe(callsBefore);
    await shop.storeToken();
    await rig.runToEnd();
    expect(await rig.state()).toMatchObject(bothDone);
    await rig.expectEqualToShop();
  });
});

describe('Shopify failing one call in three', () => {
  it.each(Array.from({ length: 6 }, (_, seed) => [seed + 1]))('does not change the end (seed %i)', async (seed) => {
    await rig.open(someRecords(200, 200));
    await fault({ path: 'graphql', rate: 0.15, seed, action: { status: 502 } });
    await fault({ path: 'graphql', rate: 0.15, seed: seed + 100, action: { cut: 'after' } });
    await fault({ path: FILE, rate: 0.3, seed: seed + 200, action: { cutAtBytes: 9_000 } });
    await rig.runToEnd();
    expect(await rig.state()).toMatchObject(bothDone);
    await rig.expectEqualToShop();
  });
});
