/** How lists stand at Meta, read back after deliveries: told as Meta tells it, seldom, and without standing in a delivery's way. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readSegmentDetail, type DestinationDetail } from '#app/flows/adminSegmentDetail.ts';
import { startMetaWorld, type MetaWorld } from '#test/connectors/meta/world.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { metaShop, type MetaShop } from './metaShop.ts';

const HOUR_MS = 3_600_000;

let database: TestDatabase;
let world: MetaWorld;
let shop: MetaShop;
beforeAll(async () => {
  database = await testDatabase();
  world = await startMetaWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.control('DELETE', '/faults');
  shop = await metaShop(database, world);
  await shop.customers([1, 2, 3], 2);
  await shop.switchTo('repeat-buyers', true);
  await shop.rest();
  await world.control('DELETE', '/traffic');
});

/** What the segment's page is told. */
async function shown(): Promise<DestinationDetail['standing']> {
  const segmentId = await shop.segmentId('repeat-buyers');
  const detail = await readSegmentDetail(shop.services, shop.shopId, segmentId, null, 'test');
  return detail?.destinations[0]?.standing ?? null;
}

const readings = async (): Promise<number> => (await world.calls('GET', await shop.listId('repeat-buyers'))).length;

describe('how a list stands at the partner', () => {
  it('is not told before the partner was asked, and then with the time', async () => {
    expect(await shown()).toBeNull();
    await shop.pull();
    expect(await shown()).toMatchObject({
      standing: { state: 'ready', delivery: 'too-small', size: { atLeast: 0, atMost: 1000 } },
    });
    const { readAt } = (await shown()) ?? {};
    expect(Math.abs((readAt ?? 0) - world.nowMs())).toBeLessThan(HOUR_MS);
  });

  it('is asked for again after hours, not at every pull', async () => {
    for (let pulls = 0; pulls < 3; pulls += 1) await shop.pull();
    expect(await readings()).toBe(1);
    await world.advance(4 * HOUR_MS + 1_000);
    await world.switches({ smallestUsable: 2 });
    await shop.pull();
    await shop.pull();
    expect(await readings()).toBe(2);
    expect(await shown()).toMatchObject({ standing: { state: 'ready', delivery: 'usable' } });
    await world.switches({ smallestUsable: 100 });
  });

  it('is asked for sooner while the partner works on the list', async () => {
    await world.control('POST', `/audiences/${await shop.listId('repeat-buyers')}`, { status: 441 });
    await shop.pull();
    expect(await shown()).toMatchObject({ standing: { state: 'working' } });
    await world.control('POST', `/audiences/${await shop.listId('repeat-buyers')}`, { status: null });
    await world.advance(HOUR_MS);
    await shop.pull();
    expect(await shown()).toMatchObject({ standing: { state: 'ready' } });
  });

  it('says that the merchant must act on a flagged list, and stops nothing else', async () => {
    await world.control('POST', `/audiences/${await shop.listId('repeat-buyers')}`, { status: 471 });
    await shop.pull();
    expect(await shown()).toMatchObject({ standing: { state: 'blocked', delivery: 'unusable' } });
    expect((await shown())?.standing.reason).toContain('Give it a neutral name');
    expect(await shop.rows('SELECT status FROM connection WHERE shop_id = $1')).toEqual([{ status: 'active' }]);
  });

  it('says of a list that was deleted there that it is gone, and tells nothing old of the one made in its place', async () => {
    const deleted = await shop.listId('repeat-buyers');
    await world.api('DELETE', `/${deleted}`);
    await shop.pull();
    expect(await shown()).toMatchObject({ standing: { state: 'gone' } });
    await shop.customers([4], 2);
    await shop.rest();
    expect(await shop.listId('repeat-buyers')).not.toBe(deleted);
    expect(await world.memberIds(await shop.listId('repeat-buyers'))).toEqual(new Set(['1', '2', '3', '4']));
    expect(await shown()).toBeNull();
    await shop.pull();
    expect(await shown()).toMatchObject({ standing: { state: 'ready' } });
  });

  it('stays as it was told when the partner fails, and no delivery waits for that', async () => {
    await shop.pull();
    const before = await shown();
    await world.advance(5 * HOUR_MS);
    await world.fault({ method: 'GET', path: `/${await shop.listId('repeat-buyers')}`, status: 500 });
    await shop.pull();
    expect(await shown()).toEqual(before);
    expect(await shop.rows('SELECT retry_at, failures FROM connection WHERE shop_id = $1')).toEqual([
      { retry_at: null, failures: 0 },
    ]);
  });

  it('is not asked for while the partner lets nobody call', async () => {
    await world.fault({
      method: 'GET',
      path: `/${await shop.listId('repeat-buyers')}`,
      status: 400,
      code: 80003,
      times: 1,
    });
    await shop.pull();
    const asked = await readings();
    expect(asked).toBe(1);
    await shop.pull();
    expect(await readings()).toBe(asked);
    expect(await shown()).toBeNull();
  });

  it('is not asked for a list that is switched off', async () => {
    await shop.switchTo('repeat-buyers', false);
    await shop.rest();
    await world.control('DELETE', '/traffic');
    await shop.pull();
    expect(await readings()).toBe(0);
    expect(await shown()).toBeNull();
  });

  it('stops the connection when the partner does not take the key any more', async () => {
    await world.fault({
      method: 'GET',
      path: `/${await shop.listId('repeat-buyers')}`,
      status: 400,
      code: 190,
      times: 1,
    });
    await shop.pull();
    const [connection] = await shop.rows('SELECT status, status_reason FROM connection WHERE shop_id = $1');
    expect(connection).toMatchObject({ status: 'reconnect' });
    expect(String(connection?.status_reason)).toContain('access token');
  });
});
