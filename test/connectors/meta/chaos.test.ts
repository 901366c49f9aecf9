/** Whatever goes wrong on the way, the audience is right in the end: random moves, three calls in ten failing, many seeds. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SCORE_WINDOW_MS } from '#connectors/meta/graph.ts';
import { deliver, rowOf } from '../delivery.ts';
import { replaceAll } from './replacing.ts';
import { startMetaWorld, type MetaPlace, type MetaWorld } from './world.ts';

let world: MetaWorld;
beforeAll(async () => {
  world = await startMetaWorld({ limits: 'published' });
});
afterAll(() => world.close());

/** A small generator of the same numbers for the same seed (Park and Miller, 1988); 0 to 1. */
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

const usage = JSON.stringify({
  '1': [{ type: 'custom_audience', call_count: 100, estimated_time_to_regain_access: 2 }],
});

const FAULTS = [
  { status: 500 },
  { status: 503, body: '<html>Sorry, something went wrong.</html>' },
  { status: 504, handledFirst: true },
  { status: 200, code: 2, handledFirst: true },
  { status: 400, code: 80_003, subcode: 2_446_079, headers: { 'X-Business-Use-Case-Usage': usage } },
  { status: 400, code: 2650, subcode: 1_870_145 },
  { cut: 'before' },
  { cut: 'after' },
  { cut: 'midway' },
  { cut: 'short' },
] as const;
/** Of ten faults, one after the other: three calls in ten fail. */
const RATE = 1 - 0.7 ** (1 / FAULTS.length);

/** A replacement made again until all rows are in, as the app would. */
async function replaceUntilDone(place: MetaPlace, ids: readonly string[]): Promise<void> {
  for (let round = 0; round < 30; round += 1) {
    const answer = await replaceAll(
      place.session,
      place.list,
      ids.map((id) => rowOf(id)),
      4,
    );
    if (answer.kind === 'finished' && [...answer.outcomes.values()].every(({ kind }) => kind === 'done')) return;
    // What arrived of a replacement that was given up takes over when its window ends.
    await world.advance(90 * 60_000);
  }
  throw new Error('The audience is never replaced.');
}

describe('an audience', () => {
  test.each([1, 2, 3, 4, 5, 6])('is right in the end whatever goes wrong (seed %i)', async (seed) => {
    const random = makeRandom(seed);
    // The score that other sessions have used is forgotten.
    await world.advance(SCORE_WINDOW_MS + 1000);
    const place = await world.place(`Chaos ${seed}`, world.open({}, { wait: (ms) => world.advance(ms) }, { random }));
    for (const [index, fault] of FAULTS.entries())
      await world.fault({ rate: RATE, seed: seed * 100 + index, ...fault });
    const ids = Array.from({ length: 30 }, (_, index) => String(seed * 1000 + index));
    let inside = new Set<string>();
    for (let move = 0; move < 14; move += 1) {
      const chosen = ids.filter(() => random() < 0.4);
      const action = random() < 0.55 ? 'add' : 'remove';
      if (move === 7) {
        await replaceUntilDone(place, chosen);
        inside = new Set(chosen);
        continue;
      }
      const rows = chosen.map((id) => rowOf(id));
      await deliver(place, action, rows);
      for (const id of chosen) {
        if (action === 'add') inside.add(id);
        else inside.delete(id);
      }
    }
    await world.control('DELETE', '/faults');
    const members = (await world.members(place.list.listId)).map(({ extern_id: id }) => id);
    expect(members).toHaveLength(inside.size);
    expect(new Set(members)).toEqual(inside);
    // Meta itself never had to refuse a call for being one too many.
    expect(await world.control('GET', '/usage')).toMatchObject({ refused: 0 });
  });
});
