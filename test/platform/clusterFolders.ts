/** Folders for clusters of a test, processes that start them, and the wait until something is so. Nothing is left after a test. */
import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, onTestFailed } from 'vitest';
import { removePostgresCluster, type PostgresCluster } from '#app/platform/postgresCluster.ts';

export interface Started {
  processId: number;
  started: boolean;
  port: number;
}

const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) {
    await removePostgresCluster(path.join(folder, 'postgres'));
    await rm(folder, { recursive: true, force: true });
  }
});

/** A folder that does not exist yet, within one of the mode given: 0o755 lets the server's user in, 0o700 does not. */
export async function clusterFolder(mode = 0o755): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kesit-cluster-'));
  folders.push(folder);
  await chmod(folder, mode);
  return path.join(folder, 'postgres');
}

/** A process that starts the cluster of a folder. */
export function startingProcess(folder: string): { child: ChildProcess; answer: Promise<Started> } {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./clusterProcess.ts', import.meta.url)), folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let complained = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complained += chunk.toString()));
  const answer = new Promise<Started>((resolve, reject) => {
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(said) as Started);
      else reject(new Error(`The starting process ended with ${code}: ${complained}`));
    });
  });
  answer.catch(() => undefined);
  return { child, answer };
}

/** Waits until something is so; the test's own limit ends it. */
export async function untilSo(holds: () => boolean | Promise<boolean>): Promise<void> {
  let ended = false;
  onTestFailed(() => void (ended = true));
  while (!ended && !(await holds())) await delay(10);
}

/** One statement as the administrator. */
export async function ask(cluster: Pick<PostgresCluster, 'url'>, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: cluster.url('postgres') });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows as Record<string, unknown>[];
  } finally {
    await client.end().catch(() => undefined);
  }
}

export function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}
