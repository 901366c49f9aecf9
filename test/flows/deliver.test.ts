/** Placements → lists at Klaviyo: filled, kept equal, and nobody's consent touched, over calls as few as can be. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { disconnectPartner } from '#app/flows/adminConnections.ts';
import { deliver } from '#app/flows/deliver/deliver.ts';
import { pull } from '#app/flows/pull/pull.ts';
import { startKlaviyoWorld, type KlaviyoWorld } from '#test/connectors/klaviyo/world.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { CONNECTION, expectListsEqual, klaviyoShop, newAccount, type KlaviyoShop } from './klaviyoShop.ts';
import { consentTold, customerDeleted, customersMerged, customerTold, orderTold } from './webhooks.ts';

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
  await world.forgetCalls();
});

/** The addresses in the list of repeat buyers at Klaviyo. */
async function addresses(): Promise<(string | null)[]> {
  const members = await world.members((await shop.listId('repeat-buyers')) ?? '');
  return members.map(({ email }) => email).sort();
}

/** Operations called, except looking at what is there. */
async function changingCalls(): Promise<(string | null)[]> {
  return (await world.calls()).filter(({ method }) => method !== 'GET').map(({ operationId }) => operationId);
}

describe('a run', () => {
  it('fills the lists of the segments that are switched on, and only those', async () => {
    for (let id = 1; id <= 12; id += 1) await shop.tell(...shop.customer(id, id));
    await shop.switchOn('repeat-buyers', 'vip');
    await shop.rest();
    expect(await shop.list('vip')).toEqual([6, 7, 8, 9, 10, 11, 12]);
    expect(await shop.list('repeat-buyers')).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    const { lists } = (await world.control('GET', `/lists?key=${shop.key}`)) as { lists: { name: string }[] };
    expect(lists.map(({ name }) => name).sort()).toEqual(['Kesit · Repeat buyers', 'Kesit · VIP customers']);
  });

  it('follows changes one by one, and rests when there is none', async () => {
    await shop.tell(...shop.customer(1, 2), ...shop.customer(2, 2));
    await shop.switchOn('repeat-buyers');
    await shop.rest();
    await shop.tell(...shop.customer(3, 2), shop.withoutOrder(1, 2));
    await shop.rest();
    expect(await shop.list('repeat-buyers')).toEqual([2, 3]);
    await world.forgetCalls();
    await shop.deliver();
    expect(await world.calls()).toEqual([]);
    const [row] = await shop.rows('SELECT last_synced_at FROM destination WHERE shop_id = $1');
    expect(row?.last_synced_at).toBeLessThanOrEqual(world.nowMs());
  });

  it('is told in counts, with samples of what was refused', async () => {
    await shop.tell(
      ...shop.customer(1, 2),
      ...shop.customer(2, 2),
      customerTold(2, { updatedAt: world.nowMs(), email: 'no address' }),
    );
    await shop.switchOn('repeat-buyers');
    await shop.rest();
    const reports = await shop.rows('SELECT counts, samples FROM sync_report WHERE shop_id = $1 ORDER BY report_id');
    expect(reports.map(({ counts }) => counts)).toEqual([{ accepted: 2 }, { added: 1, rejected: 1 }]);
    expect(reports[1]?.samples).toEqual({ invalid_email: ['2'] });
  });

  it('makes no call for who enters and leaves before it', async () => {
    await shop.tell(...shop.customer(1, 2));
    await shop.switchOn('repeat-buyers');
    await shop.rest();
    await world.forgetCalls();
    await shop.tell(...shop.customer(2, 2));
    await shop.tell(shop.withoutOrder(2, 2));
    await shop.tell(shop.withoutOrder(1, 2));
    await shop.tell(orderTold(199, { customerId: 1, at: world.nowMs() }));
    await shop.rest();
    expect(await world.calls()).toEqual([]);
    expect(await shop.list('repeat-buyers')).toEqual([1]);
  });

  it('removes before it adds', async () => {
    await shop.tell(...shop.customer(1, 2), ...shop.customer(2, 6));
    await shop.switchOn('repeat-buyers', 'vip');
    await shop.rest();
    await world.forgetCalls();
    await shop.tell(...shop.customer(3, 6), shop.withoutOrder(1, 2), shop.withoutOrder(2, 6));
    await shop.deliver();
    const calls = await changingCalls();
    expect(calls.lastIndexOf('remove_profiles_from_list')).toBeLessThan(calls.length - 1);
    const withList = (await world.calls('bulk_import_profiles')).map(({ body }) =>
      JSON.stringify(body).includes('relationships'),
    );
    expect(withList.indexOf(true)).toBeGreaterThan(withList.lastIndexOf(false));
    await shop.rest();
    expect([await shop.list('vip'), await shop.list('repeat-buyers')]).toEqual([[3], [2, 3]]);
  });

  it('tells the partner of a new address, also when it changes while the row is on its way', async () => {
    await shop.tell(...shop.customer(1, 2), ...shop.customer(2, 2));
    await shop.switchOn('repeat-buyers');
    await shop.rest();
    const readdress = (email: string) => shop.tell(customerTold(1, { updatedAt: world.nowMs(), email }));
    await readdress('once@example.com');
    await shop.rest();
    expect(await addresses()).toEqual(['c2@example.com', 'once@example.com']);

    await world.advance(5_000);
    await readdress('twice@example.com');
    await shop.deliver();
    await world.advance(5_000);
    await readdress('thrice@example.com');
    await shop.rest();
    expect(await addresses()).toEqual(['c2@example.com', 'thrice@example.com']);
    expect(await shop.list('repeat-buyers')).toEqual([1, 2]);
  });

  it('never subscribes or unsubscribes anybody', async () => {
    await shop.tell(...shop.customer(1, 2), ...shop.customer(2, 2));
    await shop.switchOn('repeat-buyers', 'new-subscribers');
    await shop.rest();
    await shop.tell(consentTold(1, 'unsubscribed', world.nowMs()), customerDeleted(2, world.nowMs()));
    await shop.switchOff('new-subscribers');
    await shop.rest();
    expect(await shop.list('repeat-buyers')).toEqual([]);
    const counted = (await world.control('GET', '/consent-calls')) as Record<string, unknown>;
    expect(Object.values(counted).filter((count) => typeof count === 'number' && count !== 0)).toEqual([]);
  });

  it('that is asked for while another is under way leaves the work to that one', async () => {
    for (let id = 1; id <= 20; id += 1) await shop.tell(...shop.customer(id, 2));
    await shop.switchOn('repeat-buyers');
    await world.fault({ path: '/api/*', delayMs: 100, times: 3 });
    await Promise.all([shop.deliver(), shop.deliver(), shop.deliver()]);
    expect(await world.calls('bulk_import_profiles')).toHaveLength(1);
    expect(await world.calls('create_list')).toHaveLength(1);
    await shop.rest();
    await expectListsEqual(shop);
  });

  it('ends when the merchant disconnects in the middle of it', async () => {
    await shop.tell(...shop.customer(1, 6));
    await shop.switchOn('repeat-buyers', 'vip');
    await world.fault({ path: '/api/profile-bulk-import-jobs', method: 'POST', delayMs: 2_000, times: 1 });
    const run = shop.deliver();
    await expect.poll(async () => (await shop.waiting()).jobs).toBe(1);
    expect(await disconnectPartner(shop.services, shop.shopId, CONNECTION)).toBe(true);
    await run;
    expect(await world.calls('bulk_import_profiles')).toHaveLength(1);
    await world.forgetCalls();
    await shop.deliver();
    expect(await world.calls()).toEqual([]);
  });
});

