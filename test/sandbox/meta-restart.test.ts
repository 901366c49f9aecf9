/** The stand-in for Meta keeps what it answered, whatever happens to its process. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  ACCOUNT,
  at,
  hash,
  makeAudience,
  makeCaller,
  makeControl,
  members,
  people,
  rows,
  startAfresh,
  startHarness,
  TOKEN,
} from './meta-caller.ts';

let folder: string;
let child: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'meta-'));
});
afterEach(async () => {
  if (child?.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  child = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** Starts the process and returns its address. */
async function start(): Promise<string> {
  const main = new URL('../../sandbox/meta/main.ts', import.meta.url).pathname;
  child = spawn(process.execPath, [main, '--state', folder, '--limits', 'off'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.stdout === null) throw new Error('The process has no output.');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return (JSON.parse(line) as { url: string }).url;
}

async function kill(): Promise<void> {
  child?.kill('SIGKILL');
  if (child !== undefined) await once(child, 'exit');
}

it('keeps accounts, tokens, audiences, members, a running replacement, switches and its clock through a kill', async () => {
  let url = await start();
  await makeControl(url)('POST', '/accounts', { id: ACCOUNT, token: TOKEN });
  await makeControl(url)('POST', '/switches', { replaceWorkMs: 60_000 });
  await makeControl(url)('POST', '/clock', { offsetMs: 86_400_000 });
  const id = await makeAudience(makeCaller(url));
  await makeCaller(url)('POST', `/${id}/users`, { body: rows(people(0, 100)) });
  const session = { session_id: 1, batch_seq: 1, last_batch_flag: true };
  await makeCaller(url)('POST', `/${id}/usersreplace`, { body: rows(people(50, 55), undefined, session) });
  await kill();

  url = await start();
  expect(await members(url, id)).toHaveLength(100);
  expect(await makeControl(url)('GET', '/clock')).toMatchObject({ offsetMs: 86_400_000 });
  await makeControl(url)('POST', '/clock', { advanceMs: 60_000 });
  expect(await members(url, id)).toEqual(['c-50', 'c-51', 'c-52', 'c-53', 'c-54']);
  const answer = await makeCaller(url)('GET', `/${id}`, { query: { fields: 'operation_status' } });
  expect(at(answer.body, 'operation_status.code')).toBe(200);
});

it('finds what a call asks for by an index', async () => {
  const harness = await startHarness({ limits: 'off' });
  await startAfresh(harness);
  const id = await makeAudience(harness.call);
  await harness.call('POST', `/${id}/users`, { body: rows(people(0, 3)) });
  const session = { session_id: 3, batch_seq: 1 };
  await harness.call('DELETE', `/${id}/users`, { body: rows([['c-0'], ['c-9']], ['EXTERN_ID'], session) });
  await harness.call('DELETE', `/${id}/users`, { body: rows([hash('c-1@example.com')], 'EMAIL_SHA256') });
  await harness.call('GET', `/${id}/sessions`, { query: { session_id: 3 } });
  await members(harness.meta.url, id);
  await harness.call('DELETE', `/${id}`);
  const { db } = harness.meta.state;
  const large = /\b(people|members|sessions)\b/;
  const statements = db.statementTexts().filter((sql) => large.test(sql) && !/^(INSERT|DELETE FROM \w+$)/.test(sql));
  expect(statements.length).toBeGreaterThan(6);
  for (const sql of statements) {
    const plan = db.all(`EXPLAIN QUERY PLAN ${sql}`).map((row) => String(row.detail));
    expect(
      plan.filter((step) => step.startsWith('SCAN')),
      sql,
    ).toEqual([]);
  }
  await harness.meta.close();
});
