/** Lists whose people carry what they are worth: of the kind that is wanted and no other, with the amounts of today, nobody left behind. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ListValue } from '#app/core/placements/listValue.ts';
import { deliver } from '#app/flows/deliver/deliver.ts';
import { placeShop } from '#app/flows/decide/recomputeShop.ts';
import { changeDestination } from '#app/flows/destinations/changeDestination.ts';
import { measureSegments } from '#app/flows/segments/measureSegments.ts';
import { startMetaWorld, type MetaWorld } from '#test/connectors/meta/world.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { CONNECTION, metaShop, type MetaShop } from './metaShop.ts';
import type { PresetId } from './segmentedShop.ts';
import { consentTold } from './webhooks.ts';

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
});

const LIST = 'repeat-buyers';
const choose = async (value: ListValue, presetId: PresetId = LIST): Promise<unknown> =>
  changeDestination(shop.services, shop.shopId, await shop.destinationId(presetId), { what: 'value', value });

/** What the worker does while something is due: customers are placed, then lists delivered, until every list is of its kind. */
async function rest(): Promise<void> {
  await placeShop(shop.services, shop.shopId);
  await shop.rest();
  await placeShop(shop.services, shop.shopId);
  await shop.rest();
}

/** Customers in the audience, with what Meta was told of each. */
const worths = async (listId: string): Promise<Record<string, number | null>> =>
  Object.fromEntries((await world.members(listId)).map(({ extern_id: id, value }) => [String(id), value]));

const isByValue = async (listId: string): Promise<boolean | undefined> =>
  (await world.audiences()).find(({ id }) => id === listId)?.valueBased;

/** A night: everything is counted, and what partners were told is compared. */
async function night(): Promise<void> {
  await measureSegments(shop.services, shop.shopId);
  await shop.rest();
}

