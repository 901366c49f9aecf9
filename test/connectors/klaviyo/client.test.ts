/** How calls are made: paced, timed, repeated only where that is safe, and honest about what may have happened. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { makeClient, type CallFailed, type ClientTimes } from '#connectors/klaviyo/client.ts';
import { ownAllowance } from '#app/core/placements/allowance.ts';
import type { Answer } from '#connectors/klaviyo/answer.ts';
import { makePacer } from '#connectors/klaviyo/pace.ts';
import { OPERATIONS, operationOf } from '#connectors/klaviyo/limits.ts';
import { partnerContext } from '../context.ts';
import { API_KEY, startKlaviyoWorld } from './world.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Answers one after the other; the last one for ever. Gives the address and how many calls came. */
async function answering(...answers: { status: number; headers?: Record<string, string>; body?: string }[]): Promise<{
  url: string;
  count: () => number;
}> {
  let count = 0;
  const url = await serve((request, response) => {
    request.resume();
    const answer = answers[Math.min(count, answers.length - 1)];
    count += 1;
    response.writeHead(answer?.status ?? 200, answer?.headers).end(answer?.body ?? '{"data":[]}');
  });
  return { url, count: () => count };
}

/** When every client is opened. */
const START = Date.parse('2026-11-21T12:00:00Z');

const QUICK: Partial<ClientTimes> = { firstBackoffMs: 1 };

function makeTestClient(times: Partial<ClientTimes> = QUICK, signal?: AbortSignal): ReturnType<typeof makeClient> {
  const openedAt = performance.now();
  const clock = (): number => START + performance.now() - openedAt;
  return makeClient(partnerContext('', clock, signal === undefined ? {} : { signal }), times);
}

async function send(url: string, method: string, signal: AbortSignal): Promise<Answer> {
  const response = await fetch(url, { method, signal });
  const text = await response.text();
  const body: unknown = text.startsWith('{') ? JSON.parse(text) : text;
  return { status: response.status, header: (name) => response.headers.get(name), body };
}

function call(base: string, client = makeTestClient(), method = 'GET', path = '/api/lists'): Promise<Answer> {
  return client.call(method, `${base}${path}`, (signal) => send(`${base}${path}`, method, signal));
}

async function failureOf(promise: Promise<unknown>): Promise<CallFailed['failure']> {
  try {
    await promise;
  } catch (error) {
    return (error as CallFailed).failure;
  }
  throw new Error('The call did not fail.');
}

const IMPORTS = '/api/profile-bulk-import-jobs';

