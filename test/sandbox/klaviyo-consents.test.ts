/** What the calls that change consent do in the stand-in for Klaviyo, and that each one is counted. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startKlaviyo, type RunningKlaviyo } from '#sandbox/klaviyo/server.ts';
import {
  allPages,
  at,
  control,
  KEY,
  makeCaller,
  makeList,
  makeProfile,
  memberBody,
  type Answer,
  type Caller,
} from './klaviyo-caller.ts';

let server: RunningKlaviyo;
let call: Caller;
let profile: string;
const EMAIL = 'a@example.com';

beforeAll(async () => {
  server = await startKlaviyo({ limits: 'off' });
  call = makeCaller(server.url);
});
afterAll(() => server.close());
beforeEach(async () => {
  await control(server.url, 'DELETE', '/state');
  await control(server.url, 'POST', '/accounts', { key: KEY, name: 'Consents' });
  profile = await makeProfile(call, { email: EMAIL });
});

function job(verb: 'create' | 'delete', list?: string, marketing: object = {}, extra: object = {}): Promise<Answer> {
  const type = `profile-subscription-bulk-${verb}-job`;
  const consent = verb === 'create' ? 'SUBSCRIBED' : 'UNSUBSCRIBED';
  const attributes = { email: EMAIL, subscriptions: { email: { marketing: { consent, ...marketing } } } };
  const relationships = list === undefined ? {} : { relationships: { list: { data: { type: 'list', id: list } } } };
  const data = {
    type,
    attributes: { profiles: { data: [{ type: 'profile', attributes }] }, ...extra },
    ...relationships,
  };
  return call('POST', `/api/${type}s`, { body: { data } });
}

function suppression(verb: 'create' | 'delete'): Promise<Answer> {
  const type = `profile-suppression-bulk-${verb}-job`;
  const profiles = { data: [{ type: 'profile', attributes: { email: EMAIL } }] };
  return call('POST', `/api/${type}s`, { body: { data: { type, attributes: { profiles } } } });
}

async function marketing(): Promise<unknown> {
  const answer = await call('GET', `/api/profiles/${profile}`, {
    query: { 'additional-fields[profile]': 'subscriptions' },
  });
  return at(answer.body, 'data.attributes.subscriptions.email.marketing');
}
const members = async (list: string): Promise<number> =>
  (await allPages(call, `/api/lists/${list}/relationships/profiles`)).length;

describe('subscribing', () => {
  it('to a single opt-in list grants consent and membership at once', async () => {
    const list = await makeList(call, 'Single', 'single_opt_in');
    expect((await job('create', list)).status).toBe(202);
    expect(await marketing()).toMatchObject({ consent: 'SUBSCRIBED', can_receive_email_marketing: true });
    expect(await members(list)).toBe(1);
  });

  it('to a double opt-in list, or to none, changes nothing before the person confirms', async () => {
    const list = await makeList(call, 'Double', 'double_opt_in');
    await job('create', list);
    await job('create');
    expect(await marketing()).toMatchObject({ consent: 'NEVER_SUBSCRIBED' });
    expect(await members(list)).toBe(0);
  });

  it('as a historical import skips the confirmation and needs a past instant', async () => {
    const list = await makeList(call, 'Double', 'double_opt_in');
    const past = { consented_at: '2025-01-02T03:04:05Z' };
    expect((await job('create', list, past)).status).toBe(400);
    expect((await job('create', list, {}, { historical_import: true })).status).toBe(400);
    expect((await job('create', list, past, { historical_import: true })).status).toBe(202);
    expect(await marketing()).toMatchObject({ consent: 'SUBSCRIBED', consent_timestamp: '2025-01-02T03:04:05+00:00' });
    expect(await members(list)).toBe(1);
  });

  it('lifts what the person or the merchant had forbidden', async () => {
    const list = await makeList(call, 'Single', 'single_opt_in');
    await job('delete');
    await suppression('create');
    expect(await marketing()).toMatchObject({ consent: 'UNSUBSCRIBED', can_receive_email_marketing: false });
    await job('create', list);
    expect(await marketing()).toMatchObject({ consent: 'SUBSCRIBED', suppression: [] });
  });
});

describe('unsubscribing', () => {
  it('from a list one is in ends that membership only', async () => {
    const list = await makeList(call, 'Single', 'single_opt_in');
    await job('create', list);
    await job('delete', list);
    expect(await members(list)).toBe(0);
    expect(await marketing()).toMatchObject({ consent: 'SUBSCRIBED', list_suppressions: [{ list_id: list }] });
  });

  it('from a list one is not in unsubscribes everywhere', async () => {
    const list = await makeList(call, 'Single', 'single_opt_in');
    await job('delete', list);
    expect(await marketing()).toMatchObject({ consent: 'UNSUBSCRIBED', suppression: [{ reason: 'UNSUBSCRIBE' }] });
  });
});

it('suppresses and lifts only what was suppressed by hand', async () => {
  await job('delete');
  expect((await suppression('create')).status).toBe(202);
  expect(at(await marketing(), 'suppression.length')).toBe(2);
  await suppression('delete');
  expect(await marketing()).toMatchObject({ suppression: [{ reason: 'UNSUBSCRIBE' }] });
});

it('counts every such call, and no other', async () => {
  const list = await makeList(call, 'Single', 'single_opt_in');
  await call('POST', `/api/lists/${list}/relationships/profiles`, { body: memberBody([profile]) });
  await call('DELETE', `/api/lists/${list}/relationships/profiles`, { body: memberBody([profile]) });
  expect(await control(server.url, 'GET', '/consent-calls')).toMatchObject({ total: 0 });
  await job('create', list);
  await job('delete', list);
  await job('delete');
  await suppression('create');
  await suppression('delete');
  expect(await control(server.url, 'GET', '/consent-calls')).toMatchObject({
    total: 5,
    calls: { subscribe: 1, unsubscribe: 2, suppress: 1, unsuppress: 1 },
  });
  await control(server.url, 'POST', '/accounts', { key: 'pk_other', name: 'Other' });
  expect(await control(server.url, 'GET', '/consent-calls?key=pk_other')).toMatchObject({ total: 0 });
});
