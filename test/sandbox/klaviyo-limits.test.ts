/** Rate limits of the stand-in for Klaviyo, on a clock that moves only when told to. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startKlaviyo, type RunningKlaviyo } from '#sandbox/klaviyo/server.ts';
import {
  at,
  control,
  KEY,
  listBody,
  makeCaller,
  makeList,
  textAt,
  type Answer,
  type Caller,
} from './klaviyo-caller.ts';

let server: RunningKlaviyo;
let call: Caller;
let nowMs: number;

beforeAll(async () => {
  server = await startKlaviyo({ clock: () => new Date(nowMs) });
  call = makeCaller(server.url);
});
afterAll(() => server.close());
beforeEach(async () => {
  // A quarter past a full second, at the beginning of a minute and a day.
  nowMs = Date.parse('2026-11-20T00:00:00.250Z');
  await control(server.url, 'DELETE', '/state');
  await control(server.url, 'POST', '/accounts', { key: KEY, name: 'Limits' });
});

async function times(count: number, one: () => Promise<Answer>): Promise<number[]> {
  const statuses: number[] = [];
  for (let i = 0; i < count; i += 1) statuses.push((await one()).status);
  return statuses;
}
const metrics = (): Promise<Answer> => call('GET', '/api/metrics');
const ok = (count: number): number[] => Array.from({ length: count }, () => 200);

describe('windows', () => {
  it('tell the steady window in headers, and on 429 only when to come back', async () => {
    const first = await metrics();
    expect([...['limit', 'remaining', 'reset'].map((name) => first.headers.get(`ratelimit-${name}`))]).toEqual([
      '150',
      '149',
      '60',
    ]);
    expect(await times(9, metrics)).toEqual(ok(9));
    const refused = await metrics();
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(refused.headers.get('ratelimit-limit')).toBeNull();
    expect(at(refused.body, 'errors.0')).toMatchObject({
      code: 'throttled',
      detail: 'Request was throttled. Expected available in 1 second.',
    });
  });

  it('refuse whoever comes back earlier than told, even in a new window, without making them wait longer', async () => {
    expect(await times(11, metrics)).toEqual([...ok(10), 429]);
    nowMs += 990;
    expect((await metrics()).status).toBe(429);
    nowMs += 10;
    expect((await metrics()).status).toBe(200);
  });

  it('fill a minute across seconds', async () => {
    for (let second = 0; second < 15; second += 1) {
      expect(await times(10, metrics)).toEqual(ok(10));
      nowMs += 1000;
    }
    const refused = await metrics();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '45']);
    nowMs += 45_000;
    expect((await metrics()).status).toBe(200);
  });

  it('are separate for each call and each account', async () => {
    await times(11, metrics);
    expect((await call('GET', '/api/lists')).status).toBe(200);
    await control(server.url, 'POST', '/accounts', { key: 'pk_other', name: 'Other' });
    expect((await makeCaller(server.url, 'pk_other')('GET', '/api/metrics')).status).toBe(200);
  });

  it('are shared by the keys of one account', async () => {
    const accounts = await control(server.url, 'GET', '/accounts');
    const accountId = textAt(accounts, 'accounts.0.id');
    await control(server.url, 'POST', '/accounts', { key: 'pk_same', name: 'Same', accountId });
    await times(10, metrics);
    expect((await makeCaller(server.url, 'pk_same')('GET', '/api/metrics')).status).toBe(429);
  });
});

it('counts dear parameters on a stricter bucket of their own', async () => {
  const list = await makeList(call, 'VIP');
  const counted = (): Promise<Answer> =>
    call('GET', `/api/lists/${list}`, { query: { 'additional-fields[list]': 'profile_count' } });
  expect(await times(2, counted)).toEqual([200, 429]);
  nowMs += 1000;
  expect((await counted()).status).toBe(200);
});

it('creates 150 lists a day', async () => {
  const create = (): Promise<Answer> => call('POST', '/api/lists', { body: listBody('One of many') });
  for (let i = 0; i < 15; i += 1) {
    expect(await times(10, create)).toEqual(Array.from({ length: 10 }, () => 201));
    nowMs += 6000;
  }
  const refused = await create();
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBe(86_400 - 90);
  nowMs = Date.parse('2026-11-21T00:00:01Z');
  expect((await create()).status).toBe(201);
});

it('can be switched off and on, and moved along by the clock', async () => {
  await control(server.url, 'POST', '/limits', { mode: 'off' });
  expect(await times(30, metrics)).toEqual(ok(30));
  await control(server.url, 'POST', '/limits', { mode: 'published' });
  expect(await times(11, metrics)).toEqual([...ok(10), 429]);
  await control(server.url, 'POST', '/clock', { advanceMs: 1000 });
  expect((await metrics()).status).toBe(200);
});
