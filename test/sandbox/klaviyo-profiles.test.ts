/** Profiles of the stand-in for Klaviyo: identity, conflicts, clearing and patching. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startKlaviyo, type RunningKlaviyo } from '#sandbox/klaviyo/server.ts';
import {
  allPages,
  at,
  control,
  KEY,
  makeCaller,
  makeProfile,
  profileBody,
  textAt,
  type Answer,
  type Attributes,
  type Caller,
} from './klaviyo-caller.ts';

let server: RunningKlaviyo;
let call: Caller;

beforeAll(async () => {
  server = await startKlaviyo({ limits: 'off' });
  call = makeCaller(server.url);
});
afterAll(() => server.close());
beforeEach(async () => {
  await control(server.url, 'DELETE', '/state');
  await control(server.url, 'POST', '/accounts', { key: KEY, name: 'Profiles' });
});

const upsert = (attributes: Attributes, extra: object = {}): Promise<Answer> =>
  call('POST', '/api/profile-import', { body: profileBody(attributes, extra) });

describe('identity', () => {
  it('creates with 201, updates with 200 and keeps the id', async () => {
    const first = await upsert({ external_id: 'c-1', email: 'Ada@Example.com' });
    const second = await upsert({ external_id: 'c-1', email: 'ada.new@example.com', first_name: 'Ada' });
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(textAt(second.body, 'data.id')).toBe(textAt(first.body, 'data.id'));
    expect(at(first.body, 'data.attributes.email')).toBe('ada@example.com');
    expect(at(second.body, 'data.attributes')).toMatchObject({ email: 'ada.new@example.com', first_name: 'Ada' });
  });

  it.each(['email', 'phone_number', 'external_id'])(
    'answers 409 with the id when a new profile has a known %s',
    async (name) => {
      const known = { email: 'a@example.com', phone_number: '+905321112233', external_id: 'c-1' };
      const id = await makeProfile(call, known);
      const fresh = { email: 'b@example.com', phone_number: '+905321112244', external_id: 'c-2' };
      const body = profileBody({ ...fresh, [name]: known[name as keyof typeof known] });
      const answer = await call('POST', '/api/profiles', { body });
      expect(answer.status).toBe(409);
      expect(at(answer.body, 'errors.0.code')).toBe('duplicate_profile');
      expect(at(answer.body, 'errors.0.meta.duplicate_profile_id')).toBe(id);
    },
  );

  it('links an identifier that was missing, and refuses identifiers of two profiles', async () => {
    const a = await makeProfile(call, { email: 'a@example.com' });
    const linked = await upsert({ external_id: 'c-1', email: 'a@example.com' });
    expect([linked.status, textAt(linked.body, 'data.id')]).toEqual([200, a]);
    const b = await makeProfile(call, { external_id: 'c-2', email: 'b@example.com' });
    const torn = await upsert({ external_id: 'c-1', email: 'b@example.com' });
    expect(torn.status).toBe(409);
    expect(at(torn.body, 'errors.0.meta.duplicate_profile_id')).toBe(b);
  });

  it('does not hand a profile over to another external id through its e-mail address', async () => {
    const a = await makeProfile(call, { external_id: 'c-1', email: 'shared@example.com' });
    const answer = await upsert({ external_id: 'c-2', email: 'shared@example.com' });
    expect(answer.status).toBe(409);
    const kept = await call('GET', `/api/profiles/${a}`);
    expect(at(kept.body, 'data.attributes.external_id')).toBe('c-1');
  });

  it('answers 404 for an id nobody has', async () => {
    expect((await call('GET', '/api/profiles/01NOBODY')).status).toBe(404);
    expect((await upsert({ email: 'a@example.com' }, { id: '01NOBODY' })).status).toBe(404);
  });
});

describe('values', () => {
  it.each([
    ['user@domain.c', 'email'],
    ['invalid_email@gmail..com', 'email'],
    ['no-at-sign', 'email'],
    ['701271', 'phone_number'],
    ['invalid-phone-number', 'phone_number'],
    ['05321112233', 'phone_number'],
  ])('refuses %s', async (value, field) => {
    const answer = await upsert({ external_id: 'c-1', [field]: value });
    expect(answer.status).toBe(400);
    expect(at(answer.body, 'errors.0.source.pointer')).toBe(`/data/attributes/${field}`);
  });

  it.each(['valid@gmail.com', "o'neil+tag@sub.example.com.tr"])('accepts the address %s', async (email) => {
    expect((await upsert({ email })).status).toBe(201);
  });

  it.each(['+14155552671', '+15005550006', '+905321112233'])('accepts the number %s', async (phone) => {
    expect((await upsert({ phone_number: phone })).status).toBe(201);
  });

  it('creates without an invalid phone when the e-mail address is good, and says so only in a header', async () => {
    const answer = await call('POST', '/api/profiles', {
      body: profileBody({ email: 'a@example.com', phone_number: '123' }),
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('x-klaviyo-partial-failure')).toBe('phone_number');
    expect(at(answer.body, 'data.attributes.phone_number')).toBeNull();
    const alone = await call('POST', '/api/profiles', { body: profileBody({ phone_number: '123' }) });
    expect(alone.status).toBe(400);
  });

  it('clears by null, leaves alone what is absent', async () => {
    const id = await makeProfile(call, {
      email: 'a@example.com',
      first_name: 'Ada',
      title: 'Dr',
      location: { city: 'İzmir', zip: '35000' },
      properties: { a: 1, b: 2 },
    });
    const body = profileBody({ first_name: null, location: { zip: null }, properties: { b: null, c: 3 } }, { id });
    const answer = await call('PATCH', `/api/profiles/${id}`, { body });
    expect(at(answer.body, 'data.attributes')).toMatchObject({
      email: 'a@example.com',
      first_name: null,
      title: 'Dr',
      location: { city: 'İzmir', zip: null },
      properties: { a: 1, c: 3 },
    });
    expect(at(answer.body, 'data.attributes.properties.b')).toBeUndefined();
  });

  it('appends, unappends and unsets properties without touching others', async () => {
    const patch = (operations: object): Promise<Answer> =>
      upsert({ external_id: 'c-1' }, { meta: { patch_properties: operations } });
    await upsert({ external_id: 'c-1', properties: { theirs: ['x'], single: 'a' } });
    await patch({ append: { segments: ['VIP', 'New'], single: 'b' } });
    await patch({ append: { segments: 'VIP' } });
    const appended = await patch({ unappend: { segments: 'New', theirs: 'y', absent: 'z' } });
    expect(at(appended.body, 'data.attributes.properties')).toEqual({
      theirs: ['x'],
      single: ['a', 'b'],
      segments: ['VIP'],
    });
    const unset = await patch({ unset: ['single', 'absent'] });
    expect(at(unset.body, 'data.attributes.properties')).toEqual({ theirs: ['x'], segments: ['VIP'] });
  });
});

describe('finding', () => {
  it('finds by each identifier, up to 100 at once', async () => {
    const lines = Array.from({ length: 150 }, (_, i) =>
      JSON.stringify({
        external_id: `c-${i}`,
        email: `p${i}@example.com`,
        phone_number: `+90532${String(1000000 + i)}`,
      }),
    );
    await control(server.url, 'POST', '/profiles', lines.join('\n'));
    const wanted = Array.from({ length: 100 }, (_, i) => i);
    const found = async (filter: string): Promise<unknown[]> =>
      allPages(call, '/api/profiles', { filter, 'page[size]': 100, 'fields[profile]': 'external_id' });
    const expected = wanted.map((i) => `c-${i}`).sort();
    for (const values of [
      `any(external_id,[${wanted.map((i) => `"c-${i}"`).join(',')}])`,
      `any(email,[${wanted.map((i) => `"p${i}@example.com"`).join(',')}])`,
      `any(phone_number,[${wanted.map((i) => `"+90532${String(1000000 + i)}"`).join(',')}])`,
    ]) {
      const entries = await found(values);
      expect(entries.map((entry) => textAt(entry, 'attributes.external_id')).sort()).toEqual(expected);
    }
    const tooMany = `any(email,[${Array.from({ length: 101 }, (_, i) => `"q${i}@example.com"`).join(',')}])`;
    expect((await call('GET', '/api/profiles', { query: { filter: tooMany } })).status).toBe(400);
  });

  it('answers 20 profiles a page unless asked for more', async () => {
    const lines = Array.from({ length: 30 }, (_, i) => JSON.stringify({ external_id: `c-${i}` }));
    await control(server.url, 'POST', '/profiles', lines.join('\n'));
    const page = await call('GET', '/api/profiles');
    expect(at(page.body, 'data.length')).toBe(20);
    for (const sort of ['created', '-created', 'updated', 'id', '-id']) {
      expect(await allPages(call, '/api/profiles', { sort, 'page[size]': 7 }), sort).toHaveLength(30);
    }
  });
});
