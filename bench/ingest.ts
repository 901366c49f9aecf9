/**
 * How many webhooks a second become durable, and how fast they are answered, beside a bare server that only checks the
 * signature: same load, same machine, same run. Load, web process and PostgreSQL share the processors. Every delivery
 * that was answered with 200 must be in the inbox exactly once, with the body that was sent.
 */
import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { makeDatabase, prepareRoles, urlsOf } from '#app/platform/embeddedDatabase.ts';
import { migrate } from '#app/platform/migrate.ts';
import { startPostgresCluster } from '#app/platform/postgresCluster.ts';
import { bodyOf } from './ingest/bodies.ts';
import { BODY_COUNT, type LoadPlan, type LoadResult } from './ingest/plan.ts';

const SHOP_COUNT = 16;
const CONNECTION_COUNT = 256;
const WARM_UP_MS = 3_000;
const MEASURED_MS = 15_000;
const BARE_MEASURED_MS = 8_000;

const children = new Set<ChildProcess>();

function start(file: string, args: string[]): ChildProcess {
  const child = fork(path.join(import.meta.dirname, 'ingest', file), args, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  children.add(child);
  child.on('exit', () => children.delete(child));
  return child;
}

/** The first message of a process; rejects when it ends without one. */
const messageOf = <Message>(child: ChildProcess): Promise<Message> =>
  new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as Message));
    child.once('exit', (code) =>
      reject(new Error(`A process of the benchmark ended early with code ${String(code)}.`)),
    );
  });

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => (child.exitCode === null ? child.once('exit', () => resolve()) : resolve()));

async function measure(server: ChildProcess, plan: Omit<LoadPlan, 'port'>): Promise<LoadResult> {
  const { port } = await messageOf<{ port: number }>(server);
  const load = start('loadProcess.ts', [JSON.stringify({ ...plan, port })]);
  const result = await messageOf<LoadResult>(load);
  await ended(load);
  server.disconnect();
  await ended(server);
  return result;
}

export async function run(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kesit-bench-ingest-'));
  const cluster = await startPostgresCluster({ folder });
  const cleanUp = async (): Promise<void> => {
    for (const child of children) child.kill('SIGKILL');
    await cluster.remove();
  };
  const onSignal = (): void => void cleanUp().then(() => process.exit(1));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, onSignal);
  try {
    await prepareRoles(cluster);
    await makeDatabase(cluster, 'kesit');
    const urls = urlsOf(cluster, 'kesit');
    await migrate(urls.owner);
    const admin = new pg.Client({ connectionString: cluster.url('kesit') });
    await admin.connect();
    const shopDomains = Array.from({ length: SHOP_COUNT }, (_, number) => `bench-${number}.myshopify.com`);
    for (const domain of shopDomains) await admin.query('SELECT register_shop($1)', [domain]);

    const plan: Omit<LoadPlan, 'port'> = {
      secret: randomBytes(16).toString('hex'),
      shopDomains,
      connectionCount: CONNECTION_COUNT,
      warmUpMs: WARM_UP_MS,
      measuredMs: MEASURED_MS,
      duplicateShare: 0.02,
      acceptedFile: path.join(folder, 'accepted'),
    };
    const barePlan = { ...plan, measuredMs: BARE_MEASURED_MS };
    const bare = await measure(start('bareProcess.ts', [plan.secret]), barePlan);
    const durable = await measure(start('webProcess.ts', [plan.secret, urls.web]), plan);
    const kept = await compareInbox(admin, plan);
    await admin.end();
    print(bare, durable, kept);
    assert.deepEqual(Object.keys(durable.statuses), ['200'], 'Every delivery is answered with 200.');
    assert.deepEqual(
      kept,
      { ...kept, lost: 0, doubled: 0, altered: 0 },
      'What was answered with 200 is in the inbox once.',
    );
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal);
    await cleanUp();
  }
}

interface Kept {
  rows: number;
  /** Answered with 200, and not in the inbox. */
  lost: number;
  /** In the inbox more than once. */
  doubled: number;
  /** In the inbox with another body than was sent. */
  altered: number;
}

async function compareInbox(admin: pg.Client, plan: Omit<LoadPlan, 'port'>): Promise<Kept> {
  const file = await readFile(plan.acceptedFile);
  const accepted = new Uint32Array(file.buffer, file.byteOffset, file.length / 4);
  const hashes = Array.from({ length: BODY_COUNT }, (_, number) =>
    createHash('sha256').update(bodyOf(number)).digest('hex'),
  );
  const { rows } = await admin.query<Record<keyof Kept, string>>(
    `WITH stored AS (SELECT delivery_id, body, ('x' || right(delivery_id, 8))::bit(32)::int AS number FROM inbox)
     SELECT count(*) AS rows, count(*) - count(DISTINCT delivery_id) AS doubled,
            count(*) FILTER (WHERE encode(sha256(body), 'hex') <> ($1::text[])[number % $2 + 1]) AS altered,
            (SELECT count(*) FROM (SELECT unnest($3::int[]) EXCEPT SELECT number FROM stored) missing) AS lost
     FROM stored`,
    [hashes, BODY_COUNT, `{${accepted.join(',')}}`],
  );
  const counts = rows[0];
  assert.ok(counts, 'A count has one row.');
  return {
    rows: Number(counts.rows),
    lost: Number(counts.lost),
    doubled: Number(counts.doubled),
    altered: Number(counts.altered),
  };
}

function print(bare: LoadResult, durable: LoadResult, kept: Kept): void {
  const perS = (result: LoadResult): number => result.answeredCount / result.measuredS;
  const round = (value: number, places = 1): number => Number(value.toFixed(places));
  const row = (name: string, result: LoadResult): Record<string, string | number> => ({
    '': name,
    'per second': Math.round(perS(result)),
    'p50 ms': round(result.p50Ms),
    'p99 ms': round(result.p99Ms),
    'max ms': round(result.maxMs),
    'load process, cores': round(result.processorShare, 2),
    statuses: JSON.stringify(result.statuses),
  });
  console.log(`${CONNECTION_COUNT} connections, bodies of 6 KB, ${SHOP_COUNT} shops, 2 % repeated deliveries`);
  console.table([row('signature only', bare), row('durable', durable)]);
  console.log(`${kept.rows} rows in the inbox, ${kept.lost} lost, ${kept.doubled} doubled, ${kept.altered} altered`);
  console.log(
    JSON.stringify({
      per_s: Math.round(perS(durable)),
      bare_per_s: Math.round(perS(bare)),
      ratio: round(perS(durable) / perS(bare), 3),
      p50_ms: round(durable.p50Ms),
      p99_ms: round(durable.p99Ms),
      lost: kept.lost,
      doubled: kept.doubled,
    }),
  );
}
