/** Segments → tags in the shop itself: filled in bulk, kept equal, renamed, and taken away again; others' tags stay. */
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectPartner, disconnectPartner, readConnections } from '#app/flows/adminConnections.ts';
import { changeDestination } from '#app/flows/destinations/changeDestination.ts';
import { steerConnection } from '#app/flows/destinations/steerConnection.ts';
import { deliver } from '#app/flows/deliver/deliver.ts';
import { placeShop } from '#app/flows/decide/recomputeShop.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { CONNECTION, tagsShop, type TagsShop } from './tagsShop.ts';
import { delivery, orderDeleted } from './webhooks.ts';

const REPEAT = 'Kesit: Repeat buyers';
const VIP = 'Kesit: VIP customers';
const LIST = '$app:kesit.segments';

let database: TestDatabase;
let shop: TagsShop;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  shop = await tagsShop(database);
  await shop.connect();
});
afterEach(() => shop.close());

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const connection = async () => (await shop.rows('SELECT * FROM connection WHERE shop_id = $1'))[0] ?? {};
const bulkCalls = () => shop.world.calls('TagsBulk(');

describe('tags', () => {
  it('are filled in bulk and then follow one by one, without an address or a consent', async () => {
    await shop.customers(upTo(105), 2, ['bülten']);
    await shop.switchTo('repeat-buyers', true);
    await shop.rest();
    expect(await shop.tagged(REPEAT)).toEqual(upTo(105));
    expect(await bulkCalls()).toBe(2);
    await shop.customers([106], 2);
    await shop.tell(orderDeleted(101, shop.services.clock()));
    await shop.rest();
    expect(await shop.tagged(REPEAT)).toEqual(upTo(106).slice(1));
    expect(await bulkCalls()).toBe(2);
    const everybody = await shop.world.everybody();
    expect(everybody.get('1')).toMatchObject({ tags: ['bülten'], metafields: {} });
    expect(everybody.get('2')).toMatchObject({
      tags: ['bülten', REPEAT],
      metafields: { [LIST]: { value: '["Repeat buyers"]' } },
    });
  });

  it('say of each customer all segments, whichever came when', async () => {
    await shop.customers([1, 2], 6);
    await shop.switchTo('repeat-buyers', true);
    await shop.rest();
    await shop.switchTo('vip', true);
    await shop.rest();
    const value = async (id: string) => (await shop.world.customer(id)).metafields?.[LIST]?.value;
    expect(await value('1')).toBe('["Repeat buyers","VIP customers"]');
    await shop.tell(orderDeleted(100, shop.services.clock()));
    await shop.rest();
    expect([await value('1'), await value('2')]).toEqual(['["Repeat buyers"]', '["Repeat buyers","VIP customers"]']);
    expect(await shop.tagged(VIP)).toEqual([2]);
  });

  it('are right although an answer to a bulk operation was lost and somebody left meanwhile', async () => {
    await shop.customers(upTo(105), 2);
    await shop.switchTo('repeat-buyers', true);
    await shop.world.control('POST', '/bulk/duration', { value: 20_000 });
    await shop.world.fault({ bodyContains: ' TagsBulk(', times: 1, action: { cut: 'after' } });
    await shop.tell(orderDeleted(101, shop.services.clock()));
    await shop.rest();
    expect(await shop.tagged(REPEAT)).toEqual(upTo(105).slice(1));
  });

  it('are changed when the list is renamed, and nothing is left of the old name', async () => {
    await shop.customers(upTo(3), 2, ['bülten']);
    await shop.switchTo('repeat-buyers', true);
    await shop.rest();
    const change = { what: 'name', listName: 'Tekrar alanlar, hepsi' } as const;
    const destinationId = await shop.destinationId('repeat-buyers');
    expect(await changeDestination(shop.services, shop.shopId, destinationId, change)).toEqual({ ok: true });
    await shop.tell(orderDeleted(101, shop.services.clock()));
    await shop.rest();
    await shop.rest();
    expect(await shop.tagged(REPEAT)).toEqual([]);
    expect(await shop.tagged('Kesit: Tekrar alanlar hepsi')).toEqual([2, 3]);
    expect((await shop.world.customer('1')).tags).toEqual(['bülten']);
  });

  it('are taken away when a list is switched off', async () => {
    await shop.customers(upTo(3), 2, ['bülten']);
    await shop.switchTo('repeat-buyers', true);
    await shop.rest();
    await shop.switchTo('repeat-buyers', false);
    await shop.rest();
    expect(await shop.tagged(REPEAT)).toEqual([]);
    expect(await shop.tagged('bülten')).toEqual(upTo(3));
  });
});

