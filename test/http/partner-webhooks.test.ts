/** The door for what partners push, over HTTP: what it takes, what it refuses, and that nothing is answered with 200 before it is durable. */
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pull } from '#app/flows/pull/pull.ts';
import { makePartnerDoor } from '#app/flows/webhooks/door.ts';
import type { Web } from '#app/server.ts';
import { startKlaviyoWorld, type KlaviyoWorld } from '#test/connectors/klaviyo/world.ts';
import { CONNECTION, klaviyoShop, type KlaviyoShop } from '#test/flows/klaviyoShop.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { startApi } from './apiStage.ts';
import { listen } from './listeningServer.ts';

let database: TestDatabase;
let world: KlaviyoWorld;
let web: Web;
let shop: KlaviyoShop;
/** Of the webhook that the shop's account has. */
let path: string;
let secret: string;
let webhookId: string;
let accountId: string;

beforeAll(async () => {
  database = await testDatabase();
  world = await startKlaviyoWorld();
  web = await startApi(database);
});
afterAll(() => world.close());
beforeEach(async () => {
  shop = await klaviyoShop(database, world);
  await shop.connect();
  await world.control('POST', `/webhooks?key=${shop.key}`, { allowed: true });
  await world.forgetCalls();
  await pull(shop.services, shop.shopId, CONNECTION);
  const [made] = await world.calls('create_webhook');
  const { attributes } = (made?.body as { data: { attributes: { endpoint_url: string; secret_key: string } } }).data;
  path = new URL(attributes.endpoint_url).pathname;
  secret = attributes.secret_key;
  const [row] = await shop.rows('SELECT webhook_id, account_id FROM partner_webhook WHERE shop_id = $1');
  webhookId = String(row?.webhook_id);
  accountId = String(row?.account_id);
});

interface Sending {
  to?: string;
  method?: string;
  body?: string;
  at?: number;
  signedBy?: string;
  headers?: Record<string, string>;
}

function bodyOf(...ids: string[]): string {
  const data = ids.map((id) => ({
    external_id: id,
    topic: 'event:klaviyo.opened_email',
    payload: {
      data: { type: 'event', id, attributes: { datetime: new Date().toISOString(), event_properties: {} } },
      included: [{ type: 'profile', id: 'P', attributes: { external_id: null, email: 'Somebody@Example.com' } }],
    },
  }));
  return JSON.stringify({ data, meta: { klaviyo_account_id: accountId, klaviyo_webhook_id: webhookId } });
}

async function send(
  { to = path, method = 'POST', body = bodyOf('E1'), ...how }: Sending = {},
  origin = web.url,
): Promise<Response> {
  const timestamp = new Date(how.at ?? Date.now()).toUTCString();
  return fetch(origin + to, {
    method,
    headers: {
      'klaviyo-webhook-id': webhookId,
      'klaviyo-timestamp': timestamp,
      'klaviyo-signature': createHmac('sha256', how.signedBy ?? secret)
        .update(body)
        .update(timestamp)
        .digest('hex'),
      ...how.headers,
    },
    ...(method === 'POST' ? { body } : {}),
  });
}

const inbox = (): Promise<Record<string, unknown>[]> =>
  shop.rows(`SELECT topic, state, convert_from(body, 'UTF8') AS body FROM inbox WHERE shop_id = $1`);

describe('the door for partners', () => {
  it('writes a delivery down before it answers, once, and of a person only id and address', async () => {
    expect((await send()).status).toBe(200);
    const stored = await inbox();
    expect(stored).toMatchObject([{ topic: 'partner/events', state: 'pending' }]);
    expect(JSON.parse(String(stored[0]?.body))).toMatchObject({
      connectionId: CONNECTION,
      accountId,
      events: [{ eventId: 'E1', kind: 'opened', email: 'Somebody@Example.com' }],
    });
    expect(String(stored[0]?.body)).not.toContain('included');
    const body = bodyOf('E2', 'E3');
    expect((await send({ body })).status).toBe(200);
    expect((await send({ body })).status).toBe(200);
    expect(await inbox()).toHaveLength(2);
    await shop.absorb();
    expect(await shop.rows('SELECT event_id FROM email_event WHERE shop_id = $1 ORDER BY event_id')).toHaveLength(3);
  });

  it('refuses what is not proved, is too old, is of another webhook, or cannot be read, and stores nothing', async () => {
    const hour = 3_600_000;
    expect((await send({ signedBy: 'x'.repeat(32) })).status).toBe(401);
    expect((await send({ at: Date.now() - hour })).status).toBe(401);
    expect((await send({ at: Date.now() + hour })).status).toBe(401);
    expect((await send({ headers: { 'klaviyo-webhook-id': 'another' } })).status).toBe(401);
    expect((await send({ headers: { 'klaviyo-signature': '' } })).status).toBe(401);
    expect((await send({ body: '{"data": [' })).status).toBe(400);
    expect((await send({ method: 'GET' })).status).toBe(405);
    expect(await inbox()).toEqual([]);
  });

  it('is at the address of the webhook alone', async () => {
    const [, key = ''] = path.split('.');
    const others = [
      `/partner-webhooks/klaviyo/${shop.shopId}.${'x'.repeat(32)}`,
      `/partner-webhooks/klaviyo/${shop.shopId + 1}.${key}`,
      `/partner-webhooks/meta/${shop.shopId}.${key}`,
      `/partner-webhooks/nobody/${shop.shopId}.${key}`,
      '/partner-webhooks/',
    ];
    for (const to of others) expect((await send({ to })).status, to).toBe(404);
    expect(await inbox()).toEqual([]);
  });

  it('reads no body that is too large', async () => {
    const answer = await send({ body: 'x'.repeat(9 * 1024 * 1024) }).then(
      ({ status }) => status,
      () => 'hung up',
    );
    expect([413, 'hung up']).toContain(answer);
    expect(await inbox()).toEqual([]);
  });

  it('answers a caller whose deliveries are refused over and over less and less, and nobody else', async () => {
    // Time stands still, so that the allowance does not fill with it.
    const now = Date.now();
    const door = makePartnerDoor({ ...shop.services, database: database.web, clock: () => now });
    const at = `http://127.0.0.1:${await listen((request, response) => door.handle(request, response))}`;
    const forged = { at: now, signedBy: 'x'.repeat(32) };
    for (let sent = 0; sent < 30; sent += 1) expect((await send(forged, at)).status).toBe(401);
    expect((await send(forged, at)).status).toBe(429);
    expect((await send({ at: now }, at)).status).toBe(429);
    const elsewhere = `/partner-webhooks/klaviyo/${shop.shopId}.${'x'.repeat(32)}`;
    expect((await send({ ...forged, to: elsewhere }, at)).status).toBe(404);
    await door.close();
  });

  it('answers 503 while the database takes nothing, and takes it when it is sent again', async () => {
    const holder = await database.owner.connect();
    await holder.query('BEGIN');
    await holder.query('LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE');
    const body = bodyOf('E9');
    const answer = await send({ body });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
    await holder.query('ROLLBACK');
    holder.release();
    expect((await send({ body })).status).toBe(200);
    expect(await inbox()).toHaveLength(1);
  });

  it('takes nothing for an account that was disconnected', async () => {
    await shop.rows(`UPDATE connection SET status = 'disconnected' WHERE shop_id = $1`);
    expect((await send()).status).toBe(404);
  });

  it('asks to wait while the webhook is being made', async () => {
    await shop.rows(`UPDATE partner_webhook SET state = 'making' WHERE shop_id = $1`);
    expect((await send()).status).toBe(503);
  });
});
