// The token endpoint of the Shopify stand-in: what it exchanges, refreshes and refuses, and what expiry does.
import { LogSeverity, shopifyApi } from '@shopify/shopify-api';
import '@shopify/shopify-api/adapters/node';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Shopify } from './shopifyHarness.ts';
import { at, ALL_SCOPES, API_KEY, API_SECRET, call, DOMAIN, startTestShopify } from './shopifyHarness.ts';

const SHOP_QUERY = '{ shop { name } }';
const ONLINE = 'urn:shopify:params:oauth:token-type:online-access-token';

let shopify: Shopify;
beforeAll(async () => {
  shopify = await startTestShopify();
});

const ask = (token: string, path = '/api/2026-10/graphql.json') =>
  shopify.admin(path, { query: SHOP_QUERY }, { 'x-shopify-access-token': token });
const refresh = (refreshToken: string) =>
  shopify.admin('/oauth/access_token', {
    client_id: API_KEY,
    client_secret: API_SECRET,
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
  });

describe('session tokens', () => {
  it("are accepted by Shopify's own library", async () => {
    const library = shopifyApi({
      apiKey: API_KEY,
      apiSecretKey: API_SECRET,
      hostName: 'app.example',
      apiVersion: '2026-10' as never,
      isEmbeddedApp: true,
      logger: { level: LogSeverity.Error },
    });
    const claims = await library.session.decodeSessionToken(await shopify.idToken());
    expect(claims).toMatchObject({
      iss: `https://${DOMAIN}/admin`,
      dest: `https://${DOMAIN}`,
      aud: API_KEY,
      sub: '902541635',
    });
    expect(claims.exp - claims.iat).toBe(60);
  });
});

describe('token exchange', () => {
  it('gives an expiring offline token with its refresh token', async () => {
    const reply = await shopify.exchange();
    expect(reply.status).toBe(200);
    expect(reply.json).toMatchObject({
      access_token: expect.stringMatching(/^shpat_/) as string,
      scope: ALL_SCOPES.join(','),
      expires_in: 3600,
      refresh_token: expect.stringMatching(/^shprt_/) as string,
      refresh_token_expires_in: 7_776_000,
    });
    expect(at((await ask(String(at(reply.json, 'access_token')))).json, 'data')).toEqual({ shop: { name: 'Deneme' } });
  });

  it('takes form bodies too', async () => {
    const fields = new URLSearchParams({
      client_id: API_KEY,
      client_secret: API_SECRET,
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: await shopify.idToken(),
      subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
      requested_token_type: 'urn:shopify:params:oauth:token-type:offline-access-token',
      expiring: '1',
    });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const reply = await shopify.admin('/oauth/access_token', fields.toString(), headers);
    expect(reply.status).toBe(200);
  });

  it('gives an online token with its user', async () => {
    const reply = await shopify.exchange({ requested_token_type: ONLINE });
    expect(reply.json).toMatchObject({ associated_user: { id: 902541635, locale: 'tr' }, expires_in: 86_399 });
    expect(at(reply.json, 'refresh_token')).toBeUndefined();
  });

  it('gives tokens without an end when not asked for expiring ones, which the Admin API then refuses', async () => {
    const reply = await shopify.exchange({ expiring: '0' });
    expect(at(reply.json, 'expires_in')).toBeUndefined();
    expect((await ask(String(at(reply.json, 'access_token')))).status).toBe(403);
  });

  it.each([
    ['an expired session token', async () => await lapsedToken(), 400, 'invalid_subject_token'],
    ['a tampered session token', async () => `${await shopify.idToken()}x`, 400, 'invalid_subject_token'],
    ['no session token', () => Promise.resolve(''), 400, 'invalid_subject_token'],
  ])('refuses %s', async (_what, token, status, error) => {
    const reply = await shopify.exchange({ subject_token: await token() });
    expect(reply.status).toBe(status);
    expect(at(reply.json, 'error')).toBe(error);
  });

  it.each([
    ['another client', { client_id: 'stranger' }, 400, 'application_cannot_be_found'],
    ['a wrong secret', { client_secret: 'guess' }, 401, 'invalid_client'],
    ['an unknown token type', { requested_token_type: 'golden' }, 400, 'invalid_request'],
    ['an unknown subject type', { subject_token_type: 'x' }, 400, 'invalid_request'],
    ['an unknown grant', { grant_type: 'wish' }, 400, 'unsupported_grant_type'],
  ])('refuses %s', async (_what, fields, status, error) => {
    const reply = await shopify.exchange(fields);
    expect([reply.status, at(reply.json, 'error')]).toEqual([status, error]);
  });

  it("refuses another shop's session token", async () => {
    await shopify.control('POST', '/shops', { domain: 'baska.myshopify.com', scopes: ALL_SCOPES });
    const other = await shopify.control('POST', '/shops/baska.myshopify.com/id-token');
    const reply = await shopify.exchange({ subject_token: String(at(other.json, 'id_token')) });
    expect([reply.status, at(reply.json, 'error')]).toEqual([400, 'invalid_subject_token']);
  });
});