describe('a call', () => {
  test.each([500, 502, 503, 504, 524, 408])('is made again after %i when it can be', async (status) => {
    const { url, count } = await answering({ status }, { status }, { status: 200 });
    expect((await call(url)).status).toBe(200);
    expect(count()).toBe(3);
  });

  test('ends after four tries', async () => {
    const { url, count } = await answering({ status: 503 });
    expect(await failureOf(call(url))).toMatchObject({ status: 503, reached: 'unknown' });
    expect(count()).toBe(4);
  });

  test.each([400, 401, 403, 404, 409, 415])('is not made again after %i', async (status) => {
    const { url, count } = await answering({
      status,
      body: '{"errors":[{"code":"c","detail":"d","source":{"pointer":"/p"}}]}',
    });
    expect(await failureOf(call(url))).toMatchObject({
      status,
      reached: 'no',
      complaints: [{ code: 'c', detail: 'd', pointer: '/p' }],
    });
    expect(count()).toBe(1);
  });

  test.each([500, 503, 504])(
    'that makes something new is not made again after %i: it may have been made',
    async (status) => {
      const { url, count } = await answering({ status }, { status: 202 });
      expect(await failureOf(call(url, makeTestClient(), 'POST', IMPORTS))).toMatchObject({
        status,
        reached: 'unknown',
      });
      expect(count()).toBe(1);
    },
  );

  test('that makes something new is made again when it was refused for being one too many', async () => {
    const { url, count } = await answering({ status: 429, headers: { 'Retry-After': '0' } }, { status: 202 });
    expect((await call(url, makeTestClient(), 'POST', IMPORTS)).status).toBe(202);
    expect(count()).toBe(2);
  });

  test('is made again when its connection was cut', async () => {
    let count = 0;
    const url = await serve((request, response) => {
      count += 1;
      if (count < 3) request.socket.destroy();
      else response.end('{"data":[]}');
    });
    expect((await call(url)).status).toBe(200);
  });

  test('whose answer breaks off has an unknown fate', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(202, { 'Content-Length': '1000' }).write('{"data"');
      response.socket?.destroySoon();
    });
    expect(await failureOf(call(url, makeTestClient(), 'POST', IMPORTS))).toMatchObject({
      status: null,
      reached: 'unknown',
    });
  });

  test('whose answer cannot be read has an unknown fate', async () => {
    const { url } = await answering({ status: 202, body: '<html>' });
    expect(await failureOf(call(url, makeTestClient(), 'POST', IMPORTS))).toMatchObject({
      status: null,
      reached: 'unknown',
    });
  });

  test('that nobody took did not reach anybody', async () => {
    const { url } = await answering({ status: 200 });
    const [server] = servers.splice(0);
    await new Promise((resolve) => server?.close(resolve));
    expect(await failureOf(call(url, makeTestClient(), 'POST', IMPORTS))).toMatchObject({
      status: null,
      reached: 'no',
    });
  });

  test('ends when no answer comes in time', async () => {
    const url = await serve(() => undefined);
    const failure = await failureOf(call(url, makeTestClient({ timeoutMs: 50 }), 'POST', IMPORTS));
    expect(failure).toMatchObject({ status: null, reached: 'unknown', text: 'No answer within 0.05 s.' });
  });

  test('ends when an answer drips without end', async () => {
    const timers: NodeJS.Timeout[] = [];
    const url = await serve((_request, response) => {
      timers.push(setInterval(() => response.write(' '), 10));
    });
    const failure = await failureOf(call(url, makeTestClient({ timeoutMs: 100 }), 'POST', IMPORTS));
    for (const timer of timers) clearInterval(timer);
    expect(failure).toMatchObject({ status: null, reached: 'unknown' });
  });

  test('under way is given up when the process stops', async () => {
    const stop = new AbortController();
    const url = await serve(() => stop.abort());
    expect(await failureOf(call(url, makeTestClient(QUICK, stop.signal)))).toMatchObject({ reached: 'unknown' });
  });

  test.each([
    { header: '3600', waitMs: 3_600_000 },
    { header: 'Sat, 21 Nov 2026 12:10:00 GMT', waitMs: 600_000 },
  ])('that is to wait for long ends and tells how long ($header)', async ({ header, waitMs }) => {
    const { url, count } = await answering({ status: 429, headers: { 'Retry-After': header } });
    expect(await failureOf(call(url))).toMatchObject({
      status: 429,
      retryAfterMs: expect.closeTo(waitMs, -4),
      reached: 'no',
    });
    expect(count()).toBe(1);
  });

  test('is refused by ourselves when this connector has no business making it', async () => {
    await expect(
      call('http://127.0.0.1:9', makeTestClient(), 'POST', '/api/profile-subscription-bulk-create-jobs'),
    ).rejects.toThrow('does not make the call');
  });
});