describe('tags that are paused', () => {
  it('are given to nobody, also when somebody loses another, and are taken from who leaves', async () => {
    await shop.customers([1, 2], 6);
    await shop.switchTo('repeat-buyers', true);
    await shop.rest();
    await steerConnection(shop.services, shop.shopId, CONNECTION, { what: 'pause' });
    await shop.switchTo('vip', true);
    await shop.tell(...Array.from({ length: 6 }, (_, index) => orderDeleted(100 + index, shop.services.clock())));
    await deliver(shop.services, shop.shopId, CONNECTION);
    expect([await shop.tagged(REPEAT), await shop.tagged(VIP)]).toEqual([[2], []]);
    await shop.tell(...Array.from({ length: 5 }, (_, index) => orderDeleted(200 + index, shop.services.clock())));
    await deliver(shop.services, shop.shopId, CONNECTION);
    expect([await shop.tagged(REPEAT), await shop.tagged(VIP)]).toEqual([[], []]);
    await steerConnection(shop.services, shop.shopId, CONNECTION, { what: 'resume' });
    await shop.customers([3], 6);
    await shop.rest();
    expect([await shop.tagged(REPEAT), await shop.tagged(VIP)]).toEqual([[3], [3]]);
  });
});

describe('switching the tags off', () => {
  it('takes them all away first, and then ends the connection', async () => {
    await shop.customers(upTo(3), 6, ['bülten']);
    await shop.switchTo('repeat-buyers', true);
    await shop.switchTo('vip', true);
    await shop.rest();
    expect(await disconnectPartner(shop.services, shop.shopId, CONNECTION)).toBe(true);
    expect(await connection()).toMatchObject({ status: 'active' });
    // Before the wishes are worked out anew nothing is over.
    await shop.rest();
    expect(await connection()).toMatchObject({ status: 'active' });
    await placeShop(shop.services, shop.shopId);
    await shop.rest();
    expect(await connection()).toMatchObject({ status: 'disconnected', secret: null, ending_at: null });
    expect(await shop.tagged('bülten')).toEqual(upTo(3));
    for (const tag of [REPEAT, VIP]) expect(await shop.tagged(tag)).toEqual([]);
  });

  it('ends at once when it is asked for again, and can be taken back', async () => {
    await shop.customers([1], 2);
    await shop.switchTo('repeat-buyers', true);
    await shop.rest();
    await disconnectPartner(shop.services, shop.shopId, CONNECTION);
    await disconnectPartner(shop.services, shop.shopId, CONNECTION);
    expect(await connection()).toMatchObject({ status: 'disconnected' });
    await shop.connect();
    await shop.switchTo('repeat-buyers', true);
    await shop.rest();
    expect(await shop.tagged(REPEAT)).toEqual([1]);
    expect(await connection()).toMatchObject({ status: 'active', ending_at: null });
  });
});

describe('the connection', () => {
  it('asks for nothing, and says what it does', async () => {
    const cards = await readConnections(shop.services, shop.shopId, 'staff:1');
    expect(cards.find(({ id }) => id === 'shopify-tags')).toMatchObject({
      fields: [],
      about: { tr: expect.stringContaining('etiket') },
      standardPattern: 'Kesit: {segment}',
      emptiesLists: true,
      connection: { status: 'active', accountName: 'Etiket' },
    });
  });

  it('is not made without the permission to write customers', async () => {
    await disconnectPartner(shop.services, shop.shopId, CONNECTION);
    await disconnectPartner(shop.services, shop.shopId, CONNECTION);
    const scopes = [
      'accessScopes { handle }',
      { currentAppInstallation: { accessScopes: [{ handle: 'read_customers' }] } },
    ];
    await shop.world.fault({ bodyContains: scopes[0], action: { status: 200, body: { data: scopes[1] } } });
    expect(await connectPartner(shop.services, shop.shopId, 'shopify-tags', {})).toMatchObject({
      ok: false,
      problems: [{ code: 'refused', field: null, detail: expect.stringContaining('permission') }],
    });
    expect(await connection()).toMatchObject({ status: 'disconnected' });
  });
});

describe('news of tags', () => {
  const told = (...tags: string[]) =>
    delivery(
      'customer.tags_added',
      { customerId: 'gid://shopify/Customer/1', tags, occurredAt: new Date(shop.services.clock()).toISOString() },
      shop.services.clock(),
    );
  const waiting = async () => Number((await shop.rows('SELECT count(*) FROM refetch WHERE shop_id = $1'))[0]?.count);

  it('that are ours cost no reading of the customer', async () => {
    await shop.customers([1], 1);
    await shop.tell(told(REPEAT, 'kesit: vip'));
    expect(await waiting()).toBe(0);
    await shop.tell(told(REPEAT, 'bülten'));
    expect(await waiting()).toBe(1);
  });
});
