/** Whatever goes wrong on the way, the list is right in the end: random moves, random failures, many seeds. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeSession } from '#connectors/klaviyo/session.ts';
import { deliver, rowOf, type Place } from '../delivery.ts';
import { partnerContext } from '../context.ts';
import { API_KEY, startKlaviyoWorld, type KlaviyoWorld } from './world.ts';

let world: KlaviyoWorld;
beforeAll(async () => {
  world = await startKlaviyoWorld();
});
afterAll(() => world.close());

/** A small generator of the same numbers for the same seed (Park and Miller, 1988); 0 to 1. */
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

const FAULTS = [
  { status: 500 },
  { status: 503, handledFirst: true },
  { status: 504, handledFirst: true },
  { status: 429, headers: { 'Retry-After': '0' } },
  { cut: 'before' },
  { cut: 'after' },
  { cut: 'midway' },
  { rows: { rate: 0.3, code: 'internal_error' }, path: '/api/profile-bulk-import-jobs', method: 'POST' },
] as const;

describe('a list', () => {
  test.each([1, 2, 3, 4, 5, 6])('is right in the end whatever goes wrong (seed %i)', async (seed) => {
    const random = makeRandom(seed);
    const quiet = await world.place(`Chaos ${seed}`, `chaos-${seed}`);
    const session = makeSession(
      { kind: 'key', apiKey: API_KEY },
      partnerContext(world.url, () => world.nowMs()),
      { firstBackoffMs: 2 },
    );
    const place: Place = { ...quiet, session };
    for (const [index, fault] of FAULTS.entries()) {
      await world.fault({ path: '/api/*', rate: 0.06, seed: seed * 100 + index, ...fault });
    }
    const ids = Array.from({ length: 30 }, (_, index) => String(seed * 1000 + index));
    const inside = new Set<string>();
    for (let move = 0; move < 12; move += 1) {
      const chosen = ids.filter(() => random() < 0.4);
      const action = random() < 0.55 ? 'add' : 'remove';
      await deliver(
        place,
        action,
        chosen.map((id) => rowOf(id)),
      );
      for (const id of chosen) {
        if (action === 'add') inside.add(id);
        else inside.delete(id);
      }
    }
    await world.control('DELETE', '/faults');
    const members = await world.members(place.list.listId);
    expect(new Set(members.map(({ external_id: id }) => id))).toEqual(inside);
    for (const id of ids) {
      const tags = (await world.propertiesOf(id))['Kesit segments'] ?? [];
      expect(tags, id).toEqual(inside.has(id) ? [`chaos-${seed}`] : []);
    }
  });
});
