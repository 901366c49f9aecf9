/** How the outcome of an import is read: asked for in good time, believed only as far as Klaviyo says so, row by row. */
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Json, Row } from '#connectors/kit/connector.ts';
import { firstPollMs } from '#connectors/klaviyo/handle.ts';
import { bring, deliver, finish, rowOf, type Place } from '../delivery.ts';
import { startKlaviyoWorld, type KlaviyoWorld } from './world.ts';

let world: KlaviyoWorld;
let place: Place;
let testCount = 0;

beforeAll(async () => {
  world = await startKlaviyoWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  testCount += 1;
  place = await world.place(`Polls ${testCount}`, `tag-${testCount}`);
  await world.forgetCalls();
});
afterEach(async () => {
  await world.control('DELETE', '/faults');
});

const customer = (number: number): string => String(testCount * 100_000 + number);

const memberIds = async (): Promise<(string | null)[]> =>
  (await world.members(place.list.listId)).map(({ external_id: id }) => id).sort();

describe('imports of a fill', () => {
  test('are asked after at full half minutes, at least a quarter of a minute old', () => {
    fc.assert(
      fc.property(fc.integer({ min: 5_000, max: 10_000 }), fc.nat(10_000_000), (rowCount, nowMs) => {
        const waitMs = firstPollMs(rowCount, nowMs);
        expect((nowMs + waitMs) % 30_000).toBe(0);
        expect(waitMs).toBeGreaterThanOrEqual(15_000);
        expect(waitMs).toBeLessThan(45_000);
      }),
    );
  });

  test('are all told of by one call, also when they are asked after at once', async () => {
    const imports: { handle: Json; rows: Row[] }[] = [];
    for (let part = 0; part < 4; part += 1) {
      const rows = Array.from({ length: 5_000 }, (_, index) => rowOf(customer(part * 5_000 + index)));
      const answer = await place.session.add(place.list, rows);
      if (answer.kind !== 'accepted') throw new Error(answer.kind);
      imports.push({ handle: answer.handle, rows });
    }
    await world.advance(45_000);
    await world.forgetCalls();
    const answers = await Promise.all(imports.map(({ handle, rows }) => place.session.poll(handle, rows)));
    expect(answers.map((answer) => answer.kind === 'finished' && answer.outcomes.size)).toEqual([
      5_000, 5_000, 5_000, 5_000,
    ]);
    expect((await world.calls()).map(({ operationId }) => operationId)).toEqual(['get_bulk_import_profiles_jobs']);
  });
});

