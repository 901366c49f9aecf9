/** The worker process: answers bells, takes over from one that was killed, and leaves nothing open when it stops. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from '#app/platform/database.ts';
import { startWorker, type Worker } from '#app/worker.ts';
import { ring } from '#app/store/bells.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { DAY_MS, segmentedShop, type SegmentedShop } from './segmentedShop.ts';
import { consentTold, orderTold } from './webhooks.ts';

let database: TestDatabase;
let shop: SegmentedShop;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  await database.owner.query('DELETE FROM graphile_worker._private_jobs');
  shop = await segmentedShop(database, { destinations: false, clock: Date.now });
});

const inboxStates = async (): Promise<unknown[]> =>
  (await shop.rows('SELECT DISTINCT state FROM inbox WHERE shop_id = $1')).map(({ state }) => state);
const bought = (id: number): ReturnType<typeof orderTold> =>
  orderTold(id, { customerId: 1, at: Math.floor(Date.now() / 1_000) * 1_000 - 60 * DAY_MS });
const poll = { timeout: 20_000, interval: 20 };

/** A worker with connections of its own, which are closed with it. */
async function worker(): Promise<Worker & { database: Database }> {
  const own = openDatabase({ url: database.urls.worker, applicationName: 'worker under test' });
  const started = await startWorker({ ...shop.services, database: own }, { url: database.urls.worker });
  return {
    ...started,
    database: own,
    async stop() {
      await started.stop();
      await own.close();
    },
  };
}

/** Connections of others than this file's own pools, which a worker opened. */
async function openConnections(): Promise<number> {
  const { rows } = await database.owner.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_stat_activity
     WHERE datname = current_database() AND usename = 'kesit_worker' AND application_name <> 'kesit'`,
  );
  return rows[0]?.count ?? 0;
}

async function jobs(task: string): Promise<{ isLocked: boolean }[]> {
  const { rows } = await database.owner.query<{ isLocked: boolean }>(
    'SELECT locked_by IS NOT NULL AS "isLocked" FROM graphile_worker.jobs WHERE task_identifier = $1',
    [task],
  );
  return rows;
}

describe('a worker', () => {
  it('absorbs what comes in, and stops without leaving a connection or a locked job', async () => {
    const running = await worker();
    await shop.receive(bought(1), bought(2));
    await expect.poll(inboxStates, poll).toEqual(['done']);
    expect(await shop.segmentsOf(1)).toEqual(['repeat-buyers']);
    expect(await openConnections()).toBeGreaterThan(0);
    await running.stop();
    await expect(running.ended).resolves.toBeUndefined();
    await expect.poll(openConnections, poll).toBe(0);
    const { rows } = await database.owner.query(
      'SELECT 1 FROM graphile_worker._private_jobs WHERE locked_by IS NOT NULL',
    );
    expect(rows).toEqual([]);
  });

  it('finishes the batch it is at before it stops', async () => {
    await shop.receive(...Array.from({ length: 600 }, (_, index) => bought(index + 1)));
    const running = await worker();
    await expect
      .poll(async () => (await shop.rows('SELECT 1 FROM orders WHERE shop_id = $1 LIMIT 1')).length, poll)
      .toBe(1);
    await running.stop();
    // The batch under way is whole; what is left waits for the next worker.
    const [counts] = await shop.rows(
      `SELECT (SELECT count(*) FROM orders WHERE shop_id = $1) AS orders,
              (SELECT count(*) FROM inbox WHERE shop_id = $1 AND state = 'done') AS done`,
    );
    expect(Number(counts?.done)).toBeGreaterThan(0);
    expect(counts?.orders).toBe(counts?.done);
    const next = await worker();
    await expect.poll(inboxStates, poll).toEqual(['done']);
    await next.stop();
  });

  it('works off what was missed while none ran: bells that were lost, and instants that passed', async () => {
    await shop.tell(consentTold(1, 'subscribed', Date.now() - 14 * DAY_MS + 1_500));
    expect(await shop.segmentsOf(1)).toEqual(['new-subscribers']);
    await shop.receive(bought(1), bought(2));
    await database.owner.query('DELETE FROM graphile_worker._private_jobs');
    const running = await worker();
    await expect.poll(() => shop.segmentsOf(1), poll).toEqual(['repeat-buyers']);
    await running.stop();
  });

  it('goes on after its connections were cut', async () => {
    const running = await worker();
    await shop.receive(bought(1));
    await expect.poll(inboxStates, poll).toEqual(['done']);
    await database.owner.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'kesit_worker'`,
    );
    await expect
      .poll(async () => {
        await shop.receive(bought(2)).catch(() => undefined);
        return shop.segmentsOf(1).catch(() => []);
      }, poll)
      .toEqual(['repeat-buyers']);
    await running.stop();
  });

  it('refuses a log-in that sees every shop', async () => {
    const owner = openDatabase({ url: database.urls.owner });
    await expect(startWorker({ ...shop.services, database: owner }, { url: database.urls.owner })).rejects.toThrow(
      /not bound by row-level security/,
    );
    await owner.close();
  });
});

describe('a worker that is killed in the middle of a job', () => {
  it('leaves its job to another at once', async () => {
    const killed = spawn(
      process.execPath,
      [fileURLToPath(new URL('strandedRunner.ts', import.meta.url)), database.urls.worker],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    try {
      await ring(database.worker, { task: 'absorb', shopId: shop.shopId });
      await once(killed.stdout, 'data');
      await shop.receive(bought(1), bought(2));
      const running = await worker();
      // While the first one lives its job is its own; the other works on what else there is.
      await ring(database.worker, { task: 'tick', shopId: shop.shopId });
      await expect.poll(() => jobs('tick'), poll).toEqual([]);
      expect(await jobs('absorb')).toContainEqual({ isLocked: true });
      expect(await inboxStates()).toEqual(['pending']);
      killed.kill('SIGKILL');
      await once(killed, 'exit');
      await expect.poll(inboxStates, poll).toEqual(['done']);
      await running.stop();
    } finally {
      killed.kill('SIGKILL');
    }
  });
});
