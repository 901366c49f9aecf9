/** Jobs that a living worker process holds without knowing of them, as after a connection broke: freed; those it is at are not. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startJobRunner, type JobRunner } from '#app/platform/jobs.ts';
import { makeLog } from '#app/platform/log.ts';
import { ring } from '#app/store/bells.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';

let database: TestDatabase;
let runner: JobRunner;
const begun: number[] = [];
let release: () => void = () => undefined;
let held: Promise<void>;

beforeEach(async () => {
  database = await testDatabase();
  begun.length = 0;
  held = new Promise((resolve) => (release = resolve));
  runner = await startJobRunner({
    url: database.urls.worker,
    log: makeLog('lost jobs', 'silent'),
    lanes: [
      {
        concurrency: 2,
        pollMs: 20,
        tasks: {
          absorb: async (payload) => {
            begun.push(Number((payload as { shopId: string }).shopId));
            await held;
          },
        },
      },
    ],
  });
});
afterEach(async () => {
  release();
  await runner.stop();
});

const poll = { timeout: 20_000, interval: 20 };
const rings = (shopId: number): Promise<void> => ring(database.worker, { task: 'absorb', shopId });
const lockedQueues = async (): Promise<string[]> => {
  const { rows } = await database.owner.query<{ queue_name: string }>(
    `SELECT queue_name FROM graphile_worker._private_job_queues WHERE locked_at IS NOT NULL AND queue_name LIKE 'absorb:%' ORDER BY 1`,
  );
  return rows.map((row) => row.queue_name);
};

it('are freed, and those at work are left alone, however long they last', async () => {
  const [atWork, lost, ended] = [
    await database.makeShop('at-work.myshopify.com'),
    await database.makeShop('lost.myshopify.com'),
    await database.makeShop('ended.myshopify.com'),
  ];
  await database.owner.query('DELETE FROM graphile_worker._private_jobs');
  await rings(atWork);
  await expect.poll(() => begun, poll).toEqual([atWork]);

  // Fetched in the runner's name, but the answer never came; and one whose job is gone while its queue stayed locked.
  const client = await database.owner.connect();
  try {
    await client.query('BEGIN');
    for (const shopId of [lost, ended]) await client.query(`SELECT ring('absorb', $1)`, [shopId]);
    await client.query(`DELETE FROM graphile_worker._private_jobs WHERE key = $1`, [`absorb:${ended}`]);
    for (const table of ['_private_jobs', '_private_job_queues'])
      await client.query(
        `UPDATE graphile_worker.${table} SET locked_at = now() - interval '1 minute', locked_by = (
           SELECT locked_by FROM graphile_worker._private_jobs WHERE key = $1)`,
        [`absorb:${atWork}`],
      );
    await client.query('COMMIT');
  } finally {
    client.release();
  }
  expect(await lockedQueues()).toEqual([`absorb:${atWork}`, `absorb:${lost}`, `absorb:${ended}`].sort());

  await runner.freeAbandoned();
  await expect.poll(() => begun, poll).toEqual([atWork, lost]);
  await rings(ended);
  release();
  await expect.poll(() => begun, poll).toEqual([atWork, lost, ended]);
  await expect.poll(lockedQueues, poll).toEqual([]);
});

it('may have ended while their connection broke: they are done once more', async () => {
  const shopId = await database.makeShop('untold.myshopify.com');
  await database.owner.query('DELETE FROM graphile_worker._private_jobs');
  await rings(shopId);
  await expect.poll(() => begun, poll).toEqual([shopId]);
  const client = await database.owner.connect();
  try {
    // Whoever wants to take the job away now has to wait, and is cut off meanwhile.
    await client.query('BEGIN');
    await client.query('SELECT FROM graphile_worker._private_jobs FOR UPDATE');
    release();
    const cut = async (): Promise<number | null> =>
      (
        await database.owner.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%delete from%_private_jobs%'`,
        )
      ).rowCount;
    await expect.poll(cut, poll).toBe(1);
    await client.query('ROLLBACK');
  } finally {
    client.release();
  }
  expect(await lockedQueues()).toEqual([`absorb:${shopId}`]);
  await expect
    .poll(async () => {
      await runner.freeAbandoned();
      return begun;
    }, poll)
    .toEqual([shopId, shopId]);
  await expect.poll(lockedQueues, poll).toEqual([]);
});
