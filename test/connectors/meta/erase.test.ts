/** A person taken out of every audience of the ad account. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { PersonToErase } from '#connectors/kit/connector.ts';
import { bring, rowOf } from '../delivery.ts';
import { startMetaWorld, type MetaWorld } from './world.ts';

let world: MetaWorld;
beforeAll(async () => {
  world = await startMetaWorld();
});
afterAll(() => world.close());
afterEach(async () => {
  await world.control('DELETE', '/faults');
  await world.control('DELETE', '/traffic');
});

const NOBODY: PersonToErase = { customerIds: [], emails: [], phones: [], partnerIds: [] };
const PHONE = '+905321234567';

const holders = async (customerId: string): Promise<unknown[]> =>
  ((await world.control('GET', `/people/${customerId}`)) as { audiences: unknown[] }).audiences;

test('A person is taken out of all audiences in one call, by id, address and number', async () => {
  const first = await world.place('First');
  const second = await world.place('Second');
  await bring(first, 'add', [rowOf('1'), rowOf('2'), rowOf('3', { phone: PHONE, email: null })]);
  await bring(second, 'add', [rowOf('1'), rowOf('4')]);
  await world.control('DELETE', '/traffic');
  // 2 was merged into this person, 3 is known by the number alone, 4 is somebody else.
  const person = { ...NOBODY, customerIds: ['1'], emails: ['CUSTOMER-2@shop.example'], phones: [PHONE] };
  const answer = await world.open().erase(person);
  expect(answer).toEqual({ kind: 'requested', profileCount: 1, status: 200, checkAfterMs: 86_400_000 });
  expect(await world.memberIds(first.list.listId)).toEqual(new Set());
  expect(await world.memberIds(second.list.listId)).toEqual(new Set(['4']));
  const calls = await world.calls();
  expect(calls.map(({ method, path }) => `${method} ${path.split('/').at(-1)}`)).toEqual(['DELETE usersofanyaudience']);
  expect(JSON.stringify(calls[0]?.body)).not.toMatch(/shop\.example|5321234567/i);
});

test('An addition that was still on its way is undone by the second look', async () => {
  const place = await world.place('Late');
  const person = { ...NOBODY, partnerIds: ['11'] };
  await world.open().erase(person);
  await bring(place, 'add', [rowOf('11')]);
  expect(await world.open().checkErasure(person)).toEqual({ kind: 'gone' });
  expect(await holders('11')).toEqual([]);
});

test('Somebody without a name that Meta could know is not asked for', async () => {
  expect(await world.open().erase({ ...NOBODY, phones: ['unknown'] })).toEqual({ kind: 'nothing-there' });
  expect(await world.open().checkErasure(NOBODY)).toEqual({ kind: 'gone' });
  expect(await world.calls()).toEqual([]);
});

test.each([
  ['has not received all of it', { num_received: 1, num_invalid_entries: 0 }],
  ['could not read some of it', { num_received: 2, num_invalid_entries: 1 }],
])('An erasure of which Meta %s is not taken for one', async (_what, body) => {
  await world.fault({ method: 'DELETE', path: '/act_*/usersofanyaudience', times: 2, status: 200, body });
  const person = { ...NOBODY, customerIds: ['21', '22'] };
  expect(await world.open().erase(person)).toMatchObject({ kind: 'halted', halt: { kind: 'retry' } });
  expect(await world.open().checkErasure(person)).toEqual({ kind: 'still-there' });
});

test('A flagged audience gives people up all the same', async () => {
  const place = await world.place('Soon flagged');
  await bring(place, 'add', [rowOf('31')]);
  await world.control('POST', `/audiences/${place.list.listId}`, { status: 471 });
  expect(await world.open().erase({ ...NOBODY, customerIds: ['31'] })).toMatchObject({ kind: 'requested' });
  expect(await holders('31')).toEqual([]);
});
