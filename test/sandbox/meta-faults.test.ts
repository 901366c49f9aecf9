/** Ordered failures and the traffic record of the stand-in for Meta. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  at,
  errorOf,
  makeAudience,
  makeCaller,
  members,
  people,
  rows,
  startAfresh,
  startHarness,
  TOKEN,
  type Answer,
  type Harness,
} from './meta-caller.ts';

let harness: Harness;
let id: string;
beforeAll(async () => {
  harness = await startHarness({ limits: 'off', trafficCapacity: 50, trafficBodyBytes: 2000 });
});
afterAll(() => harness.meta.close());
beforeEach(async () => {
  await startAfresh(harness);
  id = await makeAudience(harness.call);
  await harness.control('DELETE', '/traffic');
});

const order = (fault: object): Promise<unknown> => harness.control('POST', '/faults', fault);
const add = (from = 0): Promise<Answer> => harness.call('POST', `/${id}/users`, { body: rows(people(from, from + 2)) });
const size = async (): Promise<number> => (await members(harness.meta.url, id)).length;
const USERS = { method: 'POST', path: '/*/users', times: 1 };

describe('answers on order', () => {
  it('replace the call, or come after it took effect', async () => {
    await order({ ...USERS, status: 503 });
    const first = await add();
    expect([first.status, errorOf(first), at(first.body, 'error.is_transient')]).toEqual([503, '2', true]);
    expect(await size()).toBe(0);
    await order({ ...USERS, status: 500, code: 1, handledFirst: true });
    expect(errorOf(await add())).toBe('1');
    expect(await size()).toBe(2);
  });

  it('carry code, subcode, headers or a body of any kind', async () => {
    const usage = { 'X-Business-Use-Case-Usage': '{}' };
    await order({ ...USERS, status: 400, code: 80003, subcode: 2446079, headers: usage });
    const throttled = await add();
    expect(errorOf(throttled)).toBe('80003/2446079');
    expect(throttled.headers.get('x-business-use-case-usage')).toBe('{}');
    await order({ ...USERS, status: 200, code: 100, message: 'Inside.' });
    const inside = await add();
    expect([inside.status, errorOf(inside)]).toEqual([200, '100']);
    await order({ ...USERS, status: 502, body: '<!DOCTYPE html><title>Sorry</title>' });
    const page = await add();
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.body).toBe('<!DOCTYPE html><title>Sorry</title>');
    expect(await size()).toBe(0);
  });

  it('mean the calls they name, of the token they name', async () => {
    await harness.control('POST', '/tokens', { token: 'EAAother' });
    await order({ path: `/act_${ACCOUNT}*`, token: TOKEN, status: 500, skip: 1 });
    const address = `/act_${ACCOUNT}/customaudiences`;
    expect((await harness.call('GET', address)).status).toBe(200);
    expect((await harness.call('GET', address)).status).toBe(500);
    expect((await harness.call('GET', address, { token: 'EAAother' })).status).toBe(200);
    expect((await harness.call('GET', '/me')).status).toBe(200);
    expect(at(await harness.control('GET', '/faults'), 'faults.0')).toMatchObject({ matched: 2, applied: 1 });
    await harness.control('DELETE', '/faults');
    expect((await harness.call('GET', address)).status).toBe(200);
  });

  it('at a rate strike the same calls for the same seed', async () => {
    const strikes = async (seed: number): Promise<string> => {
      const { id: rule } = (await order({ path: '/me', status: 500, rate: 0.3, seed })) as { id: string };
      let pattern = '';
      for (let i = 0; i < 60; i += 1) pattern += (await harness.call('GET', '/me')).status === 500 ? 'x' : '.';
      await harness.control('DELETE', `/faults/${rule}`);
      return pattern;
    };
    const first = await strikes(1);
    const struck = first.replaceAll('.', '').length;
    expect(struck).toBeGreaterThan(6);
    expect(struck).toBeLessThan(30);
    expect(await strikes(1)).toBe(first);
    expect(await strikes(2)).not.toBe(first);
  });

  it.each([
    [{}],
    [{ staus: 500 }],
    [{ status: 'x' }],
    [{ status: 99 }],
    [{ cut: 'sideways' }],
    [{ status: 500, rate: 2 }],
    [{ trickle: { bytes: 0, everyMs: 1 } }],
  ])('are refused when they make no sense: %j', async (fault) => {
    await expect(order(fault)).rejects.toThrow('400');
  });
});