async function lapsedToken(): Promise<string> {
  const reply = await shopify.control('POST', `/shops/${DOMAIN}/id-token`, { lifeSeconds: -30 });
  return String(at(reply.json, 'id_token'));
}

describe('refresh', () => {
  it('rotates: the old refresh token works until its replacement is used', async () => {
    const first = (await shopify.exchange()).json;
    const second = (await refresh(String(at(first, 'refresh_token')))).json;
    expect((await ask(String(at(second, 'access_token')))).status).toBe(200);

    const again = await refresh(String(at(first, 'refresh_token')));
    expect(again.status).toBe(200);
    expect((await refresh(String(at(second, 'refresh_token')))).status).toBe(200);

    const retired = await refresh(String(at(first, 'refresh_token')));
    expect([retired.status, at(retired.json, 'error')]).toEqual([400, 'invalid_request']);
  });

  it('lets only one token of a chain live on, however long the chain', async () => {
    let last = String(at((await shopify.exchange()).json, 'refresh_token'));
    const used: string[] = [];
    for (let step = 0; step < 4; step += 1) {
      used.push(last);
      last = String(at((await refresh(last)).json, 'refresh_token'));
    }
    const statuses = await Promise.all(used.slice(0, -1).map(async (token) => (await refresh(token)).status));
    expect(statuses).toEqual([400, 400, 400]);
    expect((await refresh(used.at(-1)!)).status).toBe(200);
  });

  it('refuses an unknown token', async () => {
    expect((await refresh('shprt_nothing')).status).toBe(400);
  });
});

describe('expiry, by the clock', () => {
  it('ends an access token after its hour and a refresh token after its 90 days', async () => {
    let nowMs = Date.parse('2026-11-21T12:00:00Z');
    const server = await startTestShopify({ clock: () => new Date(nowMs) });
    const pair = (await server.exchange()).json;
    const headers = { 'x-shopify-access-token': String(at(pair, 'access_token')) };
    const query = () => server.admin('/api/2026-10/graphql.json', { query: SHOP_QUERY }, headers);
    nowMs += 3_599_000;
    expect((await query()).status).toBe(200);
    nowMs += 1000;
    const expired = await query();
    expect(expired.status).toBe(401);
    expect(at(expired.json, 'errors')).toContain('Invalid API key or access token');

    nowMs += 91 * 86_400_000;
    const late = await server.admin('/oauth/access_token', {
      client_id: API_KEY,
      client_secret: API_SECRET,
      grant_type: 'refresh_token',
      refresh_token: at(pair, 'refresh_token'),
    });
    expect(late.status).toBe(400);
  });

  it('can be shortened by the control API', async () => {
    await shopify.control('POST', '/tokens', { accessSeconds: 5 });
    expect(at((await shopify.exchange()).json, 'expires_in')).toBe(5);
    await shopify.control('POST', '/tokens', { accessSeconds: 3600 });
  });
});

describe('who may not come in', () => {
  it('answers 401 without a token, with a made-up one, and with one of another shop', async () => {
    expect((await ask('')).status).toBe(401);
    expect((await ask('shpat_made_up')).status).toBe(401);
    const token = String(at((await shopify.exchange()).json, 'access_token'));
    const elsewhere = await call(
      'POST',
      `${shopify.url}/shops/baska.myshopify.com/admin/api/2026-10/graphql.json`,
      { query: SHOP_QUERY },
      { 'x-shopify-access-token': token },
    );
    expect(elsewhere.status).toBe(401);
  });

  it('answers 404 for a shop or an API version it does not know', async () => {
    const unknown = `${shopify.url}/shops/yok.myshopify.com/admin/api/2026-10/graphql.json`;
    expect((await call('POST', unknown, { query: SHOP_QUERY })).status).toBe(404);
    expect((await ask('x', '/api/2020-01/graphql.json')).status).toBe(404);
  });

  it('answers 401 after the app was uninstalled, and takes no session token until it is installed again', async () => {
    const server = await startTestShopify();
    const pair = (await server.exchange()).json;
    await server.change({ op: 'uninstall' });
    const headers = { 'x-shopify-access-token': String(at(pair, 'access_token')) };
    expect((await server.admin('/api/2026-10/graphql.json', { query: SHOP_QUERY }, headers)).status).toBe(401);
    expect(at((await server.exchange()).json, 'error')).toBe('invalid_subject_token');
    await server.control('POST', `/shops/${DOMAIN}/install`);
    expect((await server.exchange()).status).toBe(200);
    expect((await server.admin('/api/2026-10/graphql.json', { query: SHOP_QUERY }, headers)).status).toBe(401);
  });
});
