/** `POST /events` through a real server: what the pixel may send, what is kept of it, and how much of it. */
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeEventsDoor, type EventsDoor } from '#app/ingest/events.ts';
import type { EventsReceipt } from '#app/ingest/events/answers.ts';
import { siteEventNames } from '#app/core/siteEvents/names.ts';
import { openDatabase, type ShopId } from '#app/platform/database.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { listen } from './listeningServer.ts';

const browser =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1';
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const agent = new Agent({ connections: 32 });

let now = Date.UTC(2026, 10, 21, 10);
let database: TestDatabase;
let shopId: ShopId;
let account: string;
let port: number;
let door: EventsDoor;

beforeAll(async () => {
  database = await testDatabase();
  shopId = await database.makeShop('events.myshopify.com');
  account = await accountOf(shopId);
  door = makeEventsDoor({
    database: database.web,
    clock: () => now,
    log: pino({ level: 'silent' }),
    limits: { perShopPerS: 20, perVisitorPerMin: 60, strangersPerS: 2 },
  });
  port = await listen(door.handle);
});
beforeEach(() => {
  // Every test finds its buckets full.
  now += 20 * minuteMs;
});
afterAll(async () => {
  await door.close();
  await agent.close();
});

async function accountOf(shop: ShopId): Promise<string> {
  const { rows } = await database.worker.inShop(shop, (sql) =>
    sql.query<{ pixel_account: string }>('SELECT pixel_account FROM shop WHERE shop_id = $1', [shop]),
  );
  return rows[0]?.pixel_account ?? '';
}

const event = (changed: Record<string, unknown> = {}): Record<string, unknown> => ({
  id: `sh-${randomUUID()}`,
  name: 'page_viewed',
  clientId: 'visitor-1',
  timestamp: new Date(now).toISOString(),
  data: {},
  ...changed,
});

interface Reply {
  status: number;
  body: EventsReceipt & { error?: string };
  headers: Record<string, string | string[] | undefined>;
}

async function post(
  body: unknown,
  headers: Record<string, string> = {},
  { method = 'POST', at = port }: { method?: 'POST' | 'OPTIONS' | 'GET'; at?: number } = {},
): Promise<Reply> {
  const answer = await request(`http://127.0.0.1:${at}/events`, {
    method,
    dispatcher: agent,
    headers: { 'Content-Type': 'text/plain', 'User-Agent': browser, Origin: 'null', ...headers },
    ...(method === 'POST' ? { body: typeof body === 'string' ? body : JSON.stringify(body) } : {}),
  });
  const text = await answer.body.text();
  return {
    status: answer.statusCode,
    body: (text === '' ? {} : JSON.parse(text)) as Reply['body'],
    headers: answer.headers,
  };
}

async function rowOf(eventId: unknown): Promise<Record<string, unknown> | undefined> {
  const { rows } = await database.worker.inShop(shopId, (sql) =>
    sql.query('SELECT * FROM site_event WHERE shop_id = $1 AND event_id = $2', [shopId, eventId]),
  );
  return rows[0];
}