describe('cut connections', () => {
  it('before: the call has no effect', async () => {
    await order({ ...USERS, cut: 'before' });
    await expect(add()).rejects.toThrow();
    expect(await size()).toBe(0);
  });

  it('after: the call took effect although the caller cannot know', async () => {
    await order({ ...USERS, cut: 'after' });
    await expect(add()).rejects.toThrow();
    expect(await size()).toBe(2);
  });

  it('midway: half an answer arrives; short: half of it as if it were whole', async () => {
    await order({ ...USERS, cut: 'midway' });
    await expect(add()).rejects.toThrow();
    await order({ ...USERS, cut: 'short' });
    const short = await add();
    expect(short.status).toBe(200);
    expect(() => JSON.parse(String(short.body)) as unknown).toThrow();
    expect(String(short.body)).toMatch(/^\{"audience_id"/);
  });
});

it('lets an answer trickle without holding up other calls', async () => {
  await order({ path: '/me', times: 1, trickle: { bytes: 1, everyMs: 3_600_000 } });
  const patience = new AbortController();
  const headers = { authorization: `Bearer ${TOKEN}` };
  const slow = await fetch(new URL('/v25.0/me', harness.meta.url), { signal: patience.signal, headers });
  expect(slow.status).toBe(200);
  expect((await harness.call('GET', '/me')).status).toBe(200);
  patience.abort();
  await expect(slow.text()).rejects.toThrow();
  await order({ path: '/me', times: 1, trickle: { bytes: 10, everyMs: 1 } });
  expect(at((await harness.call('GET', '/me')).body, 'name')).toBe('Deniz Demir');
});

it('delays an answer', async () => {
  await order({ path: '/me', delayMs: 3_600_000, times: 1 });
  const patience = new AbortController();
  const slow = fetch(new URL('/v25.0/me', harness.meta.url), { signal: patience.signal }).catch(() => 'given up');
  await expect.poll(async () => at(await harness.control('GET', '/faults'), 'faults.0.applied')).toBe(1);
  expect((await harness.call('GET', '/me')).status).toBe(200);
  patience.abort();
  expect(await slow).toBe('given up');
});

describe('traffic', () => {
  it('records each call with its body and without its token', async () => {
    await order({ ...USERS, cut: 'after' });
    await expect(add()).rejects.toThrow();
    await add(5);
    await harness.call('GET', '/me', { token: '', query: { access_token: TOKEN, fields: 'id' } });
    const record = await harness.control('GET', '/traffic');
    expect(at(record, 'entries')).toMatchObject([
      { operationId: 'add_users', status: 0, accountId: ACCOUNT, path: `/v25.0/${id}/users` },
      { operationId: 'add_users', status: 200, body: rows(people(5, 7)) },
      { operationId: 'me', status: 200, query: { access_token: '…', fields: 'id' } },
    ]);
    expect(JSON.stringify(record)).not.toContain(TOKEN);
    expect(at(record, 'counts.0')).toEqual({ call: 'add_users', count: 2, byStatus: { 0: 1, 200: 1 } });
    await harness.control('DELETE', '/traffic');
    expect(at(await harness.control('GET', '/traffic?counts=only'), 'counts')).toEqual([]);
  });

  it('keeps only size and hash of large bodies, and only the last calls', async () => {
    await harness.call('POST', `/${id}/users`, { body: rows(people(0, 100)) });
    expect(at(await harness.control('GET', '/traffic'), 'entries.0.bodySha256')).toMatch(/^[0-9a-f]{64}$/);
    const call = makeCaller(harness.meta.url);
    for (let i = 0; i < 60; i += 1) await call('GET', '/me');
    expect(await harness.control('GET', '/traffic?counts=only')).toMatchObject({ dropped: 11 });
  });
});

it.each([
  ['/accounts', { id: 'act_1' }],
  ['/accounts', { name: 'x' }],
  ['/accounts', { id: '1', scoreCode: 5 }],
  ['/tokens', { token: 'x', app: '404' }],
  ['/tokens/none', { state: 'expired' }],
  ['/audiences/404', { status: 471 }],
  ['/switches', { visibilityDelay: 5 }],
  ['/switches', { replaceWorkMs: -1 }],
  ['/limits', { mode: 'strict' }],
  ['/clock', { advanceMs: 'later' }],
])('refuses a mistaken order to %s: %j', async (path, body) => {
  await expect(harness.control('POST', path, body)).rejects.toThrow('400');
});
