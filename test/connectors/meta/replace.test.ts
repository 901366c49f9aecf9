/** A whole audience replaced: within its window, whatever becomes of a batch. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { BatchAnswer } from '#connectors/kit/connector.ts';
import { bring, rowOf } from '../delivery.ts';
import { replaceAll } from './replacing.ts';
import { startMetaWorld, type MetaPlace, type MetaWorld } from './world.ts';

const REPLACE = { method: 'POST', path: '/*/usersreplace' };
const WINDOW_MS = 90 * 60_000;

let world: MetaWorld;
beforeAll(async () => {
  world = await startMetaWorld();
});
afterAll(() => world.close());
afterEach(async () => {
  await world.control('DELETE', '/faults');
  await world.control('DELETE', '/traffic');
  await world.switches({ replaceWorkMs: 0, replaceFailures: 0 });
});

const rowsOf = (...ids: number[]): ReturnType<typeof rowOf>[] => ids.map((id) => rowOf(String(id)));

/** An audience with somebody in it who is to be replaced. */
async function filled(name: string): Promise<MetaPlace> {
  const place = await world.place(name);
  await bring(place, 'add', rowsOf(1));
  return place;
}

/** A replacement in batches of two. */
const replace = ({ session, list }: MetaPlace, rows: ReturnType<typeof rowOf>[]): Promise<BatchAnswer> =>
  replaceAll(session, list, rows, 2);

const kindsOf = (answer: BatchAnswer): string[] => {
  if (answer.kind !== 'finished') throw new Error(JSON.stringify(answer));
  return [...answer.outcomes.values()].map(({ kind }) => kind);
};

const members = (place: MetaPlace): Promise<Set<string>> => world.memberIds(place.list.listId);
const batches = async (): Promise<number[]> =>
  (await world.calls('POST', '/usersreplace')).map(
    ({ body }) => (body as { session: { batch_seq: number } }).session.batch_seq,
  );

