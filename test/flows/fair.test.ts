/**
 * Shops share the workers: however much waits of some, what comes in of another is absorbed next. Counted in transactions,
 * not in seconds: PostgreSQL numbers them as they begin to write, and every row tells the number of the one that wrote it.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { absorbTurn, catchUp, tickTurn } from '#app/flows/turns.ts';
import { openDatabase } from '#app/platform/database.ts';
import { isUnderWay, ring } from '#app/store/bells.ts';
import { secretContext } from '#app/store/connections.ts';
import { startWorker, type Worker } from '#app/worker.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { DAY_MS, segmentedShop, type SegmentedShop } from './segmentedShop.ts';
import { consentTold, customerTold, orderTold } from './webhooks.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
const cleanUp: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  await database.owner.query('TRUNCATE shop, inbox, connection, placement CASCADE');
  await database.owner.query('DELETE FROM graphile_worker._private_jobs');
});
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

const poll = { timeout: 50_000, interval: 20 };
const before = Math.floor(Date.now() / 1_000) * 1_000 - 60 * DAY_MS;

async function worker(of: SegmentedShop): Promise<Worker> {
  const own = openDatabase({ url: database.urls.worker, applicationName: 'fair', maxConnections: 24 });
  const started = await startWorker({ ...of.services, database: own }, { url: database.urls.worker });
  cleanUp.push(() => started.stop().then(() => own.close()));
  return started;
}

/** Puts many orders into a shop's inbox at once, each of another customer. */
async function fill(shop: SegmentedShop, count: number): Promise<void> {
  const bodies = Array.from({ length: count }, (_, index) =>
    JSON.stringify(orderTold(index + 1, { customerId: index + 1, at: before }).body),
  );
  await database.owner.query(
    `INSERT INTO inbox (shop_id, delivery_id, topic, api_version, triggered_at, body)
     SELECT $1, 'many-' || nth, 'orders/updated', '2026-10', now(), convert_to(body, 'UTF8')
     FROM unnest($2::text[]) WITH ORDINALITY AS b (body, nth)`,
    [shop.shopId, bodies],
  );
}

const state = async (shop: SegmentedShop): Promise<Record<string, number>> =>
  Object.fromEntries(
    (await shop.rows('SELECT state, count(*)::int AS count FROM inbox WHERE shop_id = $1 GROUP BY 1')).map((row) => [
      String(row.state),
      Number(row.count),
    ]),
  );

describe('a shop with one delivery', () => {
  it('has it absorbed within a few batches of ten others that have thousands waiting', async () => {
    const busy: SegmentedShop[] = [];
    for (let index = 0; index < 10; index += 1) {
      const shop = await segmentedShop(database, { destinations: false, clock: Date.now });
      await fill(shop, 4_000);
      busy.push(shop);
    }
    const [first] = busy;
    if (!first) throw new Error('There are ten.');
    const quiet = await segmentedShop(database, { destinations: false, clock: Date.now });
    await worker(first);
    // All of them are at work, and none is near its end.
    await expect
      .poll(async () => (await Promise.all(busy.slice(0, 4).map(state))).every(({ done = 0 }) => done > 0), poll)
      .toBe(true);
    await quiet.receive(orderTold(1, { customerId: 1, at: before }));
    const [{ began } = { began: 0 }] = await quiet.rows(
      'SELECT xmin::text::bigint AS began FROM inbox WHERE shop_id = $1',
    );
    await expect.poll(() => state(quiet), poll).toEqual({ done: 1 });
    const [{ ended } = { ended: 0 }] = await quiet.rows(
      'SELECT xmin::text::bigint AS ended FROM inbox WHERE shop_id = $1',
    );
    const { rows } = await database.owner.query<{ between: number; left: number }>(
      `SELECT count(DISTINCT xmin::text) FILTER (WHERE state = 'done' AND xmin::text::bigint BETWEEN $2 AND $3)::int AS between,
              count(*) FILTER (WHERE state = 'pending')::int AS left
       FROM inbox WHERE shop_id <> $1`,
      [quiet.shopId, began, ended],
    );
    expect(rows[0]?.left).toBeGreaterThan(5_000);
    // Three promptly, two of the backlog: those that were under way, and a few that began while it was fetched.
    expect(rows[0]?.between).toBeLessThanOrEqual(12);
  });

  it('has it absorbed while every worker for long jobs waits for a partner that does not answer', async () => {
    const silent = createServer(() => undefined);
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    cleanUp.push(() => closed(silent));
    const klaviyoUrl = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const shops: SegmentedShop[] = [];
    for (let index = 0; index < 9; index += 1)
      shops.push(await segmentedShop(database, { klaviyoUrl, clock: Date.now }));
    for (const shop of shops) {
      await shop.rows(`UPDATE connection SET secret = $2 WHERE shop_id = $1`, seal(shop));
      await shop.tell(
        customerTold(1, { updatedAt: before }),
        consentTold(1, 'subscribed', before),
        orderTold(1, { customerId: 1, at: before }),
        orderTold(2, { customerId: 1, at: before }),
      );
    }
    const [first] = shops;
    if (!first) throw new Error('There are nine.');
    await worker(first);
    const locked = async (): Promise<number> =>
      (
        await database.owner.query<{ count: number }>(
          `SELECT count(*)::int AS count FROM graphile_worker.jobs WHERE locked_at IS NOT NULL AND task_identifier IN ('deliver', 'pull')`,
        )
      ).rows[0]?.count ?? 0;
    await expect.poll(locked, poll).toBe(6);
    await first.receive(orderTold(3, { customerId: 3, at: before }), orderTold(4, { customerId: 3, at: before }));
    await expect.poll(() => first.segmentsOf(3), poll).toEqual(['repeat-buyers']);
    expect(await locked()).toBe(6);
    await closed(silent);
  });
});