describe('an event', () => {
  it.each(siteEventNames)('%s is kept with its instant and its visitor', async (name) => {
    const sent = event({ name });
    expect(await post({ account, events: [sent] })).toMatchObject({ status: 202, body: { accepted: 1, refused: [] } });
    expect(await rowOf(sent.id)).toMatchObject({
      name,
      visitor_id: 'visitor-1',
      occurred_at: now,
      customer_id: null,
      email_key: null,
      absorbed: false,
    });
  });

  it('keeps the product and the checkout, and neither search words, prices nor addresses', async () => {
    const money = { amount: 99.9, currencyCode: 'TRY' };
    const merchandise = {
      id: '43',
      title: 'Havlu',
      price: money,
      product: { id: '788032119674292922', title: 'Havlu' },
    };
    const viewed = event({
      name: 'product_viewed',
      data: { productVariant: merchandise },
      url: 'https://shop.example/x?q=secret',
    });
    const added = event({ name: 'product_added_to_cart', data: { cartLine: { quantity: 1, merchandise } } });
    const searched = event({
      name: 'search_submitted',
      data: { searchResult: { query: 'secret', productVariants: [merchandise] } },
    });
    const started = event({
      name: 'checkout_started',
      data: { checkout: { token: 'c'.repeat(32), totalPrice: money } },
      email: '  AYSE@Example.com ',
    });
    expect((await post({ account, events: [viewed, added, searched, started] })).status).toBe(202);
    expect(await rowOf(viewed.id)).toMatchObject({ product_id: '788032119674292922' });
    expect(await rowOf(added.id)).toMatchObject({ product_id: '788032119674292922' });
    expect(await rowOf(searched.id)).toMatchObject({ product_id: null, data: {} });
    expect(await rowOf(started.id)).toMatchObject({ checkout_token: 'c'.repeat(32), email_key: 'ayse@example.com' });
    for (const sent of [viewed, added, searched, started])
      expect(JSON.stringify(await rowOf(sent.id))).not.toMatch(/secret|Havlu|99\.9|AYSE/);
  });

  it('of a signed-in customer is joined by id alone', async () => {
    const sent = event({ name: 'checkout_completed', customerId: '706405506930370084', email: 'ayse@example.com' });
    await post({ account, events: [sent] });
    expect(await rowOf(sent.id)).toMatchObject({ customer_id: '706405506930370084', email_key: null });
  });

  it.each(['not an address', '', 'a@b\u0000', '@', `${'x'.repeat(400)}@example.com`])(
    'with %j typed for an address is kept as nobody’s',
    async (email) => {
      const sent = event({ name: 'checkout_started', email });
      expect((await post({ account, events: [sent] })).status).toBe(202);
      expect(await rowOf(sent.id)).toMatchObject({ email_key: null });
    },
  );

  it('is one row, however often and in whatever company it comes', async () => {
    const sent = event();
    const replies = await Promise.all(
      Array.from({ length: 12 }, (_, number) => post({ account, events: number % 2 ? [sent, event()] : [sent, sent] })),
    );
    expect(replies.every(({ status }) => status === 202)).toBe(true);
    const { rows } = await database.worker.inShop(shopId, (sql) =>
      sql.query('SELECT FROM site_event WHERE shop_id = $1 AND event_id = $2', [shopId, sent.id]),
    );
    expect(rows).toHaveLength(1);
  });

  it('rings the worker for its shop', async () => {
    await post({ account, events: [event()] });
    const { rows } = await database.owner.query(`SELECT FROM graphile_worker.jobs WHERE key = 'absorb:' || $1`, [
      shopId,
    ]);
    expect(rows).toHaveLength(1);
  });

  it('may be sent as JSON', async () => {
    expect((await post({ account, events: [event()] }, { 'Content-Type': 'application/json' })).status).toBe(202);
  });
});

describe('browsers', () => {
  it('from any origin may ask and be told', async () => {
    const preflight = await post('', { 'Access-Control-Request-Method': 'POST' }, { method: 'OPTIONS' });
    expect(preflight).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': '*' } });
    expect(preflight.headers['access-control-allow-methods']).toContain('POST');
    for (const body of [{ account, events: [event()] }, 'nonsense'])
      expect((await post(body)).headers['access-control-allow-origin']).toBe('*');
  });
});

