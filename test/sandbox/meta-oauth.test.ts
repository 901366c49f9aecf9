/** Logging in at the stand-in for Meta: the page, codes, tokens short and long, permissions, the end of them. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { at, errorOf, startAfresh, startHarness, type Answer, type Harness } from './meta-caller.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ limits: 'off' });
});
afterAll(() => harness.meta.close());
beforeEach(() => startAfresh(harness));

const APP = { client_id: '700000000000001', client_secret: 'kesit-meta-secret' };
const BACK = 'https://app.example/meta/callback';
const ASKED = { client_id: APP.client_id, redirect_uri: BACK, state: 's 1', scope: 'ads_management,ads_read' };
const USER = '10150000000000001';

const dialog = (query: Record<string, string>): Promise<Response> =>
  fetch(new URL(`/v25.0/dialog/oauth?${new URLSearchParams(query).toString()}`, harness.meta.url));

/** Presses a button of the page; what the app is sent back with. */
async function press(
  decision: string,
  granted: readonly string[],
  asked: Record<string, string> = ASKED,
): Promise<URL> {
  const form = new URLSearchParams({ ...asked, user: USER, decision });
  for (const scope of granted) form.append('grant', scope);
  const address = new URL('/dialog/oauth', harness.meta.url);
  const answer = await fetch(address, { method: 'POST', body: form, redirect: 'manual' });
  return new URL(answer.headers.get('location') ?? '');
}

const exchange = (query: Record<string, string>, secret = APP.client_secret): Promise<Answer> =>
  harness.call('GET', '/oauth/access_token', {
    token: '',
    query: { client_id: APP.client_id, client_secret: secret, redirect_uri: BACK, ...query },
  });

async function login(granted = ['ads_management', 'ads_read']): Promise<string> {
  const back = await press('approve', granted);
  return String(at((await exchange({ code: back.searchParams.get('code') ?? '' })).body, 'access_token'));
}

describe('the login page', () => {
  it('shows the app, every permission asked for, and both answers', async () => {
    const answer = await dialog(ASKED);
    const text = await answer.text();
    expect(answer.headers.get('content-type')).toContain('text/html');
    for (const part of ['Kesit wants access', 'ads_management', 'ads_read', 'Deniz Demir', 'approve', 'deny', 's 1']) {
      expect(text).toContain(part);
    }
  });

  it.each([
    [{ ...ASKED, client_id: '1' }],
    [{ ...ASKED, redirect_uri: 'nowhere' }],
    [{ ...ASKED, response_type: 'token' }],
  ])('is refused for what makes no sense: %j', async (query) => {
    expect((await dialog(query)).status).toBe(400);
  });

  it('leads only to addresses the app has set down', async () => {
    await harness.control('POST', '/apps', { redirectUris: [BACK] });
    expect((await dialog(ASKED)).status).toBe(200);
    expect((await dialog({ ...ASKED, redirect_uri: 'https://evil.example/' })).status).toBe(400);
  });

  it('sends back a code, or an error, with the state as it was', async () => {
    const approved = await press('approve', ['ads_read']);
    expect(approved.origin + approved.pathname).toBe(BACK);
    expect(approved.searchParams.get('state')).toBe('s 1');
    expect(approved.searchParams.get('code')).toMatch(/^AQ/);
    const denied = await press('deny', []);
    expect(Object.fromEntries(denied.searchParams)).toMatchObject({
      error: 'access_denied',
      error_reason: 'user_denied',
      state: 's 1',
    });
    expect(denied.searchParams.has('code')).toBe(false);
  });
});

describe('a permission that was declined', () => {
  it('is not asked for again, unless the app asks to', async () => {
    await press('approve', ['ads_read']);
    expect(await (await dialog(ASKED)).text()).not.toContain('<code>ads_management</code>');
    const plain = await exchange({ code: (await press('approve', ['ads_management'])).searchParams.get('code') ?? '' });
    const refused = await harness.call('POST', '/act_1001/customaudiences', {
      token: String(at(plain.body, 'access_token')),
      body: { name: 'x' },
    });
    expect(errorOf(refused)).toBe('10');
    const again = { ...ASKED, auth_type: 'rerequest' };
    expect(await (await dialog(again)).text()).toContain('<code>ads_management</code>');
    const code = (await press('approve', ['ads_management'], again)).searchParams.get('code') ?? '';
    const token = String(at((await exchange({ code })).body, 'access_token'));
    expect(at((await harness.call('GET', '/me/permissions', { token })).body, 'data')).toContainEqual({
      permission: 'ads_management',
      status: 'granted',
    });
  });
});

