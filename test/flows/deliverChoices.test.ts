/** What a merchant chooses of lists and connections, as it shows at Klaviyo: names, exclusions, pause, another try, a dry run. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { changeDestination, type DestinationChange } from '#app/flows/destinations/changeDestination.ts';
import { dryRun } from '#app/flows/destinations/dryRun.ts';
import { type ConnectionOrder, steerConnection } from '#app/flows/destinations/steerConnection.ts';
import { placeShop } from '#app/flows/decide/recomputeShop.ts';
import { changeSegment } from '#app/flows/segments/changeSegments.ts';
import { startKlaviyoWorld, type KlaviyoWorld } from '#test/connectors/klaviyo/world.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { CONNECTION, klaviyoShop, type KlaviyoShop } from './klaviyoShop.ts';
import type { PresetId } from './segmentedShop.ts';
import { consentTold, customerTold } from './webhooks.ts';

let database: TestDatabase;
let world: KlaviyoWorld;
let shop: KlaviyoShop;
beforeAll(async () => {
  database = await testDatabase();
  world = await startKlaviyoWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.control('DELETE', '/faults');
  shop = await klaviyoShop(database, world);
  await shop.connect();
});

const segmentId = async (presetId: PresetId): Promise<number> =>
  Number(
    (await shop.rows('SELECT segment_id FROM segment WHERE shop_id = $1 AND preset_id = $2', presetId))[0]?.segment_id,
  );

/** Changes the list of repeat buyers, as the worker then places. */
async function change(wanted: DestinationChange): Promise<unknown> {
  const answer = await changeDestination(shop.services, shop.shopId, 1, wanted);
  await placeShop(shop.services, shop.shopId);
  return answer;
}
const steer = (order: ConnectionOrder): Promise<unknown> =>
  steerConnection(shop.services, shop.shopId, CONNECTION, order);

async function listNames(): Promise<string[]> {
  const { lists } = (await world.control('GET', `/lists?key=${shop.key}`)) as { lists: { name: string }[] };
  return lists.map(({ name }) => name).sort();
}

async function buyers(...ids: number[]): Promise<void> {
  await shop.tell(...ids.flatMap((id) => shop.customer(id, 2)));
}

describe('the name of a list', () => {
  it('can be changed, and the list stays the same one', async () => {
    await buyers(1, 2);
    await shop.switchOn('repeat-buyers');
    await shop.rest();
    const listId = await shop.listId('repeat-buyers');
    expect(await change({ what: 'name', listName: '  Sadık   müşteriler ' })).toEqual({ ok: true });
    await buyers(3);
    await shop.rest();
    expect(await listNames()).toEqual(['Sadık müşteriler']);
    expect(await shop.listId('repeat-buyers')).toBe(listId);
    expect(await shop.list('repeat-buyers')).toEqual([1, 2, 3]);
  });

  it('follows the pattern of the connection for lists that are new', async () => {
    expect(await steer({ what: 'list-names', pattern: 'no place for it' })).toEqual({
      ok: false,
      problem: 'bad-pattern',
    });
    await steer({ what: 'list-names', pattern: '{segment} (mağaza)' });
    await buyers(1);
    await shop.switchOn('repeat-buyers');
    await shop.rest();
    expect(await listNames()).toEqual(['Repeat buyers (mağaza)']);
  });

  it('is refused when it is none or another list has it', async () => {
    await shop.switchOn('repeat-buyers', 'vip');
    expect(await change({ what: 'name', listName: ' ' })).toEqual({ ok: false, problem: 'bad-name' });
    expect(await change({ what: 'name', listName: 'Kesit · VIP customers' })).toEqual({
      ok: false,
      problem: 'name-taken',
    });
  });
});

describe('excluded segments', () => {
  it('keep their members out, and let them in when they leave them', async () => {
    for (const id of [4, 5, 6]) await shop.tell(...shop.customer(id, id));
    await shop.switchOn('repeat-buyers');
    expect(await change({ what: 'exclusions', segmentIds: [await segmentId('vip')] })).toEqual({ ok: true });
    await shop.rest();
    expect(await shop.list('repeat-buyers')).toEqual([4, 5]);
    await shop.tell(shop.withoutOrder(6, 6));
    await shop.rest();
    expect(await shop.list('vip')).toEqual([]);
    expect(await shop.list('repeat-buyers')).toEqual([4, 5, 6]);
    await shop.tell(...shop.customer(5, 6).slice(-1));
    await shop.rest();
    expect(await shop.list('repeat-buyers')).toEqual([4, 6]);
  });

  it('have to be others that are switched on, and stay so', async () => {
    await shop.switchOn('repeat-buyers');
    const own = { what: 'exclusions', segmentIds: [await segmentId('repeat-buyers')] } as const;
    expect(await change(own)).toEqual({ ok: false, problem: 'bad-exclusion' });
    expect(await change({ what: 'exclusions', segmentIds: [99] })).toEqual({ ok: false, problem: 'bad-exclusion' });
    const vip = await segmentId('vip');
    await change({ what: 'exclusions', segmentIds: [vip] });
    const off = { what: 'switch', segmentId: vip, active: false } as const;
    expect(await changeSegment(shop.services, shop.shopId, off, 'staff:1')).toEqual({
      ok: false,
      problem: { kind: 'excluded-from-lists' },
    });
    await change({ what: 'exclusions', segmentIds: [] });
    expect(await changeSegment(shop.services, shop.shopId, off, 'staff:1')).toMatchObject({ ok: true });
  });
});

