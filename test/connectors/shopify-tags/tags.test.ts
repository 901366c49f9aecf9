/** Single customers: what is written to them, what is left alone, and what becomes of those who cannot be changed. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PartnerSession } from '#connectors/kit/connector.ts';
import { bring, deliver, rowOf } from '../delivery.ts';
import { startTagsWorld, SCOPES, type TagsWorld } from './world.ts';

const VIP = { listId: 'Kesit: VIP', tag: 'vip' };
const LIST = '$app:kesit.segments';

let world: TagsWorld;
let session: PartnerSession;
beforeAll(async () => {
  world = await startTagsWorld();
});
afterAll(() => world.close());
afterEach(() => world.control('DELETE', '/faults'));
beforeEach(() => {
  session = world.open();
});

let lastId = 100;
async function newCustomer(tags: string[] = []): Promise<string> {
  lastId += 1;
  await world.load({ id: String(lastId), tags });
  return String(lastId);
}
const place = () => ({ session, list: VIP, advance: world.advance, nowMs: world.nowMs });
const add = (id: string, listIds: string[] = [VIP.listId]) => deliver(place(), 'add', [rowOf(id, { listIds })]);
const remove = (id: string, listIds: string[] = []) => deliver(place(), 'remove', [rowOf(id, { listIds })]);

describe('a customer who enters a segment', () => {
  test('gets its tag beside the others, and the list of all segments', async () => {
    const id = await newCustomer(['bülten', 'toptan']);
    await add(id, ['Kesit: Sadık', 'Kesit: VIP']);
    const { tags, metafields } = await world.customer(id);
    expect(tags).toEqual(['bülten', 'toptan', 'Kesit: Sadık', 'Kesit: VIP']);
    expect(metafields?.[LIST]).toEqual({ type: 'list.single_line_text_field', value: '["Sadık","VIP"]' });
  });

  test('costs no call but a look when nothing is to be changed', async () => {
    const id = await newCustomer();
    await add(id);
    await world.control('DELETE', '/traffic');
    await add(id);
    const { counts } = await world.traffic();
    expect(Object.values(counts)).toEqual([1]);
  });

  test('loses what is left of segments they are not in, such as of a customer merged into them or of a former name', async () => {
    const id = await newCustomer(['Kesit: Old name', 'kesit: vip', 'bülten']);
    await add(id);
    // The tag is there already, in other letters.
    expect((await world.customer(id)).tags).toEqual(['kesit: vip', 'bülten']);
  });

  test('keeps what somebody else writes at the same time', async () => {
    const id = await newCustomer(['a']);
    await world.fault({ bodyContains: ' TagsAdd(', times: 1, action: { delayMs: 100 } });
    const adding = add(id);
    await world.change({ op: 'changeTags', customerId: id, added: ['b'], removed: ['a'] });
    await adding;
    expect((await world.customer(id)).tags.sort()).toEqual(['Kesit: VIP', 'b']);
  });
});

describe('a customer who leaves a segment', () => {
  test('keeps the tags of others and of the segments they are in', async () => {
    const id = await newCustomer(['bülten']);
    await add(id, ['Kesit: Sadık', 'Kesit: VIP']);
    await remove(id, ['Kesit: Sadık']);
    const { tags, metafields } = await world.customer(id);
    expect(tags).toEqual(['bülten', 'Kesit: Sadık']);
    expect(metafields?.[LIST]?.value).toBe('["Sadık"]');
  });

  test('has no metafield when it was the last', async () => {
    const id = await newCustomer();
    await add(id);
    await remove(id);
    expect(await world.customer(id)).toMatchObject({ tags: [], metafields: {} });
  });

  test('is done when they are not in the shop any more', async () => {
    expect((await remove('99')).get('99')).toMatchObject({ kind: 'done' });
  });
});

describe('a customer who cannot be changed', () => {
  test('is rejected in words when they are gone', async () => {
    expect((await add('99')).get('99')).toMatchObject({ kind: 'rejected', code: 'gone' });
  });

  test('is rejected in words when they have 250 tags, and is left as they are', async () => {
    const full = Array.from({ length: 250 }, (_, index) => `tag ${index}`);
    const id = await newCustomer(full);
    expect((await add(id)).get(id)).toMatchObject({ kind: 'rejected', code: 'too_many_tags' });
    expect(await world.customer(id)).not.toHaveProperty('metafields');
    expect((await world.customer(id)).tags).toEqual(full);
  });

  test('does not hold up the others whose lists go in the same call', async () => {
    const ids = [await newCustomer(), await newCustomer(), await newCustomer()];
    // The second is deleted after everybody was looked at.
    await world.fault({ bodyContains: ' TagsMetafields(', times: 1, action: { delayMs: 200 } });
    const adding = bring(
      place(),
      'add',
      ids.map((id) => rowOf(id, { listIds: [VIP.listId] })),
    );
    await expect.poll(() => world.tagged(VIP.listId)).toEqual(expect.objectContaining({ size: expect.any(Number) }));
    await expect.poll(async () => (await world.tagged(VIP.listId)).has(ids[2] ?? '')).toBe(true);
    await world.change({ op: 'deleteCustomer', customerId: ids[1] });
    const outcomes = await adding;
    expect(ids.map((id) => outcomes.get(id)?.kind)).toEqual(['done', 'rejected', 'done']);
    expect((await world.customer(ids[2] ?? '')).metafields?.[LIST]?.value).toBe('["VIP"]');
  });
});

describe('the list in the metafield', () => {
  test('is not written over what came after it was read', async () => {
    const id = await newCustomer();
    await add(id, ['Kesit: Sadık', 'Kesit: VIP']);
    await world.fault({ bodyContains: ' TagsMetafields(', times: 1, action: { delayMs: 150 } });
    const stale = bring(place(), 'add', [rowOf(id, { listIds: [VIP.listId] })]);
    await expect.poll(async () => (await world.customer(id)).tags).toEqual(['Kesit: VIP']);
    const metafields = { [LIST]: { type: 'list.single_line_text_field', value: '["Newer"]' } };
    await world.change({ op: 'setMetafields', customerId: id, metafields });
    expect((await stale).get(id)).toMatchObject({ kind: 'retry' });
    expect((await world.customer(id)).metafields?.[LIST]?.value).toBe('["Newer"]');
  });

  test.each([
    ['TAKEN', 1],
    ['INVALID_CAPABILITY', 2],
    ['LIMIT_EXCEEDED', 1],
  ])('is kept though its definition is refused (%s)', async (code, calls) => {
    await world.control('DELETE', '/traffic');
    const userErrors = [{ code, field: ['definition'], message: 'No.' }];
    const body = { data: { metafieldDefinitionCreate: { createdDefinition: null, userErrors } } };
    await world.fault({ bodyContains: ' TagsDefinition(', times: 2, action: { status: 200, body } });
    expect(await session.ensureList('Kesit: VIP', null)).toEqual({ kind: 'ready', listId: 'Kesit: VIP' });
    expect(await world.calls('TagsDefinition(')).toBe(calls);
  });
});

describe('the permission', () => {
  test('to write customers is asked of the merchant when it is missing', async () => {
    await world.control('POST', '/shops/etiket.myshopify.com/scopes', { scopes: ['read_customers'] });
    const other = await startTagsWorld();
    await other.control('POST', '/shops', { domain: 'etiket.myshopify.com', scopes: ['read_customers'] });
    const answer = await other.open().testConnection();
    expect(answer).toMatchObject({ kind: 'halted', halt: { kind: 'merchant-must-act', action: 'fix-setting' } });
    await other.load({ id: '1' });
    expect(await other.open().add(VIP, [rowOf('1')])).toMatchObject({
      kind: 'halted',
      halt: { kind: 'merchant-must-act', action: 'fix-setting' },
      reached: 'no',
    });
    await other.close();
    await world.control('POST', '/shops/etiket.myshopify.com/scopes', { scopes: SCOPES });
  });
});
