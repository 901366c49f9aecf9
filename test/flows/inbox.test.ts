/** Deliveries set aside: shown without values, and replayed, one, some or all, from the web process and the command line. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readParked, replayParked } from '#app/flows/adminInbox.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { DAY_MS, NOW, segmentedShop, type Row, type SegmentedShop } from './segmentedShop.ts';
import { customerTold, delivery, orderTold, type TestDelivery } from './webhooks.ts';

let database: TestDatabase;
let shop: SegmentedShop;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  await database.owner.query('TRUNCATE shop, inbox CASCADE');
  await database.owner.query('ALTER TABLE customer DROP CONSTRAINT IF EXISTS for_a_while');
  shop = await segmentedShop(database, { destinations: false });
});

const before = NOW - 60 * DAY_MS;
const bad = (deliveryId: string, topic = 'orders/create'): TestDelivery => ({
  ...delivery(topic, { currency: 'TRY' }, NOW),
  deliveryId,
});
const states = (): Promise<Row[]> =>
  shop.rows('SELECT delivery_id AS id, state, attempts, replays, error FROM inbox WHERE shop_id = $1 ORDER BY seq');
const web = (): { database: TestDatabase['web'] } => ({ database: database.web });
const absorbBells = async (): Promise<number> =>
  (
    await database.owner.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM graphile_worker.jobs WHERE key = $1`,
      [`absorb:${shop.shopId}`],
    )
  ).rows[0]?.count ?? 0;

describe('what was set aside', () => {
  it('is shown page by page, the latest first, and counted by topic and reason', async () => {
    await shop.tell(bad('a'), bad('b'), bad('c', 'customers/update'), orderTold(1, { customerId: 1, at: before }));
    shop.time.now += 1_000;
    await shop.tell(bad('d'));
    const first = await readParked(web(), shop.shopId, {}, { limit: 3 });
    expect(first.groups).toEqual([
      { topic: 'orders/create', reason: 'id is missing.', count: 3, firstParkedAt: NOW, lastParkedAt: NOW + 1_000 },
      { topic: 'customers/update', reason: 'id is missing.', count: 1, firstParkedAt: NOW, lastParkedAt: NOW },
    ]);
    expect(first.deliveries.map((one) => one.deliveryId)).toEqual(['d', 'c', 'b']);
    expect(first.deliveries[0]).toMatchObject({
      topic: 'orders/create',
      reason: 'id is missing.',
      parkedAt: NOW + 1_000,
      attempts: 1,
      replays: 0,
      expired: false,
    });
    const second = await readParked(web(), shop.shopId, {}, { limit: 3, before: first.nextBefore ?? '' });
    expect(second.deliveries.map((one) => one.deliveryId)).toEqual(['a']);
    expect(second.nextBefore).toBeNull();
    const narrowed = await readParked(web(), shop.shopId, { topic: 'customers/update' });
    expect(narrowed.deliveries.map((one) => one.deliveryId)).toEqual(['c']);
  });

  it('is seen of no other shop, and not replayed from there', async () => {
    await shop.tell(bad('a'));
    const other = await database.makeShop('other.myshopify.com');
    expect((await readParked(web(), other)).deliveries).toEqual([]);
    expect(await replayParked(web(), other, {})).toBe(0);
    expect(await replayParked(web(), other, { deliveryIds: ['a'] })).toBe(0);
    expect(await states()).toMatchObject([{ state: 'parked', replays: 0 }]);
  });
});

describe('a replay', () => {
  it.each([
    ['one', { deliveryIds: ['b'] }, ['b']],
    ['a topic', { topic: 'customers/update' }, ['c']],
    ['a reason', { reason: 'id is missing.' }, ['a', 'b', 'c', 'd']],
    ['a time', { parkedFrom: NOW + 1_000 }, ['d']],
    ['the time before', { parkedTo: NOW + 1_000 }, ['a', 'b', 'c']],
    ['all', {}, ['a', 'b', 'c', 'd']],
    ['none', { reason: 'no such reason' }, []],
  ])('of %s puts back those and rings', async (_, choice, expected) => {
    await shop.tell(bad('a'), bad('b'), bad('c', 'customers/update'));
    shop.time.now += 1_000;
    await shop.tell(bad('d'));
    await database.owner.query('DELETE FROM graphile_worker._private_jobs');
    expect(await replayParked(web(), shop.shopId, choice)).toBe(expected.length);
    const back = (await states()).filter(({ state }) => state === 'pending');
    expect(back.map(({ id }) => id)).toEqual(expected);
    for (const row of back) expect(row).toMatchObject({ attempts: 0, replays: 1, error: null });
    expect(await absorbBells()).toBe(expected.length > 0 ? 1 : 0);
  });

  it('is counted, does nothing when asked for again, and ends though everything is set aside again meanwhile', async () => {
    await shop.tell(bad('a'), bad('b'));
    expect(await replayParked(web(), shop.shopId, {})).toBe(2);
    expect(await replayParked(web(), shop.shopId, {})).toBe(0);
    await shop.absorb();
    expect(await states()).toMatchObject([
      { state: 'parked', attempts: 1, replays: 1, error: 'id is missing.' },
      { state: 'parked', attempts: 1, replays: 1, error: 'id is missing.' },
    ]);
    expect(await replayParked(web(), shop.shopId, {})).toBe(2);
    await shop.absorb();
    expect(await states()).toMatchObject([{ replays: 2 }, { replays: 2 }]);
  });

  it('absorbs what has been mended, and what is known newer stays', async () => {
    await database.owner.query(`ALTER TABLE customer ADD CONSTRAINT for_a_while CHECK (first_name <> 'Eski')`);
    const old = { ...customerTold(1, { updatedAt: before, firstName: 'Eski' }), deliveryId: 'old' };
    const lonely = { ...customerTold(2, { updatedAt: before, firstName: 'Eski' }), deliveryId: 'lonely' };
    await shop.tell(old, lonely, customerTold(1, { updatedAt: before + DAY_MS, firstName: 'Yeni' }));
    for (let attempt = 1; attempt < 6; attempt += 1) {
      shop.time.now += 1_000 * 4 ** attempt;
      await shop.absorb();
    }
    expect((await readParked(web(), shop.shopId)).deliveries).toHaveLength(2);
    await database.owner.query('ALTER TABLE customer DROP CONSTRAINT for_a_while');
    expect(await replayParked(web(), shop.shopId, {})).toBe(2);
    await shop.absorb();
    expect(await shop.rows(`SELECT DISTINCT state FROM inbox WHERE shop_id = $1`)).toEqual([{ state: 'done' }]);
    expect(await shop.rows('SELECT first_name FROM customer WHERE shop_id = $1 ORDER BY customer_id')).toEqual([
      { first_name: 'Yeni' },
      { first_name: 'Eski' },
    ]);
  });

  it('of more than one transaction holds takes all', async () => {
    await database.owner.query(
      `INSERT INTO inbox (shop_id, delivery_id, topic, api_version, body, state, error, parked_at)
       SELECT $1, 'many-' || n, 'orders/create', '2026-10', '{}', 'parked', 'id is missing.', now() FROM generate_series(1, 4500) n`,
      [shop.shopId],
    );
    expect(await replayParked(web(), shop.shopId, {})).toBe(4_500);
  });
});

describe('npm run inbox', () => {
  const root = path.resolve(import.meta.dirname, '../..');
  async function inbox(...args: string[]): Promise<{ code: number | null; out: string; error: string }> {
    const child = spawn(process.execPath, [path.join(root, 'scripts/inbox.ts'), ...args], {
      cwd: root,
      env: { ...process.env, DATABASE_URL: '', DATABASE_WORKER_URL: database.urls.worker },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, error] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (error += chunk.toString()));
    return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, error })));
  }
  const domain = async (): Promise<string> =>
    String((await shop.rows('SELECT domain FROM shop WHERE shop_id = $1'))[0]?.domain);

  it('tells what waits and what was set aside, in every shop', async () => {
    expect(await inbox('status')).toMatchObject({ error: '', out: 'Nothing waits, and nothing is set aside.\n' });
    await shop.tell(bad('a'), bad('b'));
    await shop.receive(orderTold(1, { customerId: 1, at: before }));
    const other = await database.makeShop('other.myshopify.com');
    await database.owner.query(
      `INSERT INTO inbox (shop_id, delivery_id, topic, api_version, body) VALUES ($1, 'x', 'orders/create', '2026-10', '{}')`,
      [other],
    );
    const lines = (await inbox('status')).out.trim().split('\n').sort();
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^other\.myshopify\.com {2}waiting 1, the oldest for \d+ s$/);
    expect(lines[1]).toMatch(/parked 2, the oldest for \d+ s: id is missing\.$/);
    expect(lines[2]).toMatch(/waiting 1, the oldest for/);
  });

  it('lists and replays those of one shop', async () => {
    await shop.tell(bad('a'), bad('b', 'customers/update'));
    const listed = await inbox('list', '--shop', await domain());
    expect(listed.out).toMatch(
      /b {2}customers\/update {2}replayed 0 {2}id is missing\.\n.*a {2}orders\/create.*\n2 set aside\.\n$/,
    );
    expect((await inbox('replay', '--shop', await domain(), '--id', 'a')).out).toBe('1 put back into the queue.\n');
    expect(await states()).toMatchObject([{ state: 'pending' }, { state: 'parked' }]);
    expect((await inbox('replay', '--shop', await domain(), '--topic', 'orders/paid')).out).toMatch(/^0 /);
    expect((await inbox('replay', '--shop', await domain(), '--all')).out).toMatch(/^1 /);
    expect(await states()).toMatchObject([{ state: 'pending' }, { state: 'pending' }]);
  });

  it.each([
    [[], /Say what is wanted/],
    [['nonsense'], /Say what is wanted/],
    [['list'], /--shop is missing/],
    [['replay', '--shop', 'a.myshopify.com'], /Either --all, or what narrows it/],
    [['replay', '--shop', 'a.myshopify.com', '--all', '--topic', 'orders/create'], /Either --all, or what narrows it/],
    [['list', '--shop', 'a.myshopify.com', '--from', 'yesterday'], /--from is not an instant/],
    [['list', '--wrong'], /Unknown option '--wrong'/],
  ])('refuses %j with 2 and the ways to use it', async (args, why) => {
    const { code, error } = await inbox(...args);
    expect(code).toBe(2);
    expect(error).toMatch(why);
    expect(error).toContain('npm run inbox -- status');
  });

  it('says in one line that a shop is not known', async () => {
    const { code, error } = await inbox('list', '--shop', 'nobody.myshopify.com');
    expect(code).toBe(1);
    expect(error.trim().split('\n')).toHaveLength(1);
    expect(error).toContain('nobody.myshopify.com');
  });
});
