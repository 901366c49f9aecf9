/**
 * The demo as a newcomer runs it, with a small shop: Ctrl-C at whatever it is doing leaves no process, the next start goes
 * on, the one after it keeps the data; and two do not get in each other's way.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removePostgresCluster } from '#app/platform/postgresCluster.ts';
import { ensureBuild } from '../../scripts/buildOnce.ts';
import { untilSo } from './clusterFolders.ts';
import { descendantsOf, stillAlive } from './processes.ts';

const root = path.resolve(import.meta.dirname, '../..');
const CUSTOMERS = 30;
let folder: string;

beforeAll(async () => {
  await ensureBuild();
  folder = await mkdtemp(path.join(tmpdir(), 'kesit-demo-'));
}, 240_000);
afterAll(async () => {
  await removePostgresCluster(path.join(folder, 'postgres'));
  await rm(folder, { recursive: true, force: true });
});

interface Demo {
  /** Everything it has printed so far. */
  said(): string;
  /** Waits for a line that says this. @throws Error when it ends first. */
  until(words: string): Promise<void>;
  /** As the terminal does it: the signal goes to every process of the foreground. */
  signal(name: NodeJS.Signals): void;
  processes(): number[];
  ended: Promise<number | null>;
}

function demo(...args: string[]): Demo {
  const child = spawn(
    process.execPath,
    ['scripts/start.mjs', 'demo', '--customers', String(CUSTOMERS), '--folder', folder, ...args],
    { cwd: root, detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  let hasEnded = false;
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<number | null>((resolve) =>
    child.on('close', (code) => {
      hasEnded = true;
      resolve(code);
    }),
  );
  const leader = child.pid ?? 0;
  return {
    said: () => said,
    async until(words) {
      await untilSo(() => said.includes(words) || hasEnded);
      if (!said.includes(words)) throw new Error(`It ended before it said "${words}":\n${said}`);
    },
    signal: (name) => void process.kill(-leader, name),
    processes: () => [leader, ...descendantsOf(leader)],
    ended,
  };
}

/** Sends a signal, waits for the end, and gives what is left of all processes seen, and the exit code. */
async function stop(running: Demo, name: NodeJS.Signals = 'SIGINT', times = 1): Promise<object> {
  const seen = new Set(running.processes());
  for (let n = 0; n < times; n += 1) running.signal(name);
  let code: number | null | undefined;
  void running.ended.then((value) => (code = value));
  await untilSo(() => {
    for (const processId of running.processes()) seen.add(processId);
    return code !== undefined;
  });
  return { code, left: stillAlive(seen) };
}

const CLEAN = { code: 0, left: [] };

async function query(text: string): Promise<Record<string, unknown>[]> {
  const { port, password } = JSON.parse(await readFile(path.join(folder, 'postgres/cluster.json'), 'utf8')) as {
    port: number;
    password: string;
  };
  const client = new pg.Client({ connectionString: `postgresql://postgres:${password}@127.0.0.1:${port}/kesit` });
  await client.connect();
  try {
    return (await client.query(text)).rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}

const BACKFILLS = 'SELECT kind, state, started_at FROM backfill ORDER BY kind';

describe('Ctrl-C', { timeout: 120_000 }, () => {
  it.each([
    'starting PostgreSQL',
    'starting the partners',
    'making a shop',
    'orders are at Shopify',
    'installing the app',
    'connecting Klaviyo',
  ])('at “%s” leaves no process', async (words) => {
    const running = demo();
    await running.until(words);
    expect(await stop(running), running.said()).toEqual(CLEAN);
  });

  it('after all that, the next start makes the shop whole', async () => {
    const running = demo();
    await running.until('ready;');
    // Progress and addresses come by two ways, in no order.
    await running.until('/admin/kesit-demo.myshopify.com/apps/kesit/app?locale=tr');
    const [counted] = await query('SELECT count(*)::int AS customers FROM customer WHERE deleted_at IS NULL');
    expect(counted?.customers).toBeGreaterThanOrEqual(CUSTOMERS);
    expect(await query(BACKFILLS)).toMatchObject([
      { kind: 'customers', state: 'done' },
      { kind: 'orders', state: 'done' },
      { kind: 'products', state: 'done' },
    ]);
    expect(await stop(running, 'SIGINT', 3), running.said()).toEqual(CLEAN);
  });
});

describe('a second start', { timeout: 120_000 }, () => {
  it('keeps the data, reads no history again, and ends cleanly by SIGTERM too', async () => {
    const first = demo();
    await first.until('ready;');
    expect(first.said()).not.toContain('making a shop');
    const before = await query(BACKFILLS);
    expect(await stop(first, 'SIGTERM'), first.said()).toEqual(CLEAN);
    const second = demo('--customers', '31');
    await second.until('ready;');
    expect(second.said()).toContain('the shop here has 30 customers; --fresh makes another');
    expect(await query(BACKFILLS)).toEqual(before);

    // While it runs, nobody else may have the folder, least of all to empty it.
    for (const args of [['--fresh'], [], ['--once']]) {
      const other = demo(...args);
      expect(await other.ended).toBe(2);
      expect(other.said()).toMatch(/is in use: it is running already, as process \d+\. Stop that one first\.\n$/);
    }
    expect(await query(BACKFILLS)).toEqual(before);
    expect(await stop(second), second.said()).toEqual(CLEAN);
  });

  it('goes on after the first was killed without a chance to tidy up', async () => {
    const first = demo();
    await first.until('ready;');
    const seen = first.processes();
    expect(seen.length).toBeGreaterThan(5);
    first.signal('SIGKILL');
    await first.ended;
    const second = demo();
    await second.until('ready;');
    expect(second.said()).not.toContain('making a shop');
    const database = second.said();
    expect(await stop(second), database).toEqual(CLEAN);
    // The database was taken over, the rest had ended by itself: now nothing of the first is left either.
    expect(stillAlive(seen)).toEqual([]);
  });
});

describe('--fresh', { timeout: 120_000 }, () => {
  it('starts over', async () => {
    const running = demo('--fresh', '--customers', '20');
    await running.until('ready;');
    expect(running.said()).toContain('making a shop of 20 customers');
    expect(await query('SELECT count(*)::int AS shops FROM shop')).toEqual([{ shops: 1 }]);
    expect(await stop(running), running.said()).toEqual(CLEAN);
  });
});