describe('a list by value', () => {
  it('is not made unless it is chosen', async () => {
    await shop.customers([1, 2], 2);
    await shop.switchTo(LIST, true);
    await shop.rest();
    expect(await isByValue(await shop.listId(LIST))).toBe(false);
    expect(await worths(await shop.listId(LIST))).toEqual({ 1: null, 2: null });
    expect(await shop.rows('SELECT told_value FROM placement WHERE shop_id = $1 AND told_value IS NOT NULL')).toEqual(
      [],
    );
  });

  it('is made at once where none is there yet', async () => {
    await shop.customers([1], 2);
    await shop.customers([2], 3);
    await shop.switchTo(LIST, true);
    expect(await choose('spent')).toEqual({ ok: true });
    await rest();
    expect(await isByValue(await shop.listId(LIST))).toBe(true);
    expect(await worths(await shop.listId(LIST))).toEqual({ 1: 200, 2: 300 });
  });

  it('takes the place of a plain one, which is emptied first', async () => {
    await shop.customers([1, 2, 3], 2);
    await shop.switchTo(LIST, true);
    await shop.rest();
    const plain = await shop.listId(LIST);
    await choose('spent');
    await rest();
    const byValue = await shop.listId(LIST);
    expect(byValue).not.toBe(plain);
    expect(await worths(plain)).toEqual({});
    expect(await worths(byValue)).toEqual({ 1: 200, 2: 200, 3: 200 });
    await choose('none');
    await rest();
    expect(await shop.listId(LIST)).toBe(plain);
    expect(await worths(byValue)).toEqual({});
    expect(await worths(plain)).toEqual({ 1: null, 2: null, 3: null });
    expect(await shop.rows('SELECT told_value FROM placement WHERE shop_id = $1 AND told_value IS NOT NULL')).toEqual(
      [],
    );
  });

  it('takes nobody over who withdrew the consent meanwhile', async () => {
    await shop.customers([1, 2], 2);
    await shop.switchTo(LIST, true);
    await shop.rest();
    const plain = await shop.listId(LIST);
    await choose('spent');
    await placeShop(shop.services, shop.shopId);
    await shop.tell(consentTold(2, 'unsubscribed', world.nowMs()));
    await rest();
    expect(await worths(plain)).toEqual({});
    expect(await worths(await shop.listId(LIST))).toEqual({ 1: 200 });
  });

  it('is told again in the night of those who are worth something else, in each list, once', async () => {
    await shop.customers([1, 2], 8);
    await shop.switchTo(LIST, true);
    await shop.switchTo('vip', true);
    await choose('spent');
    await choose('spent', 'vip');
    await rest();
    await shop.customers([2], 9);
    await shop.rest();
    await world.control('DELETE', '/traffic');
    await night();
    for (const preset of [LIST, 'vip'] as const)
      expect(await worths(await shop.listId(preset))).toEqual({ 1: 800, 2: 900 });
    const sent = await world.calls('POST', '/users');
    expect(sent).toHaveLength(2);
    for (const { body } of sent) expect((body as { payload: { data: string[][] } }).payload.data).toHaveLength(1);
    await night();
    expect(await world.calls('POST', '/users')).toHaveLength(2);
  });

  it('stays the same list when another value is wanted, and is told that one', async () => {
    await shop.customers([1, 2], 2);
    await shop.switchTo(LIST, true);
    await choose('spent');
    await rest();
    const listId = await shop.listId(LIST);
    // Of customer 2 the model says nothing.
    await shop.rows(
      'UPDATE customer_fact SET expected_spend_365d_minor = CASE customer_id WHEN 1 THEN 12345 END WHERE shop_id = $1 RETURNING 1',
    );
    await choose('expected');
    await rest();
    expect(await shop.listId(LIST)).toBe(listId);
    expect(await worths(listId)).toEqual({ 1: 120, 2: 0 });
  });

  it('that was deleted there is made again of its kind', async () => {
    await shop.customers([1], 2);
    await shop.switchTo(LIST, true);
    await choose('spent');
    await rest();
    const deleted = await shop.listId(LIST);
    await world.api('DELETE', `/${deleted}`);
    await shop.customers([2], 2);
    await rest();
    expect(await shop.listId(LIST)).not.toBe(deleted);
    expect(await worths(await shop.listId(LIST))).toEqual({ 1: 200, 2: 200 });
  });

  it('is made and filled although the plain one was deleted before it could be emptied', async () => {
    await shop.customers([1, 2], 2);
    await shop.switchTo(LIST, true);
    await shop.rest();
    await world.api('DELETE', `/${await shop.listId(LIST)}`);
    await choose('spent');
    await rest();
    expect(await isByValue(await shop.listId(LIST))).toBe(true);
    expect(await worths(await shop.listId(LIST))).toEqual({ 1: 200, 2: 200 });
  });

  it('goes on where a worker died after the last one was taken out', async () => {
    await shop.customers([1, 2], 2);
    await shop.switchTo(LIST, true);
    await shop.rest();
    const plain = await shop.listId(LIST);
    await choose('spent');
    await placeShop(shop.services, shop.shopId);
    await deliver(shop.services, shop.shopId, CONNECTION);
    // As the tables stood before that run came to its end.
    await shop.rows(
      'UPDATE destination SET holds_values = false, partner_list_id = $2 WHERE shop_id = $1 AND partner_list_id IS NULL RETURNING 1',
      plain,
    );
    const due = await database.owner.query('SELECT * FROM due_work(now(), now())');
    expect(due.rows).toContainEqual(
      expect.objectContaining({ task: 'deliver', shop_id: String(shop.shopId), connection_id: CONNECTION }),
    );
    await deliver(shop.services, shop.shopId, CONNECTION);
    await rest();
    expect(await shop.listId(LIST)).not.toBe(plain);
    expect(await worths(await shop.listId(LIST))).toEqual({ 1: 200, 2: 200 });
  });

  it('is not offered where the partner has none', async () => {
    await shop.switchTo(LIST, true);
    await shop.rows(`UPDATE connection SET connector = 'klaviyo' WHERE shop_id = $1 RETURNING 1`);
    expect(await choose('spent')).toEqual({ ok: false, problem: 'not-offered' });
  });
});