describe('a paused connection', () => {
  it('adds nobody, takes off who has to leave, and goes on where it was', async () => {
    await buyers(1, 2);
    await shop.switchOn('repeat-buyers');
    await shop.rest();
    expect(await steer({ what: 'pause' })).toEqual({ ok: true });
    await buyers(3);
    await shop.tell(consentTold(1, 'unsubscribed', world.nowMs()));
    for (let run = 0; run < 4; run += 1) {
      await shop.deliver();
      await world.advance(30_000);
    }
    expect(await shop.list('repeat-buyers')).toEqual([2]);
    expect(await shop.waiting()).toEqual({ rows: 1, jobs: 0 });
    await steer({ what: 'resume' });
    await shop.rest();
    expect(await shop.list('repeat-buyers')).toEqual([2, 3]);
  });
});

describe('who must not be written to any more', () => {
  it('leaves before all others, over all lists', async () => {
    for (const id of [6, 7, 8]) await shop.tell(...shop.customer(id, id));
    await shop.switchOn('repeat-buyers', 'vip');
    await shop.rest();
    await world.forgetCalls();
    const members = await world.members((await shop.listId('vip')) ?? '');
    const withdrawn = members.find(({ external_id: id }) => id === '7')?.profile_id;
    await shop.switchOff('repeat-buyers');
    await shop.tell(consentTold(7, 'unsubscribed', world.nowMs()));
    await shop.rest();
    const calls = await world.calls();
    const removals = calls
      .filter(({ operationId }) => operationId === 'remove_profiles_from_list')
      .map(({ body }) => (body as { data: { id: string }[] }).data.map(({ id }) => id));
    expect(removals.slice(0, 2)).toEqual([[withdrawn], [withdrawn]]);
    expect(removals.slice(2)).toHaveLength(1);
    expect([await shop.list('repeat-buyers'), await shop.list('vip')]).toEqual([[], [6, 8]]);
  });
});

describe('a rejected row', () => {
  it('is tried once more when the merchant wants it', async () => {
    await buyers(1, 2);
    await world.fault({
      ...{ method: 'POST', path: '/api/profile-bulk-import-jobs', times: 1 },
      rows: { externalIds: ['2'], code: 'invalid' },
    });
    await shop.switchOn('repeat-buyers');
    await shop.rest();
    expect(await shop.list('repeat-buyers')).toEqual([1]);
    await shop.deliver();
    expect(await shop.list('repeat-buyers')).toEqual([1]);
    await change({ what: 'ask-rejected-again' });
    await shop.rest();
    expect(await shop.list('repeat-buyers')).toEqual([1, 2]);
  });
});

describe('another try', () => {
  it('ends a wait after failures, and not one that Klaviyo named', async () => {
    await buyers(1);
    await shop.switchOn('repeat-buyers');
    await world.fault({ path: '/api/*', status: 503 });
    await shop.deliver();
    expect((await shop.connection()).retry_at).toBeGreaterThan(world.nowMs());
    await world.control('DELETE', '/faults');
    await steer({ what: 'run-now' });
    expect((await shop.connection()).retry_at).toBeNull();
    await world.fault({ path: '/api/*', status: 429, headers: { 'Retry-After': '600' }, times: 1 });
    await shop.deliver();
    const named = (await shop.connection()).retry_at as number;
    expect(named).toBeGreaterThanOrEqual(world.nowMs() + 590_000);
    await steer({ what: 'run-now' });
    expect((await shop.connection()).retry_at).toBe(named);
  });
});

describe('a dry run', () => {
  it('tells what would be sent and why not, and sends and changes nothing', async () => {
    await shop.tell(...shop.customer(1, 2), ...shop.customer(2, 2), ...shop.customer(3, 2));
    await shop.tell(
      consentTold(2, 'unsubscribed', world.nowMs()),
      customerTold(3, { email: null, updatedAt: world.nowMs() }),
    );
    const ask = { segmentId: await segmentId('repeat-buyers'), connectionId: CONNECTION };
    await world.forgetCalls();
    const first = await dryRun(shop.services, shop.shopId, ask, 'staff:1');
    expect(first).toMatchObject({
      ...{ ok: true, memberCount: 3, wantedCount: 1, addedCount: 1, removedCount: 0 },
      kept: [
        { barrier: 'no-address', count: 1 },
        { barrier: 'no-consent', count: 1 },
      ],
      examples: [{ customerId: '1' }],
    });
    expect(await world.calls()).toEqual([]);
    expect(await shop.rows('SELECT 1 FROM placement WHERE shop_id = $1')).toEqual([]);
    await shop.switchOn('repeat-buyers');
    await shop.rest();
    await shop.tell(shop.withoutOrder(1, 2));
    expect(await dryRun(shop.services, shop.shopId, ask, 'staff:1')).toMatchObject({ addedCount: 0, removedCount: 1 });
    await shop.rest();
    expect(await dryRun(shop.services, shop.shopId, ask, 'staff:1')).toMatchObject({ addedCount: 0, removedCount: 0 });
  });
});
