/** Programs kept running: started again when they end, gone with all they started when stopped, and when we are. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { supervise, type Supervised } from '../../scripts/stage/supervisor.ts';
import { untilSo } from './clusterFolders.ts';
import { descendantsOf, stillAlive } from './processes.ts';

const root = path.resolve(import.meta.dirname, '../..');
let folder: string;
let running: Supervised[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kesit-supervisor-'));
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((one) => one.stop()));
  await rm(folder, { recursive: true, force: true });
});

/** A program that starts another, which starts a third; `last` is what each does in the end. */
async function program(last = 'setInterval(() => {}, 1000);'): Promise<string> {
  const file = path.join(folder, 'program.mjs');
  await writeFile(
    file,
    `import { spawn } from 'node:child_process';
     const depth = Number(process.argv[2] ?? 0);
     if (depth < 2) spawn(process.execPath, [import.meta.filename, String(depth + 1)], { stdio: 'inherit' });
     console.log('up', depth);
     ${last}`,
  );
  return file;
}

function start(file: string, options: { watch?: boolean } = {}): Supervised {
  const one = supervise({ file: path.relative(root, file), logFile: path.join(folder, 'log'), ...options });
  running.push(one);
  return one;
}

const family = (one: Supervised): number[] => (one.processId ? [one.processId, ...descendantsOf(one.processId)] : []);

it('a child that is killed is started again, and what it printed is kept', async () => {
  const one = start(await program());
  const ups = async (): Promise<number | undefined> =>
    (await readFile(path.join(folder, 'log'), 'utf8').catch(() => '')).match(/up 2/g)?.length;
  await untilSo(async () => (await ups()) === 1);
  const before = family(one);
  expect(before).toHaveLength(3);
  one.kill();
  await untilSo(async () => (await ups()) === 2);
  expect(family(one)).toHaveLength(3);
  expect(family(one).filter((processId) => before.includes(processId))).toEqual([]);
  expect(stillAlive(before)).toEqual([]);
  expect(one.starts).toBe(2);
  expect(await one.lastLines()).toContain('up 2');
});

it('one that ends by itself is started again', async () => {
  const one = start(await program('process.exit(3);'));
  await untilSo(() => one.starts >= 3);
});

it('is gone after the stop, with its children and theirs', async () => {
  const one = start(await program());
  await untilSo(() => family(one).length === 3);
  const all = family(one);
  await Promise.all([one.stop(), one.stop()]);
  await untilSo(() => stillAlive(all).length === 0);
  expect(one.processId).toBeUndefined();
  expect(one.starts).toBe(1);
});

it('is gone after the stop also when it is just between an end and a start', async () => {
  const one = start(await program('process.exit(3);'));
  await untilSo(() => one.starts >= 2 && one.processId === undefined);
  await one.stop();
  const { starts } = one;
  const other = start(await program('process.exit(3);'));
  // The other has been started again meanwhile, after the same pause.
  await untilSo(() => other.starts >= 3);
  expect(one.starts).toBe(starts);
});

it('a child that watches its sources is gone with its watcher', async () => {
  const one = start(await program(), { watch: true });
  await untilSo(() => family(one).length >= 4);
  const all = family(one);
  await one.stop();
  await untilSo(() => stillAlive(all).length === 0);
});

it('children end when their supervisor is killed', async () => {
  const file = path.join(folder, 'supervising.ts');
  await writeFile(
    file,
    `import { supervise } from '${path.join(root, 'scripts/stage/supervisor.ts')}';
     const file = '${path.relative(root, await program())}';
     for (const name of ['a', 'b']) supervise({ file, logFile: '${folder}/' + name });`,
  );
  const supervisor = spawn(process.execPath, [file], { stdio: ['ignore', 'inherit', 'inherit'] });
  await untilSo(() => descendantsOf(supervisor.pid ?? 0).length === 6);
  // What a program starts by itself is its own to end; those that are supervised are ours.
  const supervised = descendantsOf(supervisor.pid ?? 0).slice(0, 2);
  const all = descendantsOf(supervisor.pid ?? 0);
  supervisor.kill('SIGKILL');
  try {
    await untilSo(() => stillAlive(supervised).length === 0);
  } finally {
    for (const processId of stillAlive(all)) process.kill(processId, 'SIGKILL');
  }
});
