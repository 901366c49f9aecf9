/** What tests of `POST /events` share: the door on a real server, a shop with its account, a clock in the test's hand. */
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { makeEventsDoor, type EventsDoor } from '#app/ingest/events.ts';
import type { EventsReceipt } from '#app/ingest/events/answers.ts';
import type { ShopId } from '#app/platform/database.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { listen } from './listeningServer.ts';

const browser =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1';
export const minuteMs = 60_000;
export const dayMs = 24 * 60 * minuteMs;

export interface Reply {
  status: number;
  body: EventsReceipt & { error?: string };
  headers: Record<string, string | string[] | undefined>;
}

export interface EventsStage {
  /** The instant of the door's clock; a test moves it on. */
  time: { now: number };
  readonly database: TestDatabase;
  readonly shopId: ShopId;
  /** The shop's public key. */
  readonly account: string;
  accountOf(shop: ShopId): Promise<string>;
  /** An event as the pixel posts it. */
  event(changed?: Record<string, unknown>): Record<string, unknown>;
  post(
    body: unknown,
    headers?: Record<string, string>,
    to?: { method?: 'POST' | 'OPTIONS' | 'GET'; at?: number },
  ): Promise<Reply>;
  /** The event as it is kept. */
  rowOf(eventId: unknown): Promise<Record<string, unknown> | undefined>;
}

/** Call at the top level of a test file. What it gives is filled in before the first test. */
export function eventsStage(): EventsStage {
  const agent = new Agent({ connections: 32 });
  let door: EventsDoor;
  let port: number;
  let database: TestDatabase;
  let shopId: ShopId;
  let account: string;

  const stage: EventsStage = {
    get database() {
      return database;
    },
    get shopId() {
      return shopId;
    },
    get account() {
      return account;
    },
    time: { now: Date.UTC(2026, 10, 21, 10) },
    async accountOf(shop) {
      const { rows } = await database.worker.inShop(shop, (sql) =>
        sql.query<{ pixel_account: string }>('SELECT pixel_account FROM shop WHERE shop_id = $1', [shop]),
      );
      return rows[0]?.pixel_account ?? '';
    },
    event: (changed = {}) => ({
      id: `sh-${randomUUID()}`,
      name: 'page_viewed',
      clientId: 'visitor-1',
      timestamp: new Date(stage.time.now).toISOString(),
      data: {},
      ...changed,
    }),
    async post(body, headers = {}, { method = 'POST', at = port } = {}) {
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
    },
    async rowOf(eventId) {
      const { rows } = await database.worker.inShop(shopId, (sql) =>
        sql.query('SELECT * FROM site_event WHERE shop_id = $1 AND event_id = $2', [shopId, eventId]),
      );
      return rows[0];
    },
  };

  beforeAll(async () => {
    database = await testDatabase();
    shopId = await database.makeShop('events.myshopify.com');
    account = await stage.accountOf(shopId);
    door = makeEventsDoor({
      database: database.web,
      clock: () => stage.time.now,
      log: pino({ level: 'silent' }),
      limits: { perShopPerS: 20, perVisitorPerMin: 60, strangersPerS: 2 },
    });
    port = await listen(door.handle);
  });
  beforeEach(() => {
    // Every test finds its buckets full.
    stage.time.now += 20 * minuteMs;
  });
  afterAll(async () => {
    await door.close();
    await agent.close();
  });
  return stage;
}
