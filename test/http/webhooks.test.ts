/** `POST /webhooks` through a real server: what is kept, that it is kept once, and what happens under pressure. */
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { request } from 'undici';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { makePorch } from '#app/ingest/porch.ts';
import { systemClock } from '#app/platform/clock.ts';
import { listen } from './listeningServer.ts';
import { body, domain, formerSecret, setPorchStage, type PorchStage } from './porchStage.ts';
import { apiSecret, eventHeaders, sign, webhookHeaders } from './signedDelivery.ts';

const KILOBYTE = 1024;

let stage: PorchStage;
beforeAll(async () => {
  stage = await setPorchStage({ bodyBytes: 64 * KILOBYTE });
});

describe('a delivery', () => {
  it('is kept byte for byte, with what its headers say, before it is answered with 200', async () => {
    const headers = webhookHeaders(body, domain);
    expect(await stage.send(headers)).toMatchObject({ status: 200, text: '' });
    expect(await stage.rowsOf(headers['X-Shopify-Webhook-Id'])).toMatchObject([
      {
        shop_id: String(stage.shopId),
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
    expect((await stage.send(headers)).status).toBe(200);
    expect(await stage.rowsOf(headers['shopify-webhook-id'])).toMatchObject([
      { topic: 'Order/update', event_id: null },
    ]);
  });

  it.each([
    ['without optional headers', { 'X-Shopify-Event-Id': undefined, 'X-Shopify-Triggered-At': undefined }],
    ['with an instant nobody can read', { 'X-Shopify-Triggered-At': '-000001-01-01T00:00:00Z' }],
    ['with its shop in capitals', { 'X-Shopify-Shop-Domain': domain.toUpperCase() }],
    ['signed with the secret before the rotation', { 'X-Shopify-Hmac-Sha256': sign(body, formerSecret) }],
    ['with letters beyond ASCII in a header', { 'X-Shopify-Topic': 'orders/çreate' }],
  ])('%s is kept too', async (_, changed) => {
    const headers = webhookHeaders(body, domain, changed);
    expect((await stage.send(headers)).status).toBe(200);
    expect(await stage.rowsOf(headers['X-Shopify-Webhook-Id'])).toHaveLength(1);
  });

  it('may be empty, binary, or as large as the limit', async () => {
    for (const sent of [Buffer.alloc(0), Buffer.from([0, 255, 0, 128]), Buffer.alloc(64 * KILOBYTE, 'x')]) {
      const headers = webhookHeaders(sent, domain);
      expect((await stage.send(headers, sent)).status).toBe(200);
      expect((await stage.rowsOf(headers['X-Shopify-Webhook-Id']))[0]?.body.equals(sent)).toBe(true);
    }
  });

  it('rings the worker for its shop', async () => {
    await stage.send(webhookHeaders(body, domain));
    const { rows } = await stage.database.owner.query<{ key: string }>(
      `SELECT key FROM graphile_worker.jobs WHERE key = 'absorb:' || $1`,
      [stage.shopId],
    );
    expect(rows).toHaveLength(1);
  });

  it('of a shop that has removed the app is kept: it may be the news of the removal', async () => {
    const removed = await stage.database.makeShop('removed.myshopify.com');
    await stage.database.worker.inShop(removed, (sql) =>
      sql.query(`UPDATE shop SET status = 'uninstalled' WHERE shop_id = $1`, [removed]),
    );
    expect(
      (await stage.send(webhookHeaders(body, 'removed.myshopify.com', { 'X-Shopify-Topic': 'shop/redact' }))).status,
    ).toBe(200);
  });
});

describe('a repeated delivery', () => {
  it('is answered with 200 and kept once, as it first came', async () => {
    const headers = webhookHeaders(body, domain);
    const id = headers['X-Shopify-Webhook-Id'];
    await stage.send(headers);
    const other = '{"id":1}';
    const again = webhookHeaders(other, domain, {
      'X-Shopify-Webhook-Id': String(id),
      'X-Shopify-Topic': 'orders/updated',
    });
    expect((await stage.send(again, other)).status).toBe(200);
    expect(await stage.rowsOf(id)).toMatchObject([{ topic: 'orders/create', body: Buffer.from(body) }]);
  });

  it('is one row, also when 5,000 of it come at once', async () => {
    const headers = webhookHeaders(body, domain);
    const replies = await Promise.all(Array.from({ length: 5_000 }, () => stage.send(headers)));
    expect(replies.filter(({ status }) => status !== 200)).toEqual([]);
    expect(await stage.rowsOf(headers['X-Shopify-Webhook-Id'])).toHaveLength(1);
  });

  it('is two deliveries when two shops have it', async () => {
    const other = await stage.database.makeShop('other.myshopify.com');
    const headers = webhookHeaders(body, domain);
    const id = String(headers['X-Shopify-Webhook-Id']);
    await stage.send(headers);
    expect((await stage.send(webhookHeaders(body, 'other.myshopify.com', { 'X-Shopify-Webhook-Id': id }))).status).toBe(
      200,
    );
    expect(await stage.rowsOf(id)).toHaveLength(1);
    const { rows } = await stage.database.worker.inShop(other, (sql) =>
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
  const replies = await Promise.all(sent.map(({ own, headers }) => stage.send(headers, own)));
  expect(replies.every(({ status }) => status === 200)).toBe(true);
  const rows = await stage.rowsOf('together-');
  expect(rows).toHaveLength(600);
  for (const row of rows) expect(row.body.toString()).toBe(sent[Number(row.delivery_id.replace('together-', ''))]?.own);
  expect(new Set(rows.map((row) => row.transaction)).size).toBeLessThan(300);
  // However many bells were left out on the way: one hangs when all is written, and nobody has begun to answer it.
  await vi.waitFor(async () => {
    const bells = await stage.database.owner.query(
      `SELECT locked_at FROM graphile_worker.jobs WHERE key = 'absorb:' || $1`,
      [String(stage.shopId)],
    );
    expect(bells.rows).toEqual([{ locked_at: null }]);
  });
});

describe('under pressure', () => {
  it('turns deliveries away with 503 once too many wait, and keeps the others', async () => {
    const small = makePorch({
      database: stage.database.web,
      apiSecret,
      clock: systemClock,
      log: pino({ level: 'silent' }),
      limits: { heldBytes: 16 * KILOBYTE, answerMs: 30_000 },
    });
    const smallPort = await listen(small.handle);
    const post = async (id: string): Promise<number> => {
      const answer = await request(`http://127.0.0.1:${smallPort}/webhooks`, {
        method: 'POST',
        dispatcher: stage.agent,
        headers: webhookHeaders(body, domain, { 'X-Shopify-Webhook-Id': id }) as Record<string, string>,
        body,
      });
      await answer.body.dump();
      if (answer.statusCode === 503) expect(answer.headers['retry-after']).toBe('5');
      return answer.statusCode;
    };
    expect(await post(`pressure-${randomUUID()}`)).toBe(200);
    const lock = await stage.database.owner.connect();
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
    const kept = await stage.rowsOf('pressure-');
    expect(kept.length - 1).toBe(statuses.filter((status) => status === 200).length);
    expect(kept.length).toBeGreaterThan(5);
    await small.close();
  });
});
