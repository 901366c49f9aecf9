/** The stand-in for Klaviyo keeps what it answered, whatever happens to its process. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startKlaviyo } from '#sandbox/klaviyo/server.ts';
import {
  allPages,
  at,
  control,
  importBody,
  KEY,
  makeCaller,
  makeList,
  makeProfile,
  memberBody,
  textAt,
} from './klaviyo-caller.ts';

let folder: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'klaviyo-state-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) await killed(child);
  rmSync(folder, { recursive: true, force: true });
});

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Runs the stand-in as a process of its own and returns it with its address. */
async function spawned(...args: string[]): Promise<{ child: ChildProcess; url: string }> {
  const main = join(import.meta.dirname, '../../sandbox/klaviyo/main.ts');
  const child = spawn(process.execPath, [main, '--state', folder, '--limits', 'off', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const lines = createInterface({ input: child.stdout });
  const [line] = (await once(lines, 'line')) as [string];
  return { child, url: textAt(JSON.parse(line) as unknown, 'url') };
}

it('keeps accounts, lists, members, profiles, events and the clock over an orderly end', async () => {
  const first = await startKlaviyo({ statePath: folder, limits: 'off' });
  await control(first.url, 'POST', '/accounts', { key: KEY, name: 'Restart' });
  const call = makeCaller(first.url);
  const list = await makeList(call, 'VIP');
  const profile = await makeProfile(call, { external_id: 'c-1', email: 'a@example.com' });
  await call('POST', `/api/lists/${list}/relationships/profiles`, { body: memberBody([profile]) });
  const event = { external_id: 'c-1', metric: 'Opened Email', datetime: '2026-11-01T00:00:00Z' };
  await control(first.url, 'POST', '/events', JSON.stringify(event));
  await control(first.url, 'POST', '/clock', { advanceMs: 86_400_000 });
  await first.close();

  const second = await startKlaviyo({ statePath: folder, limits: 'off' });
  const again = makeCaller(second.url);
  expect((await allPages(again, `/api/lists/${list}/relationships/profiles`)).map((entry) => at(entry, 'id'))).toEqual([
    profile,
  ]);
  expect(await allPages(again, '/api/events')).toHaveLength(1);
  expect(await control(second.url, 'GET', '/clock')).toMatchObject({ offsetMs: 86_400_000 });
  await second.close();
});

it('counts the lists created today over a restart', async () => {
  const clock = (): Date => new Date('2026-11-20T12:00:00Z');
  for (const expected of [201, 429]) {
    const server = await startKlaviyo({ statePath: folder, clock });
    if (expected === 201) {
      const { id } = (await control(server.url, 'POST', '/accounts', { key: KEY, name: 'Restart' })) as { id: string };
      expect(id).toHaveLength(6);
      server.state.db.run(
        `INSERT INTO daily_use SELECT pk, 'create_list', ?, 149 FROM accounts`,
        Math.floor(clock().getTime() / 86_400_000),
      );
    }
    const body = { data: { type: 'list', attributes: { name: 'VIP' } } };
    expect((await makeCaller(server.url)('POST', '/api/lists', { body })).status).toBe(expected);
    await server.close();
  }
});

it('loses nothing that was answered, and finishes its import jobs, when killed in the middle of them', async () => {
  const first = await spawned('--import-ms', '3000');
  await control(first.url, 'POST', '/accounts', { key: KEY, name: 'Killed' });
  const call = makeCaller(first.url);
  const list = await makeList(call, 'VIP');
  const rows = Array.from({ length: 2000 }, (_, i) => ({ attributes: { external_id: `c-${i}` } }));
  const job = await call('POST', '/api/profile-bulk-import-jobs', { body: importBody(rows, [list]) });
  const jobPath = `/api/profile-bulk-import-jobs/${textAt(job.body, 'data.id')}`;
  await expect
    .poll(async () => Number(at((await call('GET', jobPath)).body, 'data.attributes.completed_count')), {
      timeout: 30_000,
    })
    .toBeGreaterThan(0);
  await makeProfile(call, { external_id: 'answered-last' });
  await killed(first.child);

  const second = await spawned('--import-ms', '3000');
  const again = makeCaller(second.url);
  expect(await allPages(again, '/api/profiles', { filter: 'equals(external_id,"answered-last")' })).toHaveLength(1);
  await expect
    .poll(async () => at((await again('GET', jobPath)).body, 'data.attributes.status'), { timeout: 30_000 })
    .toBe('complete');
  expect(at((await again('GET', jobPath)).body, 'data.attributes')).toMatchObject({
    completed_count: 2000,
    failed_count: 0,
  });
  const counted = await again('GET', `/api/lists/${list}`, { query: { 'additional-fields[list]': 'profile_count' } });
  expect(at(counted.body, 'data.attributes.profile_count')).toBe(2000);
  expect(await allPages(again, `/api/lists/${list}/relationships/profiles`, { 'page[size]': 100 })).toHaveLength(2000);
});

it('ends when asked to', async () => {
  const { child } = await spawned();
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});
