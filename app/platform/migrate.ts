/**
 * Brings a database up to date: the application's migrations by Prisma, the job library's own, both under one lock so that
 * several processes may start at once.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { runMigrations } from 'graphile-worker';
import pg from 'pg';

const root = path.resolve(import.meta.dirname, '../..');
const MIGRATION_LOCK = 8_412_073;
/** What the connections of Prisma's command line are called. */
const DEPLOYING = 'kesit migration';

/** @param ownerUrl Address of a log-in that owns the tables. */
export async function migrate(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    if (!(await isCurrent(client))) {
      await closeBrokenOff(client);
      await deploy(ownerUrl);
    }
    await migrateJobs(client, ownerUrl);
  } finally {
    await client.end();
  }
}

/** Compares the migrations in the folder with those the database says it has, so that a start need not load Prisma. */
async function isCurrent(client: pg.Client): Promise<boolean> {
  const known = await client.query<{ present: boolean }>(
    `SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS present`,
  );
  if (!known.rows[0]?.present) return false;
  const { rows } = await client.query<{ migration_name: string; checksum: string }>(
    'SELECT migration_name, checksum FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  );
  const applied = new Map(rows.map((row) => [row.migration_name, row.checksum]));
  const folder = path.join(root, 'prisma/migrations');
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const text = await readFile(path.join(folder, entry.name, 'migration.sql'));
    if (applied.get(entry.name) !== createHash('sha256').update(text).digest('hex')) return false;
  }
  return true;
}

/**
 * Prisma refuses to go on after a migration that began and never ended, as when it failed or its process was killed. Each
 * script runs in one transaction with its count (prisma.config.ts), which therefore tells whether all of it has stayed or
 * nothing; the record is closed as Prisma's own `resolve --applied` and `--rolled-back` do.
 */
async function closeBrokenOff(client: pg.Client): Promise<void> {
  const known = await client.query<{ present: boolean }>(
    `SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS present`,
  );
  if (!known.rows[0]?.present) return;
  // The one that was begun by a process killed since may still be at work: we hold the lock, so it is nobody else's.
  await client.query(
    `SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
     WHERE application_name = $1 AND datname = current_database() AND usename = current_user`,
    [DEPLOYING],
  );
  await client.query(
    `UPDATE _prisma_migrations SET finished_at = CASE WHEN applied_steps_count > 0 THEN now() END,
            rolled_back_at = CASE WHEN applied_steps_count = 0 THEN now() END
     WHERE finished_at IS NULL AND rolled_back_at IS NULL`,
  );
}

async function deploy(ownerUrl: string): Promise<void> {
  const cli = createRequire(import.meta.url).resolve('prisma/build/index.js');
  const child = spawn(
    process.execPath,
    ['--import', path.join(root, 'scripts/unrefTimers.mjs'), cli, 'migrate', 'deploy'],
    {
      cwd: root,
      env: {
        ...process.env,
        DATABASE_URL: ownerUrl,
        PGAPPNAME: DEPLOYING,
        CHECKPOINT_DISABLE: '1',
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Ctrl-C in the terminal is for the process that started us; a migration is seen to its end.
      detached: true,
    },
  );
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`The migrations failed:\n${said}`);
}

/** The job library's tables belong to the worker's role, which alone runs jobs. */
async function migrateJobs(client: pg.Client, ownerUrl: string): Promise<void> {
  const database = await client.query<{ name: string }>('SELECT quote_ident(current_database()) AS name');
  await client.query(`GRANT CREATE ON DATABASE ${database.rows[0]?.name ?? ''} TO kesit_worker`);
  const pool = new pg.Pool({ connectionString: ownerUrl, options: '-c role=kesit_worker', max: 1 });
  pool.on('error', () => undefined);
  pool.on('connect', (connection) => connection.on('error', () => undefined));
  try {
    await runMigrations({ pgPool: pool });
  } finally {
    await pool.end();
  }
}
