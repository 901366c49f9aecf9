/** The stand-in erases people as Klaviyo's document says: one identifier, taken with 202, done a while later. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startKlaviyo, type RunningKlaviyo } from '#sandbox/klaviyo/server.ts';
import {
  at,
  control,
  KEY,
  makeCaller,
  makeList,
  makeProfile,
  textAt,
  type Answer,
  type Caller,
} from './klaviyo-caller.ts';

let server: RunningKlaviyo;
let call: Caller;
let now = Date.parse('2026-11-20T12:00:00Z');

beforeAll(async () => {
  server = await startKlaviyo({ limits: 'off', clock: () => new Date(now), deletionDurationMs: 60_000 });
  call = makeCaller(server.url);
});
afterAll(() => server.close());
beforeEach(async () => {
  await control(server.url, 'DELETE', '/state');
  await control(server.url, 'POST', '/accounts', { key: KEY, name: 'Demo' });
});

const erase = (profile: object, caller = call): Promise<Answer> =>
  caller('POST', '/api/data-privacy-deletion-jobs', {
    body: {
      data: { type: 'data-privacy-deletion-job', attributes: { profile: { data: { type: 'profile', ...profile } } } },
    },
  });
const statusOf = async (id: string): Promise<number> => (await call('GET', `/api/profiles/${id}`)).status;

describe('an erasure', () => {
  it('is taken at once and done later: profile, events and places in lists', async () => {
    const id = await makeProfile(call, { external_id: 'c-1', email: 'gone@example.com' });
    const list = await makeList(call, 'VIP');
    await call('POST', `/api/lists/${list}/relationships/profiles`, { body: { data: [{ type: 'profile', id }] } });
    const line = { external_id: 'c-1', metric: 'Opened Email', datetime: '2026-11-01T10:00:00Z' };
    await control(server.url, 'POST', '/events', JSON.stringify(line));

    expect(await erase({ id, attributes: {} })).toMatchObject({ status: 202, body: undefined });
    now += 59_999;
    expect(await statusOf(id)).toBe(200);
    expect(await control(server.url, 'GET', '/deletions')).toEqual({ requested: 1, done: 0 });
    now += 1;
    expect(await statusOf(id)).toBe(404);
    expect(at((await call('GET', '/api/events')).body, 'data')).toEqual([]);
    expect(at((await call('GET', `/api/lists/${list}/profiles`)).body, 'data')).toEqual([]);
    expect(await control(server.url, 'GET', '/deletions')).toEqual({ requested: 1, done: 1 });
  });

  it.each([
    ['e-mail', { attributes: { email: 'GONE@example.com' } }],
    ['phone', { attributes: { phone_number: '+905321112233' } }],
  ])('finds the person by %s', async (_, named) => {
    const id = await makeProfile(call, { email: 'gone@example.com', phone_number: '+905321112233' });
    const other = await makeProfile(call, { email: 'stays@example.com' });
    expect((await erase(named)).status).toBe(202);
    now += 60_000;
    expect([await statusOf(id), await statusOf(other)]).toEqual([404, 200]);
  });

  it('of somebody nobody knows is no error, and asked twice does no harm', async () => {
    expect((await erase({ attributes: { email: 'nobody@example.com' } })).status).toBe(202);
    const id = await makeProfile(call, { email: 'gone@example.com' });
    await erase({ id, attributes: {} });
    await erase({ id, attributes: {} });
    now += 60_000;
    expect(await statusOf(id)).toBe(404);
    expect((await erase({ id, attributes: {} })).status).toBe(202);
    expect(await control(server.url, 'GET', '/deletions')).toEqual({ requested: 4, done: 3 });
  });

  it.each([
    ['two identifiers', { id: 'X', attributes: { email: 'a@example.com' } }, '/data/attributes/profile/data'],
    ['none', { attributes: {} }, '/data/attributes/profile/data'],
    ['no attributes', { id: 'X' }, '/data/attributes/profile/data/attributes'],
    ['an unknown field', { attributes: { external_id: '1' } }, '/data/attributes/profile/data/attributes/external_id'],
  ])('with %s is refused', async (_, named, pointer) => {
    const answer = await erase(named);
    expect(answer.status).toBe(400);
    expect(textAt(answer.body, 'errors.0.source.pointer')).toBe(pointer);
  });

  it('needs the scope of its own', async () => {
    await control(server.url, 'POST', '/accounts', { key: 'pk_narrow', name: 'Narrow', scopes: ['profiles:write'] });
    expect((await erase({ attributes: { email: 'a@example.com' } }, makeCaller(server.url, 'pk_narrow'))).status).toBe(
      403,
    );
  });
});
