/** What Klaviyo is sent for customers who enter a segment, and what becomes of each of them. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Row } from '#connectors/kit/connector.ts';
import { cutIntoImports, prepareAdditions } from '#connectors/klaviyo/rows.ts';
import { bring, rowOf, type Place } from '../delivery.ts';
import { startKlaviyoWorld, type KlaviyoWorld } from './world.ts';

let world: KlaviyoWorld;
let place: Place;
let testCount = 0;

beforeAll(async () => {
  world = await startKlaviyoWorld({ trafficBodyBytes: 10_000_000 });
});
afterAll(() => world.close());
beforeEach(async () => {
  testCount += 1;
  place = await world.place(`Additions ${testCount}`, `tag-${testCount}`);
  await world.forgetCalls();
});
afterEach(async () => {
  await world.control('DELETE', '/faults');
});

const customer = (number: number): string => String(testCount * 100_000 + number);

interface ImportBody {
  data: {
    attributes: { profiles: { data: { id?: string; attributes: Record<string, unknown>; meta?: unknown }[] } };
    relationships?: { lists: { data: { id: string }[] } };
  };
}

async function imports(): Promise<ImportBody[]> {
  return (await world.calls('bulk_import_profiles')).map(({ body }) => body as ImportBody);
}

function profilesOf(body: ImportBody | undefined): ImportBody['data']['attributes']['profiles']['data'] {
  return body?.data.attributes.profiles.data ?? [];
}

/** The id of a customer's profile at the partner. */
async function profileIdOf(customerId: string): Promise<string> {
  const member = (await world.members(place.list.listId)).find(({ external_id: id }) => id === customerId);
  if (member === undefined) throw new Error(`${customerId} has no profile.`);
  return member.profile_id;
}

const memberIds = async (): Promise<(string | null)[]> =>
  (await world.members(place.list.listId)).map(({ external_id: id }) => id).sort();

