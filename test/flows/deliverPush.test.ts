/** Lists pushed to an ESP's own receiver, through the doors of the admin: who is told what, again and again, until when, and signed by which secret. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectPartner } from '#app/flows/adminConnections.ts';
import { placeShop } from '#app/flows/decide/recomputeShop.ts';
import { deliver } from '#app/flows/deliver/deliver.ts';
import { changeDestination, switchDestination } from '#app/flows/destinations/changeDestination.ts';
import { pull } from '#app/flows/pull/pull.ts';
import { ENDPOINT, OTHER_SECRET, SECRET, startEspWorld, type EspWorld } from '#test/connectors/esp-feed/world.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { DAY_MS, segmentedShop, type Row, type SegmentedShop } from './segmentedShop.ts';
import { consentTold, customerTold, orderTold } from './webhooks.ts';

const CONNECTION = 1;
const ADDED = 'list.members.added';

let database: TestDatabase;
let world: EspWorld;
let shop: SegmentedShop;
beforeAll(async () => {
  database = await testDatabase();
  world = await startEspWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  for (const { id } of await world.lists()) await world.control('DELETE', `/lists/${id}`);
  await world.control('DELETE', '/faults');
  await world.control('DELETE', '/traffic');
  await world.control('POST', '/settings', { secrets: [SECRET], mostBodyBytes: 1024 * 1024 });
  shop = await segmentedShop(database, {
    partnerBaseUrls: { ESP_FEED_BASE_URL: world.url },
    destinations: false,
    clock: () => world.nowMs(),
  });
  expect(await connect(SECRET)).toMatchObject({ ok: true, accountName: 'esp.example' });
  await buyers(1, 2);
  const [segment] = await shop.rows(
    `SELECT segment_id FROM segment WHERE shop_id = $1 AND preset_id = 'repeat-buyers'`,
  );
  const segmentId = Number(segment?.segment_id);
  await switchDestination(shop.services, shop.shopId, { segmentId, connectionId: CONNECTION, enabled: true });
  await placeShop(shop.services, shop.shopId);
});

const connect = (secret: string): Promise<unknown> =>
  connectPartner(shop.services, shop.shopId, 'esp-feed', { endpoint: ENDPOINT, secret });
const run = (): Promise<void> => deliver(shop.services, shop.shopId, CONNECTION);
const connection = async (): Promise<Row> => (await shop.rows('SELECT * FROM connection WHERE shop_id = $1'))[0] ?? {};

/** Customers who may be written to, with two orders each. */
async function buyers(...ids: number[]): Promise<void> {
  const at = world.nowMs() - 40 * DAY_MS;
  await shop.tell(
    ...ids.flatMap((id) => [
      customerTold(id, { updatedAt: at }),
      consentTold(id, 'subscribed', at),
      ...[0, 1].map((index) => orderTold(id * 100 + index, { customerId: id, at })),
    ]),
  );
}

/** Runs, with time going on to the next that is waited for, until nothing waits. */
async function rest(): Promise<void> {
  for (let round = 0; round < 30; round += 1) {
    await run();
    const [waiting] = await shop.rows(
      `SELECT count(*)::int AS count, (SELECT retry_at FROM connection WHERE shop_id = $1) AS at FROM placement
       WHERE shop_id = $1 AND state IN ('pending', 'sent')`,
    );
    if (waiting?.count === 0) return;
    await world.advance(Math.max(4_000, Number(waiting?.at ?? 0) - world.nowMs() + 1));
  }
  throw new Error('the connection does not come to rest');
}

async function listed(): Promise<string[]> {
  const [list] = await world.lists();
  return (list?.members ?? []).map((member) => String(member.customer_id)).sort();
}

