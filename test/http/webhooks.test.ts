/** `POST /webhooks` through a real server: what is refused and how, what is kept, and that it is kept once. */
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { pino } from 'pino';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makePorch, type Porch } from '#app/ingest/porch.ts';
import { systemClock } from '#app/platform/clock.ts';
import type { ShopId } from '#app/platform/database.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { listen } from './listeningServer.ts';
import { apiSecret, eventHeaders, sign, webhookHeaders } from './signedDelivery.ts';

const KILOBYTE = 1024;
const domain = 'porch.myshopify.com';
const body = '{"id":820982911946154508,"email":"ayse@example.com"}';

let database: TestDatabase;
let shopId: ShopId;
let port: number;
let porch: Porch;
const logged: string[] = [];
const agent = new Agent({ connections: 64 });

beforeAll(async () => {
  database = await testDatabase();
  shopId = await database.makeShop(domain);
  porch = makePorch({
    database: database.web,
    apiSecret: [apiSecret, 'shpss_the-one-before'],
    clock: systemClock,
    log: pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) }),
    limits: { bodyBytes: 64 * KILOBYTE, bodyMs: 400 },
  });
  port = await listen(porch.handle);
});
afterAll(async () => {
  await porch.close();
  await agent.close();
});

interface Reply {
  status: number;
  text: string;
  headers: Record<string, string | string[] | undefined>;
}

async function send(
  headers: ReturnType<typeof webhookHeaders>,
  sent: string | Buffer = body,
  method: 'POST' | 'GET' | 'PUT' = 'POST',
): Promise<Reply> {
  const answer = await request(`http://127.0.0.1:${port}/webhooks`, {
    method,
    dispatcher: agent,
    headers: headers as Record<string, string>,
    ...(method === 'GET' ? {} : { body: sent }),
  });
  return { status: answer.statusCode, text: await answer.body.text(), headers: answer.headers };
}

interface InboxRow {
  shop_id: string;
  delivery_id: string;
  event_id: string | null;
  topic: string;
  api_version: string;
  triggered_at: Date | null;
  state: string;
  body: Buffer;
}

async function rowsOf(deliveryId: unknown): Promise<InboxRow[]> {
  const { rows } = await database.worker.inShop(shopId, (sql) =>
    sql.query<InboxRow & { triggered_at: never }>('SELECT * FROM inbox WHERE shop_id = $1 AND delivery_id = $2', [
      shopId,
      deliveryId,
    ]),
  );
  return rows;
}

async function inboxCount(): Promise<number> {
  const { rows } = await database.worker.inShop(shopId, (sql) =>
    sql.query<{ count: string }>('SELECT count(*) FROM inbox WHERE shop_id = $1', [shopId]),
  );
  return Number(rows[0]?.count);
}

