/** What Klaviyo is told of a person who is to be erased: each profile that is theirs by its id, and no profile of others. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PartnerSession, PersonToErase } from '#connectors/kit/connector.ts';
import { startKlaviyoWorld, type KlaviyoWorld } from './world.ts';

let world: KlaviyoWorld;
let session: PartnerSession;
let testCount = 0;

beforeAll(async () => {
  world = await startKlaviyoWorld();
  session = await world.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  testCount += 1;
  await world.forgetCalls();
  await world.control('DELETE', '/faults');
  await world.control('POST', '/deletion-duration', { durationMs: 2000 });
});

const own = (text: string): string => `${text}-${testCount}`;
const phone = (last: number): string => `+9053${String(testCount).padStart(2, '0')}00000${last}`;

/** Seeds profiles and gives their ids. */
async function profiles(...attributes: Record<string, unknown>[]): Promise<string[]> {
  const ids: string[] = [];
  for (const one of attributes) {
    const { body } = await world.api('POST', '/api/profiles', { data: { type: 'profile', attributes: one } });
    ids.push((body as { data: { id: string } }).data.id);
  }
  await world.forgetCalls();
  return ids;
}

const person = (named: Partial<PersonToErase>): PersonToErase => ({
  customerIds: [],
  emails: [],
  phones: [],
  partnerIds: [],
  ...named,
});

/** The profile ids that deletion was asked for. */
const asked = async (): Promise<unknown[]> =>
  (await world.calls('request_profile_deletion'))
    .map(({ body }) => (body as { data: { attributes: { profile: { data: { id: string } } } } }).data)
    .map(({ attributes }) => attributes.profile.data.id);

const left = async (ids: readonly string[]): Promise<string[]> => {
  const there: string[] = [];
  for (const id of ids) if ((await world.api('GET', `/api/profiles/${id}`)).status === 200) there.push(id);
  return there;
};

describe('an erasure', () => {
  test('is asked for by the id of each profile, in Klaviyo’s form', async () => {
    const [id] = await profiles({ external_id: own('1'), email: `${own('ayse')}@example.com` });
    expect(await session.erase(person({ customerIds: [own('1')] }))).toEqual({
      kind: 'requested',
      profileCount: 1,
      status: 202,
      checkAfterMs: 60_000,
    });
    const [call] = await world.calls('request_profile_deletion');
    expect(call?.body).toEqual({
      data: {
        type: 'data-privacy-deletion-job',
        attributes: { profile: { data: { type: 'profile', id, attributes: {} } } },
      },
    });
  });

  test('finds the person by our id, Klaviyo’s, the address in any case, and a number that names nobody else', async () => {
    const ids = await profiles(
      { external_id: own('1') },
      { email: `${own('merged')}@example.com` },
      { email: `${own('address')}@example.com`, external_id: own('crm') },
      { phone_number: phone(1) },
    );
    const others = await profiles(
      { external_id: own('2'), email: `${own('other')}@example.com` },
      { phone_number: phone(2), email: `${own('family')}@example.com` },
      { phone_number: phone(3), external_id: own('3') },
    );
    const wanted = person({
      customerIds: [own('1'), own('nobody')],
      partnerIds: [ids[1] ?? ''],
      emails: [`${own('ADDRESS')}@example.com`.toUpperCase()],
      phones: [phone(1), phone(2), phone(3)],
    });
    expect(await session.erase(wanted)).toMatchObject({ kind: 'requested', profileCount: 4 });
    expect((await asked()).sort()).toEqual([...ids].sort());
    expect(await session.checkErasure(wanted)).toEqual({ kind: 'still-there' });
    await world.advance(2000);
    expect(await session.checkErasure(wanted)).toEqual({ kind: 'gone' });
    expect(await left([...ids, ...others])).toEqual(others);
  });

  test('of nobody asks for nothing', async () => {
    expect(await session.erase(person({}))).toEqual({ kind: 'nothing-there' });
    expect(await session.erase(person({ customerIds: [own('1')], emails: [`${own('no')}@example.com`] }))).toEqual({
      kind: 'nothing-there',
    });
    expect(await asked()).toEqual([]);
  });

  test('takes a profile that went away in the meantime as gone', async () => {
    await profiles({ external_id: own('1') });
    await world.fault({ path: '/api/data-privacy-deletion-jobs', times: 1, status: 404 });
    expect(await session.erase(person({ customerIds: [own('1')] }))).toEqual({ kind: 'nothing-there' });
  });

  test('goes again when its answer was lost', async () => {
    const ids = await profiles({ external_id: own('1') });
    await world.fault({ path: '/api/data-privacy-deletion-jobs', times: 1, cut: 'after' });
    expect(await session.erase(person({ customerIds: [own('1')] }))).toMatchObject({ kind: 'requested' });
    await world.advance(2000);
    expect(await left(ids)).toEqual([]);
  });

  test('that a key may not ask for tells the merchant, without a word of the person', async () => {
    await profiles({ external_id: own('1'), email: `${own('ayse')}@example.com` });
    const detail = `No for ${own('ayse')}@example.com`;
    await world.fault({ path: '/api/data-privacy-deletion-jobs', times: 1, status: 403, detail });
    const answer = await session.erase(person({ customerIds: [own('1')] }));
    expect(answer).toMatchObject({ kind: 'halted', halt: { kind: 'merchant-must-act', action: 'reconnect' } });
    expect(JSON.stringify(answer)).not.toContain('example.com');
  });
});
