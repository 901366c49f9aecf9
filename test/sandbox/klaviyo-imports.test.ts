/** The life of a bulk import job in the stand-in for Klaviyo, row by row. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startKlaviyo, type RunningKlaviyo } from '#sandbox/klaviyo/server.ts';
import {
  allPages,
  at,
  control,
  importBody,
  KEY,
  listAt,
  makeCaller,
  makeList,
  makeProfile,
  textAt,
  type Answer,
  type Caller,
} from './klaviyo-caller.ts';

const JOB_MS = 10_000;
const PATH = '/api/profile-bulk-import-jobs';
let server: RunningKlaviyo;
let call: Caller;
let nowMs = Date.parse('2026-11-20T12:00:00Z');

beforeAll(async () => {
  server = await startKlaviyo({ limits: 'off', clock: () => new Date(nowMs), importJobDurationMs: JOB_MS });
  call = makeCaller(server.url);
});
afterAll(() => server.close());
beforeEach(async () => {
  await control(server.url, 'DELETE', '/state');
  await control(server.url, 'POST', '/accounts', { key: KEY, name: 'Imports' });
});

interface Row {
  readonly id?: string;
  readonly attributes: Record<string, unknown>;
  readonly meta?: object;
}

async function start(rows: readonly Row[], lists: readonly string[] = []): Promise<string> {
  const answer = await call('POST', PATH, { body: importBody(rows, lists) });
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  return textAt(answer.body, 'data.id');
}

async function finish(rows: readonly Row[], lists: readonly string[] = []): Promise<string> {
  const id = await start(rows, lists);
  nowMs += JOB_MS;
  return id;
}

const job = async (id: string): Promise<unknown> => at((await call('GET', `${PATH}/${id}`)).body, 'data.attributes');
const errorsOf = (id: string): Promise<unknown[]> => allPages(call, `${PATH}/${id}/import-errors`);
const customer = (i: number): Row => ({ attributes: { external_id: `c-${i}`, email: `p${i}@example.com` } });
const customers = (count: number): Row[] => Array.from({ length: count }, (_, i) => customer(i));

describe('life of a job', () => {
  it('is queued, then works its rows off in order, then is complete', async () => {
    const list = await makeList(call, 'VIP');
    const id = await start(customers(100), [list]);
    expect(await job(id)).toMatchObject({ status: 'queued', started_at: null, completed_count: 0, total_count: 100 });
    const members = async (): Promise<number> =>
      (await allPages(call, `/api/lists/${list}/relationships/profiles`)).length;
    expect(await members()).toBe(0);
    nowMs += JOB_MS * 0.2;
    expect(await job(id)).toMatchObject({ status: 'processing', completed_count: 0 });
    nowMs += JOB_MS * 0.4;
    expect(await members()).toBe(50);
    expect(await job(id)).toMatchObject({ status: 'processing', completed_count: 50, completed_at: null });
    nowMs += JOB_MS * 0.4;
    expect(await members()).toBe(100);
    const done = await job(id);
    expect(done).toMatchObject({ status: 'complete', completed_count: 100, failed_count: 0 });
    expect(Date.parse(textAt(done, 'completed_at'))).toBe(nowMs);
    expect(Date.parse(textAt(done, 'expires_at')) - Date.parse(textAt(done, 'created_at'))).toBe(7 * 86_400_000);
  });

  it('lists the profiles it wrote, in the order of the rows, with ids and lists', async () => {
    const list = await makeList(call, 'VIP');
    const id = await finish(customers(45), [list]);
    const profiles = await allPages(call, `${PATH}/${id}/profiles`, { 'fields[profile]': 'external_id' });
    expect(profiles.map((entry) => at(entry, 'attributes.external_id'))).toEqual(
      customers(45).map(({ attributes }) => attributes.external_id),
    );
    const ids = await allPages(call, `${PATH}/${id}/relationships/profiles`, { 'page[size]': 10 });
    expect(ids.map((entry) => at(entry, 'id'))).toEqual(profiles.map((entry) => at(entry, 'id')));
    expect(at((await call('GET', `${PATH}/${id}/lists`)).body, 'data.0.id')).toBe(list);
    expect(at((await call('GET', `${PATH}/${id}/relationships/lists`)).body, 'data')).toEqual([
      { type: 'list', id: list },
    ]);
  });

  it('is found among the jobs by status, newest first', async () => {
    const first = await finish([customer(1)]);
    const second = await start([customer(2)]);
    const listed = async (query: Record<string, string>): Promise<unknown[]> =>
      (await allPages(call, PATH, query)).map((entry) => at(entry, 'id'));
    expect(await listed({})).toEqual([second, first]);
    expect(await listed({ sort: 'created_at' })).toEqual([first, second]);
    expect(await listed({ filter: 'equals(status,"complete")' })).toEqual([first]);
    expect(await listed({ filter: 'any(status,["queued","processing"])' })).toEqual([second]);
    expect((await call('GET', `${PATH}/01NOBODY`)).status).toBe(404);
  });

  it('still completes when its list is deleted meanwhile', async () => {
    const list = await makeList(call, 'Gone');
    const id = await start([customer(1)], [list]);
    await call('DELETE', `/api/lists/${list}`);
    nowMs += JOB_MS;
    expect(await job(id)).toMatchObject({ status: 'complete', completed_count: 1, failed_count: 0 });
  });
});

describe('rows', () => {
  it('updates known profiles, never clears by null, and grants nobody consent', async () => {
    const known = await makeProfile(call, {
      external_id: 'c-1',
      email: 'p1@example.com',
      first_name: 'Ada',
      title: 'Dr',
    });
    await finish([{ attributes: { external_id: 'c-1', first_name: null, title: 'Prof', email: null } }]);
    const kept = await call('GET', `/api/profiles/${known}`, {
      query: { 'additional-fields[profile]': 'subscriptions' },
    });
    expect(at(kept.body, 'data.attributes')).toMatchObject({
      first_name: 'Ada',
      title: 'Prof',
      email: 'p1@example.com',
    });
    expect(at(kept.body, 'data.attributes.subscriptions.email.marketing.consent')).toBe('NEVER_SUBSCRIBED');
  });

  it('patches properties', async () => {
    const id = await makeProfile(call, { external_id: 'c-1', properties: { segments: ['Old'], theirs: 1, gone: 1 } });
    const patch = { append: { segments: 'VIP' }, unappend: { segments: 'Old' }, unset: 'gone' };
    await finish([{ attributes: { external_id: 'c-1' }, meta: { patch_properties: patch } }]);
    const profile = await call('GET', `/api/profiles/${id}`);
    expect(at(profile.body, 'data.attributes.properties')).toEqual({ segments: ['VIP'], theirs: 1 });
  });

  it('fails single rows with their payload and leaves the others alone', async () => {
    await makeProfile(call, { external_id: 'c-1', email: 'p1@example.com' });
    await makeProfile(call, { external_id: 'c-2', email: 'p2@example.com' });
    const list = await makeList(call, 'VIP');
    const rows: Row[] = [
      customer(3),
      { attributes: { external_id: 'c-4', email: 'user@domain.c' } },
      { attributes: { external_id: 'c-5', phone_number: '0532 111 22 33' } },
      { attributes: { external_id: 'c-1', email: 'p2@example.com' } },
      { attributes: { external_id: 'c-6', email: 'p1@example.com' } },
      { id: '01NOBODY', attributes: { email: 'x@example.com' } },
      customer(7),
    ];
    const id = await finish(rows, [list]);
    expect(await job(id)).toMatchObject({ status: 'complete', completed_count: 2, failed_count: 5, total_count: 7 });
    const errors = await errorsOf(id);
    expect(errors.map((entry) => at(entry, 'attributes.source.pointer'))).toEqual([
      '/data/attributes/profiles/data/1/attributes/email',
      '/data/attributes/profiles/data/2/attributes/phone_number',
      '/data/attributes/profiles/data/3/attributes/email',
      '/data/attributes/profiles/data/4/attributes/email',
      '/data/attributes/profiles/data/5/id',
    ]);
    expect(errors.map((entry) => at(entry, 'attributes.code'))).toEqual([
      'invalid',
      'invalid',
      'duplicate_profile',
      'duplicate_profile',
      'invalid',
    ]);
    expect(errors.map((entry) => at(entry, 'attributes.original_payload.attributes'))).toEqual(
      rows.slice(1, 6).map(({ attributes }) => attributes),
    );
    expect(await allPages(call, `/api/lists/${list}/relationships/profiles`)).toHaveLength(2);
  });

  it('pages errors twenty at a time', async () => {
    const broken = Array.from({ length: 50 }, (_, i) => ({
      attributes: { external_id: `c-${i}`, email: `p${i}@nowhere` },
    }));
    const id = await finish(broken);
    expect(listAt((await call('GET', `${PATH}/${id}/import-errors`)).body, 'data')).toHaveLength(20);
    expect(await errorsOf(id)).toHaveLength(50);
  });
});

describe('refusals at once', () => {
  const refused = async (body: unknown): Promise<Answer> => {
    const answer = await call('POST', PATH, { body });
    expect(await allPages(call, PATH)).toEqual([]);
    return answer;
  };

  it.each([
    ['no identifier', { attributes: { first_name: 'Ada' } }, '/attributes'],
    ['only nulls to be known by', { attributes: { email: null } }, '/attributes'],
    ['an unknown field', { attributes: { external_id: 'c', phone: '1' } }, '/attributes/phone'],
    ['an anonymous id', { attributes: { external_id: 'c', anonymous_id: '1' } }, '/attributes/anonymous_id'],
    ['an e-mail address of another type', { attributes: { email: 7 } }, '/attributes/email'],
    ['no e-mail address at all in its field', { attributes: { email: 'nobody' } }, '/attributes/email'],
    ['words for a phone number', { attributes: { phone_number: 'call me' } }, '/attributes/phone_number'],
    ['a long external id', { attributes: { external_id: 'x'.repeat(256) } }, '/attributes/external_id'],
    ['properties that are a list', { attributes: { external_id: 'c', properties: [] } }, '/attributes/properties'],
    [
      'a location with another field',
      { attributes: { external_id: 'c', location: { town: 'x' } } },
      '/attributes/location/town',
    ],
    [
      'another patch',
      { attributes: { external_id: 'c' }, meta: { patch_properties: { add: {} } } },
      '/meta/patch_properties/add',
    ],
  ])('one row with %s refuses the whole job by its index', async (_, row, pointer) => {
    const answer = await refused(importBody([customer(1), row, customer(2)]));
    expect(answer.status).toBe(400);
    expect(at(answer.body, 'errors.0.source.pointer')).toBe(`/data/attributes/profiles/data/1${pointer}`);
    expect(at(answer.body, 'errors.0.code')).toBe('invalid');
  });

  it('refuses none, more than 10,000, an oversized row and an unknown list', async () => {
    expect((await refused(importBody([]))).status).toBe(400);
    const many = Array.from({ length: 10_001 }, (_, i) => ({ attributes: { external_id: String(i) } }));
    expect((await refused(importBody(many))).status).toBe(400);
    const large = await refused(
      importBody([customer(1), { attributes: { external_id: 'c', title: 'x'.repeat(100_000) } }]),
    );
    expect([large.status, at(large.body, 'errors.0.source.pointer')]).toEqual([
      400,
      '/data/attributes/profiles/data/1',
    ]);
    expect((await refused(importBody([customer(1)], ['none']))).status).toBe(404);
  });

  it('takes 10,000 rows', async () => {
    const id = await finish(customers(10_000));
    expect(await job(id)).toMatchObject({ status: 'complete', completed_count: 10_000 });
  });
});
