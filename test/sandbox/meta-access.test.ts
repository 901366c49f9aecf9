/** Who may call the stand-in for Meta: versions, tokens, proofs, permissions, ad accounts and terms. */
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  at,
  errorOf,
  makeAudience,
  people,
  rows,
  startAfresh,
  startHarness,
  TOKEN,
  type Harness,
} from './meta-caller.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ limits: 'off' });
});
afterAll(() => harness.meta.close());
beforeEach(() => startAfresh(harness));

const AUDIENCES = `/act_${ACCOUNT}/customaudiences`;

describe('versions', () => {
  it.each([
    ['v25.0', '200 OK'],
    ['v26.0', '200 OK'],
    ['v24.0', '2635'],
    ['v19.0', '2635'],
    ['', '2635'],
    ['v99.0', '2500'],
  ])('%s is answered %s', async (version, answer) => {
    expect(errorOf(await harness.call('GET', AUDIENCES, { version }))).toBe(answer);
  });

  it('can end, with the calls that did not change upgraded and warned of', async () => {
    await harness.control('POST', '/switches', { oldestVersion: 26, expiredVersions: 'upgraded' });
    const upgraded = await harness.call('GET', `/act_${ACCOUNT}`, { version: 'v25.0' });
    expect(upgraded.status).toBe(200);
    expect(upgraded.headers.get('x-ad-api-version-warning')).toContain('v26.0');
    expect(errorOf(await harness.call('GET', AUDIENCES, { version: 'v25.0' }))).toBe('2635');
    expect(errorOf(await harness.call('GET', `/act_${ACCOUNT}`, { version: 'v24.0' }))).toBe('2635');
    const current = await harness.call('GET', `/act_${ACCOUNT}`, { version: 'v26.0' });
    expect(current.headers.has('x-ad-api-version-warning')).toBe(false);
  });
});

describe('tokens', () => {
  it('are taken from the header and from the parameter', async () => {
    expect(at((await harness.call('GET', '/me')).body, 'name')).toBe('Deniz Demir');
    const asked = await harness.call('GET', '/me', { token: '', query: { access_token: TOKEN } });
    expect(asked.status).toBe(200);
    expect(errorOf(await harness.call('GET', '/me', { token: '' }))).toBe('104');
    expect(errorOf(await harness.call('GET', '/me', { token: 'EAAother' }))).toBe('190');
  });

  it.each([
    ['expired', '190/463'],
    ['invalidated', '190/460'],
    ['deauthorised', '190/458'],
  ])('that are %s answer %s', async (state, answer) => {
    await harness.control('POST', `/tokens/${TOKEN}`, { state });
    expect(errorOf(await harness.call('GET', AUDIENCES))).toBe(answer);
  });

  it('expire as time passes', async () => {
    await harness.control('POST', '/tokens', { token: 'EAAshort', expiresInMs: 60_000 });
    expect(errorOf(await harness.call('GET', '/me', { token: 'EAAshort' }))).toBe('200 OK');
    await harness.advance(60_000);
    expect(errorOf(await harness.call('GET', '/me', { token: 'EAAshort' }))).toBe('190/463');
  });
});

describe('the proof of the app secret', () => {
  const proof = (message: string): string => createHmac('sha256', 'kesit-meta-secret').update(message).digest('hex');

  it('is demanded by an app that says so, and must be right wherever it is given', async () => {
    const right = { query: { appsecret_proof: proof(TOKEN) } };
    const wrong = { query: { appsecret_proof: proof('other') } };
    expect(errorOf(await harness.call('GET', '/me', wrong))).toBe('100');
    expect(errorOf(await harness.call('GET', '/me', right))).toBe('200 OK');
    await harness.control('POST', '/apps', { requireProof: true });
    expect(errorOf(await harness.call('GET', '/me'))).toBe('100');
    expect(errorOf(await harness.call('GET', '/me', right))).toBe('200 OK');
  });

  it('may name its time, and then holds for minutes', async () => {
    const { now } = (await harness.control('GET', '/clock')) as { now: string };
    const time = Math.floor(Date.parse(now) / 1000);
    const query = { appsecret_proof: proof(`${TOKEN}|${time}`), appsecret_time: time };
    expect(errorOf(await harness.call('GET', '/me', { query }))).toBe('200 OK');
    await harness.advance(600_000);
    expect(errorOf(await harness.call('GET', '/me', { query }))).toBe('100');
  });
});

