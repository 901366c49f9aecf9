/** The offline token: refreshed in time, by one process only, kept sealed; what cannot be mended is said, not thrown. */
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { shopDetails } from '#app/flows/shopify/documents.ts';
import { usableToken, type TokenAnswer } from '#app/flows/shopify/tokens.ts';
import { openSessionStorage } from '#app/store/sessions.ts';
import { readOfflineToken } from '#app/store/shopTokens.ts';
import { DOMAIN } from '#test/sandbox/shopifyHarness.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { emptyDatabase, installShop, type InstalledShop } from './installedShop.ts';

const TOKEN_PATH = '/admin/oauth/access_token';
const MINUTE_MS = 60_000;

let database: TestDatabase;
let shop: InstalledShop;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  await emptyDatabase(database);
  shop = await installShop(database);
});
afterEach(() => shop.close());

const token = (services = shop.services, refused?: string): Promise<TokenAnswer> =>
  usableToken(services, shop.shopId, DOMAIN, refused);
const stored = async () => {
  const reading = await readOfflineToken(database.worker, shop.services.secrets, DOMAIN);
  if (typeof reading === 'string') throw new Error(`the token is ${reading}`);
  return reading;
};
/** Refreshes that Shopify has answered: the exchange of the set-up is not one. */
const refreshes = async (): Promise<number> => (await shop.calls(TOKEN_PATH)) - 1;

describe('a token with time ahead of it', () => {
  it('is given as it is', async () => {
    await shop.storeToken({ expiresInMs: 6 * MINUTE_MS });
    expect(await token()).toEqual({ kind: 'token', accessToken: (await stored()).accessToken });
    expect(await refreshes()).toBe(0);
  });

  it('without an end is given as it is', async () => {
    await shop.storeToken({ expiresInMs: null, refreshToken: null });
    expect(await token()).toMatchObject({ kind: 'token' });
    expect(await refreshes()).toBe(0);
  });
});

describe('a token about to end', () => {
  it('is refreshed and stored with its new end and its new refresh token', async () => {
    await shop.storeToken({ expiresInMs: 4 * MINUTE_MS });
    const before = await stored();
    const answer = await token();
    const after = await stored();
    expect(answer).toEqual({ kind: 'token', accessToken: after.accessToken });
    expect(after.accessToken).not.toBe(before.accessToken);
    expect(after.refreshToken).not.toBe(before.refreshToken);
    expect(after.expiresAt).toBeGreaterThan(shop.services.clock() + 59 * MINUTE_MS);
    expect(after.refreshExpiresAt).toBeGreaterThan(shop.services.clock() + 89 * 86_400_000);
    expect(await token()).toEqual(answer);
    expect(await refreshes()).toBe(1);
  });

  it('is refreshed once, however many processes find it so at the same time', async () => {
    await shop.storeToken({ expiresInMs: MINUTE_MS });
    await shop.shopify.control('POST', '/faults', { path: TOKEN_PATH, action: { delayMs: 300 } });
    const others = [shop.anotherProcess(), shop.anotherProcess()];
    const answers = await Promise.all([shop.services, ...others, ...others].map((services) => token(services)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ kind: 'token' });
    expect(await refreshes()).toBe(1);
  });

  it('is read by the session storage of the web process after it was refreshed here', async () => {
    await shop.storeToken({ expiresInMs: MINUTE_MS });
    const answer = await token();
    const storage = openSessionStorage({ url: database.urls.web }, shop.services.secrets, () => Promise.resolve(true));
    const session = await storage.loadSession(`offline_${DOMAIN}`);
    await storage.close();
    const kept = await stored();
    expect(answer).toEqual({ kind: 'token', accessToken: session?.accessToken });
    expect(session?.refreshToken).toBe(kept.refreshToken);
    expect(session?.expires?.getTime()).toBe(kept.expiresAt);
    expect(session?.scope).toContain('read_customers');
  });

  it('lies sealed in the database', async () => {
    await shop.storeToken({ expiresInMs: MINUTE_MS });
    await token();
    const { accessToken, refreshToken } = await stored();
    const { rows } = await database.owner.query<{ row: string }>('SELECT session::text AS row FROM session');
    expect(rows).toHaveLength(1);
    expect(rows[0]?.row).not.toContain(accessToken);
    expect(rows[0]?.row).not.toContain(refreshToken);
  });
});

describe('a token that Shopify refuses', () => {
  it('is refreshed although its time is not over, and the call succeeds', async () => {
    await shop.storeToken({ accessToken: 'shpat_revoked' });
    const answer = await shop.admin().ask(shopDetails, {});
    expect(answer).toMatchObject({ kind: 'value', value: { name: 'Deneme' } });
    expect(await refreshes()).toBe(1);
  });

  it('is not refreshed again when another process has done so', async () => {
    await shop.storeToken({ accessToken: 'shpat_revoked' });
    const first = await token(shop.services, 'shpat_revoked');
    expect(await token(shop.anotherProcess(), 'shpat_revoked')).toEqual(first);
    expect(await refreshes()).toBe(1);
  });

  it('asks for the merchant when a fresh one is refused as well', async () => {
    await shop.storeToken();
    await shop.shopify.control('POST', '/faults', { path: 'graphql', times: 2, action: { status: 401 } });
    const answer = await shop.admin().ask(shopDetails, {});
    expect(answer).toMatchObject({ kind: 'halted', halt: { kind: 'merchant-must-act', action: 'open-app' } });
  });
});

