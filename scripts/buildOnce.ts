/** Builds the admin unless the build is that of the present sources. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const note = path.join(root, 'build', '.sources');

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

export async function ensureBuild(say: (text: string) => void = () => undefined): Promise<void> {
  const wanted = await fingerprint();
  if ((await readFile(note, 'utf8').catch(() => '')) === wanted) return;
  say('building the admin');
  const child = spawn(path.join(root, 'node_modules/.bin/remix'), ['vite:build'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`The build failed:\n${said}`);
  await mkdir(path.dirname(note), { recursive: true });
  await writeFile(note, wanted);
}

if (import.meta.main) await ensureBuild((text) => console.error(text));
