/** Finding and making lists: one per name, whatever happens. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { any, equals } from '#connectors/klaviyo/filters.ts';
import { startKlaviyoWorld, type KlaviyoWorld } from './world.ts';

let world: KlaviyoWorld;
beforeAll(async () => {
  world = await startKlaviyoWorld();
});
afterAll(() => world.close());
afterEach(async () => {
  await world.control('DELETE', '/faults');
  await world.control('POST', '/limits', { mode: 'off' });
});

async function ready(name: string, knownId: string | null = null): Promise<string> {
  const answer = await (await world.open()).ensureList(name, knownId);
  if (answer.kind !== 'ready') throw new Error(answer.halt.reason);
  return answer.listId;
}

async function make(name: string): Promise<string> {
  const { body } = await world.api('POST', '/api/lists', { data: { type: 'list', attributes: { name } } });
  return (body as { data: { id: string } }).data.id;
}

describe('a list', () => {
  test.each(['Plain', 'Quoted "VIP"', 'Back\\slash', 'Comma, (bracket)]', 'İstanbul & Şişli + 50%', "Apostrophe's"])(
    'is found again by the name %s',
    async (name) => {
      const id = await ready(name);
      expect(await ready(name)).toBe(id);
      expect((await world.lists()).filter((list) => list.name === name)).toHaveLength(1);
    },
  );

  test('of the merchant’s own is used when it has the name', async () => {
    const id = await make('Made by hand');
    expect(await ready('Made by hand')).toBe(id);
  });

  test('is the oldest of its name', async () => {
    const oldest = await make('Twice');
    await world.advance(1000);
    await make('Twice');
    await world.forgetCalls();
    expect(await ready('Twice')).toBe(oldest);
    // Not left to the order that Klaviyo happens to prefer.
    expect((await world.calls('get_lists')).map(({ query }) => query.sort)).toEqual(['created']);
  });

  test('is found among more than one page of its name', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 12; count += 1) {
      ids.push(await make('Many'));
      await world.advance(1000);
    }
    expect(await ready('Many')).toBe(ids[0]);
  });

  test('that the merchant has renamed stays the same list', async () => {
    const id = await ready('Before');
    await world.api('PATCH', `/api/lists/${id}`, { data: { type: 'list', id, attributes: { name: 'After' } } });
    expect(await ready('Before', id)).toBe(id);
    expect((await world.lists()).filter(({ name }) => name === 'Before')).toEqual([]);
  });

  test('that is gone is found by its name or made again', async () => {
    const id = await ready('Gone');
    await world.api('DELETE', `/api/lists/${id}`);
    const other = await make('Gone');
    expect(await ready('Gone', id)).toBe(other);
  });

  test('of another case is another list', async () => {
    const id = await make('vip lower');
    expect(await ready('VIP LOWER')).not.toBe(id);
  });

  test('waits for tomorrow when no more may be made today', async () => {
    await world.control('POST', '/limits', { mode: 'published' });
    await world.fault({
      method: 'POST',
      path: '/api/lists',
      times: 1,
      status: 429,
      headers: { 'Retry-After': '40000' },
    });
    const session = await world.open();
    const answer = await session.ensureList('One too many', null);
    if (answer.kind !== 'halted' || answer.halt.kind !== 'list-waits') throw new Error(answer.kind);
    expect(answer.halt.notBeforeMs).toBeGreaterThan(world.nowMs() + 39_000_000);
    expect(await ready('One too many')).toBeTruthy();
  });

  test('is not made twice by a partner that fails after making it', async () => {
    await world.fault({ method: 'POST', path: '/api/lists', times: 1, status: 504, handledFirst: true });
    const session = await world.open();
    expect(await session.ensureList('Slow', null)).toMatchObject({ kind: 'halted', halt: { kind: 'retry' } });
    await ready('Slow');
    expect((await world.lists()).filter(({ name }) => name === 'Slow')).toHaveLength(1);
  });
});

describe('a filter', () => {
  test('quotes its values', () => {
    expect(equals('name', 'a"b\\c')).toBe('equals(name,"a\\"b\\\\c")');
    expect(any('external_id', ['1', '2'])).toBe('any(external_id,["1","2"])');
  });
});