describe('a row that Klaviyo refuses', () => {
  it('is kept with the reason while the others go, and asked again when its customer changes', async () => {
    await shop.tell(
      ...shop.customer(1, 2),
      ...shop.customer(2, 2),
      customerTold(2, { updatedAt: world.nowMs(), email: 'x@no' }),
    );
    await shop.switchOn('repeat-buyers');
    await shop.rest();
    expect(await shop.list('repeat-buyers')).toEqual([1]);
    const refused = 'SELECT state, reason FROM placement WHERE shop_id = $1 AND customer_id = 2';
    expect(await shop.rows(refused)).toMatchObject([{ state: 'rejected' }]);
    expect(String((await shop.rows(refused))[0]?.reason)).toMatch(/^invalid_email: /);
    await world.forgetCalls();
    await shop.rest();
    expect(await world.calls()).toEqual([]);
    await world.advance(2_000);
    await shop.tell(customerTold(2, { updatedAt: world.nowMs(), email: 'two@example.com' }));
    await shop.rest();
    expect(await shop.list('repeat-buyers')).toEqual([1, 2]);
  });

  it('leaves the list all the same if an earlier call, whose answer was lost, had put it there', async () => {
    await shop.tell(...shop.customer(1, 2));
    await shop.switchOn('repeat-buyers');
    await world.fault({ path: '/api/profile-bulk-import-jobs', method: 'POST', cut: 'after', times: 1 });
    await shop.deliver();
    await world.advance(60_000);
    await shop.tell(customerTold(1, { updatedAt: world.nowMs(), email: 'broken' }));
    await shop.rest();
    expect(await shop.rows('SELECT state FROM placement WHERE shop_id = $1')).toEqual([{ state: 'rejected' }]);
    await world.advance(2_000);
    await shop.tell(shop.withoutOrder(1, 2));
    await shop.rest();
    expect(await shop.list('repeat-buyers')).toEqual([]);
  });
});

