/** What Klaviyo is told of customers who leave a segment: off the list, the tag away, and nothing else. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Row } from '#connectors/kit/connector.ts';
import { bring, rowOf, type Place } from '../delivery.ts';
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
  place = await world.place(`Removals ${testCount}`, `tag-${testCount}`);
});
afterEach(async () => {
  await world.control('DELETE', '/faults');
});

const customer = (number: number): string => String(testCount * 100_000 + number);

/** Puts customers into the list and gives their rows with the partner's ids. */
async function added(...numbers: number[]): Promise<Row[]> {
  const rows = numbers.map((number) => rowOf(customer(number)));
  await bring(place, 'add', rows);
  const known = new Map(
    (await world.members(place.list.listId)).map((member) => [member.external_id, member.profile_id]),
  );
  await world.forgetCalls();
  return rows.map((row) => ({ ...row, partnerId: known.get(row.customerId) ?? null }));
}

const memberIds = async (): Promise<(string | null)[]> =>
  (await world.members(place.list.listId)).map(({ external_id: id }) => id).sort();

const kinds = (outcomes: ReadonlyMap<string, { kind: string }>): string[] =>
  [...outcomes.values()].map(({ kind }) => kind);

const DELETION = { method: 'DELETE', path: '/api/lists/*/relationships/profiles' };

