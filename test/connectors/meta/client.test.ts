/** How calls to Meta are made: paced, timed, repeated only where that is safe, and honest about what may have happened. */
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { ConnectorContext } from '#connectors/kit/connector.ts';
import { CallFailed, makeClient, type Client, type ClientTimes, type Failure } from '#connectors/meta/client.ts';
import { GRAPH_VERSION } from '#connectors/meta/graph.ts';
import { proofOf } from '#connectors/meta/hash.ts';
import { partnerContext } from '../context.ts';

const TOKEN = 'EAAtoken0123456789abcdef';
const START = Date.parse('2026-11-27T12:00:00Z');

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

interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
}

interface Seen {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Answers one after the other; the last one for ever. */
async function answering(...answers: Answer[]): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const url = await serve((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const answer = answers[Math.min(seen.length, answers.length - 1)];
      const { method = '', url: path = '', headers } = request;
      seen.push({ method, url: path, headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(answer?.status ?? 200, answer?.headers).end(answer?.body ?? '{"id":"1"}');
    });
  });
  return { url, seen };
}

const errorOf = (code: number, rest: object = {}): string =>
  JSON.stringify({ error: { message: 'No.', type: 'OAuthException', code, ...rest } });

function clientAt(
  baseUrl: string,
  given: { times?: Partial<ClientTimes>; appSecret?: string; context?: Partial<ConnectorContext> } = {},
): Client {
  return makeClient(
    { kind: 'entered', accessToken: TOKEN, appSecret: given.appSecret ?? '' },
    partnerContext(baseUrl, () => START, given.context),
    { times: { firstBackoffMs: 1, ...given.times } },
  );
}

async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof CallFailed) return error.failure;
    throw error;
  }
  throw new Error('The call did not fail.');
}

const UPLOAD = { payload: { schema: ['EXTERN_ID'], data: [['1']] } };

