/** `POST /webhooks` while the database is away or slow: 503, so that Shopify tries again, and nothing answered 200 is lost. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makePorch, type Porch } from '#app/ingest/porch.ts';
import { systemClock } from '#app/platform/clock.ts';
import { openDatabase, type Database } from '#app/platform/database.ts';
import { asAdmin, makeDatabase, prepareRoles, urlsOf, type DatabaseUrls } from '#app/platform/embeddedDatabase.ts';
import { migrate } from '#app/platform/migrate.ts';
import { startPostgresCluster, type PostgresCluster } from '#app/platform/postgresCluster.ts';
import pg from 'pg';
import { listen } from './listeningServer.ts';
import { apiSecret, webhookHeaders } from './signedDelivery.ts';

const domain = 'outage.myshopify.com';
const body = '{"id":1}';
const agent = new Agent({ connections: 32 });

let folder: string;
let cluster: PostgresCluster;
let urls: DatabaseUrls;
let web: Database;
let porch: Porch;
let port: number;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kesit-outage-'));
  cluster = await startPostgresCluster({ folder });
  await prepareRoles(cluster);
  await makeDatabase(cluster, 'outage');
  urls = urlsOf(cluster, 'outage');
  await migrate(urls.owner);
  await asOwner((owner) => owner.query('SELECT register_shop($1)', [domain]));
  web = openDatabase({ url: urls.web });
  porch = makePorch({
    database: web,
    apiSecret,
    clock: systemClock,
    log: pino({ level: 'silent' }),
    limits: { answerMs: 700 },
  });
  port = await listen(porch.handle);
});
afterAll(async () => {
  await porch.close();
  await web.close();
  await agent.close();
  await cluster.remove();
});

async function asOwner<T>(work: (owner: pg.Client) => Promise<T>): Promise<T> {
  const owner = new pg.Client({ connectionString: urls.owner });
  await owner.connect();
  try {
    return await work(owner);
  } finally {
    await owner.end();
  }
}

async function send(deliveryId: string): Promise<{ status: number; retryAfter: unknown }> {
  const answer = await request(`http://127.0.0.1:${port}/webhooks`, {
    method: 'POST',
    dispatcher: agent,
    headers: webhookHeaders(body, domain, { 'X-Shopify-Webhook-Id': deliveryId }) as Record<string, string>,
    body,
  });
  await answer.body.dump();
  return { status: answer.statusCode, retryAfter: answer.headers['retry-after'] };
}

async function keptIds(beginning: string): Promise<string[]> {
  const { rows } = await asOwner((owner) =>
    owner.query<{ delivery_id: string }>(
      'SELECT delivery_id FROM inbox WHERE starts_with(delivery_id, $1) ORDER BY delivery_id',
      [beginning],
    ),
  );
  return rows.map((row) => row.delivery_id);
}

describe('while the database is away', () => {
  it('answers 503 with Retry-After, and 200 again when it is back; what was answered 200 before is there', async () => {
    expect((await send('before-1')).status).toBe(200);
    await cluster.stop();
    expect(await Promise.all([send('away-1'), send('away-2')])).toEqual([
      { status: 503, retryAfter: '5' },
      { status: 503, retryAfter: '5' },
    ]);
    cluster = await startPostgresCluster({ folder });
    await vi.waitFor(async () => expect((await send('away-1')).status).toBe(200), { timeout: 20_000 });
    expect(await keptIds('before')).toEqual(['before-1']);
    expect(await keptIds('away')).toEqual(['away-1']);
  });

  it('loses nothing that it answered 200 when the database is killed under load', async () => {
    const accepted: string[] = [];
    let sent = 0;
    let isSending = true;
    const senders = Array.from({ length: 16 }, async () => {
      while (isSending) {
        const id = `killed-${String((sent += 1)).padStart(6, '0')}`;
        if ((await send(id)).status === 200) accepted.push(id);
      }
    });
    await vi.waitFor(() => expect(accepted.length).toBeGreaterThan(200), { timeout: 30_000 });
    process.kill(cluster.processId, 'SIGKILL');
    const beforeRestart = accepted.length;
    cluster = await startPostgresCluster({ folder });
    await vi.waitFor(() => expect(accepted.length).toBeGreaterThan(beforeRestart + 200), { timeout: 60_000 });
    isSending = false;
    await Promise.all(senders);
    const kept = new Set(await keptIds('killed'));
    expect(accepted.filter((id) => !kept.has(id))).toEqual([]);
  });
});

describe('while the database is slow', () => {
  it('answers 503 in time, and keeps each delivery once when Shopify tries again', async () => {
    const ids = Array.from({ length: 40 }, (_, number) => `slow-${String(number).padStart(2, '0')}`);
    await asOwner(async (owner) => {
      await owner.query('BEGIN; LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE');
      const replies = await Promise.all(ids.map(send));
      expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([503]));
      await owner.query('ROLLBACK');
    });
    const replies = await Promise.all(ids.map(send));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await keptIds('slow')).toEqual(ids);
  });

  it('gets over connections that the server ended', async () => {
    await asAdmin(cluster, (admin) =>
      admin.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'outage' AND pid <> pg_backend_pid()`,
      ),
    );
    await vi.waitFor(async () => expect((await send('ended-1')).status).toBe(200), { timeout: 20_000 });
    expect(await keptIds('ended')).toEqual(['ended-1']);
  });
});