describe('an instant', () => {
  it('too far ahead or too long ago leaves its event out, and only that', async () => {
    const at = (offsetMs: number): Record<string, unknown> =>
      event({ timestamp: new Date(now + offsetMs).toISOString() });
    const events = [at(5 * minuteMs + 1), at(5 * minuteMs), at(-30 * dayMs), at(-30 * dayMs - 1)];
    expect(await post({ account, events })).toMatchObject({
      status: 202,
      body: {
        accepted: 2,
        refused: [
          { index: 0, reason: 'in-the-future' },
          { index: 3, reason: 'too-old' },
        ],
      },
    });
    expect(await Promise.all(events.map(async ({ id }) => (await rowOf(id)) !== undefined))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});

describe('robots', () => {
  it.each(['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'curl/8.5.0'])(
    '%s: everything is left out',
    async (agentName) => {
      const sent = event();
      expect(await post({ account, events: [sent] }, { 'User-Agent': agentName })).toMatchObject({
        status: 202,
        body: { accepted: 0, refused: [{ index: 0, reason: 'bot' }] },
      });
      expect(await rowOf(sent.id)).toBeUndefined();
    },
  );
});

describe('what is refused', () => {
  it.each<[string, (valid: Record<string, unknown>) => unknown, string]>([
    ['no JSON', () => '{', 'The body is not JSON.'],
    ['no object', () => [], 'The body is not an object.'],
    ['no account', () => ({ events: [event()] }), 'account is not a text of 1 to 128 printable characters.'],
    ['no events', () => ({ account }), 'events is not a list of at least one event.'],
    ['an empty list', () => ({ account, events: [] }), 'events is not a list of at least one event.'],
    [
      '51 events',
      () => ({ account, events: Array.from({ length: 51 }, () => event()) }),
      'events has more than 50 events.',
    ],
    ['an event that is none', (valid) => ({ account, events: [valid, 7] }), 'events[1] is not an object.'],
    [
      'an unknown name',
      (valid) => ({ account, events: [valid, event({ name: 'clicked' })] }),
      `events[1].name is not one of ${siteEventNames.join(', ')}.`,
    ],
    [
      'no id',
      () => ({ account, events: [event({ id: undefined })] }),
      'events[0].id is not a text of 1 to 128 printable characters.',
    ],
    [
      'a blank in an id',
      () => ({ account, events: [event({ id: 'a b' })] }),
      'events[0].id is not a text of 1 to 128 printable characters.',
    ],
    [
      'no visitor',
      () => ({ account, events: [event({ clientId: 5 })] }),
      'events[0].clientId is not a text of 1 to 128 printable characters.',
    ],
    [
      'no instant',
      () => ({ account, events: [event({ timestamp: 'yesterday' })] }),
      'events[0].timestamp is not an ISO 8601 instant.',
    ],
    [
      'a year of no calendar',
      () => ({ account, events: [event({ timestamp: '0000-01-01T00:00:00Z' })] }),
      'events[0].timestamp is not an ISO 8601 instant.',
    ],
    [
      'a customer that is no id',
      () => ({ account, events: [event({ customerId: '12a' })] }),
      'events[0].customerId is not an id.',
    ],
    ['an address that is no text', () => ({ account, events: [event({ email: {} })] }), 'events[0].email is not text.'],
    ['data that is no object', () => ({ account, events: [event({ data: 'x' })] }), 'events[0].data is not an object.'],
  ])('%s: 400, and says what is wrong; nothing is kept', async (_, make, error) => {
    const valid = event();
    expect(await post(make(valid))).toMatchObject({ status: 400, body: { error } });
    expect(await rowOf(valid.id)).toBeUndefined();
  });

  it('an account nobody has: 404', async () => {
    expect((await post({ account: randomUUID(), events: [event()] })).status).toBe(404);
  });

  it('the account of a shop that has removed the app: 404', async () => {
    const removed = await database.makeShop();
    await database.worker.inShop(removed, (sql) =>
      sql.query(`UPDATE shop SET status = 'uninstalled' WHERE shop_id = $1`, [removed]),
    );
    expect((await post({ account: await accountOf(removed), events: [event()] })).status).toBe(404);
  });

  it('another method: 405; another type: 415; more than 64 KB: 413', async () => {
    expect(await post('', {}, { method: 'GET' })).toMatchObject({ status: 405, headers: { allow: 'POST, OPTIONS' } });
    expect((await post({ account, events: [event()] }, { 'Content-Type': 'text/html' })).status).toBe(415);
    expect((await post('x'.repeat(64 * 1024 + 1))).status).toBe(413);
  });
});

describe('the measure', () => {
  it('of a visitor: 429 with the time to wait, nothing of the post is kept, others are not concerned', async () => {
    const visitor = randomUUID();
    const posts = (count: number): unknown => ({
      account,
      events: Array.from({ length: count }, () => event({ clientId: visitor })),
    });
    expect((await post(posts(50))).status).toBe(202);
    expect(await post(posts(20))).toMatchObject({ status: 429, headers: { 'retry-after': '10' } });
    expect((await post({ account, events: [event({ clientId: 'somebody-else' })] })).status).toBe(202);
    now += 10_000;
    expect((await post(posts(20))).status).toBe(202);
  });

  it('of a shop: 429, also for a visitor who sent nothing yet; other shops are not concerned', async () => {
    const crowd = (): unknown => ({
      account,
      events: Array.from({ length: 50 }, () => event({ clientId: randomUUID() })),
    });
    const replies = await Promise.all(Array.from({ length: 6 }, () => post(crowd())));
    expect(replies.map(({ status }) => status).sort()).toEqual([202, 202, 202, 202, 429, 429]);
    const other = await accountOf(await database.makeShop());
    expect((await post({ account: other, events: [event()] })).status).toBe(202);
    now += 3_000;
    expect((await post(crowd())).status).toBe(202);
  });

  it('of look-ups for accounts nobody has: 429 in the end; known shops are not concerned', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 21; i += 1) statuses.push((await post({ account: randomUUID(), events: [event()] })).status);
    expect(statuses).toEqual([...Array.from({ length: 20 }, () => 404), 429]);
    expect((await post({ account, events: [event()] })).status).toBe(202);
  });
});

it('answers 503 with Retry-After while the database is away', async () => {
  const nowhere = openDatabase({ url: 'postgresql://kesit_web:x@127.0.0.1:1/none' });
  const away = makeEventsDoor({ database: nowhere, clock: () => now, log: pino({ level: 'silent' }) });
  const awayPort = await listen(away.handle);
  expect(await post({ account, events: [event()] }, {}, { at: awayPort })).toMatchObject({
    status: 503,
    headers: { 'retry-after': '5', 'access-control-allow-origin': '*' },
  });
  await away.close();
  await nowhere.close();
});
