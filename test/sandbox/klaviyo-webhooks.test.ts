/** System webhooks of the stand-in for Klaviyo: who may have them, what is sent and how it is signed, and what happens when nobody takes it. */
import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startKlaviyo, type RunningKlaviyo } from '#sandbox/klaviyo/server.ts';
import { listen } from '#test/http/listeningServer.ts';
import {
  at,
  control,
  KEY,
  listAt,
  makeCaller,
  makeProfile,
  textAt,
  type Answer,
  type Caller,
} from './klaviyo-caller.ts';

const SECRET = 'a secret of enough letters';
const OPENED = 'event:klaviyo.opened_email';

interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

let server: RunningKlaviyo;
let call: Caller;
let port: number;
/** What came to the receiver, and how it answers. */
let received: Received[];
let answers: number;

beforeAll(async () => {
  server = await startKlaviyo({ limits: 'off' });
  call = makeCaller(server.url);
  port = await listen((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(answers).end();
    });
  });
});
afterAll(() => server.close());
beforeEach(async () => {
  received = [];
  answers = 200;
  await control(server.url, 'DELETE', '/state');
  await control(server.url, 'POST', '/accounts', { key: KEY, name: 'Webhooks', accountId: 'Acc123' });
  await control(server.url, 'POST', '/webhooks', { allowed: true, leadTo: `http://127.0.0.1:${port}` });
  await makeProfile(call, { external_id: '1', email: 'a@example.com' });
});

function webhookBody(attributes: object = {}, topics: readonly string[] = [OPENED]): unknown {
  const given = { name: 'Mine', endpoint_url: 'https://shop.example/in/1?x=2', secret_key: SECRET, ...attributes };
  const data = topics.map((id) => ({ type: 'webhook-topic', id }));
  return { data: { type: 'webhook', attributes: given, relationships: { 'webhook-topics': { data } } } };
}
const create = (attributes: object = {}, topics?: readonly string[]): Promise<Answer> =>
  call('POST', '/api/webhooks', { body: webhookBody(attributes, topics) });

async function happened(count: number, metric = 'Opened Email'): Promise<void> {
  const line = { external_id: '1', metric, datetime: '2026-11-01T10:00:00Z', event_properties: { Subject: 'ş' } };
  const lines = Array.from({ length: count }, () => JSON.stringify(line));
  await control(server.url, 'POST', '/events', lines.join('\n'));
}
const flush = (): Promise<unknown> => control(server.url, 'POST', '/webhooks/flush');
const spoil = (fault: string): Promise<unknown> => control(server.url, 'POST', '/webhooks/faults', { fault });
const state = (): Promise<unknown> => control(server.url, 'GET', '/webhooks');
const advance = (advanceMs: number): Promise<unknown> => control(server.url, 'POST', '/clock', { advanceMs });
const isSigned = ({ headers, body }: Received): boolean =>
  headers['klaviyo-signature'] ===
  createHmac('sha256', SECRET)
    .update(body + String(headers['klaviyo-timestamp']))
    .digest('hex');

describe('webhooks', () => {
  it('are refused to accounts without the right to them, and to keys without the scope', async () => {
    await control(server.url, 'POST', '/webhooks', { allowed: false });
    expect((await call('GET', '/api/webhook-topics')).status).toBe(403);
    expect((await create()).status).toBe(403);
    await control(server.url, 'POST', '/webhooks', { allowed: true });
    await control(server.url, 'POST', '/accounts', { key: 'pk_few', scopes: ['events:read'], accountId: 'Acc123' });
    expect((await makeCaller(server.url, 'pk_few')('GET', '/api/webhooks')).status).toBe(403);
  });

  it('have topics after the metrics of the account, each once', async () => {
    await happened(1, 'Wrote a Review');
    const topics = listAt((await call('GET', '/api/webhook-topics')).body, 'data').map((topic) => at(topic, 'id'));
    expect(topics).toEqual(expect.arrayContaining([OPENED, 'event:klaviyo.clicked_sms', 'event:api.wrote_a_review']));
    expect(new Set(topics).size).toBe(topics.length);
    expect((await call('GET', `/api/webhook-topics/${OPENED}`)).status).toBe(200);
    expect((await call('GET', '/api/webhook-topics/event:klaviyo.nothing')).status).toBe(404);
  });

  it('want https, a secret of sixteen characters, and topics that there are', async () => {
    expect((await create({ endpoint_url: 'http://shop.example/in' })).status).toBe(400);
    expect((await create({ secret_key: 'fifteen letters' })).status).toBe(400);
    expect((await create({ name: ' ' })).status).toBe(400);
    expect((await create({}, ['event:klaviyo.nothing'])).status).toBe(400);
    expect((await create({}, [])).status).toBe(400);
    expect((await create()).status).toBe(201);
  });

  it('tell their address in part, their secret never, and their topics when asked for', async () => {
    const id = textAt((await create()).body, 'data.id');
    const plain = await call('GET', `/api/webhooks/${id}`);
    expect(textAt(plain.body, 'data.attributes.endpoint_url')).toBe('https://shop.example');
    expect(JSON.stringify(plain.body)).not.toContain(SECRET);
    expect(at(plain.body, 'data.relationships.webhook-topics.data')).toBeUndefined();
    const whole = await call('GET', '/api/webhooks', { query: { include: 'webhook-topics' } });
    expect(at(whole.body, 'data.0.relationships.webhook-topics.data.0.id')).toBe(OPENED);
    expect((await call('DELETE', `/api/webhooks/${id}`)).status).toBe(204);
    expect((await call('DELETE', `/api/webhooks/${id}`)).status).toBe(404);
  });
});