describe('another account', () => {
  it('starts from nothing and is filled', async () => {
    await shop.tell(...shop.customer(1, 2), ...shop.customer(2, 2));
    await shop.switchOn('repeat-buyers');
    await shop.rest();
    const former = await shop.listId('repeat-buyers');
    await shop.tell(shop.withoutOrder(2, 2));
    await shop.connect(await newAccount(world));
    await shop.switchOn('repeat-buyers');
    await shop.rest();
    expect(await shop.listId('repeat-buyers')).not.toBe(former);
    expect(await shop.list('repeat-buyers')).toEqual([1]);
  });

  it('chosen in the middle of a run is filled whole', async () => {
    for (let id = 1; id <= 5; id += 1) await shop.tell(...shop.customer(id, 6));
    await shop.switchOn('repeat-buyers', 'vip');
    await world.fault({ path: '/api/profile-bulk-import-jobs', method: 'POST', delayMs: 2_000, times: 1 });
    const run = shop.deliver();
    await expect.poll(async () => (await shop.waiting()).jobs).toBe(1);
    await shop.connect(await newAccount(world));
    await pull(shop.services, shop.shopId, CONNECTION);
    await run;
    await shop.switchOn('repeat-buyers', 'vip');
    await shop.rest();
    await expectListsEqual(shop);
    expect(await shop.list('vip')).toEqual([1, 2, 3, 4, 5]);
  });

  it('is adopted once, by whichever of delivery and pull comes first', async () => {
    await shop.tell(...shop.customer(1, 2));
    await shop.switchOn('repeat-buyers');
    await shop.rest();
    await shop.connect(await newAccount(world));
    await shop.switchOn('repeat-buyers');
    await Promise.all([deliver(shop.services, shop.shopId, CONNECTION), pull(shop.services, shop.shopId, CONNECTION)]);
    await shop.rest();
    await expectListsEqual(shop);
    expect(await world.calls('create_list')).toHaveLength(2);
  });
});

describe('an address that changes hands', () => {
  const address = 'kapi@example.com';
  const newcomer = (id: number) => [
    customerTold(id, { email: address, updatedAt: world.nowMs() }),
    ...shop.customer(id, 2).slice(1),
  ];

  it.each([
    ['the merge first', false],
    ['the newcomer first', true],
  ])('from one who was merged away leads Klaviyo’s profile to the newcomer, told %s', async (_, newcomerFirst) => {
    await shop.tell(...newcomer(1), ...shop.customer(2, 2));
    await shop.switchOn('repeat-buyers');
    await shop.rest();
    expect(await shop.list('repeat-buyers')).toEqual([1, 2]);
    const merge = customersMerged(1, 2, world.nowMs());
    for (const told of newcomerFirst ? [newcomer(3), [merge]] : [[merge], newcomer(3)]) {
      await shop.tell(...told);
      await shop.rest();
    }
    expect(await shop.list('repeat-buyers')).toEqual([2, 3]);
    expect(await addresses()).toContain(address);
    expect(await shop.rows(`SELECT 1 FROM placement WHERE shop_id = $1 AND state = 'rejected'`)).toEqual([]);
  });

  it('is refused while its owner is still a customer, and both are left as they are', async () => {
    await shop.tell(...newcomer(1));
    await shop.switchOn('repeat-buyers');
    await shop.rest();
    await shop.tell(...newcomer(3));
    await shop.rest();
    expect(await shop.list('repeat-buyers')).toEqual([1]);
    const [row] = await shop.rows(
      `SELECT customer_id, reason FROM placement WHERE shop_id = $1 AND state = 'rejected'`,
    );
    expect(row).toMatchObject({ customer_id: '3', reason: expect.stringMatching(/^identifier_conflict: /) });
  });
});
