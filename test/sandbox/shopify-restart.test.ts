// The Shopify stand-in keeps its word through kill -9: data, tokens, clock, deliveries not yet accepted, bulk operations.
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  API_KEY,
  API_SECRET,
  at,
  call,
  customer,
  DOMAIN,
  order,
  startSink,
  TOKEN_EXCHANGE,
  until,
} from './shopifyHarness.ts';

let folder: string;
let child: ChildProcess | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shopify-state-'));
});
afterEach(async () => {
  await kill();
  await rm(folder, { recursive: true, force: true });
});

/** Starts the process and gives its address. */
async function start(options: { appUrl: string; bulkDelayMs?: number }): Promise<string> {
  const script = new URL('./shopifyProcess.ts', import.meta.url).pathname;
  const json = JSON.stringify({ apiKey: API_KEY, apiSecret: API_SECRET, statePath: folder, ...options });
  child = spawn(process.execPath, [script, json], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout! });
  const [url] = (await once(lines, 'line')) as [string];
  return url;
}

async function kill(): Promise<void> {
  const running = child;
  child = undefined;
  if (running?.exitCode !== null || running.signalCode !== null) return;
  running.kill('SIGKILL');
  await once(running, 'exit');
}

const exchange = async (url: string): Promise<string> => {
  const idToken = at((await call('POST', `${url}/_control/shops/${DOMAIN}/id-token`)).json, 'id_token');
  const reply = await call('POST', `${url}/shops/${DOMAIN}/admin/oauth/access_token`, {
    client_id: API_KEY,
    client_secret: API_SECRET,
    grant_type: TOKEN_EXCHANGE,
    subject_token: idToken,
    subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
    requested_token_type: 'urn:shopify:params:oauth:token-type:offline-access-token',
    expiring: '1',
  });
  return String(at(reply.json, 'access_token'));
};

const graphql = async (url: string, token: string, query: string, variables = {}): Promise<unknown> => {
  const address = `${url}/shops/${DOMAIN}/admin/api/2026-10/graphql.json`;
  const reply = await call('POST', address, { query, variables }, { 'x-shopify-access-token': token });
  return at(reply.json, 'data');
};

const openShop = (url: string) => call('POST', `${url}/_control/shops`, { domain: DOMAIN, name: 'Deneme' });
const load = (url: string, records: object[]) =>
  call('POST', `${url}/_control/shops/${DOMAIN}/load`, records.map((record) => JSON.stringify(record)).join('\n'));

it('keeps the data, the tokens, the options and the clock', async () => {
  const before = await start({ appUrl: 'http://127.0.0.1:9' });
  await openShop(before);
  await load(before, [customer('1'), order('2', '1')]);
  await call('POST', `${before}/_control/clock`, { advanceMs: 60_000 });
  await call('POST', `${before}/_control/webhooks`, { duplicateRate: 0.5, paused: true });
  const token = await exchange(before);
  await kill();

  const after = await start({ appUrl: 'http://127.0.0.1:9' });
  const dump = await call('GET', `${after}/_control/shops/${DOMAIN}/dump`);
  expect(
    dump.text
      .trim()
      .split('\n')
      .map((line) => at(JSON.parse(line), 'id')),
  ).toEqual(['1', '2']);
  expect(await graphql(after, token, '{ shop { name } }')).toEqual({ shop: { name: 'Deneme' } });
  expect(at((await call('GET', `${after}/_control/clock`)).json, 'offsetMs')).toBe(60_000);
  expect(at((await call('GET', `${after}/_control/webhooks`)).json, 'options')).toMatchObject({
    duplicateRate: 0.5,
    paused: true,
  });
});

it('delivers after the restart what was not accepted before, and nothing is lost', async () => {
  const sink = await startSink();
  sink.answer = () => (sink.received.length <= 60 ? 200 : 503);
  const before = await start({ appUrl: sink.url });
  await openShop(before);
  await call('POST', `${before}/_control/webhooks`, { retryScale: 0.00001 });
  const changes = Array.from({ length: 200 }, (_, index) => ({
    op: 'upsertOrder',
    order: order(String(index + 1), null),
  }));
  await call('POST', `${before}/_control/shops/${DOMAIN}/changes`, changes);
  await until('some were refused', () => sink.received.length > 80);
  await kill();

  sink.answer = () => 200;
  const after = await start({ appUrl: sink.url });
  const drained = await call('POST', `${after}/_control/webhooks/drain`);
  expect(drained.status).toBe(200);
  expect(at(drained.json, 'counts', 'given_up')).toBeUndefined();
  const accepted = new Set(
    sink.received.map(({ headers, body }) => `${String(headers['x-shopify-topic'])} ${String(at(body, 'id'))}`),
  );
  expect(accepted.size).toBe(400);
});

it('writes an unfinished bulk operation again', async () => {
  const before = await start({ appUrl: 'http://127.0.0.1:9', bulkDelayMs: 60_000 });
  await openShop(before);
  await load(
    before,
    Array.from({ length: 1000 }, (_, index) => customer(String(index + 1))),
  );
  const token = await exchange(before);
  const started = await graphql(
    before,
    token,
    'mutation { bulkOperationRunQuery(query: "{ customers { nodes { id } } }") { bulkOperation { id } } }',
  );
  const id = at(started, 'bulkOperationRunQuery', 'bulkOperation', 'id');
  await kill();

  const after = await start({ appUrl: 'http://127.0.0.1:9', bulkDelayMs: 60_000 });
  const look = async () =>
    at(
      await graphql(after, token, 'query ($id: ID!) { bulkOperation(id: $id) { status url } }', { id }),
      'bulkOperation',
    );
  expect(at(await look(), 'status')).toMatch(/CREATED|RUNNING/);
  await call('POST', `${after}/_control/clock`, { advanceMs: 61_000 });
  await until('the operation is complete', async () => at(await look(), 'status') === 'COMPLETED');
  const result = await call('GET', String(at(await look(), 'url')));
  expect(result.text.trim().split('\n')).toHaveLength(1000);
});
