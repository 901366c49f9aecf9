/** The folder of a stage: one stage at a time in it, what is kept there between two starts, and the ports it goes by. */
import { randomBytes, randomInt } from 'node:crypto';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { clusterFolderOf } from '#app/platform/embeddedDatabase.ts';
import { tryFolderLock } from '#app/platform/folderLock.ts';
import { removePostgresCluster } from '#app/platform/postgresCluster.ts';
import { Refusal } from './refusal.ts';

/** What listens at a port of its own. */
const PROGRAMS = ['web', 'shopify', 'klaviyo', 'meta', 'weather'] as const;

/** What a stage keeps between two starts. */
export interface StageMemory {
  ports: Record<(typeof PROGRAMS)[number], number>;
  secretKey: string;
  apiSecret: string;
  klaviyoKey: string;
  metaToken: string;
  /** Of our app at partners where merchants log in. */
  partnerSecret: string;
  /** The demo's instant zero, and what was made. */
  demo?: { anchor: string; seed: number; customers: number; ready: boolean };
}

export interface StageFolder {
  folder: string;
  memory: StageMemory;
  remember(): Promise<void>;
  /** Lets another stage have the folder. */
  release(): void;
}

/** Holds the folder for one stage; stays when everything else is forgotten. */
const LOCK = 'stage.lock';
/** The number of the process that holds it, for the message alone. */
const HOLDER = 'stage.pid';
/** How long the programs of a stage that was killed may take to end, in milliseconds. */
const LEFTOVER_LIMIT_MS = 15_000;

/**
 * Takes a folder for a stage, made when missing; `fresh` forgets what is in it.
 * @throws Refusal when another stage runs there, or the port asked for is taken.
 */
export async function openStageFolder(options: {
  folder: string;
  fresh: boolean;
  port: number | undefined;
}): Promise<StageFolder> {
  const folder = path.resolve(options.folder);
  const lock = await tryFolderLock(path.join(folder, LOCK));
  if (!lock) {
    const holder = await readFile(path.join(folder, HOLDER), 'utf8').catch(() => 'unknown');
    throw new Refusal(`${folder} is in use: it is running already, as process ${holder}. Stop that one first.`);
  }
  try {
    await writeFile(path.join(folder, HOLDER), String(process.pid));
    const file = path.join(folder, 'stage.json');
    const known = await recall(file);
    const ports = await settlePorts(known?.ports, options.port);
    if (options.fresh) await forget(folder);
    const memory: StageMemory = { ...newMemory(ports), ...(options.fresh ? {} : known), ports };
    const remember = async (): Promise<void> => {
      await writeFile(`${file}.new`, JSON.stringify(memory, null, 2), { mode: 0o600 });
      await rename(`${file}.new`, file);
    };
    await remember();
    return { folder, memory, remember, release: () => lock.release() };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function recall(file: string): Promise<StageMemory | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as StageMemory);
}

const newMemory = (ports: StageMemory['ports']): StageMemory => ({
  ports,
  secretKey: randomBytes(32).toString('base64url'),
  apiSecret: randomBytes(32).toString('base64url'),
  klaviyoKey: `pk_${randomBytes(17).toString('hex')}`,
  partnerSecret: randomBytes(32).toString('hex'),
  metaToken: `EAA${randomBytes(40).toString('hex')}`,
});

/** Deletes all but what says that we are here. A database left running from a crash goes before its files do. */
async function forget(folder: string): Promise<void> {
  await removePostgresCluster(clusterFolderOf(folder));
  for (const name of await readdir(folder))
    if (name !== LOCK && name !== HOLDER) await rm(path.join(folder, name), { recursive: true, force: true });
}

/** The ports of the last time where they are still to be had; the programs of a stage that was killed are let go first. */
async function settlePorts(
  known: Partial<StageMemory['ports']> | undefined,
  wanted: number | undefined,
): Promise<StageMemory['ports']> {
  const deadline = Date.now() + LEFTOVER_LIMIT_MS;
  const ours = (port: number | undefined): Promise<boolean> => comesFree(port, deadline);
  const ports = {} as StageMemory['ports'];
  for (const program of PROGRAMS) {
    const former = known?.[program];
    if (program === 'web' && wanted !== undefined) ports.web = wanted;
    else ports[program] = former !== undefined && (await ours(former)) ? former : await freePort();
  }
  if (wanted !== undefined && !(wanted === known?.web ? await ours(wanted) : await isFree(wanted)))
    throw new Refusal(`Port ${wanted} is in use by another program; choose another with --port.`);
  return ports;
}

async function comesFree(port: number | undefined, deadline: number): Promise<boolean> {
  if (port === undefined) return false;
  while (!(await isFree(port))) {
    if (Date.now() > deadline) return false;
    await delay(100);
  }
  return true;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const free = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true));
  });
  await new Promise((resolve) => server.close(resolve));
  return free;
}

/**
 * A free port that is kept over many starts, so not one of those that the system lends to outgoing connections: by the
 * time it is used, a connection could have it.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 30_000);
    if (await isFree(port)) return port;
  }
}