describe('a refresh that fails', () => {
  const mustOpenApp = { kind: 'halted', halt: { kind: 'merchant-must-act', action: 'open-app' } };

  it.each([
    ['the refresh token is unknown', { refreshToken: 'shprt_unknown', expiresInMs: MINUTE_MS }],
    ['there is no refresh token', { refreshToken: null, expiresInMs: -MINUTE_MS }],
  ])('asks for the merchant when %s', async (_, change) => {
    await shop.storeToken(change);
    const before = await stored();
    expect(await token()).toMatchObject(mustOpenApp);
    expect(await stored()).toEqual(before);
  });

  it('asks for the merchant when there is no session, or one sealed with another key', async () => {
    expect(await token()).toMatchObject(mustOpenApp);
    await shop.storeToken();
    await database.owner.query(`UPDATE session SET "accessToken" = encode('not sealed by us', 'base64')`);
    expect(await token()).toMatchObject(mustOpenApp);
  });

  it('does not ask Shopify when the refresh token has expired', async () => {
    await shop.storeToken({ expiresInMs: MINUTE_MS });
    await token();
    shop.time.aheadMs = 91 * 86_400_000;
    expect(await token()).toMatchObject(mustOpenApp);
    expect(await refreshes()).toBe(1);
  });

  it.each([
    ['is not answered', { cut: 'before' }],
    ['is answered with 503', { status: 503 }],
    ['is answered with 429', { status: 429, headers: { 'retry-after': '2' } }],
  ])('is tried again later when it %s', async (_, action) => {
    await shop.storeToken({ expiresInMs: MINUTE_MS });
    await shop.shopify.control('POST', '/faults', { path: TOKEN_PATH, action });
    const halted = await token();
    expect(halted).toMatchObject({ kind: 'halted', halt: { kind: 'retry' } });
    expect(await token()).toMatchObject({ kind: 'token' });
  });

  it('loses nothing when the answer was lost: the old refresh token still works', async () => {
    await shop.storeToken({ expiresInMs: MINUTE_MS });
    await shop.shopify.control('POST', '/faults', { path: TOKEN_PATH, action: { cut: 'after' } });
    expect(await token()).toMatchObject({ kind: 'halted', halt: { kind: 'retry' } });
    expect(await token()).toMatchObject({ kind: 'token' });
    expect(await shop.admin().ask(shopDetails, {})).toMatchObject({ kind: 'value' });
  });

  it('is our fault when Shopify does not know the app', async () => {
    await shop.storeToken({ expiresInMs: MINUTE_MS });
    const services = { ...shop.services, environment: { ...shop.services.environment, SHOPIFY_API_SECRET: 'wrong' } };
    expect(await token(services)).toMatchObject({ kind: 'halted', halt: { kind: 'our-bug' } });
  });
});

describe('what the merchant is told', () => {
  async function problem(): Promise<Record<string, unknown> | undefined> {
    const text = 'SELECT access_problem, access_problem_at FROM shop';
    return (await database.owner.query<Record<string, unknown>>(text)).rows[0];
  }
  const ask = () => shop.admin().ask(shopDetails, {});

  it('is to open the app while no token can be had, since when, and nothing once it can', async () => {
    await ask();
    const told = await problem();
    expect(told).toMatchObject({ access_problem: 'open-app' });
    shop.time.aheadMs += MINUTE_MS;
    await ask();
    expect(await problem()).toEqual(told);
    await shop.storeToken();
    expect(await ask()).toMatchObject({ kind: 'value' });
    expect(await problem()).toEqual({ access_problem: null, access_problem_at: null });
  });

  it('is to settle with Shopify while the shop is frozen', async () => {
    await shop.storeToken();
    await shop.shopify.control('POST', '/faults', { path: 'graphql', times: 1, action: { status: 402 } });
    await ask();
    expect(await problem()).toMatchObject({ access_problem: 'unfreeze-shop' });
    await ask();
    expect(await problem()).toMatchObject({ access_problem: null });
  });

  it('is nothing while Shopify is merely out of reach', async () => {
    await shop.storeToken();
    await shop.shopify.control('POST', '/faults', { path: 'graphql', times: 9, action: { status: 503 } });
    expect(await ask()).toMatchObject({ kind: 'halted', halt: { kind: 'retry' } });
    expect(await problem()).toMatchObject({ access_problem: null });
  });
});

describe('a token that the web process replaces', () => {
  it('while it is refreshed here leaves a pair that works and can be refreshed', async () => {
    await shop.storeToken({ expiresInMs: MINUTE_MS });
    await shop.shopify.control('POST', '/faults', {
      path: TOKEN_PATH,
      bodyContains: 'refresh_token',
      action: { delayMs: 300 },
    });
    // The merchant opens the app in the middle of it.
    await Promise.all([token(), shop.storeToken()]);
    expect(await shop.admin().ask(shopDetails, {})).toMatchObject({ kind: 'value' });
    shop.time.aheadMs += 59 * MINUTE_MS;
    expect(await token()).toMatchObject({ kind: 'token' });
  });

  it('counts as over once Shopify refuses it for good, so that opening the app exchanges another', async () => {
    await shop.storeToken({ accessToken: 'shpat_revoked', refreshToken: 'shprt_unknown' });
    expect(await shop.admin().ask(shopDetails, {})).toMatchObject({
      kind: 'halted',
      halt: { kind: 'merchant-must-act', action: 'open-app' },
    });
    const storage = openSessionStorage({ url: database.urls.web }, shop.services.secrets, () => Promise.resolve(true));
    const session = await storage.loadSession(`offline_${DOMAIN}`);
    await storage.close();
    expect(session?.isExpired()).toBe(true);
  });
});