describe('the ad accounts of a person', () => {
  it('come page by page, each with its state, its currency and what the person may do there', async () => {
    for (const id of ['2001', '2002', '2003']) await harness.control('POST', '/accounts', { id, name: `Shop ${id}` });
    await harness.control('POST', '/accounts', { id: '2002', status: 101, tasks: ['ANALYZE'], currency: 'EUR' });
    await harness.control('POST', '/accounts', { id: '2003', users: ['10150000000000099'] });
    const token = await login();
    const fields = 'id,name,currency,account_status,user_tasks';
    const first = await harness.call('GET', '/me/adaccounts', { token, query: { fields, limit: 2 } });
    expect(at(first.body, 'data')).toMatchObject([{ id: 'act_1001' }, { id: 'act_2001', account_status: 1 }]);
    expect(at(first.body, 'data.0.user_tasks')).toContain('ADVERTISE');
    const after = String(at(first.body, 'paging.cursors.after'));
    const second = await harness.call('GET', '/me/adaccounts', { token, query: { fields, limit: 2, after } });
    expect(at(second.body, 'data')).toEqual([
      { id: 'act_2002', name: 'Shop 2002', currency: 'EUR', account_status: 101, user_tasks: ['ANALYZE'] },
    ]);
    expect(at(second.body, 'paging.next')).toBeUndefined();
  });
});

describe('a code', () => {
  it('gives a short-lived token, once', async () => {
    const code = (await press('approve', ['ads_management'])).searchParams.get('code') ?? '';
    const first = await exchange({ code });
    expect(first.body).toMatchObject({ token_type: 'bearer', expires_in: 7200 });
    const token = String(at(first.body, 'access_token'));
    expect(at((await harness.call('GET', '/me/adaccounts', { token })).body, 'data')).toHaveLength(1);
    expect(errorOf(await exchange({ code }))).toBe('100/36009');
    await harness.advance(7_200_000);
    expect(errorOf(await harness.call('GET', '/me', { token }))).toBe('190/463');
  });

  it('is bound to its app, its address and its time', async () => {
    const code = (await press('approve', ['ads_read'])).searchParams.get('code') ?? '';
    expect(errorOf(await exchange({ code }, 'wrong'))).toBe('1');
    expect(errorOf(await exchange({ code, client_id: '2' }))).toBe('101');
    expect(errorOf(await exchange({ code, redirect_uri: 'https://app.example/other' }))).toBe('100/36008');
    expect(errorOf(await exchange({ code: 'AQmade-up' }))).toBe('100');
    await harness.advance(600_000);
    expect(errorOf(await exchange({ code }))).toBe('100/36007');
  });
});

describe('a token', () => {
  it('can be exchanged for one of sixty days', async () => {
    const answer = await exchange({ grant_type: 'fb_exchange_token', fb_exchange_token: await login() });
    expect(answer.body).toMatchObject({ expires_in: 5_184_000 });
    const token = String(at(answer.body, 'access_token'));
    await harness.advance(59 * 86_400_000);
    expect(errorOf(await harness.call('GET', '/me', { token }))).toBe('200 OK');
    await harness.advance(86_400_000);
    expect(errorOf(await exchange({ grant_type: 'fb_exchange_token', fb_exchange_token: token }))).toBe('190/463');
  });

  it('tells what was granted and what was declined, and does only that', async () => {
    const token = await login(['ads_read']);
    expect(at((await harness.call('GET', '/me/permissions', { token })).body, 'data')).toEqual(
      expect.arrayContaining([
        { permission: 'ads_management', status: 'declined' },
        { permission: 'ads_read', status: 'granted' },
        { permission: 'public_profile', status: 'granted' },
      ]),
    );
    const write = await harness.call('POST', '/act_1001/customaudiences', { token, body: { name: 'x' } });
    expect(errorOf(write)).toBe('10');
  });

  it('ends when the user removes the app, and loses single permissions before', async () => {
    const token = await login();
    expect((await harness.call('DELETE', '/me/permissions/ads_management', { token })).body).toEqual({ success: true });
    expect(errorOf(await harness.call('POST', '/act_1001/customaudiences', { token, body: {} }))).toBe('10');
    await harness.call('DELETE', '/me/permissions', { token });
    expect(errorOf(await harness.call('GET', '/me', { token }))).toBe('190/458');
  });

  it('can be looked into with the token of the app', async () => {
    const token = await login();
    const look = (asked = `${APP.client_id}|${APP.client_secret}`): Promise<Answer> =>
      harness.call('GET', '/debug_token', { token: '', query: { input_token: token, access_token: asked } });
    expect(at((await look()).body, 'data')).toMatchObject({
      app_id: APP.client_id,
      user_id: USER,
      type: 'USER',
      is_valid: true,
      scopes: ['ads_management', 'ads_read', 'business_management', 'public_profile'],
    });
    expect(errorOf(await look(`${APP.client_id}|wrong`))).toBe('190');
    await harness.control('POST', `/tokens/${token}`, { state: 'invalidated' });
    expect(at((await look()).body, 'data')).toMatchObject({ is_valid: false, error: { code: 190, subcode: 460 } });
  });
});
