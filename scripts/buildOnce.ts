/** Builds the admin unless the build is that of the present sources. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { withFolderLock } from '#app/platform/folderLock.ts';

const root = path.resolve(import.meta.dirname, '..');
const note = path.join(root, 'build', '.sources');

/** How long another's build is waited for, in milliseconds. */
const BUILD_LIMIT_MS = 600_000;

/** Everything that goes into the build. */
const SOURCES = ['app', 'connectors', 'public', 'package-lock.json', 'vite.config.ts', 'remix.config.js'];

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  const add = async (file: string): Promise<void> => {
    const text = await readFile(file).catch(() => undefined);
    if (text) hash.update(path.relative(root, file)).update('\0').update(text);
  };
  for (const source of SOURCES) {
    const entries = await readdir(path.join(root, source), { recursive: true, withFileTypes: true }).catch(
      () => undefined,
    );
    if (!entries) await add(path.join(root, source));
    else
      for (const file of entries
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name))
        .sort())
        await add(file);
  }
  return hash.digest('hex');
}

/**
 * Builds unless that was done; one process at a time, so that two which start together do not build over one another.
 * @throws Error with what the build said, or the signal's reason: nothing is left running then.
 */
export async function ensureBuild(
  say: (text: string) => void = () => undefined,
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  if (await isBuilt()) return;
  const busy = { limitMs: BUILD_LIMIT_MS, whenHeld: 'Another process builds and does not come to an end.' };
  await withFolderLock(path.join(root, 'build', '.lock'), busy, async () => {
    signal.throwIfAborted();
    const wanted = await fingerprint();
    if (await isBuilt(wanted)) return;
    say('building the admin');
    await build(signal);
    await writeFile(note, wanted);
  });
}

async function isBuilt(wanted?: string): Promise<boolean> {
  return (await readFile(note, 'utf8').catch(() => '')) === (wanted ?? (await fingerprint()));
}

async function build(signal: AbortSignal): Promise<void> {
  const child = spawn(path.join(root, 'node_modules/.bin/remix'), ['vite:build'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  const end = (): void => void child.kill();
  signal.addEventListener('abort', end, { once: true });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  signal.removeEventListener('abort', end);
  signal.throwIfAborted();
  if (code !== 0) throw new Error(`The build failed:\n${said}`);
}

if (import.meta.main) await ensureBuild((text) => console.error(text));