describe('a call', () => {
  test('names the version, carries the token in its header only, and the parameters where they belong', async () => {
    const { url, seen } = await answering({});
    const client = clientAt(`${url}/`);
    await client.call('findAudiences', 'act_1', { fields: 'id', filtering: [{ field: 'name' }], limit: 20 });
    await client.call('removeUsers', '23', UPLOAD);
    const [reading, removal] = seen;
    expect(reading).toMatchObject({ method: 'GET', body: '' });
    const address = new URL(reading?.url ?? '', url);
    expect(address.pathname).toBe(`/${GRAPH_VERSION}/act_1/customaudiences`);
    expect(Object.fromEntries(address.searchParams)).toEqual({
      fields: 'id',
      filtering: '[{"field":"name"}]',
      limit: '20',
    });
    expect(removal).toMatchObject({
      method: 'DELETE',
      url: `/${GRAPH_VERSION}/23/users`,
      body: JSON.stringify(UPLOAD),
    });
    for (const { headers, url: path, body } of seen) {
      expect(headers.authorization).toBe(`Bearer ${TOKEN}`);
      expect(path + body).not.toContain(TOKEN);
      expect(path + body).not.toContain('appsecret_proof');
    }
  });

  test('is signed when there is an app secret', async () => {
    const { url, seen } = await answering({});
    const client = clientAt(url, { appSecret: 'app-secret' });
    await client.call('readAccount', 'act_1');
    await client.call('addUsers', '23', UPLOAD);
    const proof = proofOf(TOKEN, 'app-secret');
    expect(seen[0]?.url).toContain(`appsecret_proof=${proof}`);
    expect(seen[1]?.body).toContain(proof);
    expect(JSON.stringify(seen)).not.toContain('"app-secret"');
  });

  test.each([
    ['500 and HTML', { status: 500, body: '<html>Sorry, something went wrong.</html>' }],
    ['code 1', { status: 500, body: errorOf(1) }],
    ['code 2 and another status', { status: 400, body: errorOf(2, { is_transient: true }) }],
    ['code 5000', { status: 400, body: errorOf(5000) }],
    ['what is said to pass', { status: 400, body: errorOf(9999, { is_transient: true }) }],
    ['an error within 200', { status: 200, body: errorOf(2) }],
    ['JSON that breaks off', { status: 200, body: '{"data":[{"id":"1"' }],
    ['HTML within 200', { status: 200, body: '<html></html>' }],
    ['a list', { status: 200, body: '[]' }],
  ])('is made again after %s when it can be', async (_what, answer) => {
    const { url, seen } = await answering(answer, answer, {});
    await clientAt(url).call('readAccount', 'act_1');
    expect(seen).toHaveLength(3);
    const { url: other, seen: additions } = await answering(answer, {});
    expect(await failureOf(clientAt(other).call('addUsers', '23', UPLOAD))).toMatchObject({ reached: 'unknown' });
    expect(additions).toHaveLength(1);
  });

  test('ends after four tries', async () => {
    const { url, seen } = await answering({ status: 503, body: '' });
    expect(await failureOf(clientAt(url).call('readAccount', 'act_1'))).toMatchObject({
      status: 503,
      reached: 'unknown',
    });
    expect(seen).toHaveLength(4);
  });

  test.each([
    ['a malformed call', { status: 400, body: errorOf(100) }],
    ['a token that does not hold', { status: 401, body: errorOf(190, { error_subcode: 463 }) }],
    ['a refusal in HTML', { status: 403, body: '<html></html>' }],
    ['a refusal within 200', { status: 200, body: errorOf(200, { error_subcode: 1_870_090 }) }],
    ['an audience that is being worked on', { status: 400, body: errorOf(2650, { error_subcode: 1_870_145 }) }],
    [
      'a reading that was too large',
      { status: 500, body: errorOf(1, { message: 'Please reduce the amount of data' }) },
    ],
    ['a redirection', { status: 302, headers: { Location: '/elsewhere' }, body: '' }],
  ])('is not made again after %s', async (_what, answer) => {
    const { url, seen } = await answering(answer);
    await failureOf(clientAt(url).call('findAudiences', 'act_1'));
    expect(seen).toHaveLength(1);
  });

  test('is made once more when Meta does not know the audience yet', async () => {
    const { url, seen } = await answering({ status: 404, body: errorOf(803) }, {});
    await clientAt(url).call('addUsers', '23', UPLOAD);
    expect(seen).toHaveLength(2);
    const { url: other, seen: calls } = await answering({ status: 404, body: errorOf(803) });
    expect(await failureOf(clientAt(other).call('addUsers', '23', UPLOAD))).toMatchObject({ reached: 'no' });
    expect(calls).toHaveLength(2);
  });

  test('is made again when its connection was cut', async () => {
    let count = 0;
    const url = await serve((request, response) => {
      count += 1;
      if (count < 3) request.socket.destroy();
      else response.end('{"id":"1"}');
    });
    expect(await clientAt(url).call('readAccount', 'act_1')).toEqual({ id: '1' });
  });

  test('whose answer breaks off has an unknown fate', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'Content-Length': '1000' }).write('{"audience_id"');
      response.socket?.destroySoon();
    });
    const failure = await failureOf(clientAt(url).call('addUsers', '23', UPLOAD));
    expect(failure).toMatchObject({ status: null, reached: 'unknown' });
  });

  test('that nobody took did not reach anybody', async () => {
    const { url } = await answering({});
    const [server] = servers.splice(0);
    await new Promise((resolve) => server?.close(resolve));
    const failure = await failureOf(clientAt(url).call('addUsers', '23', UPLOAD));
    expect(failure).toMatchObject({ status: null, reached: 'no' });
  });

  test('ends when no answer comes, or one that drips without end', async () => {
    const timers: NodeJS.Timeout[] = [];
    for (const listener of [
      (): undefined => undefined,
      ((_request, response) => {
        timers.push(setInterval(() => response.write(' '), 10));
      }) satisfies RequestListener,
    ]) {
      const url = await serve(listener);
      const failure = await failureOf(clientAt(url, { times: { timeoutMs: 100 } }).call('addUsers', '23', UPLOAD));
      expect(failure).toMatchObject({ status: null, reached: 'unknown', text: 'No answer within 0.1 s.' });
    }
    for (const timer of timers) clearInterval(timer);
  });

  test('under way is given up when the process stops', async () => {
    const stop = new AbortController();
    const url = await serve(() => stop.abort());
    const client = clientAt(url, { context: { signal: stop.signal } });
    expect(await failureOf(client.call('addUsers', '23', UPLOAD))).toMatchObject({ reached: 'unknown' });
    expect(await failureOf(client.call('addUsers', '23', UPLOAD))).toMatchObject({ text: 'The process is stopping.' });
  });

  test('tells the log when Meta warns of the version, and never what was sent', async () => {
    const { url } = await answering(
      { headers: { 'X-Ad-Api-Version-Warning': 'The call has been auto-upgraded to v26.0.' } },
      { status: 400, body: errorOf(100, { message: 'Bad row ayse@shop.example' }) },
    );
    const lines: string[] = [];
    const log = (fields: object, text: string): void => void lines.push(JSON.stringify({ ...fields, text }));
    const client = clientAt(url, { context: { log: { info: log, warn: log } } });
    await client.call('readAccount', 'act_1');
    await failureOf(client.call('addUsers', '23', UPLOAD));
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain(GRAPH_VERSION);
    expect(lines[1]).toContain('"code":100');
    expect(lines.join()).not.toMatch(/@|EAA/);
  });
});