describe('an addition', () => {
  test('names the customer, the list and the tag, and leaves out what is empty', async () => {
    const row = rowOf(customer(1), { lastName: null, locale: '' });
    await bring(place, 'add', [row]);
    expect(await imports()).toEqual([
      {
        data: {
          type: 'profile-bulk-import-job',
          attributes: {
            profiles: {
              data: [
                {
                  type: 'profile',
                  attributes: { external_id: row.customerId, email: row.email, first_name: 'Ayşe' },
                  meta: { patch_properties: { append: { 'Kesit segments': [place.list.tag] } } },
                },
              ],
            },
          },
          relationships: { lists: { data: [{ type: 'list', id: place.list.listId }] } },
        },
      },
    ]);
  });

  test('adds its tag to those of others and takes none away', async () => {
    const id = customer(1);
    const seed = { external_id: id, email: rowOf(id).email, properties: { 'Kesit segments': ['theirs'], Size: 'M' } };
    await world.control('POST', '/profiles', `${JSON.stringify(seed)}\n`);
    await bring(place, 'add', [rowOf(id)]);
    await bring({ ...place, list: { ...place.list, tag: 'second' } }, 'add', [rowOf(id)]);
    expect(await world.propertiesOf(id)).toEqual({ 'Kesit segments': ['theirs', place.list.tag, 'second'], Size: 'M' });
  });

  test('goes by the profile id once it is known, also when the address changes', async () => {
    await bring(place, 'add', [rowOf(customer(1))]);
    const partnerId = await profileIdOf(customer(1));
    const moved = rowOf(customer(1), { partnerId, email: `moved-${customer(1)}@shop.example` });
    const second = await bring(place, 'add', [moved]);
    expect(second.get(customer(1))).toEqual({ kind: 'done', partnerId });
    expect(profilesOf((await imports())[1])[0]?.id).toBe(partnerId);
    expect(await world.members(place.list.listId)).toEqual([
      { profile_id: partnerId, external_id: customer(1), email: moved.email },
    ]);
  });

  test('whose profile was deleted in the meantime goes without its id', async () => {
    const rows = [rowOf(customer(1)), rowOf(customer(2), { partnerId: '01GONEGONEGONEGONEGONEGONE' })];
    const outcomes = await bring(place, 'add', rows);
    expect(outcomes.get(customer(2))).toEqual({ kind: 'done' });
    expect(await memberIds()).toEqual([customer(1), customer(2)]);
    // The row went twice, the others once.
    expect((await imports()).map((body) => profilesOf(body).length)).toEqual([2, 1]);
  });

  test('goes without its id also when Klaviyo says at once that the profile is gone', async () => {
    const pointer = '/data/attributes/profiles/data/0/id';
    const error = { code: 'invalid', title: '', detail: 'A profile with this id does not exist.', source: { pointer } };
    const path = '/api/profile-bulk-import-jobs';
    await world.fault({ method: 'POST', path, times: 1, status: 400, body: { errors: [error] } });
    const outcomes = await bring(place, 'add', [rowOf(customer(1), { partnerId: '01GONEGONEGONEGONEGONEGONE' })]);
    expect(outcomes.get(customer(1))).toMatchObject({ kind: 'done' });
    expect(await memberIds()).toEqual([customer(1)]);
  });

  test('of an address that is another customer’s profile is refused with what to do', async () => {
    await bring(place, 'add', [rowOf(customer(1))]);
    const outcomes = await bring(place, 'add', [rowOf(customer(2), { email: rowOf(customer(1)).email })]);
    expect(outcomes.get(customer(2))).toMatchObject({ kind: 'rejected', code: 'identifier_conflict' });
    const outcome = outcomes.get(customer(2));
    expect(outcome?.kind === 'rejected' && outcome.reason).toContain('Merge the two profiles');
    expect(await memberIds()).toEqual([customer(1)]);
  });

  test('of several customers with one address is that of the one Klaviyo knows, else of the oldest', () => {
    const shared = 'Shared@Shop.Example';
    const rows: Row[] = [
      rowOf('1000', { email: shared }),
      rowOf('999', { email: shared.toLowerCase() }),
      rowOf('998', { email: 'known@shop.example' }),
      rowOf('1001', { email: ' KNOWN@shop.example ', partnerId: 'P1' }),
    ];
    const { entries, setAside } = prepareAdditions(place.list, rows);
    expect(entries.map(({ customerId }) => customerId)).toEqual(['1001', '999']);
    expect([...setAside.keys()].sort()).toEqual(['1000', '998']);
    expect(setAside.get('1000')).toMatchObject({ kind: 'rejected', code: 'duplicate_email' });
  });

  test.each([
    { email: null, code: 'no_email' },
    { email: '  ', code: 'no_email' },
    { email: 'nobody', code: 'invalid_email' },
    { email: 'two@at@shop.example', code: 'invalid_email' },
    { email: 'with space@shop.example', code: 'invalid_email' },
    { email: 'dots..dots@shop.example', code: 'invalid_email' },
    { email: 'nobody@shop', code: 'invalid_email' },
    { email: 'nobody@-shop.example', code: 'invalid_email' },
    { email: `${'x'.repeat(65)}@shop.example`, code: 'invalid_email' },
  ])('to $email is refused here already', ({ email, code }) => {
    const { entries, setAside } = prepareAdditions(place.list, [rowOf('1', { email })]);
    expect(entries).toEqual([]);
    expect(setAside.get('1')).toMatchObject({ kind: 'rejected', code });
  });

  test('that is too large for Klaviyo is refused here already, counted in bytes', () => {
    const sizeWith = (length: number): boolean =>
      prepareAdditions(place.list, [rowOf('1', { firstName: 'ş'.repeat(length) })]).entries.length === 1;
    expect(sizeWith(49_000)).toBe(true);
    expect(sizeWith(50_000)).toBe(false);
    const { setAside } = prepareAdditions(place.list, [
      rowOf('1', { firstName: 'x'.repeat(100_001) }),
      rowOf('9'.repeat(256), { email: 'long@shop.example' }),
    ]);
    expect([...setAside.values()]).toMatchObject([{ code: 'too_large' }, { code: 'external_id_too_long' }]);
  });

  test('that Klaviyo refuses at once is left out, and the others go', async () => {
    const rows = [1, 2, 3, 4].map((number) => rowOf(customer(number)));
    const pointer = (index: number): string => `/data/attributes/profiles/data/${index}/attributes/email`;
    const complaint = (index: number): object => ({
      code: 'invalid',
      title: 'Invalid input.',
      detail: `${rowOf(customer(index)).email} is not good enough`,
      source: { pointer: pointer(index) },
    });
    const path = '/api/profile-bulk-import-jobs';
    await world.fault({ method: 'POST', path, times: 1, status: 400, body: { errors: [complaint(1), complaint(3)] } });
    const outcomes = await bring(place, 'add', rows);
    expect([...outcomes].filter(([, { kind }]) => kind === 'rejected').map(([id]) => id)).toEqual([
      customer(2),
      customer(4),
    ]);
    expect(outcomes.get(customer(2))).toMatchObject({ code: 'invalid_email' });
    expect(await memberIds()).toEqual([customer(1), customer(3)]);
  });

  test('is not sent over and over when Klaviyo refuses one row after the other', async () => {
    const rows = Array.from({ length: 60 }, (_, index) => rowOf(customer(index)));
    const error = {
      code: 'invalid',
      title: '',
      detail: 'No.',
      source: { pointer: '/data/attributes/profiles/data/0' },
    };
    const path = '/api/profile-bulk-import-jobs';
    await world.fault({ method: 'POST', path, status: 400, body: { errors: [error] } });
    const answer = await place.session.add(place.list, rows);
    const kinds = answer.kind === 'finished' ? [...answer.outcomes.values()].map(({ kind }) => kind) : [];
    expect(kinds.filter((kind) => kind === 'rejected')).toHaveLength(20);
    expect(kinds.filter((kind) => kind === 'retry')).toHaveLength(40);
  });

  test('that is malformed as a whole is our bug', async () => {
    const error = {
      code: 'invalid',
      title: '',
      detail: 'x@y.example',
      source: { pointer: '/data/attributes/profiles' },
    };
    await world.fault({
      method: 'POST',
      path: '/api/profile-bulk-import-jobs',
      status: 400,
      body: { errors: [error] },
    });
    const answer = await place.session.add(place.list, [rowOf(customer(1))]);
    expect(answer).toMatchObject({ kind: 'halted', halt: { kind: 'our-bug' }, reached: 'no' });
    expect(JSON.stringify(answer)).not.toContain('@');
  });

  test('in bodies too large for one import goes in several, each within the limit', async () => {
    const rows = Array.from({ length: 70 }, (_, index) => rowOf(customer(index), { firstName: 'ş'.repeat(45_000) }));
    const outcomes = await bring(place, 'add', rows);
    expect([...outcomes.values()].every(({ kind }) => kind === 'done')).toBe(true);
    expect(outcomes.size).toBe(70);
    const sizes = (await imports()).map((body) => Buffer.byteLength(JSON.stringify(body)));
    expect(sizes.length).toBe(2);
    for (const size of sizes) expect(size).toBeLessThanOrEqual(5_000_000);
    expect((await memberIds()).length).toBe(70);
  });

  test('of 10,000 customers is one import, whatever their order', () => {
    const rows = Array.from({ length: 10_000 }, (_, index) => rowOf(String(index + 1)));
    const { entries } = prepareAdditions(place.list, rows);
    expect(cutIntoImports(entries).map((part) => part.length)).toEqual([10_000]);
    expect(cutIntoImports([...entries, ...entries]).map((part) => part.length)).toEqual([10_000, 10_000]);
  });

  test('whose second part has an unknown fate has an unknown fate', async () => {
    const rows = Array.from({ length: 70 }, (_, index) => rowOf(customer(index), { firstName: 'ş'.repeat(45_000) }));
    await world.fault({ method: 'POST', path: '/api/profile-bulk-import-jobs', skip: 1, times: 1, status: 403 });
    expect(await place.session.add(place.list, rows)).toMatchObject({ kind: 'halted', reached: 'unknown' });
  });
});