describe('the poll of an addition', () => {
  test('asks again while Klaviyo works, later and later', async () => {
    await world.control('POST', '/import-duration', { durationMs: 600_000 });
    const rows = [rowOf(customer(1))];
    const first = await place.session.add(place.list, rows);
    await world.control('POST', '/import-duration', { durationMs: 1000 });
    if (first.kind !== 'accepted') throw new Error(first.kind);
    const waits: number[] = [first.pollAfterMs];
    for (let poll = 0; poll < 8; poll += 1) {
      await world.advance(waits.at(-1) ?? 0);
      const answer = await place.session.poll(first.handle, rows);
      if (answer.kind !== 'accepted') throw new Error(answer.kind);
      expect(answer.handle).toEqual(first.handle);
      waits.push(answer.pollAfterMs);
    }
    expect(waits[0]).toBeLessThan(1000);
    expect(waits.at(-1)).toBeGreaterThan(3000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(30_000);
  });

  test('takes a row that failed for a passing reason as one to send again', async () => {
    const rows = { externalIds: [customer(2)], code: 'internal_error' };
    await world.fault({ method: 'POST', path: '/api/profile-bulk-import-jobs', times: 1, rows });
    const outcomes = await bring(place, 'add', [rowOf(customer(1)), rowOf(customer(2))]);
    expect(outcomes.get(customer(1))).toMatchObject({ kind: 'done' });
    expect(outcomes.get(customer(2))).toMatchObject({ kind: 'retry' });
    await deliver(place, 'add', [rowOf(customer(2))]);
    expect(await memberIds()).toEqual([customer(1), customer(2)]);
  });

  test('reads every page of errors', async () => {
    const rows = Array.from({ length: 250 }, (_, index) => rowOf(customer(index)));
    const rowFault = { first: 230, code: 'invalid', detail: 'No.' };
    await world.fault({ method: 'POST', path: '/api/profile-bulk-import-jobs', times: 1, rows: rowFault });
    const outcomes = await bring(place, 'add', rows);
    expect([...outcomes.values()].filter(({ kind }) => kind === 'rejected')).toHaveLength(230);
    expect((await memberIds()).length).toBe(20);
  });

  test('believes the count only when it adds up, and otherwise reads who was imported', async () => {
    const rows = Array.from({ length: 120 }, (_, index) => rowOf(customer(index)));
    const first = await place.session.add(place.list, rows);
    if (first.kind !== 'accepted') throw new Error(first.kind);
    await world.advance(2000);
    // One more row than the import has, as if Klaviyo had lost it.
    const lost = rowOf(customer(500));
    const answer = await place.session.poll(first.handle, [...rows, lost]);
    if (answer.kind !== 'finished') throw new Error(answer.kind);
    expect(answer.outcomes.get(lost.customerId)).toMatchObject({ kind: 'retry' });
    expect(rows.every(({ customerId }) => answer.outcomes.get(customerId)?.kind === 'done')).toBe(true);
    expect(await world.calls('get_profiles_for_bulk_import_profiles_job')).toHaveLength(2);
  });

  test('does not take a failed row as done because its error names nobody', async () => {
    const path = '/api/profile-bulk-import-jobs';
    const rows = [1, 2].map((number) => rowOf(customer(number), { partnerId: null }));
    await world.fault({ method: 'POST', path, times: 1, rows: { externalIds: [customer(2)], code: 'invalid' } });
    const attributes = { code: 'invalid', title: '', detail: '', source: {}, original_payload: null };
    const data = [{ type: 'import-error', id: 'E', attributes }];
    await world.fault({ method: 'GET', path: `${path}/*/import-errors`, status: 200, body: { data } });
    const outcomes = await bring(place, 'add', rows);
    expect(outcomes.get(customer(1))).toMatchObject({ kind: 'done' });
    expect(outcomes.get(customer(2))).toMatchObject({ kind: 'retry' });
  });

  test('does not take rows as done that the import does not count', async () => {
    const rows = [1, 2].map((number) => rowOf(customer(number)));
    const first = await place.session.add(place.list, rows);
    if (first.kind !== 'accepted') throw new Error(first.kind);
    await world.fault({
      method: 'GET',
      path: '/api/profile-bulk-import-jobs/*',
      times: 1,
      status: 200,
      body: job('complete'),
    });
    const answer = await place.session.poll(first.handle, rows);
    const kinds = answer.kind === 'finished' ? [...answer.outcomes.values()].map(({ kind }) => kind) : [];
    expect(kinds).toEqual(['retry', 'retry']);
  });

  test('asks for nobody’s profile: who leaves is looked up then', async () => {
    await bring(place, 'add', [rowOf(customer(1)), rowOf(customer(2))]);
    const operations = (await world.calls()).map(({ operationId }) => operationId);
    expect(new Set(operations)).toEqual(new Set(['bulk_import_profiles', 'get_bulk_import_profiles_job']));
  });

  test('of many imports at once takes a call or two, not one each', async () => {
    const batches = Array.from({ length: 30 }, (_, index) => [rowOf(customer(index))]);
    const handles: { handle: Json; rows: Row[] }[] = [];
    for (const rows of batches) {
      const answer = await place.session.add(place.list, rows);
      if (answer.kind !== 'accepted') throw new Error(answer.kind);
      handles.push({ handle: answer.handle, rows });
    }
    await world.advance(2000);
    await world.forgetCalls();
    const session = await world.open();
    for (const { handle, rows } of handles)
      expect(await session.poll(handle, rows)).toMatchObject({ kind: 'finished' });
    expect(await world.calls()).toHaveLength(2);
    expect((await memberIds()).length).toBe(30);
  });

  test('of many imports at once finds those that are still worked on, and asks anew after a while', async () => {
    await world.control('POST', '/import-duration', { durationMs: 60_000 });
    const handles: { handle: Json; rows: Row[] }[] = [];
    for (const number of [1, 2, 3]) {
      const rows = [rowOf(customer(number))];
      const answer = await place.session.add(place.list, rows);
      if (answer.kind !== 'accepted') throw new Error(answer.kind);
      handles.push({ handle: answer.handle, rows });
    }
    await world.control('POST', '/import-duration', { durationMs: 1000 });
    const kinds = async (): Promise<string[]> => {
      const seen: string[] = [];
      for (const { handle, rows } of handles) seen.push((await place.session.poll(handle, rows)).kind);
      return seen;
    };
    expect(await kinds()).toEqual(['accepted', 'accepted', 'accepted']);
    await world.advance(61_000);
    expect(await kinds()).toEqual(['finished', 'finished', 'finished']);
  });

  test.each([
    { what: 'is not known any more', fault: { status: 404 } },
    { what: 'was cancelled', fault: { status: 200, body: job('cancelled') } },
  ])('sends everybody again when the import $what', async ({ fault }) => {
    const rows = [rowOf(customer(1))];
    const first = await place.session.add(place.list, rows);
    if (first.kind !== 'accepted') throw new Error(first.kind);
    await world.fault({ method: 'GET', path: '/api/profile-bulk-import-jobs/*', times: 1, ...fault });
    const answer = await place.session.poll(first.handle, rows);
    expect(answer.kind === 'finished' && answer.outcomes.get(customer(1))).toMatchObject({ kind: 'retry' });
  });

  test('survives a failing partner', async () => {
    const rows = [rowOf(customer(1))];
    const first = await place.session.add(place.list, rows);
    if (first.kind !== 'accepted') throw new Error(first.kind);
    await world.fault({ method: 'GET', path: '/api/profile-bulk-import-jobs/*', times: 4, status: 502 });
    const halted = await place.session.poll(first.handle, rows);
    expect(halted).toMatchObject({ kind: 'halted', halt: { kind: 'retry' } });
    const answer = await finish(place, first, rows);
    expect(answer.kind === 'finished' && answer.outcomes.get(customer(1))).toMatchObject({ kind: 'done' });
  });
});

function job(status: string): object {
  const attributes = { status, created_at: '2026-11-21T00:00:00+00:00', total_count: 1 };
  return { data: { type: 'profile-bulk-import-job', id: 'X', attributes, links: { self: 'http://x.example' } } };
}
