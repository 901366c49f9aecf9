/** Lists and their members, as the stand-in for Klaviyo keeps them. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startKlaviyo, type RunningKlaviyo } from '#sandbox/klaviyo/server.ts';
import {
  allPages,
  at,
  control,
  KEY,
  listAt,
  listBody,
  makeCaller,
  makeList,
  makeProfile,
  memberBody,
  textAt,
  type Caller,
} from './klaviyo-caller.ts';

let server: RunningKlaviyo;
let call: Caller;
let nowMs: number;

beforeAll(async () => {
  server = await startKlaviyo({ limits: 'off', clock: () => new Date(nowMs) });
  call = makeCaller(server.url);
});
afterAll(() => server.close());
beforeEach(async () => {
  nowMs = Date.parse('2026-11-20T12:00:00Z');
  await control(server.url, 'DELETE', '/state');
  await control(server.url, 'POST', '/accounts', { key: KEY, name: 'Lists' });
});

const ids = (entries: unknown[]): string[] => entries.map((entry) => textAt(entry, 'id'));

describe('lists', () => {
  it('gives a new list the account default of double opt-in unless told otherwise', async () => {
    const plain = await call('POST', '/api/lists', { body: listBody('Plain') });
    expect(plain.status).toBe(201);
    expect(textAt(plain.body, 'data.attributes.opt_in_process')).toBe('double_opt_in');
    const single = await call('POST', '/api/lists', { body: listBody('Single', 'single_opt_in') });
    expect(textAt(single.body, 'data.attributes.opt_in_process')).toBe('single_opt_in');
  });

  it.each([
    ['no name', { data: { type: 'list', attributes: {} } }, '/data/attributes/name'],
    ['another type', { data: { type: 'segment', attributes: { name: 'x' } } }, '/data/type'],
    ['an unknown field', { data: { type: 'list', attributes: { name: 'x', size: 3 } } }, '/data/attributes/size'],
    ['an unknown opt-in', listBody('x', 'none'), '/data/attributes/opt_in_process'],
  ])('refuses a list with %s', async (_, body, pointer) => {
    const answer = await call('POST', '/api/lists', { body });
    expect(answer.status).toBe(400);
    expect(at(answer.body, 'errors.0.source.pointer')).toBe(pointer);
  });

  it('finds lists by name, also by names with quotes, and by id', async () => {
    const vip = await makeList(call, 'VIP');
    const quoted = await makeList(call, 'Say "hi", (again)');
    await makeList(call, 'vip');
    const named = async (filter: string): Promise<string[]> => ids(await allPages(call, '/api/lists', { filter }));
    expect(await named('equals(name,"VIP")')).toEqual([vip]);
    expect(await named("equals(name,['VIP'])")).toEqual([vip]);
    expect(await named('equals(name,"Say \\"hi\\", (again)")')).toEqual([quoted]);
    expect((await named('any(name,["VIP","Say \\"hi\\", (again)"])')).sort()).toEqual([vip, quoted].sort());
    expect(await named(`and(any(id,["${vip}","none"]),equals(name,"VIP"))`)).toEqual([vip]);
    expect(await named(`equals(id,"${vip}"),equals(name,"vip")`)).toEqual([]);
  });

  it('pages ten at a time and follows next links to the end, in every order', async () => {
    const made: string[] = [];
    for (let i = 0; i < 25; i += 1) {
      nowMs += 1000;
      made.push(await makeList(call, `L${String(i % 5)}`));
    }
    const first = await call('GET', '/api/lists');
    expect(listAt(first.body, 'data')).toHaveLength(10);
    expect(ids(await allPages(call, '/api/lists'))).toEqual(made);
    expect(ids(await allPages(call, '/api/lists', { sort: '-created', 'page[size]': 7 }))).toEqual(made.toReversed());
    for (const sort of ['name', '-name', 'id', '-updated']) {
      const found = ids(await allPages(call, '/api/lists', { sort, 'page[size]': 3 }));
      expect(found.toSorted(), sort).toEqual(made.toSorted());
    }
    const since = new Date(nowMs - 3500).toISOString();
    expect(ids(await allPages(call, '/api/lists', { filter: `greater-than(created,${since})` }))).toEqual(
      made.slice(-4),
    );
  });

  it('renames and deletes, and forgets the members of a deleted list', async () => {
    const list = await makeList(call, 'Old');
    const body = { data: { type: 'list', id: list, attributes: { name: 'New' } } };
    expect(textAt((await call('PATCH', `/api/lists/${list}`, { body })).body, 'data.attributes.name')).toBe('New');
    const other = { data: { type: 'list', id: 'other', attributes: { name: 'New' } } };
    expect((await call('PATCH', `/api/lists/${list}`, { body: other })).status).toBe(400);
    const profile = await makeProfile(call, { email: 'a@example.com' });
    await call('POST', `/api/lists/${list}/relationships/profiles`, { body: memberBody([profile]) });
    expect((await call('DELETE', `/api/lists/${list}`)).status).toBe(204);
    expect((await call('GET', `/api/lists/${list}`)).status).toBe(404);
    expect((await call('GET', `/api/lists/${list}/profiles`)).status).toBe(404);
    const kept = await call('GET', `/api/profiles/${profile}`, { query: { include: 'lists' } });
    expect(listAt(kept.body, 'included')).toEqual([]);
  });
});

describe('members', () => {
  it('joins once however often added, and counts exactly', async () => {
    const list = await makeList(call, 'VIP');
    const path = `/api/lists/${list}/relationships/profiles`;
    const [a, b] = [
      await makeProfile(call, { email: 'a@example.com' }),
      await makeProfile(call, { email: 'b@example.com' }),
    ];
    const joinedAt = nowMs;
    expect((await call('POST', path, { body: memberBody([a, b, a]) })).status).toBe(204);
    nowMs += 60_000;
    await call('POST', path, { body: memberBody([a]) });
    const members = await call('GET', `/api/lists/${list}/profiles`);
    expect(listAt(members.body, 'data').map((entry) => at(entry, 'attributes.joined_group_at'))).toEqual(
      [joinedAt, joinedAt].map((ms) => new Date(ms).toISOString().replace('.000Z', '+00:00')),
    );
    const counted = await call('GET', `/api/lists/${list}`, { query: { 'additional-fields[list]': 'profile_count' } });
    expect(at(counted.body, 'data.attributes.profile_count')).toBe(2);
    expect((await call('DELETE', path, { body: memberBody([a]) })).status).toBe(204);
    expect((await call('DELETE', path, { body: memberBody([a]) })).status).toBe(204);
    expect(ids(await allPages(call, path))).toEqual([b]);
    const consent = await call('GET', `/api/profiles/${b}`, {
      query: { 'additional-fields[profile]': 'subscriptions' },
    });
    expect(textAt(consent.body, 'data.attributes.subscriptions.email.marketing.consent')).toBe('NEVER_SUBSCRIBED');
  });

  it.each(['POST', 'DELETE'])('%s with one unknown id changes nobody', async (method) => {
    const list = await makeList(call, 'VIP');
    const path = `/api/lists/${list}/relationships/profiles`;
    const [a, b] = [
      await makeProfile(call, { email: 'a@example.com' }),
      await makeProfile(call, { email: 'b@example.com' }),
    ];
    await call('POST', path, { body: memberBody([a]) });
    const answer = await call(method, path, { body: memberBody([b, '01NOBODY', a]) });
    expect(answer.status).toBe(400);
    expect(textAt(answer.body, 'errors.0.detail')).toBe('Invalid profile IDs: 01NOBODY');
    expect(textAt(answer.body, 'errors.0.source.pointer')).toBe('/data/');
    expect(ids(await allPages(call, path))).toEqual([a]);
  });

  it('takes 1,000 ids a call and not one more', async () => {
    const list = await makeList(call, 'VIP');
    const path = `/api/lists/${list}/relationships/profiles`;
    const lines = Array.from({ length: 1001 }, (_, i) => JSON.stringify({ external_id: `c-${i}` }));
    await control(server.url, 'POST', '/profiles', lines.join('\n'));
    const all = ids(await allPages(call, '/api/profiles', { 'page[size]': 100 }));
    expect(all).toHaveLength(1001);
    expect((await call('POST', path, { body: memberBody(all) })).status).toBe(400);
    expect((await call('POST', path, { body: memberBody(all.slice(0, 1000)) })).status).toBe(204);
    expect(await allPages(call, path, { 'page[size]': 100 })).toHaveLength(1000);
    expect((await call('POST', path, { body: memberBody([]) })).status).toBe(400);
  });

  it('pages by joining time and filters by identifier and time', async () => {
    const list = await makeList(call, 'VIP');
    const joined: string[] = [];
    for (let i = 0; i < 12; i += 1) {
      if (i % 3 === 0) nowMs += 1000;
      const id = await makeProfile(call, { email: `p${i}@example.com`, phone_number: `+9053200000${i + 10}` });
      await call('POST', `/api/lists/${list}/relationships/profiles`, { body: memberBody([id]) });
      joined.push(id);
    }
    const path = `/api/lists/${list}/profiles`;
    expect(ids(await allPages(call, path, { 'page[size]': 5 }))).toEqual(joined);
    expect(ids(await allPages(call, path, { 'page[size]': 5, sort: '-joined_group_at' }))).toEqual(joined.toReversed());
    const late = `greater-or-equal(joined_group_at,${new Date(nowMs).toISOString()})`;
    expect(ids(await allPages(call, path, { filter: late }))).toEqual(joined.slice(-3));
    const some = 'any(email,["P3@example.com","p7@example.com","nobody@example.com"])';
    expect(ids(await allPages(call, path, { filter: some, 'page[size]': 1 }))).toEqual([joined[3], joined[7]]);
    const phone = ids(await allPages(call, path, { filter: 'equals(phone_number,"+905320000015")' }));
    expect(phone).toEqual([joined[5]]);
  });

  it('streams members through the control API', async () => {
    const list = await makeList(call, 'VIP');
    const a = await makeProfile(call, { email: 'a@example.com', external_id: 'c-1' });
    await call('POST', `/api/lists/${list}/relationships/profiles`, { body: memberBody([a]) });
    expect(await control(server.url, 'GET', '/lists')).toMatchObject({ lists: [{ id: list, name: 'VIP', count: 1 }] });
    expect(await control(server.url, 'GET', `/lists/${list}/members`)).toEqual({
      profile_id: a,
      external_id: 'c-1',
      email: 'a@example.com',
    });
    await expect(control(server.url, 'GET', '/lists/none/members')).rejects.toThrow('404');
  });
});