describe('a list that is pushed', () => {
  it('equals its segment, and follows who leaves and who withdraws consent', async () => {
    await rest();
    expect(await listed()).toEqual(['1', '2']);
    const [list] = await world.lists();
    expect(list).toMatchObject({ name: 'Kesit · Repeat buyers', tag: 'repeat-buyers' });
    expect(list?.members[0]).toMatchObject({ consent: { email: 'subscribed', sms: null, whatsapp: null } });
    await shop.tell(consentTold(2, 'unsubscribed', world.nowMs()));
    await buyers(3);
    await rest();
    expect(await listed()).toEqual(['1', '3']);
  });

  it('is pushed under the same id when the answer was lost or the process died, and everybody is there once', async () => {
    await world.fault({ path: `/${ADDED}`, times: 1, cut: 'after' });
    await world.fault({ path: `/${ADDED}`, times: 1, status: 503 });
    await rest();
    const calls = await world.calls(ADDED);
    expect(calls).toHaveLength(3);
    expect(new Set(calls.map(({ id }) => id)).size).toBe(1);
    expect(await listed()).toEqual(['1', '2']);
  });

  it('is sent again whole, under new ids, when the merchant wants it', async () => {
    await rest();
    const [list] = await world.lists();
    await world.control('DELETE', `/lists/${list?.id ?? ''}`);
    await world.control('DELETE', '/traffic');
    expect(await changeDestination(shop.services, shop.shopId, 1, { what: 'send-whole' })).toEqual({ ok: true });
    await rest();
    expect(await listed()).toEqual(['1', '2']);
    await changeDestination(shop.services, shop.shopId, 1, { what: 'send-whole' });
    await rest();
    await run();
    const sent = (await world.calls(ADDED)).filter(({ status }) => status === 200);
    expect(sent).toHaveLength(2);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(2);
  });

  it('is made again and filled when the receiver has lost it', async () => {
    await rest();
    const [list] = await world.lists();
    await world.control('DELETE', `/lists/${list?.id ?? ''}`);
    await buyers(3);
    await rest();
    await changeDestination(shop.services, shop.shopId, 1, { what: 'send-whole' });
    await rest();
    expect(await listed()).toEqual(['1', '2', '3']);
  });
});

describe('a receiver that limits pushes in the middle of a batch', () => {
  it('is left alone until it said, with whom it has taken done, and nobody is pushed twice', async () => {
    await buyers(3, 4);
    await placeShop(shop.services, shop.shopId);
    // Four are too many for one push: the first two get through, and the others do not.
    await world.control('POST', '/settings', { mostBodyBytes: 1_300 });
    await world.fault({ path: `/${ADDED}`, skip: 1, times: 1, status: 429, headers: { 'Retry-After': '3600' } });
    await run();
    expect(await listed()).toEqual(['1', '2']);
    const states = await shop.rows('SELECT state, attempts FROM placement WHERE shop_id = $1 ORDER BY customer_id');
    expect(states.map(({ state }) => state)).toEqual(['settled', 'settled', 'pending', 'pending']);
    const { retry_at: retryAt, throttled } = await connection();
    expect(throttled).toBe(true);
    expect(Number(retryAt)).toBeGreaterThan(world.nowMs() + 3_590_000);

    const before = (await world.calls()).length;
    await buyers(5);
    await run();
    expect(await world.calls()).toHaveLength(before);

    await rest();
    expect(await listed()).toEqual(['1', '2', '3', '4', '5']);
    const told = (await world.calls(ADDED))
      .filter(({ status }) => status === 200)
      .flatMap(({ body }) => (JSON.parse(body) as { data: { members: { customer_id: string }[] } }).data.members)
      .map((member) => member.customer_id);
    expect(told.sort()).toEqual(['1', '2', '3', '4', '5']);
  });
});

describe('a receiver that goes on failing', () => {
  it('is tried for three days, and then the merchant is asked to act', async () => {
    await world.fault({ status: 400 });
    const from = world.nowMs();
    for (let round = 0; (await connection()).status === 'active'; round += 1) {
      if (round === 200) throw new Error('it is tried for ever');
      await run();
      // Reading events, of which a receiver tells none, says nothing of whether it works.
      await pull(shop.services, shop.shopId, CONNECTION);
      const { retry_at: retryAt } = await connection();
      await world.advance(Math.max(1_000, Number(retryAt ?? 0) - world.nowMs() + 1));
    }
    expect(await connection()).toMatchObject({
      status: 'reconnect',
      status_reason: expect.stringContaining('refuses the push'),
    });
    const days = (world.nowMs() - from) / DAY_MS;
    expect(days).toBeGreaterThan(3);
    expect(days).toBeLessThan(3.2);
  });

  it('is forgiven as soon as it takes something', async () => {
    await world.fault({ times: 8, status: 400 });
    await rest();
    expect(await connection()).toMatchObject({ status: 'active', failures: 0, failing_since: null });
  });

  it('is left alone from when it says that it is gone', async () => {
    await world.fault({ status: 410 });
    await run();
    expect(await connection()).toMatchObject({ status: 'reconnect', status_reason: expect.stringContaining('410') });
  });
});

describe('a new signing secret', () => {
  it('signs beside the one of before for three days, and then alone', async () => {
    await world.control('POST', '/settings', { secrets: [SECRET, OTHER_SECRET] });
    expect(await connect(OTHER_SECRET)).toMatchObject({ ok: true, isOtherAccount: false });
    await rest();
    await world.advance(4 * DAY_MS);
    await buyers(3);
    await rest();
    const counts = (await world.calls(ADDED)).map(({ signature }) => signature.split(' ').length);
    expect(counts).toEqual([2, 1]);
    expect(await connection()).toMatchObject({ former_secret: null });
  });
});
