/** Many customers: bulk operations, whatever they leave undone, and never beside others of ours. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Row } from '#connectors/kit/connector.ts';
import { bring, finish, rowOf, type Place } from '../delivery.ts';
import { startTagsWorld, type TagsWorld } from './world.ts';

const LIST = '$app:kesit.segments';
const COUNT = 300;

let world: TagsWorld;
beforeAll(async () => {
  world = await startTagsWorld();
});
afterAll(() => world.close());
afterEach(async () => {
  await world.control('DELETE', '/faults');
  await world.control('POST', '/bulk/duration', { value: 0 });
  await world.control('POST', '/bulk/mutations-at-once', { value: 5 });
});

let testCount = 0;
/** Customers of this test only, and a list of its own. */
async function stage(tags: string[] = []): Promise<{ place: Place; rows: Row[]; ids: string[] }> {
  testCount += 1;
  const ids = Array.from({ length: COUNT }, (_, index) => String(testCount * 1000 + index));
  await world.load(...ids.map((id) => ({ id, tags })));
  const place = await world.place(`Bulk ${testCount}`);
  const rows = ids.map((id) => rowOf(id, { listIds: ['Kesit: Other', place.list.listId] }));
  await world.control('DELETE', '/traffic');
  return { place, rows, ids };
}
const kinds = (outcomes: ReadonlyMap<string, { kind: string }>) =>
  new Set([...outcomes.values()].map(({ kind }) => kind));

describe('a large batch', () => {
  test('is brought by two bulk operations, without a call for a single customer', async () => {
    const { place, rows, ids } = await stage(['bülten']);
    expect(kinds(await bring(place, 'add', rows))).toEqual(new Set(['done']));
    expect(await world.tagged(place.list.listId)).toEqual(new Set(ids));
    const { tags, metafields } = await world.customer(ids[7] ?? '');
    expect(tags).toEqual(['bülten', place.list.listId, 'Kesit: Other']);
    expect(JSON.parse(metafields?.[LIST]?.value ?? '')).toEqual([`Bulk ${testCount}`, 'Other'].sort());
    expect(await world.calls('TagsBulk(')).toBe(2);
    const { recent } = await world.traffic();
    const single = /^\{"query":"\s*(\\n)?\s*(query|mutation) Tags(Customers|Add|Metafields)\(/;
    expect(recent.filter(({ body }) => typeof body === 'string' && single.test(body))).toEqual([]);
  });

  test('is written over a list of ours alone: metafields and tags of others stay', async () => {
    const { place, rows, ids } = await stage();
    const theirs = { 'custom.segments': { value: '["Theirs"]', type: 'list.single_line_text_field' } };
    const stale = { [LIST]: { value: '["Former name"]', type: 'list.single_line_text_field' } };
    await world.load(...ids.map((id) => ({ id, tags: ['bülten'], metafields: { ...theirs, ...stale } })));
    await bring(place, 'add', rows);
    for (const { tags, metafields } of (await world.everybody()).values()) {
      if (!tags.includes(place.list.listId)) continue;
      expect(tags).toContain('bülten');
      expect(metafields?.['custom.segments']).toEqual(theirs['custom.segments']);
      expect(JSON.parse(metafields?.[LIST]?.value ?? '')).toEqual([`Bulk ${testCount}`, 'Other'].sort());
    }
    await bring(
      place,
      'remove',
      rows.map((row) => ({ ...row, listIds: [] })),
    );
    expect(await world.customer(ids[0] ?? '')).toMatchObject({ tags: ['bülten'], metafields: theirs });
    const written = (await world.traffic()).recent.flatMap(({ body }) =>
      typeof body === 'string' ? [...body.matchAll(/\\*"namespace\\*":\s*\\*"([^"\\]+)/g)].map(([, name]) => name) : [],
    );
    expect(new Set(written)).toEqual(new Set(['$app:kesit']));
  });

  test('is taken away again, with what is left of other names', async () => {
    const { place, rows, ids } = await stage(['bülten', 'Kesit: Former name']);
    await bring(place, 'add', rows);
    await bring(
      place,
      'remove',
      rows.map((row) => ({ ...row, listIds: ['Kesit: Other'] })),
    );
    expect(await world.tagged(place.list.listId)).toEqual(new Set());
    expect(await world.tagged('Kesit: Former name')).toEqual(new Set());
    expect((await world.customer(ids[0] ?? '')).tags).toEqual(['bülten', 'Kesit: Other']);
    await bring(
      place,
      'remove',
      rows.map((row) => ({ ...row, listIds: [] })),
    );
    expect(await world.customer(ids[0] ?? '')).toMatchObject({ tags: ['bülten'], metafields: {} });
  });

  test('tells of each customer who could not be changed', async () => {
    const { place, rows, ids } = await stage();
    const full = Array.from({ length: 250 }, (_, index) => `tag ${index}`);
    await world.load({ id: ids[3] ?? '', tags: full });
    await world.change({ op: 'deleteCustomer', customerId: ids[4] });
    const outcomes = await bring(place, 'add', rows);
    expect(outcomes.get(ids[3] ?? '')).toMatchObject({ kind: 'rejected', code: 'too_many_tags' });
    expect(outcomes.get(ids[4] ?? '')).toMatchObject({ kind: 'rejected', code: 'gone' });
    expect(await world.tagged(place.list.listId)).toEqual(
      new Set(ids.filter((_, index) => index !== 3 && index !== 4)),
    );
  });

  test.each([
    { ends: 'FAILED', afterObjects: 120, errorCode: 'INTERNAL_SERVER_ERROR' },
    { ends: 'FAILED', afterObjects: 0, errorCode: 'TIMEOUT' },
    { ends: 'CANCELED', afterObjects: 40 },
    { ends: 'EXPIRED' },
  ])('is brought all the same when an operation ends with $ends after $afterObjects lines', async (fault) => {
    const { place, rows, ids } = await stage();
    await world.control('POST', '/bulk/fail-next', fault);
    expect(kinds(await bring(place, 'add', rows))).toEqual(new Set(['done']));
    expect(await world.tagged(place.list.listId)).toEqual(new Set(ids));
  });

  test.each([
    ['cannot be had', { action: { status: 403 }, times: 10 }],
    ['breaks off', { action: { cutAtBytes: 2_000 }, times: 10 }],
  ])('is brought all the same when a result %s', async (_, fault) => {
    const { place, rows, ids } = await stage();
    await world.fault({ path: '/bulk-results/', ...fault });
    expect(kinds(await bring(place, 'add', rows))).toEqual(new Set(['done']));
    expect(await world.tagged(place.list.listId)).toEqual(new Set(ids));
  });

  test('follows what changed while it was on its way', async () => {
    const { place, rows, ids } = await stage();
    const first = await place.session.add(place.list, rows);
    const fresh = rows.map((row, index) => (index < 5 ? { ...row, listIds: [place.list.listId, 'Kesit: New'] } : row));
    await finish(place, first, fresh);
    const { tags, metafields } = await world.customer(ids[0] ?? '');
    expect(tags.sort()).toEqual([place.list.listId, 'Kesit: New']);
    expect(JSON.parse(metafields?.[LIST]?.value ?? '')).toEqual([`Bulk ${testCount}`, 'New']);
  });
});

