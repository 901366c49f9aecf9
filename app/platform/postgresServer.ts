/** The embedded server's process: starting it, knowing it among all processes, asking whether it answers, ending it. */
import { execFile, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { closeSync, openSync, realpathSync } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { CLUSTER_ADMIN, serverUser, type ClusterPlace } from './postgresFiles.ts';

const SETTINGS: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  timezone: 'UTC',
  log_timezone: 'UTC',
  max_connections: '120',
  shared_buffers: '256MB',
  work_mem: '32MB',
  maintenance_work_mem: '256MB',
  max_wal_size: '4GB',
  wal_compression: 'on',
  jit: 'off',
};

/** A server that takes longer than this to end its sessions is ended at once, in milliseconds; it recovers at the next start. */
const FAST_STOP_LIMIT_MS = 30_000;

/**
 * A free port that is kept over many starts, so not one of those that systems lend to outgoing connections (from 32768 or
 * higher): after a crash a connection could have it, and those who know the old address would look for us in vain.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(30_000, 32_700);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    await new Promise((resolve) => server.close(resolve));
    if (isFree) return port;
  }
}

/** One try to start the server. */
export interface ServerStart {
  hasEnded(): boolean;
  /** What it wrote to its log since. */
  said(): Promise<string>;
}

/** Starts the server as a process of its own, which outlives ours. */
export async function spawnServer(
  { base, data, binaries }: ClusterPlace,
  options: { port: number; logFile: string; settings: Record<string, string> },
): Promise<ServerStart> {
  const { size } = await stat(options.logFile).catch(() => ({ size: 0 }));
  const log = openSync(options.logFile, 'a', 0o600);
  const all = { ...SETTINGS, port: String(options.port), ...options.settings };
  let ended = false;
  const child = spawn(
    binaries.postgres,
    ['-D', data, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { ...serverUser(), cwd: base, detached: true, stdio: ['ignore', log, log], env: { ...process.env, LC_ALL: 'C' } },
  );
  closeSync(log);
  child.on('exit', () => (ended = true));
  let problem = '';
  child.on('error', (error) => {
    problem = error.message;
    ended = true;
  });
  child.unref();
  return { hasEnded: () => ended, said: async () => `${problem}${await tailOf(options.logFile, size)}` };
}

/** The last lines of a file, from a byte on. */
export async function tailOf(file: string, fromByte = 0): Promise<string> {
  const TAIL_BYTES = 8_192;
  const handle = await open(file).catch(() => undefined);
  if (!handle) return '';
  try {
    const { size } = await handle.stat();
    const start = Math.max(fromByte, size - TAIL_BYTES);
    const { buffer } = await handle.read(Buffer.alloc(Math.max(0, size - start)), 0, null, start);
    return buffer.toString('utf8').split('\n').slice(-12).join('\n');
  } finally {
    await handle.close();
  }
}

/** True when the server of this data folder answers at the port, and not somebody else's. */
export async function answers(data: string, port: number, password: string): Promise<boolean> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: CLUSTER_ADMIN,
    password,
    database: 'postgres',
    connectionTimeoutMillis: 2_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
    return rows[0] !== undefined && samePlace(rows[0].data_directory, data);
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function samePlace(one: string, other: string): boolean {
  if (one === other) return true;
  try {
    return realpathSync(one) === realpathSync(other);
  } catch {
    return false;
  }
}

/**
 * The process id and port of the server that runs on a data folder. Its own note is believed only if the process it names
 * is that server: after a crash the number may belong to anything.
 */
export async function runningServer(data: string): Promise<{ processId: number; port: number } | undefined> {
  const lines = (await readFile(path.join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const processId = Number(lines[0]);
  if (!(processId > 0) || !(await isServer(processId, data))) return undefined;
  return { processId, port: Number(lines[3]) };
}

/** True when the data folder holds the note of a server. */
export async function hasServerNote(data: string): Promise<boolean> {
  return (await readFile(path.join(data, 'postmaster.pid'), 'utf8').catch(() => '')) !== '';
}

/** True while the process lives and is the server of the data folder. A dead one that nobody has buried yet is not. */
export async function isServer(processId: number, data: string): Promise<boolean> {
  if (process.platform === 'win32') return isAlive(processId);
  if (process.platform !== 'linux') {
    // Elsewhere the whole command line comes as one text.
    const { stdout } = await promisify(execFile)('ps', ['-ww', '-o', 'command=', '-p', String(processId)]).catch(
      () => ({ stdout: '' }),
    );
    return stdout.includes(` -D ${data} `);
  }
  const args = (await readFile(`/proc/${processId}/cmdline`, 'utf8').catch(() => '')).split('\0');
  const folder = args[args.indexOf('-D') + 1];
  return args.includes('-D') && folder !== undefined && samePlace(folder, data);
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Ends the server of a data folder, if one runs, and waits until it is gone. */
export async function stopServer(data: string): Promise<void> {
  const running = await runningServer(data);
  if (!running) return;
  const ask = (signal: NodeJS.Signals): void => {
    try {
      process.kill(running.processId, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  };
  // PostgreSQL's fast shutdown: sessions are ended, everything is written, no recovery is needed later.
  ask('SIGINT');
  const deadline = Date.now() + FAST_STOP_LIMIT_MS;
  let hurried = false;
  while (await isServer(running.processId, data)) {
    if (!hurried && Date.now() > deadline) {
      hurried = true;
      ask('SIGQUIT');
    }
    await delay(30);
  }
}
