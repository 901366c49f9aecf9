/** Klaviyo's e-mail events → facts and segments: each once, whoever they name, and on from where a halt left off. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recomputeShop } from '#app/flows/decide/recomputeShop.ts';
import { pull } from '#app/flows/pull/pull.ts';
import { startKlaviyoWorld, type KlaviyoWorld } from '#test/connectors/klaviyo/world.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { CONNECTION, klaviyoShop, newAccount, type KlaviyoShop } from './klaviyoShop.ts';
import { DAY_MS } from './segmentedShop.ts';
import { customerTold } from './webhooks.ts';

let database: TestDatabase;
let world: KlaviyoWorld;
let shop: KlaviyoShop;
/** The present second when a test began. */
let startedAt: number;
beforeAll(async () => {
  database = await testDatabase();
  world = await startKlaviyoWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.control('DELETE', '/faults');
  shop = await klaviyoShop(database, world);
  await shop.connect();
  await world.forgetCalls();
  startedAt = Math.floor(world.nowMs() / 1_000) * 1_000;
});

const run = (): Promise<void> => pull(shop.services, shop.shopId, CONNECTION);
const ago = (days: number): number => startedAt - days * DAY_MS;

interface Happened {
  id?: number;
  email?: string;
  what: 'Received Email' | 'Opened Email' | 'Clicked Email';
  at: number;
  properties?: Record<string, unknown>;
}

async function happened(...events: Happened[]): Promise<void> {
  const lines = events.map(({ id, email, what, at, properties }) =>
    JSON.stringify({
      ...(id === undefined ? { email } : { external_id: String(id) }),
      metric: what,
      datetime: new Date(at).toISOString(),
      event_properties: properties ?? {},
    }),
  );
  const answer = await world.control('POST', `/events?key=${shop.key}`, lines.join('\n'));
  expect(answer).toMatchObject({ written: events.length });
}

/** Makes profiles at Klaviyo that carry our ids, as an import does. */
async function known(...ids: number[]): Promise<void> {
  await shop.tell(...ids.map((id) => customerTold(id, { updatedAt: ago(300) })));
  const lines = ids.map((id) => JSON.stringify({ external_id: String(id), email: `c${id}@example.com` }));
  await world.control('POST', `/profiles?key=${shop.key}`, lines.join('\n'));
}

const eventCount = async (): Promise<unknown> =>
  (await shop.rows('SELECT count(*)::int AS count FROM email_event WHERE shop_id = $1'))[0]?.count;

/** When each segment was last decided for the whole shop. */
const computedAt = (): Promise<unknown[]> =>
  shop.rows('SELECT segment_id, computed_at FROM segment WHERE shop_id = $1 ORDER BY segment_id');
const RECOMPUTES = `SELECT key FROM graphile_worker.jobs WHERE key = 'recompute:' || $1`;