describe('the pace', () => {
  const operation = operationOf('GET', IMPORTS);

  test('never has more calls in a second or in a minute than are published', async () => {
    let now = 0;
    const pacer = makePacer({ clock: () => now, allowance: ownAllowance() });
    const sentAt: number[] = [];
    while (sentAt.length < 400) {
      const waitMs = await pacer.takeTurn(operation);
      if (waitMs === 0) sentAt.push(now);
      else now += waitMs;
    }
    for (const [index, at] of sentAt.entries()) {
      const tenLater = sentAt[index + operation.perSecond];
      const minuteFull = sentAt[index + operation.perMinute];
      if (tenLater !== undefined) expect(tenLater - at).toBeGreaterThanOrEqual(1000);
      if (minuteFull !== undefined) expect(minuteFull - at).toBeGreaterThanOrEqual(60_000);
    }
    // And it does not dawdle: the third minute's calls begin when two minutes are over.
    expect(now).toBeLessThan(2 * 61_000 + 12_000);
  });

  test('of one kind of call does not hold up another', async () => {
    const pacer = makePacer({ clock: () => 0, allowance: ownAllowance() });
    await pacer.pause(operation, 5000);
    expect(await pacer.takeTurn(operation)).toBe(5000);
    expect(await pacer.takeTurn(operationOf('GET', '/api/events'))).toBe(0);
  });

  test('is one for all who share the account, and waits for no call that lies ahead of a clock which was set back', async () => {
    let now = 1_000_000;
    const terms = { clock: () => now, allowance: ownAllowance() };
    const [one, other] = [makePacer(terms), makePacer(terms)];
    for (let turn = 0; turn < operation.perSecond; turn += 1)
      expect(await (turn % 2 === 0 ? one : other).takeTurn(operation)).toBe(0);
    expect(await one.takeTurn(operation)).toBeGreaterThan(1000);
    expect(await other.takeTurn(operation)).toBeGreaterThan(1000);
    now -= 500_000;
    expect(await other.takeTurn(operation)).toBe(0);
  });

  test('waits for the new window when the partner says that this one is used up', async () => {
    const spent = { 'RateLimit-Limit': '150', 'RateLimit-Remaining': '0', 'RateLimit-Reset': '90' };
    const { url, count } = await answering({ status: 200, headers: spent });
    const client = makeTestClient();
    await call(url, client);
    const failure = await failureOf(call(url, client));
    expect(failure).toMatchObject({ status: 429, reached: 'no' });
    expect(failure.retryAfterMs).toBeGreaterThan(80_000);
    expect(count()).toBe(1);
  });

  test('keeps many calls at once clear of refusals', async () => {
    const world = await startKlaviyoWorld({ limits: 'published' });
    try {
      const session = await world.open();
      const answers = await Promise.all(Array.from({ length: 25 }, () => session.settle(world.nowMs())));
      expect(answers.every(({ kind }) => kind === 'quiet')).toBe(true);
      // Without a pace 15 of the 25 would be refused at once. A stalled machine may still bring two windows together.
      const refused = (await world.calls('get_bulk_import_profiles_jobs')).filter(({ status }) => status === 429);
      expect(refused.length).toBeLessThan(5);
    } finally {
      await world.close();
    }
  });

  test('obeys a refusal: whoever comes back early is refused again', async () => {
    const world = await startKlaviyoWorld({ limits: 'published' });
    try {
      // One call a second: this one leaves none for the next.
      await world.api('GET', '/api/accounts');
      const session = await world.open();
      expect((await session.testConnection()).kind).toBe('connected');
      const refused = (await world.calls('get_accounts')).filter(({ status }) => status === 429);
      expect(refused.length).toBeLessThanOrEqual(1);
    } finally {
      await world.close();
    }
  });
});

describe('the table of calls', () => {
  test('has each call once', () => {
    const ids = OPERATIONS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, method, path } of OPERATIONS)
      expect(operationOf(method, path.replaceAll(/\{\w+\}/g, 'X')).id).toBe(id);
  });

  test('is what the SDK’s revision and the hand-made call go by', async () => {
    const world = await startKlaviyoWorld();
    try {
      const session = await world.open();
      await session.testConnection();
      await session.ensureList('VIP', null);
      const headers = (await world.calls()).map((recorded) => recorded.headers);
      expect(headers.length).toBe(3);
      for (const { revision, authorization } of headers) {
        expect(revision).toBe('2026-07-15');
        expect(authorization ?? '').not.toContain(API_KEY);
      }
    } finally {
      await world.close();
    }
  });
});
