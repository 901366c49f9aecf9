/** How the stand-in for Klaviyo lets apps in: the page of consent, codes with PKCE, tokens and their end. */
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startKlaviyo, type RunningKlaviyo } from '#sandbox/klaviyo/server.ts';
import { at, control, KEY, listAt, makeCaller, textAt, type Answer } from './klaviyo-caller.ts';

const APP = { clientId: 'app-1', clientSecret: 'app-secret-1', name: 'Kesit', redirectUris: ['https://app.test/back'] };
const BACK = 'https://app.test/back';
const HOUR_MS = 3_600_000;

let server: RunningKlaviyo;
let accountId: string;
const verifier = randomBytes(32).toString('base64url');

const challengeOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

beforeAll(async () => {
  server = await startKlaviyo();
});
afterAll(() => server.close());
beforeEach(async () => {
  await control(server.url, 'DELETE', '/state');
  accountId = textAt(await control(server.url, 'POST', '/accounts', { key: KEY, name: 'Shop' }), 'id');
  await control(server.url, 'POST', '/apps', APP);
});

const asked = (change: Record<string, string> = {}): Record<string, string> => ({
  response_type: 'code',
  client_id: APP.clientId,
  redirect_uri: BACK,
  scope: 'accounts:read lists:read',
  state: 's-1',
  code_challenge_method: 'S256',
  code_challenge: challengeOf(verifier),
  ...change,
});

function visit(query: Record<string, string>): Promise<Response> {
  const url = new URL('/oauth/authorize', server.url);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return fetch(url, { redirect: 'manual' });
}

/** Where the page leads after its button is pressed. */
async function decide(decision: 'allow' | 'deny', change: Record<string, string> = {}): Promise<URL> {
  const body = new URLSearchParams({ ...asked(change), account: accountId, decision });
  const answer = await fetch(new URL('/oauth/authorize', server.url), { method: 'POST', body, redirect: 'manual' });
  return new URL(answer.headers.get('location') ?? '');
}

const codeFor = async (change: Record<string, string> = {}): Promise<string> =>
  (await decide('allow', change)).searchParams.get('code') ?? '';

async function token(form: Record<string, string>, path = '/oauth/token', secret = APP.clientSecret): Promise<Answer> {
  const basic = Buffer.from(`${APP.clientId}:${secret}`).toString('base64');
  const answer = await fetch(new URL(path, server.url), {
    method: 'POST',
    headers: { Authorization: `Basic ${basic}` },
    body: new URLSearchParams(form),
  });
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}

const exchange = (code: string, change: Record<string, string> = {}): Promise<Answer> =>
  token({ grant_type: 'authorization_code', code, redirect_uri: BACK, code_verifier: verifier, ...change });
const refresh = (refreshToken: string): Promise<Answer> =>
  token({ grant_type: 'refresh_token', refresh_token: refreshToken });

async function install(): Promise<{ access: string; refresh: string }> {
  const { body } = await exchange(await codeFor());
  return { access: textAt(body, 'access_token'), refresh: textAt(body, 'refresh_token') };
}

const withToken = (access: string, path = '/api/lists', method = 'GET', body?: unknown): Promise<Answer> =>
  makeCaller(server.url)(method, path, { headers: { authorization: `Bearer ${access}` }, body });

