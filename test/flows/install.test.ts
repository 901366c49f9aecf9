/** The set-up of a new shop: its details, the standard segments, the pixel, the backfills; again and again without harm. */
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { standardPresets as presets } from '#app/core/presets/registry.ts';
import { parseRule } from '#app/core/rules/parse.ts';
import { runInstall } from '#app/flows/install/runInstall.ts';
import { at, DOMAIN } from '#test/sandbox/shopifyHarness.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { emptyDatabase, installShop, type InstalledShop } from './installedShop.ts';
import { reconcileRig } from './reconcileRig.ts';

let database: TestDatabase;
let shop: InstalledShop;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  await emptyDatabase(database);
  shop = await installShop(database);
});
afterEach(() => shop.close());

const install = () => runInstall(shop.services, shop.shopId);
const pixel = async (): Promise<unknown> =>
  at((await shop.shopify.control('GET', `/shops/${DOMAIN}`)).json, 'pixel', 'settings');
async function rows(text: string): Promise<Record<string, unknown>[]> {
  return (await database.owner.query<Record<string, unknown>>(text)).rows;
}

describe('a set-up', () => {
  it('reads the shop, makes the nine segments, turns the pixel on and queues the backfills', async () => {
    await shop.storeToken();
    expect(await install()).toEqual({ again: false, delayMs: 0 });

    const [row] = await rows('SELECT name, currency_code, timezone, country_code, pixel_account FROM shop');
    expect(row).toMatchObject({
      name: 'Deneme',
      currency_code: 'TRY',
      timezone: 'Europe/Istanbul',
      country_code: 'TR',
    });
    expect(await pixel()).toEqual({ accountID: row?.pixel_account, endpoint: 'https://kesit.example/events' });
    expect(await rows('SELECT kind, state FROM backfill ORDER BY kind')).toEqual([
      { kind: 'customers', state: 'waiting' },
      { kind: 'orders', state: 'waiting' },
      { kind: 'products', state: 'waiting' },
    ]);
    const segments = await rows('SELECT segment_id, preset_id, rule, position FROM segment ORDER BY segment_id');
    expect(segments.map((segment) => segment.preset_id)).toEqual(presets.map((preset) => preset.id));
    expect(segments.map((segment) => segment.segment_id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (const segment of segments) expect(parseRule(segment.rule).ok, String(segment.preset_id)).toBe(true);
    expect(await rows(`SELECT DISTINCT key FROM graphile_worker.jobs WHERE key LIKE 'backfill:%'`)).toEqual([
      { key: `backfill:${shop.shopId}` },
    ]);
  });

  it('done again changes nothing a merchant chose, and fills what is missing under a new number', async () => {
    await shop.storeToken();
    await install();
    await database.owner.query(`UPDATE segment SET params = '{"orders": 9}' WHERE preset_id = 'vip'`);
    await database.owner.query(`DELETE FROM segment WHERE preset_id = 'churn'`);
    await database.owner.query(
      `UPDATE backfill SET state = 'done', lines_done = 7, started_at = now() WHERE kind = 'orders'`,
    );
    expect(await install()).toEqual({ again: false, delayMs: 0 });

    expect(await rows(`SELECT params FROM segment WHERE preset_id = 'vip'`)).toEqual([{ params: { orders: 9 } }]);
    expect(await rows('SELECT count(*)::int AS count, max(segment_id) AS last FROM segment')).toEqual([
      { count: 9, last: 10 },
    ]);
    expect(await rows(`SELECT state, lines_done FROM backfill WHERE kind = 'orders'`)).toEqual([
      { state: 'done', lines_done: '7' },
    ]);
  });

  it('after an uninstallation reads the history anew: what happened meanwhile was never told', async () => {
    await shop.storeToken();
    await install();
    await database.owner.query(
      `UPDATE backfill SET state = 'done', lines_done = 7, started_at = now() - interval '1 day'`,
    );
    await database.owner.query(`UPDATE shop SET status = 'uninstalled'`);
    expect(await install()).toEqual({ again: false, delayMs: 0 });
    expect(await rows(`SELECT DISTINCT state FROM backfill`)).toEqual([{ state: 'done' }]);

    await database.makeShop(DOMAIN);
    await install();
    expect(await rows(`SELECT DISTINCT state, lines_done FROM backfill`)).toEqual([
      { state: 'waiting', lines_done: '0' },
    ]);
  });

  it('starts a failed backfill over', async () => {
    await shop.storeToken();
    await install();
    await database.owner.query(`UPDATE backfill SET state = 'failed', attempts = 5, error = 'export-failed'`);
    await install();
    expect(await rows(`SELECT DISTINCT state, attempts, error FROM backfill`)).toEqual([
      { state: 'waiting', attempts: 0, error: null },
    ]);
  });

  it('computes segments that came with a new version for a shop that was read in before', async () => {
    await shop.storeToken();
    await install();
    await database.owner.query(`UPDATE backfill SET state = 'done', started_at = now()`);
    await database.owner.query(`DELETE FROM segment WHERE preset_id = 'vip'`);
    await install();
    const computed = await rows(`SELECT computed_at IS NOT NULL AS computed FROM segment WHERE preset_id = 'vip'`);
    expect(computed).toEqual([{ computed: true }]);
  });
});

describe('the pixel', () => {
  it('that is there already gets the present settings', async () => {
    await shop.storeToken();
    await install();
    await database.owner.query(`UPDATE shop SET pixel_account = 'another-account'`);
    expect(await install()).toEqual({ again: false, delayMs: 0 });
    expect(await pixel()).toMatchObject({ accountID: 'another-account' });
  });

  it('is left out without its scope; the rest is set up', async () => {
    await shop.close();
    await emptyDatabase(database);
    shop = await installShop(database, { scopes: ['read_customers', 'read_orders'] });
    await shop.storeToken();
    expect(await install()).toEqual({ again: false, delayMs: 0 });
    expect(await pixel()).toBeUndefined();
    expect(await rows('SELECT count(*)::int AS count FROM backfill')).toEqual([{ count: 2 }]);
  });

  it('is made later when Shopify fails; the backfills are queued all the same', async () => {
    await shop.storeToken();
    await shop.shopify.control('POST', '/faults', {
      bodyContains: 'webPixelCreate',
      times: 10,
      action: { status: 502 },
    });
    expect(await install()).toMatchObject({ again: true });
    expect(await rows('SELECT count(*)::int AS count FROM backfill')).toEqual([{ count: 3 }]);
    await shop.shopify.control('DELETE', '/faults');
    expect(await install()).toMatchObject({ again: false });
    expect(await pixel()).toMatchObject({ endpoint: 'https://kesit.example/events' });
  });
});

describe('what is told of the pixel and the scopes', () => {
  const told = async () => (await rows('SELECT pixel_problem, access_problem FROM shop'))[0];
  const grant = (scopes: string[]) => shop.shopify.control('POST', `/shops/${DOMAIN}/scopes`, { scopes });
  const read = ['read_customers', 'read_orders', 'read_all_orders', 'read_products'];

  it('is nothing when all is well', async () => {
    await shop.storeToken();
    await install();
    expect(await told()).toEqual({ pixel_problem: null, access_problem: null });
  });

  it('is why the pixel could not be made; the next comparison makes it and takes the word back', async () => {
    await grant(read);
    await shop.storeToken();
    await install();
    const [row] = await rows('SELECT pixel_problem FROM shop');
    expect(String(row?.pixel_problem)).toContain('ACCESS_DENIED');
    expect(await pixel()).toBeUndefined();

    await grant([...read, 'write_pixels', 'read_customer_events']);
    await shop.storeToken();
    await database.owner.query(`UPDATE backfill SET state = 'done', started_at = now(), finished_at = now()`);
    await database.owner.query('UPDATE shop SET scan_due_at = now()');
    await reconcileRig(database, shop).compare();
    expect(await told()).toEqual({ pixel_problem: null, access_problem: null });
    expect(await pixel()).toMatchObject({ endpoint: 'https://kesit.example/events' });
  });

  it('is to grant access where customers or orders may not be read, until they may', async () => {
    await grant(['read_orders']);
    await shop.storeToken();
    await install();
    expect(await told()).toMatchObject({ access_problem: 'grant-access' });
    await grant(read);
    await shop.storeToken();
    await install();
    expect(await told()).toMatchObject({ access_problem: null });
  });
});

describe('a set-up that cannot be', () => {
  it('without a token is to be run again, and has changed nothing', async () => {
    const answer = await install();
    expect(answer).toMatchObject({ again: true });
    expect(answer.delayMs).toBeGreaterThan(0);
    expect(await rows('SELECT * FROM segment')).toEqual([]);
  });

  it('of a shop that is not installed ends', async () => {
    await shop.storeToken();
    await database.owner.query(`UPDATE shop SET status = 'redacted'`);
    expect(await install()).toEqual({ again: false, delayMs: 0 });
    expect(await shop.calls('graphql')).toBe(0);
  });
});
