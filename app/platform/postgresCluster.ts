/**
 * The embedded PostgreSQL: the real server's binaries from npm, one cluster per data folder, on a free port chosen once.
 * It is started when `DATABASE_URL` is unset, outlives a crash of whoever started it, and can be attached to by others.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { withFolderLock } from './folderLock.ts';
import {
  CLUSTER_ADMIN,
  fileExists,
  foldersOf,
  makeCluster,
  placeOf,
  writeWhole,
  type ClusterPlace,
} from './postgresFiles.ts';
import {
  answers,
  freePort,
  hasServerNote,
  isServer,
  runningServer,
  spawnServer,
  stopServer,
  tailOf,
  type ServerStart,
} from './postgresServer.ts';

/** What a cluster is known by; kept beside its data so that later starts find it again. */
export interface ClusterIdentity {
  port: number;
  password: string;
}

export interface PostgresCluster extends ClusterIdentity {
  /** True when this process started the server, false when it found it running. */
  started: boolean;
  processId: number;
  /** Address of one database for one role of the cluster. */
  url(database: string, role?: string): string;
  /** True while the server's process lives. */
  isRunning(): Promise<boolean>;
  /** Stops the server and waits until it is gone. */
  stop(): Promise<void>;
  /** Stops the server unless somebody else is connected to it. */
  stopIfIdle(): Promise<void>;
  /** Stops the server and deletes its data. */
  remove(): Promise<void>;
}

export interface ClusterOptions {
  /** Folder of the cluster; made when missing. */
  folder: string;
  /** Extra server settings (`-c name=value`). */
  settings?: Record<string, string>;
}

/** How long may pass without any server process coming to live, in milliseconds. */
const START_LIMIT_MS = 60_000;
/** How long a server that runs may take until it answers, in milliseconds: after a crash it first reads its log again. */
const RECOVERY_LIMIT_MS = 900_000;
/** So many tries that end by themselves, for a reason that waiting does not cure, are enough. */
const TRIES = 5;
/** Reasons to end that pass: the port is taken (another is chosen), or processes of a crashed server are still going away. */
const PASSING = /could not bind|Address already in use|shared memory block|lock file/;

const lockOf = (folder: string): string => path.join(folder, 'starting.lock');
const busy = (folder: string) => ({
  limitMs: START_LIMIT_MS,
  whenHeld: `Another process is busy with PostgreSQL in ${folder} and does not come to an end.`,
});

/**
 * Starts the cluster of a folder, or attaches to it when it already runs.
 * After a crash the server recovers by itself; leftovers of the dead one are waited for.
 * @throws Error with the end of the server's log when it does not come up.
 */
export async function startPostgresCluster(options: ClusterOptions): Promise<PostgresCluster> {
  const folder = path.resolve(options.folder);
  await mkdir(folder, { recursive: true });
  return withFolderLock(lockOf(folder), busy(folder), async () => {
    const place = await placeOf(folder);
    const identityFile = path.join(folder, 'cluster.json');
    const identity = await identityOf(place, identityFile);
    const logFile = path.join(folder, 'server.log');
    let start: ServerStart | undefined;
    let failures = 0;
    const begunAt = Date.now();
    for (;;) {
      const running = await runningServer(place.data);
      if (running) {
        if (running.port > 0 && running.port !== identity.port && !start) identity.port = running.port;
        if (await answers(place.data, identity.port, identity.password))
          return clusterHandle(folder, place, identity, { started: start !== undefined, processId: running.processId });
      } else if (!start || start.hasEnded()) {
        if (start) {
          const said = await start.said();
          if (/could not bind|Address already in use/.test(said)) {
            identity.port = await freePort();
            await writeWhole(identityFile, JSON.stringify(identity));
          }
          if (!PASSING.test(said) && (failures += 1) >= TRIES)
            throw new Error(`PostgreSQL did not start in ${folder}:\n${said}`);
        }
        // The note of a server that is gone, whose number now belongs to another process, would keep ours from starting.
        if (await hasServerNote(place.data)) await rm(path.join(place.data, 'postmaster.pid'), { force: true });
        start = await spawnServer(place, { port: identity.port, logFile, settings: options.settings ?? {} });
      }
      if (Date.now() - begunAt > (running ? RECOVERY_LIMIT_MS : START_LIMIT_MS))
        throw new Error(`PostgreSQL did not start in ${folder}:\n${await tailOf(logFile)}`);
      await delay(60);
    }
  });
}

/** Stops the server of a folder, whoever started it; a folder without a cluster is no error. */
export async function stopPostgresCluster(given: string): Promise<void> {
  const folder = path.resolve(given);
  if (!(await fileExists(folder))) return;
  await withFolderLock(lockOf(folder), busy(folder), async () => {
    for (const base of await foldersOf(folder)) await stopServer(path.join(base, 'data'));
  });
}

/** Stops the server of a folder, if one runs, and deletes everything of it; a folder without a cluster is no error. */
export async function removePostgresCluster(given: string): Promise<void> {
  const folder = path.resolve(given);
  if (!(await fileExists(folder))) return;
  await withFolderLock(lockOf(folder), busy(folder), async () => {
    for (const base of await foldersOf(folder)) {
      await stopServer(path.join(base, 'data'));
      await rm(base, { recursive: true, force: true, maxRetries: 3 });
    }
  });
}

/** The port and password of a cluster, which is made when there is none. */
async function identityOf(place: ClusterPlace, file: string): Promise<ClusterIdentity> {
  const known = await readFile(file, 'utf8').catch(() => undefined);
  if (await fileExists(place.data)) {
    if (known) return JSON.parse(known) as ClusterIdentity;
    throw new Error(`${file} is missing: without it nobody can log in to ${place.data}. Put it back, or delete both.`);
  }
  const identity = known
    ? (JSON.parse(known) as ClusterIdentity)
    : { port: await freePort(), password: randomBytes(24).toString('base64url') };
  await writeWhole(file, JSON.stringify(identity));
  await makeCluster(place, identity.password);
  return identity;
}

function clusterHandle(
  folder: string,
  { data }: ClusterPlace,
  identity: ClusterIdentity,
  server: { started: boolean; processId: number },
): PostgresCluster {
  const url = (database: string, role = CLUSTER_ADMIN): string =>
    `postgresql://${role}:${identity.password}@127.0.0.1:${identity.port}/${database}`;
  return {
    ...identity,
    ...server,
    url,
    isRunning: () => isServer(server.processId, data),
    stop: () => stopServer(data),
    stopIfIdle: () =>
      // Under the lock, so that nobody attaches meanwhile.
      withFolderLock(lockOf(folder), busy(folder), async () => {
        if ((await runningServer(data)) && (await isIdle(url('postgres')))) await stopServer(data);
      }),
    remove: () => removePostgresCluster(folder),
  };
}

/** True when nobody is connected; false also when the server does not tell, as while it stops. */
async function isIdle(adminUrl: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const others = await client.query(
      `SELECT FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
    );
    return others.rowCount === 0;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