describe('deliveries', () => {
  it('bring events of the topics asked for, signed, a thousand at most, with the profile beside each', async () => {
    const id = textAt((await create()).body, 'data.id');
    await happened(1, 'Clicked Email');
    await happened(1_001);
    await flush();
    expect(received.map(({ body }) => listAt(JSON.parse(body), 'data').length)).toEqual([1_000, 1]);
    expect(received.every(isSigned)).toBe(true);
    expect(received[0]?.path).toBe('/in/1?x=2');
    expect(received[0]?.headers['klaviyo-webhook-id']).toBe(id);
    const body = JSON.parse(received[1]?.body ?? '') as unknown;
    expect(at(body, 'meta.klaviyo_account_id')).toBe('Acc123');
    expect(at(body, 'data.0.payload.data.id')).toBe(at(body, 'data.0.external_id'));
    expect(at(body, 'data.0.payload.included.0.attributes.external_id')).toBe('1');
  });

  it('are repeated with growing waits, and in the end the webhook is switched off', async () => {
    await create();
    answers = 503;
    await happened(1);
    await flush();
    await advance(1_000);
    await flush();
    expect(received).toHaveLength(2);
    answers = 202;
    await advance(2_000);
    await flush();
    expect(received).toHaveLength(3);
    expect(at(await state(), 'webhooks.0.waiting')).toBe(0);

    answers = 500;
    await happened(1);
    await flush();
    await advance(49 * 3_600_000);
    await flush();
    expect(await state()).toMatchObject({ webhooks: [{ enabled: false, waiting: 0 }] });
    const id = textAt(await state(), 'webhooks.0.id');
    const again = { data: { type: 'webhook', id, attributes: { enabled: true } } };
    expect((await call('PATCH', `/api/webhooks/${id}`, { body: again })).status).toBe(200);
    answers = 200;
    received = [];
    await happened(1);
    await flush();
    expect(received).toHaveLength(1);
  });

  it('can be spoilt on order', async () => {
    const id = textAt((await create()).body, 'data.id');
    const deliver = async (fault: string): Promise<Received> => {
      received = [];
      await spoil(fault);
      await happened(1);
      await flush();
      return received[0] ?? { path: '', headers: {}, body: '' };
    };
    expect(isSigned(await deliver('wrong-signature'))).toBe(false);
    const old = await deliver('old-timestamp');
    expect(isSigned(old)).toBe(true);
    expect(Date.now() - Date.parse(String(old.headers['klaviyo-timestamp']))).toBeGreaterThan(3_000_000);
    expect((await deliver('other-webhook')).headers['klaviyo-webhook-id']).not.toBe(id);
    expect(at(JSON.parse((await deliver('other-account')).body), 'meta.klaviyo_account_id')).toBe('XXXXXX');
    expect(listAt(JSON.parse((await deliver('unknown-topic')).body), 'data')).toHaveLength(2);
    expect(at(JSON.parse((await deliver('without-profiles')).body), 'data.0.payload.included')).toBeUndefined();
    await deliver('twice');
    expect(received).toHaveLength(2);
    await deliver('lost-answer');
    await advance(1_000);
    await flush();
    expect(received).toHaveLength(2);
    expect(received[0]?.body).toContain(textAt(JSON.parse(received[1]?.body ?? ''), 'data.0.external_id'));
  });
});