describe('a delivery', () => {
  it('is kept byte for byte, with what its headers say, before it is answered with 200', async () => {
    const headers = webhookHeaders(body, domain);
    expect(await send(headers)).toMatchObject({ status: 200, text: '' });
    expect(await rowsOf(headers['X-Shopify-Webhook-Id'])).toMatchObject([
      {
        shop_id: String(shopId),
        event_id: '98880550-7158-44d4-b7cd-2c97c8a091b5',
        topic: 'orders/create',
        api_version: '2026-10',
        triggered_at: Date.UTC(2026, 10, 21, 10, 0, 0, 123),
        state: 'pending',
        body: Buffer.from(body),
      },
    ]);
  });

  it('of the Events family is kept under its object and action', async () => {
    const headers = eventHeaders(body, domain);
    expect((await send(headers)).status).toBe(200);
    expect(await rowsOf(headers['shopify-webhook-id'])).toMatchObject([{ topic: 'Order/update', event_id: null }]);
  });

  it.each([
    ['without optional headers', { 'X-Shopify-Event-Id': undefined, 'X-Shopify-Triggered-At': undefined }],
    ['with an instant nobody can read', { 'X-Shopify-Triggered-At': '-000001-01-01T00:00:00Z' }],
    ['with its shop in capitals', { 'X-Shopify-Shop-Domain': domain.toUpperCase() }],
    ['signed with the secret before the rotation', { 'X-Shopify-Hmac-Sha256': sign(body, 'shpss_the-one-before') }],
    ['with letters beyond ASCII in a header', { 'X-Shopify-Topic': 'orders/çreate' }],
  ])('%s is kept too', async (_, changed) => {
    const headers = webhookHeaders(body, domain, changed);
    expect((await send(headers)).status).toBe(200);
    expect(await rowsOf(headers['X-Shopify-Webhook-Id'])).toHaveLength(1);
  });

  it('may be empty, binary, or as large as the limit', async () => {
    for (const sent of [Buffer.alloc(0), Buffer.from([0, 255, 0, 128]), Buffer.alloc(64 * KILOBYTE, 'x')]) {
      const headers = webhookHeaders(sent, domain);
      expect((await send(headers, sent)).status).toBe(200);
      expect((await rowsOf(headers['X-Shopify-Webhook-Id']))[0]?.body.equals(sent)).toBe(true);
    }
  });

  it('rings the worker for its shop', async () => {
    await send(webhookHeaders(body, domain));
    const { rows } = await database.owner.query<{ key: string }>(
      `SELECT key FROM graphile_worker.jobs WHERE key = 'absorb:' || $1`,
      [shopId],
    );
    expect(rows).toHaveLength(1);
  });

  it('of a shop that has removed the app is kept: it may be the news of the removal', async () => {
    const removed = await database.makeShop('removed.myshopify.com');
    await database.worker.inShop(removed, (sql) =>
      sql.query(`UPDATE shop SET status = 'uninstalled' WHERE shop_id = $1`, [removed]),
    );
    expect(
      (await send(webhookHeaders(body, 'removed.myshopify.com', { 'X-Shopify-Topic': 'shop/redact' }))).status,
    ).toBe(200);
  });
});

describe('a repeated delivery', () => {
  it('is answered with 200 and kept once, as it first came', async () => {
    const headers = webhookHeaders(body, domain);
    const id = headers['X-Shopify-Webhook-Id'];
    await send(headers);
    const other = '{"id":1}';
    const again = webhookHeaders(other, domain, {
      'X-Shopify-Webhook-Id': String(id),
      'X-Shopify-Topic': 'orders/updated',
    });
    expect((await send(again, other)).status).toBe(200);
    expect(await rowsOf(id)).toMatchObject([{ topic: 'orders/create', body: Buffer.from(body) }]);
  });

  it('is one row, also when 5,000 of it come at once', async () => {
    const headers = webhookHeaders(body, domain);
    const replies = await Promise.all(Array.from({ length: 5_000 }, () => send(headers)));
    expect(replies.filter(({ status }) => status !== 200)).toEqual([]);
    expect(await rowsOf(headers['X-Shopify-Webhook-Id'])).toHaveLength(1);
  });

  it('is two deliveries when two shops have it', async () => {
    const other = await database.makeShop('other.myshopify.com');
    const headers = webhookHeaders(body, domain);
    const id = String(headers['X-Shopify-Webhook-Id']);
    await send(headers);
    expect((await send(webhookHeaders(body, 'other.myshopify.com', { 'X-Shopify-Webhook-Id': id }))).status).toBe(200);
    expect(await rowsOf(id)).toHaveLength(1);
    const { rows } = await database.worker.inShop(other, (sql) =>
      sql.query('SELECT FROM inbox WHERE shop_id = $1 AND delivery_id = $2', [other, id]),
    );
    expect(rows).toHaveLength(1);
  });
});

it('deliveries that arrive together share inserts, and each keeps its own body', async () => {
  const sent = Array.from({ length: 600 }, (_, number) => {
    const own = JSON.stringify({ number, filling: 'x'.repeat(number * 7) });
    return { own, headers: webhookHeaders(own, domain, { 'X-Shopify-Webhook-Id': `together-${number}` }) };
  });
  const replies = await Promise.all(sent.map(({ own, headers }) => send(headers, own)));
  expect(replies.every(({ status }) => status === 200)).toBe(true);
  const { rows } = await database.worker.inShop(shopId, (sql) =>
    sql.query<{ delivery_id: string; body: Buffer; transaction: string }>(
      `SELECT delivery_id, body, xmin::text AS transaction FROM inbox WHERE shop_id = $1 AND delivery_id LIKE 'together-%'`,
      [shopId],
    ),
  );
  expect(rows).toHaveLength(600);
  for (const row of rows) expect(row.body.toString()).toBe(sent[Number(row.delivery_id.replace('together-', ''))]?.own);
  expect(new Set(rows.map((row) => row.transaction)).size).toBeLessThan(300);
  // However many bells were left out on the way: one comes after the last delivery.
  await vi.waitFor(async () => {
    const bells = await database.owner.query<{ in_time: boolean }>(
      `SELECT (SELECT run_at FROM graphile_worker.jobs WHERE key = 'absorb:' || $1)
              >= (SELECT max(received_at) FROM inbox WHERE shop_id = $1::bigint) AS in_time`,
      [String(shopId)],
    );
    expect(bells.rows).toEqual([{ in_time: true }]);
  });
});

