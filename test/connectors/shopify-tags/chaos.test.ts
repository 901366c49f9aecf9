/** Whatever goes wrong on the way, tags equal segments in the end, and nobody else's are touched: random moves, three calls in ten failing. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deliver, rowOf } from '../delivery.ts';
import { startTagsWorld, type TagsWorld } from './world.ts';

let world: TagsWorld;
beforeAll(async () => {
  world = await startTagsWorld();
});
afterAll(() => world.close());

/** A small generator of the same numbers for the same seed (Park and Miller, 1988); 0 to 1. */
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

const FAULTS = [
  { status: 500 },
  { status: 503, body: '<html>Sorry, something went wrong.</html>' },
  { status: 429, headers: { 'retry-after': '0' } },
  { status: 200, body: { errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }] } },
  { status: 200, body: { errors: [{ message: 'Internal', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] } },
  { cut: 'before' },
  { cut: 'after' },
  { cutAtBytes: 40 },
] as const;
/** Of these faults, one after the other: three calls in ten fail. */
const RATE = 1 - 0.7 ** (1 / FAULTS.length);
const LISTS = ['Kesit: A', 'Kesit: B', 'Kesit: C'];
const COUNT = 130;

describe('tags', () => {
  test.each([1, 2, 3, 4])('are right in the end whatever goes wrong (seed %i)', async (seed) => {
    const random = makeRandom(seed);
    const ids = Array.from({ length: COUNT }, (_, index) => String(seed * 1000 + index));
    await world.load(...ids.map((id, index) => ({ id, tags: [`own ${index % 3}`, 'Kesit: Former'] })));
    const session = world.open({ wait: (ms) => world.advance(ms) });
    for (const [index, action] of FAULTS.entries()) await world.fault({ rate: RATE, seed: seed * 100 + index, action });
    const inside = new Map(ids.map((id) => [id, new Set<string>()]));
    let others = 0;
    for (let move = 0; move < 10; move += 1) {
      const listId = LISTS[Math.floor(random() * LISTS.length)] ?? 'Kesit: A';
      const action = random() < 0.6 ? 'add' : 'remove';
      // Sometimes so many that they go in bulk.
      const share = random() < 0.4 ? 1 : 0.2;
      const chosen = ids.filter(() => random() < share);
      for (const id of chosen) inside.get(id)?.[action === 'add' ? 'add' : 'delete'](listId);
      const rows = chosen.map((id) => rowOf(id, { listIds: [...(inside.get(id) ?? [])].sort() }));
      const place = { session, list: { listId, tag: 'tag' }, advance: world.advance, nowMs: world.nowMs };
      await deliver(place, action, rows);
      const touched = ids[Math.floor(random() * COUNT)];
      others += 1;
      await world.change({ op: 'changeTags', customerId: touched, added: [`theirs ${seed} ${others}`] });
    }
    // Everybody was told of at least once.
    const list = { listId: 'Kesit: A', tag: 'tag' };
    for (const action of ['add', 'remove'] as const) {
      const rows = ids
        .filter((id) => inside.get(id)?.has(list.listId) === (action === 'add'))
        .map((id) => rowOf(id, { listIds: [...(inside.get(id) ?? [])].sort() }));
      await deliver({ session, list, advance: world.advance, nowMs: world.nowMs }, action, rows);
    }
    await world.control('DELETE', '/faults');
    const everybody = await world.everybody();
    let theirs = 0;
    for (const [index, id] of ids.entries()) {
      const { tags = [], metafields } = everybody.get(id) ?? {};
      const own = [...(inside.get(id) ?? [])].sort();
      expect(tags.filter((tag) => tag.startsWith('Kesit')).sort()).toEqual(own);
      expect(metafields?.['$app:kesit.segments']?.value ?? '[]').toBe(
        JSON.stringify(own.map((tag) => tag.replace('Kesit: ', ''))),
      );
      expect(tags).toContain(`own ${index % 3}`);
      theirs += tags.filter((tag) => tag.startsWith('theirs')).length;
    }
    expect(theirs).toBe(others);
  });
});