describe('bulk operations of ours', () => {
  test('are waited for before anything of unknown fate is settled', async () => {
    const { place, rows } = await stage();
    await world.control('POST', '/bulk/duration', { value: 60_000 });
    await place.session.add(place.list, rows);
    expect(await place.session.settle(world.nowMs())).toMatchObject({ kind: 'busy' });
    await world.advance(61_000);
    await expect.poll(() => place.session.settle(world.nowMs()), { timeout: 20_000 }).toEqual({ kind: 'quiet' });
  });

  test('wait while Shopify takes no more of them, and nothing was sent', async () => {
    const { place, rows } = await stage();
    await world.control('POST', '/bulk/duration', { value: 60_000 });
    await world.control('POST', '/bulk/mutations-at-once', { value: 2 });
    await place.session.add(place.list, rows);
    expect(await place.session.add(place.list, rows)).toMatchObject({
      kind: 'halted',
      halt: { kind: 'retry' },
      reached: 'no',
    });
    await world.control('POST', '/bulk/mutations-at-once', { value: 1 });
    expect(await place.session.add(place.list, rows)).toMatchObject({
      kind: 'halted',
      halt: { kind: 'retry' },
      reached: 'no',
    });
    await world.advance(61_000);
    await expect.poll(() => place.session.settle(world.nowMs()), { timeout: 20_000 }).toEqual({ kind: 'quiet' });
  });

  test('are enough when Shopify takes only one at a time', async () => {
    const { place, rows, ids } = await stage();
    await world.control('POST', '/bulk/mutations-at-once', { value: 1 });
    await world.control('POST', '/bulk/duration', { value: 5_000 });
    expect(kinds(await bring(place, 'add', rows))).toEqual(new Set(['done']));
    expect(await world.tagged(place.list.listId)).toEqual(new Set(ids));
    expect((await world.customer(ids[9] ?? '')).metafields?.[LIST]).toBeDefined();
  });

  test('may be under way when the answer to their start was lost', async () => {
    const { place, rows } = await stage();
    await world.fault({ bodyContains: ' TagsBulk(', times: 1, action: { cut: 'after' } });
    expect(await place.session.add(place.list, rows)).toMatchObject({
      kind: 'halted',
      halt: { kind: 'retry' },
      reached: 'unknown',
    });
  });
});

test('calls are held back so that Shopify refuses none', async () => {
  await world.control('POST', '/bucket', { maximum: 1_000, restorePerSecond: 50 });
  await world.advance(3_600_000);
  const session = world.open({ wait: (ms) => world.advance(ms) });
  const { list } = await world.place('Paced', session);
  const ids = Array.from({ length: 95 }, (_, index) => String(900_000 + index));
  await world.load(...ids.map((id) => ({ id })));
  await world.control('DELETE', '/traffic');
  const listIds = [list.listId];
  expect(
    (
      await session.add(
        list,
        ids.map((id) => rowOf(id, { listIds })),
      )
    ).kind,
  ).toBe('finished');
  await world.control('POST', '/bucket', { maximum: 1_000_000, restorePerSecond: 100_000 });
  expect(await world.tagged(list.listId)).toEqual(new Set(ids));
  // A refusal is told within an answer of 200, and the client would have asked again.
  expect(await world.calls('TagsAdd(')).toBe(ids.length);
});