describe('permissions', () => {
  it('let somebody with ads_read read only', async () => {
    await harness.control('POST', '/tokens', { token: TOKEN, permissions: ['ads_read'] });
    expect(errorOf(await harness.call('GET', AUDIENCES))).toBe('200 OK');
    expect(errorOf(await harness.call('POST', AUDIENCES, { body: { name: 'x' } }))).toBe('10');
    await harness.control('POST', '/tokens', { token: TOKEN, permissions: [] });
    expect(errorOf(await harness.call('GET', AUDIENCES))).toBe('10');
  });

  it('do not reach ad accounts of others, nor what is not there', async () => {
    await harness.control('POST', '/accounts', { id: '1002', users: ['42'] });
    expect(errorOf(await harness.call('GET', '/act_1002'))).toBe('200');
    expect(errorOf(await harness.call('GET', '/act_404'))).toBe('100/33');
    expect(errorOf(await harness.call('GET', '/404'))).toBe('100/33');
    expect(errorOf(await harness.call('GET', '/nothing/of/this'))).toBe('2500');
  });
});

describe('ad accounts', () => {
  it('are listed for who may use them, with what is asked of them', async () => {
    await harness.control('POST', '/accounts', { id: '1002', users: ['42'] });
    await harness.control('POST', '/accounts', { id: '1003', tosAccepted: false });
    const answer = await harness.call('GET', '/me/adaccounts', { query: { fields: 'id,name,tos_accepted' } });
    expect(at(answer.body, 'data')).toEqual([
      {
        id: 'act_1001',
        name: 'Shop',
        tos_accepted: { custom_audience_tos: 1, value_based_custom_audience_tos: 1 },
      },
      { id: 'act_1003', name: 'Ad account', tos_accepted: { value_based_custom_audience_tos: 1 } },
    ]);
    const one = await harness.call('GET', `/act_${ACCOUNT}`, { query: { fields: 'currency,business{id,name}' } });
    expect(one.body).toMatchObject({ id: 'act_1001', currency: 'TRY', business: { name: 'Business' } });
    expect(errorOf(await harness.call('GET', `/act_${ACCOUNT}`, { query: { fields: 'shoe_size' } }))).toBe('100');
  });

  it('that are blocked answer 368', async () => {
    await harness.control('POST', '/accounts', { id: ACCOUNT, blocked: true });
    expect(errorOf(await harness.call('GET', AUDIENCES))).toBe('368');
  });
});

describe('terms', () => {
  it('must be accepted before anything is made or filled, not to read or to leave', async () => {
    const id = await makeAudience(harness.call);
    await harness.control('POST', '/accounts', { id: ACCOUNT, tosAccepted: false });
    const body = { name: 'New', customer_file_source: 'USER_PROVIDED_ONLY' };
    expect(errorOf(await harness.call('POST', AUDIENCES, { body }))).toBe('200/1870090');
    expect(errorOf(await harness.call('POST', `/${id}/users`, { body: rows(people(0, 1)) }))).toBe('200/1870090');
    expect(errorOf(await harness.call('POST', `/${id}`, { body: { name: 'Other' } }))).toBe('200/1870090');
    expect(errorOf(await harness.call('GET', `/${id}`))).toBe('200 OK');
    const leave = await harness.call('DELETE', `/act_${ACCOUNT}/usersofanyaudience`, { body: rows(people(0, 1)) });
    expect(errorOf(leave)).toBe('200 OK');
  });

  it('of values are terms of their own', async () => {
    await harness.control('POST', '/accounts', { id: ACCOUNT, valueTosAccepted: false });
    const body = { name: 'Value', customer_file_source: 'USER_PROVIDED_ONLY', is_value_based: 1 };
    expect(errorOf(await harness.call('POST', AUDIENCES, { body }))).toBe('200/1870034');
    expect(await makeAudience(harness.call)).toMatch(/^\d+$/);
  });
});