describe('a pull', () => {
  it('tells received, opened and clicked, and decides at once whom they concern', async () => {
    await known(1, 2);
    await happened(
      { id: 1, what: 'Received Email', at: ago(4) },
      { id: 1, what: 'Opened Email', at: ago(3) },
      { id: 2, what: 'Clicked Email', at: ago(50) },
    );
    await run();
    expect(await shop.factsOf(1)).toMatchObject({
      last_received_at: ago(4),
      last_opened_at: ago(3),
      last_clicked_at: null,
    });
    expect(await shop.segmentsOf(1)).toEqual(['engaged-30', 'engaged-60', 'engaged-90']);
    expect(await shop.segmentsOf(2)).toEqual(['engaged-60', 'engaged-90']);

    await happened({ id: 2, what: 'Clicked Email', at: ago(1) });
    await run();
    expect(await shop.segmentsOf(2)).toEqual(['engaged-30', 'engaged-60', 'engaged-90', 'potential-purchasers']);
  });

  it('keeps what software opened and clicked apart from what people did', async () => {
    await known(1);
    await happened(
      { id: 1, what: 'Opened Email', at: ago(1), properties: { 'Apple Privacy Open': true } },
      { id: 1, what: 'Opened Email', at: ago(40) },
      { id: 1, what: 'Clicked Email', at: ago(1), properties: { 'Bot Click': true } },
    );
    await run();
    expect(await shop.factsOf(1)).toMatchObject({ last_opened_at: ago(40), last_clicked_at: null });
    await shop.rows(`UPDATE shop SET settings = '{"countMachineOpens": true}' WHERE shop_id = $1`);
    await shop.tell(customerTold(1, { updatedAt: ago(1) }));
    expect(await shop.factsOf(1)).toMatchObject({ last_opened_at: ago(1), last_clicked_at: null });
  });

  it('joins events of profiles that carry no id of ours by the e-mail address', async () => {
    const strangers = ['C7@Example.com', 'c8@example.com'].map((email) => JSON.stringify({ email }));
    await world.control('POST', `/profiles?key=${shop.key}`, strangers.join('\n'));
    await happened({ email: 'C7@Example.com', what: 'Opened Email', at: ago(2) });
    await run();
    await shop.tell(customerTold(7, { updatedAt: ago(1) }), customerTold(8, { updatedAt: ago(1) }));
    expect(await shop.segmentsOf(7)).toEqual(['engaged-30', 'engaged-60', 'engaged-90']);
    await happened({ email: 'c8@example.com', what: 'Opened Email', at: ago(0) });
    await run();
    expect(await shop.segmentsOf(8)).toEqual(['engaged-30', 'engaged-60', 'engaged-90']);
  });

  it('reads a little back each time, and keeps no event twice and loses none that came late', async () => {
    await known(1);
    await happened({ id: 1, what: 'Opened Email', at: ago(0) });
    await run();
    await run();
    expect(await eventCount()).toBe(1);
    await happened({ id: 1, what: 'Opened Email', at: ago(0) - 10 * 60_000 });
    await world.advance(60_000);
    await happened({ id: 1, what: 'Opened Email', at: ago(0) });
    await run();
    expect(await eventCount()).toBe(3);
    const [row] = await shop.rows('SELECT count(*)::int AS count FROM transition WHERE shop_id = $1');
    expect(row).toEqual({ count: 3 });
  });

  it('of a long history goes on after a halt in the middle, and decides in the end', async () => {
    await known(1, 2);
    const many = Array.from({ length: 2_500 }, (_, index): Happened => {
      return { id: 1 + (index % 2), what: 'Opened Email', at: ago(1) + index * 1_000 };
    });
    await happened(...many);
    await world.fault({ path: '/api/events', skip: 2, times: 1, status: 429, headers: { 'Retry-After': '300' } });
    await run();
    expect(await eventCount()).toBe(1_000);
    const { retry_at: retryAt, last_pull_at: pulledAt } = await shop.connection();
    expect(pulledAt).toBeNull();
    await world.forgetCalls();
    await run();
    expect(await world.calls()).toEqual([]);
    await world.advance(Number(retryAt) - world.nowMs() + 1);
    await run();
    expect(await eventCount()).toBe(2_500);
    expect(await shop.segmentsOf(2)).toEqual(['engaged-30', 'engaged-60', 'engaged-90']);
    const lastAt = many.at(-1)?.at;
    expect((await shop.factsOf(2))?.last_opened_at).toBe(lastAt);
    // A trouble that is over is not shown any more.
    expect(await shop.connection()).toMatchObject({ failures: 0, retry_at: null, status_reason: null });
  });

  it('that is refused by the key asks the merchant, and asks Klaviyo no more', async () => {
    await world.control('DELETE', `/keys/${shop.key}`);
    await run();
    expect(await shop.connection()).toMatchObject({ status: 'reconnect' });
    await world.forgetCalls();
    await run();
    expect(await world.calls()).toEqual([]);
  });

  it('of another account forgets what the first one told', async () => {
    await known(1);
    await happened({ id: 1, what: 'Opened Email', at: ago(3) });
    await run();
    await shop.connect(await newAccount(world));
    await known(1);
    await happened({ id: 1, what: 'Opened Email', at: ago(70) });
    await run();
    expect(await shop.factsOf(1)).toMatchObject({ last_opened_at: ago(70) });
    expect(await shop.segmentsOf(1)).toEqual(['engaged-90']);
  });

  it('of another account that has nothing to tell has the figures of the first one computed anew', async () => {
    await known(1);
    await happened({ id: 1, what: 'Opened Email', at: ago(3) });
    await run();
    await shop.connect(await newAccount(world));
    await shop.rows('DELETE FROM graphile_worker._private_jobs WHERE $1::bigint IS NOT NULL');
    await run();
    expect(await shop.rows(RECOMPUTES)).toHaveLength(1);
    await recomputeShop(shop.services, shop.shopId);
    expect(await shop.factsOf(1)).toMatchObject({ last_opened_at: null });
  });

  it('that brings nothing computes nothing', async () => {
    await known(1);
    const before = await computedAt();
    await world.advance(60_000);
    await run();
    expect(await shop.connection()).toMatchObject({ last_pull_at: expect.any(Number) as number });
    expect(await computedAt()).toEqual(before);
    expect(await shop.rows(RECOMPUTES)).toEqual([]);
  });

  it('asked for twice at once is done once', async () => {
    await known(1);
    await happened({ id: 1, what: 'Opened Email', at: ago(3) });
    await world.fault({ path: '/api/metrics', delayMs: 200 });
    await Promise.all([run(), run()]);
    expect(await world.calls('get_metrics')).toHaveLength(1);
    expect(await eventCount()).toBe(1);
  });
});