describe('a call that Meta refuses for being one too many', () => {
  const usage = (minutes: number): Record<string, string> => ({
    'X-Business-Use-Case-Usage': JSON.stringify({
      '1': [{ type: 'custom_audience', call_count: 100, estimated_time_to_regain_access: minutes }],
    }),
  });

  test.each([4, 17, 32, 613, 80_000, 80_003, 80_004, 80_009, 80_014])(
    'with code %i ends, and tells how long',
    async (code) => {
      const { url, seen } = await answering({ status: 400, headers: usage(7), body: errorOf(code) });
      const failure = await failureOf(clientAt(url).call('addUsers', '23', UPLOAD));
      expect(failure).toMatchObject({ waitMs: 420_000, reached: 'no' });
      expect(seen).toHaveLength(1);
    },
  );

  test('is the last one until the block is over', async () => {
    let now = START;
    const { url, seen } = await answering({ status: 400, headers: usage(7), body: errorOf(80_003) }, {});
    const client = clientAt(url, { context: { clock: () => now } });
    await failureOf(client.call('addUsers', '23', UPLOAD));
    now += 300_000;
    const held = await failureOf(client.call('readAccount', 'act_1'));
    expect(held).toMatchObject({ held: true, status: null, reached: 'no', waitMs: 120_000 });
    expect(seen).toHaveLength(1);
    now += 120_000;
    expect(await client.call('readAccount', 'act_1')).toEqual({ id: '1' });
  });

  test('is waited out for the tier’s own time when Meta names none', async () => {
    const { url } = await answering({ status: 400, body: errorOf(17, { error_subcode: 2_446_079 }) });
    expect(await failureOf(clientAt(url).call('addUsers', '23', UPLOAD))).toMatchObject({ waitMs: 300_000 });
  });
});

test('Calls stop before the score of the ad account is used up, and nothing is refused', async () => {
  const { url, seen } = await answering({});
  const client = clientAt(url);
  for (let count = 0; count < 20; count += 1) await client.call('addUsers', '23', UPLOAD);
  const failure = await failureOf(client.call('addUsers', '23', UPLOAD));
  expect(failure).toMatchObject({ held: true, reached: 'no' });
  expect(failure.waitMs).toBeGreaterThan(290_000);
  expect(seen).toHaveLength(20);
});
