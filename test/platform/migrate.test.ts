/** Bringing a database up to date: once among many, without a program when nothing is new, and whole or not at all. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { untilSo } from './clusterFolders.ts';
import { descendantsOf } from './processes.ts';
import { emptyDatabase, migratingProcess, projectCopy, query } from './migrations.ts';

const migrations = path.resolve(import.meta.dirname, '../../prisma/migrations');
const names = async (): Promise<string[]> =>
  (await readdir(migrations, { withFileTypes: true })).filter((one) => one.isDirectory()).map((one) => one.name);

const RECORD = `SELECT migration_name, finished_at IS NOT NULL AS finished, rolled_back_at IS NOT NULL AS undone
                FROM _prisma_migrations ORDER BY started_at`;

it('four processes at once apply each migration once, and the job library’s with them', async () => {
  const database = await emptyDatabase();
  const runs = await Promise.all([1, 2, 3, 4].map(() => migratingProcess(database).started));
  expect(runs.map((started) => started.length).sort()).toEqual([0, 0, 0, 1]);
  expect(await query(database, RECORD)).toEqual(
    (await names()).map((name) => ({ migration_name: name, finished: true, undone: false })),
  );
  expect(await query(database, `SELECT to_regclass('graphile_worker._private_jobs') IS NOT NULL AS there`)).toEqual([
    { there: true },
  ]);
});

it('a database that is up to date needs no program', async () => {
  const database = await emptyDatabase();
  const [deploy = ''] = await migratingProcess(database).started;
  expect(deploy).toMatch(/prisma.*migrate deploy/);
  expect(await migratingProcess(database).started).toEqual([]);
});

describe('a migration that fails', () => {
  it('says which and why, leaves nothing of itself, and goes through once it is put right', async () => {
    const database = await emptyDatabase();
    const copy = await projectCopy();
    await copy.setLast('CREATE TABLE half (n int);\nINSERT INTO half VALUES (1);\nSELECT 1 / 0;\n');
    await expect(migratingProcess(database, copy.folder).started).rejects.toThrow(
      /division by zero[\s\S]*29990101000000_last/,
    );
    const half = `SELECT to_regclass('public.half') IS NOT NULL AS there`;
    expect(await query(database, half)).toEqual([{ there: false }]);
    // As often as it is tried, it says the same.
    await expect(migratingProcess(database, copy.folder).started).rejects.toThrow(/division by zero/);
    await copy.setLast('CREATE TABLE half (n int);\n');
    await migratingProcess(database, copy.folder).started;
    expect(await query(database, half)).toEqual([{ there: true }]);
    const record = await query(database, RECORD);
    expect(record.filter((row) => row.finished).length).toBe((await names()).length + 1);
    expect(record.filter((row) => !row.finished && !row.undone)).toEqual([]);
  });
});

/** The database's sessions that wait for a table's lock. */
async function waiting(database: string): Promise<unknown[]> {
  const rows = await query(
    database,
    `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'relation'`,
  );
  return rows.map((row) => row.pid);
}

it('a migration that was applied, but whose end was not noted any more, is not applied again', async () => {
  const database = await emptyDatabase();
  await migratingProcess(database).started;
  await query(database, 'UPDATE _prisma_migrations SET finished_at = NULL');
  await migratingProcess(database).started;
  expect((await query(database, RECORD)).filter((row) => !row.finished)).toEqual([]);
});

describe('a process killed in the middle of a migration', () => {
  it.each(['the whole of it', 'only Prisma', 'only its starter'])(
    '%s: the next start finishes the work',
    async (who) => {
      const database = await emptyDatabase();
      const copy = await projectCopy();
      await migratingProcess(database, copy.folder).started;
      // The migration has made its table and waits for a lock that this test holds: that is when it is killed.
      const holder = new pg.Client({ connectionString: database });
      await holder.connect();
      await holder.query('CREATE TABLE gate ()');
      await holder.query('BEGIN');
      await holder.query('LOCK TABLE gate');
      await copy.setLast('CREATE TABLE half (n int);\nLOCK TABLE gate;\nINSERT INTO half VALUES (1);\n');
      const { child, started } = migratingProcess(database, copy.folder);
      await untilSo(async () => (await waiting(database)).length > 0);
      const before = await waiting(database);
      const prisma = descendantsOf(child.pid ?? 0);
      expect(prisma.length).toBe(1);
      if (who !== 'only Prisma') child.kill('SIGKILL');
      if (who !== 'only its starter') for (const processId of prisma) process.kill(processId, 'SIGKILL');
      await expect(started).rejects.toThrow(/It ended with/);
      const again = migratingProcess(database, copy.folder);
      // It comes as far as the same lock only if what is left of the killed one has made room.
      await untilSo(
        async () =>
          again.child.exitCode !== null || (await waiting(database)).some((session) => !before.includes(session)),
      );
      await holder.query('COMMIT');
      await holder.end();
      await again.started;
      expect(await query(database, 'SELECT n FROM half')).toEqual([{ n: 1 }]);
      expect((await query(database, RECORD)).filter((row) => !row.finished && !row.undone)).toEqual([]);
    },
  );
});