describe('turns', () => {
  let shop: SegmentedShop;
  beforeEach(async () => {
    shop = await segmentedShop(database, { destinations: false });
  });

  it('do one batch of what has just come, and leave the rest to the backlog', async () => {
    await fill(shop, 2_000);
    expect(await absorbTurn(shop.services, shop.shopId)).toEqual({ again: false, delayMs: 0 });
    expect(await state(shop)).toEqual({ done: 250, pending: 1_750 });
    expect(await isUnderWay(database.worker, 'catchup', shop.shopId)).toBe(true);
    // What comes in meanwhile waits with the rest, and the backlog is told.
    expect(await absorbTurn(shop.services, shop.shopId)).toEqual({ again: false, delayMs: 0 });
    expect(await tickTurn(shop.services, shop.shopId)).toEqual({ again: false, delayMs: 0 });
    expect(await state(shop)).toEqual({ done: 250, pending: 1_750 });
    expect(await catchUp(shop.services, shop.shopId)).toEqual({ again: false, delayMs: 0 });
    expect(await state(shop)).toEqual({ done: 2_000 });
  });

  it('end when they have lasted', async () => {
    await fill(shop, 3_000);
    let now = shop.time.now;
    // Every look at the clock finds it a tenth of a second on.
    const services = { ...shop.services, clock: () => (now += 100) };
    const answers: boolean[] = [];
    while (answers.at(-1) !== false) answers.push((await catchUp(services, shop.shopId)).again);
    expect(answers.length).toBeGreaterThan(2);
    expect(await state(shop)).toEqual({ done: 3_000 });
  });

  it('wait for nobody who holds the shop for long', async () => {
    await fill(shop, 10);
    await shop.inShop(async (sql) => {
      await sql.query('SELECT pg_advisory_xact_lock(7301, $1::int)', [shop.shopId]);
      expect(await absorbTurn(shop.services, shop.shopId)).toEqual({ again: true, delayMs: 100 });
      expect(await tickTurn(shop.services, shop.shopId)).toEqual({ again: true, delayMs: 100 });
      expect(await catchUp(shop.services, shop.shopId)).toEqual({ again: true, delayMs: 100 });
    });
    expect(await absorbTurn(shop.services, shop.shopId)).toEqual({ again: false, delayMs: 0 });
    expect(await state(shop)).toEqual({ done: 10 });
  });
});

describe('a bell', () => {
  const runAt = async (): Promise<string> =>
    (await database.owner.query<{ at: string }>('SELECT run_at::text AS at FROM graphile_worker.jobs')).rows[0]?.at ??
    '';

  it('that is rung again keeps its place', async () => {
    const shopId = await database.makeShop('kept.myshopify.com');
    await database.owner.query('DELETE FROM graphile_worker._private_jobs');
    await ring(database.worker, { task: 'absorb', shopId });
    const placed = await runAt();
    for (let index = 0; index < 5; index += 1) await ring(database.worker, { task: 'absorb', shopId });
    expect(await runAt()).toBe(placed);
  });

  it('rung for now does not wait for a later one, and one for later changes nothing', async () => {
    const shopId = await database.makeShop('sooner.myshopify.com');
    await database.owner.query('DELETE FROM graphile_worker._private_jobs');
    await ring(database.worker, { task: 'place', shopId, delayMs: 3_600_000 });
    const late = await runAt();
    await ring(database.worker, { task: 'place', shopId });
    const soon = await runAt();
    expect(Date.parse(soon)).toBeLessThan(Date.parse(late) - 3_000_000);
    await ring(database.worker, { task: 'place', shopId, delayMs: 3_600_000 });
    expect(await runAt()).toBe(soon);
  });

  it('that hangs already is rung by any number at once, and is answered when the last of them has committed', async () => {
    const shopId = await database.makeShop('hanging.myshopify.com');
    await database.owner.query('DELETE FROM graphile_worker._private_jobs');
    await ring(database.worker, { task: 'absorb', shopId });
    const free = async (): Promise<number> =>
      (await database.owner.query('SELECT FROM graphile_worker._private_jobs FOR UPDATE SKIP LOCKED')).rowCount ?? 0;
    await database.worker.inShop(shopId, async (first) => {
      await ring(first, { task: 'absorb', shopId });
      await database.worker.inShop(shopId, async (second) => {
        await second.query(`SET LOCAL lock_timeout = '2s'`);
        await ring(second, { task: 'absorb', shopId });
        expect(await free()).toBe(0);
      });
      expect(await free()).toBe(0);
    });
    expect(await free()).toBe(1);
  });
});

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => void server.close(() => resolve()));
}

const seal = (shop: SegmentedShop): Buffer =>
  shop.services.secrets.seal(JSON.stringify({ apiKey: `pk_${'0'.repeat(34)}` }), secretContext(shop.shopId, 1));