describe('what is refused', () => {
  it.each(['GET', 'PUT'] as const)('%s: 405', async (method) => {
    expect(await send(webhookHeaders(body, domain), body, method)).toMatchObject({
      status: 405,
      headers: { allow: 'POST' },
    });
  });

  const required = ['Topic', 'Hmac-Sha256', 'Shop-Domain', 'API-Version', 'Webhook-Id'];
  it.each(required)('without the header X-Shopify-%s: 400, and says which', async (name) => {
    const reply = await send(webhookHeaders(body, domain, { [`X-Shopify-${name}`]: undefined }));
    expect(reply).toMatchObject({ status: 400, text: `The header x-shopify-${name.toLowerCase()} is missing.` });
  });

  it.each(required.map((name) => name.toLowerCase()).filter((name) => name !== 'hmac-sha256'))(
    'an Event without the header shopify-%s: 400',
    async (name) => {
      const reply = await send(eventHeaders(body, domain, { [`shopify-${name}`]: undefined }));
      expect(reply).toMatchObject({ status: 400, text: `The header shopify-${name} is missing.` });
    },
  );

  it('half of each family: 400', async () => {
    const mixed = {
      ...webhookHeaders(body, domain, { 'X-Shopify-Hmac-Sha256': undefined }),
      'shopify-hmac-sha256': sign(body),
    };
    expect((await send(mixed)).status).toBe(400);
  });

  it('a header longer than any of Shopify: 400', async () => {
    const reply = await send(webhookHeaders(body, domain, { 'X-Shopify-Webhook-Id': 'x'.repeat(300) }));
    expect(reply).toMatchObject({ status: 400, text: 'The header x-shopify-webhook-id is too long.' });
  });

  const right = sign(body);
  it.each([
    ['of another secret', sign(body, 'shpss_somebody-else')],
    ['of another body', sign(`${body} `)],
    ['cut short', right.slice(0, 20)],
    ['too long', right + right],
    ['in hexadecimal', Buffer.from(right, 'base64').toString('hex')],
    ['that is no base64', '!'.repeat(44)],
    ['with one bit changed', flipLastBit(right)],
  ])('a signature %s: 401, and nothing is kept', async (_, hmac) => {
    const headers = webhookHeaders(body, domain, { 'X-Shopify-Hmac-Sha256': hmac });
    expect((await send(headers)).status).toBe(401);
    expect(await rowsOf(headers['X-Shopify-Webhook-Id'])).toEqual([]);
  });

  it('a wrong signature of an unknown shop: 401, telling nothing about the shop', async () => {
    const headers = webhookHeaders(body, 'nobody.myshopify.com', { 'X-Shopify-Hmac-Sha256': sign('other') });
    expect((await send(headers)).status).toBe(401);
  });

  it('an unknown shop: 404, until it is known', async () => {
    const headers = webhookHeaders(body, 'late.myshopify.com');
    expect((await send(headers)).status).toBe(404);
    await database.makeShop('late.myshopify.com');
    expect((await send(headers)).status).toBe(200);
  });

  it('a body larger than the limit: 413, whether it says so or not; the connection goes on', async () => {
    const large = Buffer.alloc(64 * KILOBYTE + 1, 'x');
    expect((await send(webhookHeaders(large, domain), large)).status).toBe(413);
    const before = await inboxCount();
    const chunked = await request(`http://127.0.0.1:${port}/webhooks`, {
      method: 'POST',
      dispatcher: agent,
      headers: webhookHeaders(large, domain) as Record<string, string>,
      body: Readable.from(pieces(large)),
    });
    await chunked.body.dump();
    expect(chunked.statusCode).toBe(413);
    expect(await inboxCount()).toBe(before);
    expect((await send(webhookHeaders(body, domain))).status).toBe(200);
  });

  it('a body that trickles in: 408 and the end of its connection, while others are served', async () => {
    const reply = trickle();
    expect((await send(webhookHeaders(body, domain))).status).toBe(200);
    expect(await reply).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('a sender who hangs up halfway leaves nothing behind', async () => {
    const before = await inboxCount();
    const socket = connect(port, '127.0.0.1');
    await new Promise((resolve) => socket.write(rawHead(body.length), resolve));
    socket.write(body.slice(0, 10), () => socket.destroy());
    await new Promise((resolve) => socket.once('close', resolve));
    expect((await send(webhookHeaders(body, domain))).status).toBe(200);
    expect(await inboxCount()).toBe(before + 1);
  });
});

it('logs what was refused without a word of its content', async () => {
  await send(webhookHeaders(body, domain, { 'X-Shopify-Hmac-Sha256': sign('other') }));
  const refusals = logged.filter((line) => line.includes('wrong signature'));
  expect(refusals.length).toBeGreaterThan(0);
  for (const line of logged) expect(line).not.toMatch(/ayse|820982911946154508|shpss/);
});

describe('under pressure', () => {
  it('turns deliveries away with 503 once too many wait, and keeps the others', async () => {
    const small = makePorch({
      database: database.web,
      apiSecret,
      clock: systemClock,
      log: pino({ level: 'silent' }),
      limits: { heldBytes: 16 * KILOBYTE, answerMs: 30_000 },
    });
    const smallPort = await listen(small.handle);
    const post = async (id: string): Promise<number> => {
      const answer = await request(`http://127.0.0.1:${smallPort}/webhooks`, {
        method: 'POST',
        dispatcher: agent,
        headers: webhookHeaders(body, domain, { 'X-Shopify-Webhook-Id': id }) as Record<string, string>,
        body,
      });
      await answer.body.dump();
      if (answer.statusCode === 503) expect(answer.headers['retry-after']).toBe('5');
      return answer.statusCode;
    };
    expect(await post(`pressure-${randomUUID()}`)).toBe(200);
    const lock = await database.owner.connect();
    await lock.query('BEGIN; LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE');
    const statuses: number[] = [];
    const posts = Array.from({ length: 60 }, (_, number) =>
      post(`pressure-${number}`).then((status) => void statuses.push(status)),
    );
    await vi.waitFor(() => expect(statuses.length).toBeGreaterThan(20), { timeout: 20_000 });
    expect(new Set(statuses)).toEqual(new Set([503]));
    await lock.query('ROLLBACK');
    lock.release();
    await Promise.all(posts);
    const kept = await database.worker.inShop(shopId, (sql) =>
      sql.query(`SELECT FROM inbox WHERE shop_id = $1 AND delivery_id ~ '^pressure-[0-9]+$'`, [shopId]),
    );
    expect(kept.rowCount).toBe(statuses.filter((status) => status === 200).length);
    expect(kept.rowCount).toBeGreaterThan(5);
    await small.close();
  });
});

/** Pieces of a kilobyte, so that the length is not said beforehand. */
function* pieces(all: Buffer): Generator<Buffer> {
  for (let at = 0; at < all.length; at += KILOBYTE) yield all.subarray(at, at + KILOBYTE);
}

function flipLastBit(hmac: string): string {
  const bytes = Buffer.from(hmac, 'base64');
  bytes[31] = (bytes[31] ?? 0) ^ 1;
  return bytes.toString('base64');
}

const rawHead = (length: number): string =>
  `POST /webhooks HTTP/1.1\r\nHost: porch\r\nContent-Length: ${length}\r\n` +
  Object.entries(webhookHeaders(body, domain))
    .map(([name, value]) => `${name}: ${String(value)}\r\n`)
    .join('') +
  '\r\n';

/** Sends one byte of a body and no more; resolves with what came back when the other side has hung up. */
function trickle(): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${rawHead(body.length)}{`));
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
    socket.on('close', () => resolve(received));
    socket.on('error', reject);
  });
}