describe('a replacement', () => {
  test('leaves exactly those who were sent', async () => {
    const place = await filled('Whole');
    expect(kindsOf(await replace(place, rowsOf(2, 3, 4, 5, 6)))).toEqual(Array.from({ length: 5 }, () => 'done'));
    expect(await members(place)).toEqual(new Set(['2', '3', '4', '5', '6']));
    expect(await batches()).toEqual([1, 2, 3]);
  });

  test('sets aside whom Meta could not match', async () => {
    const place = await filled('Set aside');
    const answer = await replace(place, [rowOf('2'), rowOf('3', { email: null })]);
    expect(kindsOf(answer).sort()).toEqual(['done', 'rejected']);
    expect(await members(place)).toEqual(new Set(['2']));
  });

  test('whose last rows cannot go is closed all the same', async () => {
    const place = await filled('Set aside last');
    await replace(place, [...rowsOf(2, 3), rowOf('4', { email: null })]);
    expect(await batches()).toEqual([1, 2]);
    expect(await members(place)).toEqual(new Set(['2', '3']));
    expect(await place.session.replacementOf(place.list.listId)).toEqual({ kind: 'over' });
  });

  test('by nobody is not begun', async () => {
    const place = await filled('Nobody');
    expect(await replace(place, [])).toEqual({ kind: 'finished', outcomes: new Map() });
    expect(await batches()).toEqual([]);
    expect(await members(place)).toEqual(new Set(['1']));
  });

  test('keeps everybody waiting until Meta is done with it', async () => {
    await world.switches({ replaceWorkMs: 300_000 });
    const place = await filled('Working');
    const sinceMs = world.nowMs();
    await replace(place, rowsOf(2, 3));
    expect(await place.session.settle(sinceMs)).toMatchObject({ kind: 'busy' });
    const later = { kind: 'halted', halt: { kind: 'retry' }, reached: 'no' };
    expect(await place.session.add(place.list, rowsOf(4))).toMatchObject(later);
    expect(await replace(place, rowsOf(5))).toMatchObject({ halt: { kind: 'list-waits', why: 'replacing' } });
    expect(await place.session.replacementOf(place.list.listId)).toEqual({ kind: 'working' });
    expect(await members(place)).toEqual(new Set(['1']));
    await world.advance(300_000);
    expect(await place.session.settle(sinceMs)).toEqual({ kind: 'quiet' });
    expect(kindsOf(await place.session.add(place.list, rowsOf(4)))).toEqual(['done']);
    expect(await members(place)).toEqual(new Set(['2', '3', '4']));
  });

  test('of which Meta did only a part is made again as a whole', async () => {
    await world.switches({ replaceFailures: 1 });
    const place = await filled('Part');
    expect(await replace(place, rowsOf(2, 3, 4))).toMatchObject({ halt: { kind: 'retry' }, reached: 'unknown' });
    expect(kindsOf(await replace(place, rowsOf(2, 3, 4)))).toEqual(['done', 'done', 'done']);
    expect(await members(place)).toEqual(new Set(['2', '3', '4']));
  });

  test.each([1, 3])('of %i rows that failed is not taken for one, though the answer was lost', async (count) => {
    await world.switches({ replaceFailures: 1 });
    const place = await filled(`Failed unheard ${count}`);
    const rows = rowsOf(2, 3, 4).slice(0, count);
    // The last batch is the first of one row, and the second of three.
    await world.fault({ ...REPLACE, skip: count === 1 ? 0 : 1, times: 1, cut: 'after' });
    expect(await replace(place, rows)).toMatchObject({ halt: { kind: 'retry' }, reached: 'unknown' });
    expect(await members(place)).toEqual(new Set(['1']));
    expect(new Set(kindsOf(await replace(place, rows)))).toEqual(new Set(['done']));
    expect((await members(place)).size).toBe(count);
  });

  test('of an audience that Meta has flagged is not begun', async () => {
    const place = await filled('Flagged');
    await world.control('POST', `/audiences/${place.list.listId}`, { status: 471 });
    const fix = { kind: 'merchant-must-act', action: 'fix-setting' };
    expect(await replace(place, rowsOf(2))).toMatchObject({ halt: fix, reached: 'no' });
    expect(await batches()).toEqual([]);
  });
});

describe('the first batch', () => {
  test.each(['after', 'midway', 'short'])(
    'that arrived is not sent again when its answer is lost (%s)',
    async (cut) => {
      const place = await filled(`Arrived ${cut}`);
      await world.fault({ ...REPLACE, times: 1, cut });
      expect(kindsOf(await replace(place, rowsOf(2, 3, 4)))).toEqual(['done', 'done', 'done']);
      expect(await batches()).toEqual([1, 2]);
      expect(await members(place)).toEqual(new Set(['2', '3', '4']));
    },
  );

  test.each([{ cut: 'before' }, { status: 503 }])('that did not arrive is sent again (%j)', async (fault) => {
    const place = await filled(`Lost ${JSON.stringify(fault)}`);
    await world.fault({ ...REPLACE, times: 1, ...fault });
    expect(kindsOf(await replace(place, rowsOf(2, 3, 4)))).toEqual(['done', 'done', 'done']);
    expect(await batches()).toEqual([1, 1, 2]);
  });

  test('whose fate cannot be found out ends the replacement, and says so', async () => {
    const place = await filled('Unknown');
    await world.fault({ ...REPLACE, times: 1, cut: 'after' });
    await world.fault({ method: 'GET', path: '/*/sessions', status: 503 });
    expect(await replace(place, rowsOf(2, 3, 4))).toMatchObject({ halt: { kind: 'retry' }, reached: 'unknown' });
    await world.control('DELETE', '/faults');
    expect(await place.session.settle(world.nowMs())).toMatchObject({ kind: 'busy' });
    await world.advance(WINDOW_MS);
    expect(await place.session.settle(world.nowMs())).toEqual({ kind: 'quiet' });
  });
});

