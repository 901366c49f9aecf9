/** Replacing an audience at the stand-in for Meta: sessions, the window of 90 minutes, what is refused meanwhile. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  at,
  errorOf,
  hash,
  makeAudience,
  members,
  people,
  rows,
  startAfresh,
  startHarness,
  type Answer,
  type Harness,
} from './meta-caller.ts';

let harness: Harness;
let id: string;
beforeAll(async () => {
  harness = await startHarness({ limits: 'off' });
});
afterAll(() => harness.meta.close());
beforeEach(async () => {
  await startAfresh(harness);
  id = await makeAudience(harness.call);
  await harness.call('POST', `/${id}/users`, { body: rows(people(0, 3)) });
});

const MINUTE_MS = 60_000;
const OLD = ['c-0', 'c-1', 'c-2'];
const replace = (data: readonly unknown[], seq: number, last = false, session = 5, schema?: unknown): Promise<Answer> =>
  harness.call('POST', `/${id}/usersreplace`, {
    body: rows(data, schema, { session_id: session, batch_seq: seq, last_batch_flag: last }),
  });
const inside = (): Promise<unknown[]> => members(harness.meta.url, id);
const status = async (): Promise<unknown> =>
  at((await harness.call('GET', `/${id}`, { query: { fields: 'operation_status' } })).body, 'operation_status.code');

it('lets the new members take over after the last batch, all at once', async () => {
  expect(at((await replace(people(2, 4), 1)).body, 'num_received')).toBe(2);
  expect(await inside()).toEqual(OLD);
  expect(await status()).toBe(414);
  expect(at((await replace(people(4, 6), 2, true)).body, 'num_received')).toBe(4);
  expect(await inside()).toEqual(['c-2', 'c-3', 'c-4', 'c-5']);
  expect(await status()).toBe(200);
});

it('takes its time when told to, and refuses edits and further replacements until it is done', async () => {
  await harness.control('POST', '/switches', { replaceWorkMs: 10 * MINUTE_MS });
  await replace(people(5, 7), 1, true);
  expect(await status()).toBe(414);
  const edit = { body: rows(people(8, 9)) };
  expect(errorOf(await harness.call('POST', `/${id}/users`, edit))).toBe('2650/1870145');
  expect(errorOf(await harness.call('DELETE', `/${id}/users`, edit))).toBe('2650/1870145');
  expect(errorOf(await replace(people(5, 7), 1, true, 6))).toBe('2650/1870145');
  expect(await inside()).toEqual(OLD);
  await harness.advance(10 * MINUTE_MS);
  expect(await inside()).toEqual(['c-5', 'c-6']);
  expect(errorOf(await harness.call('POST', `/${id}/users`, edit))).toBe('200 OK');
});

describe('batches', () => {
  it('may be repeated, except the first', async () => {
    await replace(people(5, 7), 1);
    expect(errorOf(await replace(people(5, 7), 1))).toBe('2650/1870145');
    await replace(people(7, 9), 2);
    expect(errorOf(await replace(people(7, 9), 2))).toBe('200 OK');
    await replace(people(9, 10), 3, true);
    expect(await inside()).toEqual(['c-5', 'c-6', 'c-7', 'c-8', 'c-9']);
  });

  it('start with number 1', async () => {
    expect(errorOf(await replace(people(5, 7), 2))).toBe('2650/1870147');
    expect(await status()).toBe(200);
  });

  it('need a session and one schema', async () => {
    expect(errorOf(await harness.call('POST', `/${id}/usersreplace`, { body: rows(people(0, 1)) }))).toBe('100');
    await replace(people(5, 7), 1);
    const other = await replace([['c-7', hash('a'), hash('b')]], 2, false, 5, ['EXTERN_ID', 'EMAIL', 'PHONE']);
    expect(errorOf(other)).toBe('2650');
    expect(errorOf(await replace([hash('a')], 2, false, 5, 'EMAIL_SHA256'))).toBe('2650');
  });

  it('after the last one are refused, as is a session of other work', async () => {
    await replace(people(5, 7), 1, true);
    expect(errorOf(await replace(people(7, 8), 2))).toBe('2650/1870159');
    expect(await inside()).toEqual(['c-5', 'c-6']);
    const session = { session_id: 9, batch_seq: 1 };
    await harness.call('POST', `/${id}/users`, { body: rows(people(5, 6), undefined, session) });
    expect(errorOf(await replace(people(7, 8), 1, true, 9))).toBe('100');
  });
});

it('ends by itself after 90 minutes with what has come, and late batches are discarded', async () => {
  await replace(people(5, 7), 1);
  await harness.advance(89 * MINUTE_MS);
  await replace(people(7, 8), 2);
  expect(await status()).toBe(414);
  await harness.advance(MINUTE_MS);
  expect(errorOf(await replace(people(8, 9), 3, true))).toBe('2650/1870158');
  expect(await status()).toBe(200);
  expect(await inside()).toEqual(['c-5', 'c-6', 'c-7']);
});

it('can fail, which leaves everybody as they were, and succeed when tried again', async () => {
  await harness.control('POST', '/switches', { replaceFailures: 1 });
  await replace(people(5, 7), 1);
  expect(errorOf(await replace(people(7, 8), 2, true))).toBe('2650/1870148');
  expect(await status()).toBe(415);
  expect(await inside()).toEqual(OLD);
  expect(errorOf(await replace(people(5, 7), 1, true, 6))).toBe('200 OK');
  expect(await inside()).toEqual(['c-5', 'c-6']);
});

it('lets nobody return who was removed from everywhere while it ran', async () => {
  await replace(people(5, 7), 1);
  await harness.call('DELETE', `/act_${ACCOUNT}/usersofanyaudience`, { body: rows([['c-5'], ['c-0']], ['EXTERN_ID']) });
  expect(await inside()).toEqual(['c-1', 'c-2']);
  await replace(people(7, 8), 2, true);
  expect(await inside()).toEqual(['c-6', 'c-7']);
});