describe('a removal', () => {
  test('ends the membership by profile id and takes the tag away', async () => {
    const [leaving, staying] = await added(1, 2);
    if (leaving === undefined || staying === undefined) throw new Error('Nobody was added.');
    await bring(place, 'remove', [leaving]);
    const calls = await world.calls();
    expect([...new Set(calls.map(({ operationId }) => operationId))]).toEqual([
      'remove_profiles_from_list',
      'bulk_import_profiles',
      'get_bulk_import_profiles_jobs',
    ]);
    expect(calls[0]?.body).toEqual({ data: [{ type: 'profile', id: leaving.partnerId }] });
    // No list here: the import must not put them back.
    expect(calls[1]?.body).toEqual({
      data: {
        type: 'profile-bulk-import-job',
        attributes: {
          profiles: {
            data: [
              {
                type: 'profile',
                id: leaving.partnerId,
                attributes: {},
                meta: { patch_properties: { unappend: { 'Kesit segments': [place.list.tag] } } },
              },
            ],
          },
        },
      },
    });
    expect(await memberIds()).toEqual([customer(2)]);
    expect(await world.propertiesOf(customer(1))).toEqual({ 'Kesit segments': [] });
    expect(await world.propertiesOf(customer(2))).toEqual({ 'Kesit segments': [place.list.tag] });
  });

  test('leaves other tags and other lists alone', async () => {
    const rows = await added(1);
    const other = await world.place(`Other ${testCount}`, 'other');
    await bring(other, 'add', rows);
    await bring(place, 'remove', rows);
    expect(await world.propertiesOf(customer(1))).toEqual({ 'Kesit segments': ['other'] });
    expect((await world.members(other.list.listId)).length).toBe(1);
  });

  test('finds profiles that we have no id of by our own id, else by the address', async () => {
    const [byId] = await added(1);
    const stranger = rowOf(customer(2));
    await world.control('POST', '/profiles', `${JSON.stringify({ email: stranger.email })}\n`);
    const found = await world.api('GET', `/api/profiles?filter=equals(email,"${stranger.email}")`);
    const { data } = found.body as { data: { id: string }[] };
    await world.api('POST', `/api/lists/${place.list.listId}/relationships/profiles`, {
      data: [{ type: 'profile', id: data[0]?.id }],
    });
    const rows = [{ ...byId!, partnerId: null }, stranger];
    expect(kinds(await bring(place, 'remove', rows))).toEqual(['done', 'done']);
    expect(await memberIds()).toEqual([]);
  });

  test('does not touch the profile of another customer who has the address now', async () => {
    await added(1);
    const rows = [rowOf(customer(2), { email: rowOf(customer(1)).email })];
    expect(kinds(await bring(place, 'remove', rows))).toEqual(['done']);
    expect(await memberIds()).toEqual([customer(1)]);
  });

  test('takes profiles that are gone as done, and removes the others', async () => {
    const rows = await added(1, 2, 3);
    const gone = [
      { ...rowOf(customer(8)), partnerId: '01GONE0000000000000000000A' },
      { ...rowOf(customer(9)), partnerId: 'NO-SUCH' },
    ];
    const outcomes = await bring(place, 'remove', [...rows.slice(0, 2), ...gone]);
    expect(kinds(outcomes)).toEqual(['done', 'done', 'done', 'done']);
    expect(await memberIds()).toEqual([customer(3)]);
    expect(await world.calls('remove_profiles_from_list')).toHaveLength(2);
  });

  const unnamed = {
    status: 400,
    body: { errors: [{ code: 'invalid', title: '', detail: 'Invalid profile IDs', source: { pointer: '/data/' } }] },
  };

  test('asks which profiles are gone when Klaviyo does not name them', async () => {
    const rows = await added(1, 2, 3, 4, 5);
    const gone = { ...rowOf(customer(9)), partnerId: '01GONE0000000000000000000A' };
    await world.fault({ ...DELETION, times: 1, ...unnamed });
    expect(new Set(kinds(await bring(place, 'remove', [gone, ...rows])))).toEqual(new Set(['done']));
    expect(await memberIds()).toEqual([]);
    expect(await world.calls('remove_profiles_from_list')).toHaveLength(2);
  });

  test('leaves the customers for another run when Klaviyo goes on refusing ids without naming one', async () => {
    const rows = await added(1, 2);
    await world.fault({ ...DELETION, times: 3, ...unnamed });
    expect(kinds(await bring(place, 'remove', rows))).toEqual(['retry', 'retry']);
    expect(await world.calls('remove_profiles_from_list')).toHaveLength(3);
    expect(kinds(await bring(place, 'remove', rows))).toEqual(['done', 'done']);
    expect(await memberIds()).toEqual([]);
  });

  test('of hundreds of profiles that are gone takes few calls', async () => {
    const rows = await added(1, 2);
    const gone = Array.from({ length: 700 }, (_, index) =>
      rowOf(customer(100 + index), { partnerId: `01GONE${String(index).padStart(20, '0')}` }),
    );
    await world.fault({ ...DELETION, times: 1, ...unnamed });
    await bring(place, 'remove', [...rows, ...gone]);
    expect(await memberIds()).toEqual([]);
    // Eight to see which ids are gone, and for those whose ids are: seven by our id, seven by address.
    expect((await world.calls('get_profiles')).length).toBeLessThanOrEqual(22);
    expect((await world.calls('remove_profiles_from_list')).length).toBeLessThanOrEqual(3);
  });

  test('finds a profile that was merged into another, which is on the list in its stead', async () => {
    const [row] = await added(1);
    const outcomes = await bring(place, 'remove', [{ ...row!, partnerId: '01MERGED000000000000000000' }]);
    const outcome = outcomes.get(customer(1));
    expect(await memberIds()).toEqual([]);
    expect(await world.propertiesOf(customer(1))).toEqual({ 'Kesit segments': [] });
    // The surviving profile is known from now on.
    const { body } = await world.api('GET', `/api/profiles?filter=equals(external_id,"${customer(1)}")`);
    expect(outcome).toEqual({ kind: 'done', partnerId: (body as { data: { id: string }[] }).data[0]?.id });
  });

  test('is done for a profile that is deleted before its tag is taken away', async () => {
    const rows = await added(1);
    const path = '/api/profile-bulk-import-jobs';
    const pointer = '/data/attributes/profiles/data/0/id';
    const error = { code: 'invalid', title: '', detail: 'A profile with this id does not exist.', source: { pointer } };
    await world.fault({ method: 'POST', path, times: 1, status: 400, body: { errors: [error] } });
    expect(kinds(await bring(place, 'remove', rows))).toEqual(['done']);
    await bring(place, 'add', rows);
    await world.fault({ method: 'POST', path, times: 1, rows: { first: 1, code: 'invalid', detail: 'Gone.' } });
    expect(kinds(await bring(place, 'remove', rows))).toEqual(['done']);
  });

  test('is to be made again when the tag could not be taken away for a passing reason', async () => {
    const rows = await added(1);
    const path = '/api/profile-bulk-import-jobs';
    await world.fault({ method: 'POST', path, times: 1, rows: { first: 1, code: 'internal_error' } });
    expect(kinds(await bring(place, 'remove', rows))).toEqual(['retry']);
    expect(kinds(await bring(place, 'remove', rows))).toEqual(['done']);
    expect(await world.propertiesOf(customer(1))).toEqual({ 'Kesit segments': [] });
  });

  test('that has ended memberships says so when the rest fails', async () => {
    const rows = await added(1);
    await world.fault({ method: 'POST', path: '/api/profile-bulk-import-jobs', times: 1, status: 403 });
    const answer = await place.session.remove(place.list, rows);
    expect(answer).toMatchObject({ kind: 'halted', halt: { action: 'reconnect' }, reached: 'unknown' });
    expect(await memberIds()).toEqual([]);
  });

  test('from a list that is gone says so', async () => {
    const rows = await added(1);
    await world.api('DELETE', `/api/lists/${place.list.listId}`);
    const answer = await place.session.remove(place.list, rows);
    expect(answer).toMatchObject({ kind: 'halted', halt: { kind: 'list-gone' }, reached: 'no' });
  });

  test('of 1,000 customers without ids takes ten look-ups and one call', async () => {
    const rows = Array.from({ length: 1000 }, (_, index) => rowOf(customer(index)));
    await bring(place, 'add', rows);
    await world.forgetCalls();
    await bring(place, 'remove', rows);
    expect(await memberIds()).toEqual([]);
    expect(await world.calls('get_profiles')).toHaveLength(10);
    expect(await world.calls('remove_profiles_from_list')).toHaveLength(1);
  });
});