describe('a later batch', () => {
  test.each([{ cut: 'after' }, { cut: 'before' }, { status: 500, handledFirst: true }])(
    'may be sent twice (%j)',
    async (fault) => {
      const place = await filled(`Twice ${JSON.stringify(fault)}`);
      await world.fault({ ...REPLACE, skip: 1, times: 1, ...fault });
      expect(kindsOf(await replace(place, rowsOf(2, 3, 4, 5, 6)))).toEqual(Array.from({ length: 5 }, () => 'done'));
      expect(await batches()).toEqual([1, 2, 2, 3]);
      expect(await members(place)).toEqual(new Set(['2', '3', '4', '5', '6']));
    },
  );

  test('that is one too many for now waits for its turn, and the replacement goes on', async () => {
    const place = await filled('Throttled');
    const patient = { ...place, session: world.open({}, { wait: (ms) => world.advance(ms) }) };
    await world.fault({ ...REPLACE, skip: 1, times: 1, status: 400, code: 80_003 });
    const before = world.nowMs();
    expect(kindsOf(await replace(patient, rowsOf(2, 3, 4)))).toEqual(['done', 'done', 'done']);
    expect(world.nowMs() - before).toBeGreaterThanOrEqual(300_000);
    expect(await batches()).toEqual([1, 2, 2]);
  });

  test('that closed the session counts as taken when its answer was lost', async () => {
    const place = await filled('Closed');
    await world.fault({ ...REPLACE, skip: 1, times: 1, cut: 'after' });
    expect(kindsOf(await replace(place, rowsOf(2, 3, 4)))).toEqual(['done', 'done', 'done']);
    expect(await members(place)).toEqual(new Set(['2', '3', '4']));
  });

  test('that Meta refuses for good leaves the fate of the whole unknown', async () => {
    const place = await filled('Refused');
    await world.fault({ ...REPLACE, skip: 1, times: 1, status: 400, code: 100 });
    expect(await replace(place, rowsOf(2, 3, 4))).toMatchObject({ halt: { kind: 'our-bug' }, reached: 'unknown' });
    await world.advance(WINDOW_MS);
  });
});

describe('the window', () => {
  /** A session whose clock, and the stand-in's, leap after so many batches. */
  async function leaping(name: string, afterBatches: number, leapMs: number): Promise<MetaPlace> {
    const place = await filled(name);
    let leapt = false;
    const clock = (): number => {
      if (!leapt && world.replacementCalls() >= afterBatches) {
        leapt = true;
        world.leap(leapMs);
      }
      return world.nowMs();
    };
    return { ...place, session: world.open({}, { clock }) };
  }

  test('that is nearly over is closed in time; who is left waits until it is over', async () => {
    const place = await leaping('Nearly over', 1, WINDOW_MS - 5 * 60_000);
    const answer = await replace(place, rowsOf(2, 3, 4, 5, 6, 7));
    expect(kindsOf(answer)).toEqual(['done', 'done', 'done', 'done', 'retry', 'retry']);
    expect(await members(place)).toEqual(new Set(['2', '3', '4', '5']));
    await world.advance(10 * 60_000);
    expect(kindsOf(await place.session.add(place.list, rowsOf(6, 7)))).toEqual(['done', 'done']);
    expect((await members(place)).size).toBe(6);
  });

  test('that is over leaves the rest to be added', async () => {
    const place = await leaping('Over', 1, WINDOW_MS + 60_000);
    const answer = await replace(place, rowsOf(2, 3, 4, 5));
    expect(kindsOf(answer)).toEqual(['done', 'done', 'retry', 'retry']);
    expect(kindsOf(await place.session.add(place.list, rowsOf(4, 5)))).toEqual(['done', 'done']);
    expect(await members(place)).toEqual(new Set(['2', '3', '4', '5']));
  });
});