describe('the page of consent', () => {
  it('shows the app, the accounts and every scope that is asked for', async () => {
    const answer = await visit(asked());
    const text = await answer.text();
    expect(answer.status).toBe(200);
    for (const shown of ['Kesit wants access', 'Shop', 'accounts:read', 'lists:read']) expect(text).toContain(shown);
  });

  it('goes back with the state, and a code or a denial', async () => {
    const allowed = await decide('allow');
    expect(allowed.href).toMatch(/^https:\/\/app\.test\/back\?code=[\w-]+&state=s-1$/);
    const denied = await decide('deny');
    expect(denied.searchParams.get('error')).toBe('access_denied');
    expect(denied.searchParams.get('state')).toBe('s-1');
    expect(denied.searchParams.has('code')).toBe(false);
  });

  it.each([
    ['an unknown app', { client_id: 'nobody' }],
    ['an address that is not the app’s', { redirect_uri: 'https://thief.test/back' }],
  ])('sends nobody anywhere for %s', async (_, change) => {
    const answer = await visit(asked(change));
    expect(answer.status).toBe(400);
    expect(answer.headers.get('location')).toBeNull();
  });

  it.each([
    ['no challenge', { code_challenge: '' }, 'invalid_request'],
    ['a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['an unknown scope', { scope: 'lists:read everything' }, 'invalid_scope'],
    ['another kind of answer', { response_type: 'token' }, 'unsupported_response_type'],
  ])('goes back with an error for %s', async (_, change, error) => {
    const location = (await visit(asked(change))).headers.get('location') ?? '';
    expect(new URL(location).searchParams.get('error')).toBe(error);
  });
});

describe('the exchange', () => {
  it('gives a pair of tokens, an hour and the scopes for a code and its verifier, once', async () => {
    const code = await codeFor();
    const first = await exchange(code);
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: 'accounts:read lists:read' });
    expect(await exchange(code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it.each([
    ['another verifier', { code_verifier: 'x'.repeat(43) }],
    ['another address', { redirect_uri: 'https://app.test/other' }],
  ])('refuses %s, and the code is spent', async (_, change) => {
    const code = await codeFor();
    expect(await exchange(code, change)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect((await exchange(code)).status).toBe(400);
  });

  it('refuses a code that is too old', async () => {
    const code = await codeFor();
    await control(server.url, 'POST', '/clock', { advanceMs: 6 * 60_000 });
    expect((await exchange(code)).status).toBe(400);
  });

  it('refuses an app that does not know its secret', async () => {
    const form = { grant_type: 'refresh_token', refresh_token: 'any' };
    expect(await token(form, '/oauth/token', 'guess')).toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    });
  });
});

describe('tokens', () => {
  it('open the account they were given for, within their scopes', async () => {
    const { access } = await install();
    expect(textAt((await withToken(access, '/api/accounts')).body, 'data.0.id')).toBe(accountId);
    const refused = await withToken(access, '/api/lists', 'POST', {
      data: { type: 'list', attributes: { name: 'VIP' } },
    });
    expect(refused.status).toBe(403);
    expect(textAt(refused.body, 'errors.0.detail')).toContain('lists:write');
  });

  it('end after an hour, and a refresh gives new ones and uses the old up', async () => {
    const first = await install();
    await control(server.url, 'POST', '/clock', { advanceMs: HOUR_MS });
    expect((await withToken(first.access)).status).toBe(401);
    const second = await refresh(first.refresh);
    expect(second.status).toBe(200);
    expect((await withToken(textAt(second.body, 'access_token'))).status).toBe(200);
    expect(await refresh(first.refresh)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it.each([
    ['the app revokes one of them', ({ refresh: it }: { refresh: string }) => token({ token: it }, '/oauth/revoke')],
    ['the merchant removes the app', () => control(server.url, 'DELETE', `/apps/${APP.clientId}/installs`)],
  ])('all end when %s', async (_, end) => {
    const pair = await install();
    await end(pair);
    expect((await withToken(pair.access)).status).toBe(401);
    expect((await refresh(pair.refresh)).status).toBe(400);
  });

  it('leave the limits of the account’s private keys alone', async () => {
    const { access } = await install();
    const key = makeCaller(server.url);
    const [byKey, byToken] = [await key('GET', '/api/accounts'), await withToken(access, '/api/accounts')];
    expect([byKey.status, byToken.status]).toEqual([200, 200]);
    expect(byToken.headers.get('ratelimit-remaining')).toBe(byKey.headers.get('ratelimit-remaining'));
  });
});

describe('failures on order', () => {
  it('answer a call for tokens instead of it, or after it took effect', async () => {
    const { refresh: first } = await install();
    await control(server.url, 'POST', '/faults', { path: '/oauth/token', status: 503, times: 1 });
    expect((await refresh(first)).status).toBe(503);
    expect((await refresh(first)).status).toBe(200);
    const { refresh: second } = await install();
    const order = { path: '/oauth/token', key: APP.clientId, status: 500, handledFirst: true, times: 1 };
    await control(server.url, 'POST', '/faults', order);
    expect((await refresh(second)).status).toBe(500);
    expect((await refresh(second)).status).toBe(400);
  });

  it('cut the connection, and no token is in the record of calls', async () => {
    const { refresh: pair } = await install();
    await control(server.url, 'POST', '/faults', { path: '/oauth/token', cut: 'before', times: 1 });
    await expect(refresh(pair)).rejects.toThrow();
    const record = await control(server.url, 'GET', '/traffic');
    expect(listAt(record, 'entries').map((entry) => at(entry, 'path'))).toContain('/oauth/token');
    expect(JSON.stringify(record)).not.toContain(pair);
  });
});
