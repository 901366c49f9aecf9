/** Connecting to Meta by its login page: addresses, tokens, accounts and their end, as the connector asks for them. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { authorization } from '#connectors/meta/authorization.ts';
import type { AuthorizationContext, Grant, OpenedLogin, TokenSource } from '#connectors/kit/authorization.ts';
import type { PartnerSession } from '#connectors/kit/connector.ts';
import { APP, decideAtMeta, PERSON, type Decision } from '#test/flows/metaLogin.ts';
import { partnerContext } from '../context.ts';
import { startMetaWorld, type MetaWorld } from './world.ts';

const BACK = 'https://kesit.test/oauth/meta/callback';
const DAY_MS = 86_400_000;
const ACCOUNT = 'act_31001';

let world: MetaWorld;
let context: AuthorizationContext;
beforeAll(async () => {
  world = await startMetaWorld();
  context = { ...partnerContext(world.url, () => world.nowMs()), app: APP };
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.control('DELETE', '/state');
  await world.control('POST', '/limits', { mode: 'off' });
  await world.advance(0);
  await world.control('POST', '/apps', { requireProof: true, redirectUris: [BACK] });
  await world.control('POST', '/accounts', { id: '31001', name: 'Kuzey Tekstil' });
});

const login = async (choice: Decision = {}): Promise<{ code: string; verifier: string; redirectUri: string }> => {
  const asked = { clientId: APP.clientId, redirectUri: BACK, state: 'state-1', challenge: 'unused' };
  const back = await decideAtMeta(authorization.loginUrl(world.url, asked), choice);
  expect(back.searchParams.get('state')).toBe('state-1');
  return { code: back.searchParams.get('code') ?? '', verifier: 'unused', redirectUri: BACK };
};

async function granted(choice: Decision = {}): Promise<Grant> {
  const answer = await authorization.exchange(await login(choice), context);
  if (answer.kind !== 'granted') throw new Error(JSON.stringify(answer));
  return answer.grant;
}

const LOGIN: OpenedLogin = {
  app: APP,
  accountId: ACCOUNT,
  settings: { basis: 'consent', limitedDataUse: 'off' },
};

/** A session with tokens in a row; the last is given for ever. */
function openWith(...tokens: string[]): Promise<PartnerSession> {
  const next: TokenSource = (refused) => {
    if (refused !== undefined && tokens.length > 1) tokens.shift();
    return Promise.resolve({ kind: 'token', accessToken: tokens[0] ?? '' });
  };
  return authorization.open(
    next,
    partnerContext(world.url, () => world.nowMs()),
    LOGIN,
  );
}

const accounts = async (): Promise<{ kind: string; accounts: unknown[]; isCutOff: boolean }> =>
  (await authorization.accounts?.(await granted(), context)) as {
    kind: string;
    accounts: unknown[];
    isCutOff: boolean;
  };

describe('a login', () => {
  it('asks for one permission, and for it again where it was declined', () => {
    const asked = { clientId: APP.clientId, redirectUri: BACK, state: 's', challenge: '' };
    const url = new URL(authorization.loginUrl('https://www.facebook.com', asked));
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: 'code',
      client_id: APP.clientId,
      redirect_uri: BACK,
      scope: 'ads_management',
      auth_type: 'rerequest',
      state: 's',
    });
  });

  it('leads to a grant of sixty days that says whose it is, and opens the account with signed calls', async () => {
    const grant = await granted();
    expect(grant).toMatchObject({ refreshToken: null, person: PERSON });
    expect(Math.round(((grant.expiresAt ?? 0) - world.nowMs()) / DAY_MS)).toBe(60);
    const session = await openWith(grant.accessToken);
    expect(await session.testConnection()).toMatchObject({ accountId: ACCOUNT, accountName: 'Kuzey Tekstil' });
    expect(await session.ensureList('By login', null)).toMatchObject({ kind: 'ready' });
  });

  it('shows no secret in an address', async () => {
    await granted();
    const calls = await world.calls();
    expect(calls.length).toBeGreaterThan(3);
    for (const { query, path } of calls) {
      expect(Object.keys(query)).not.toEqual(expect.arrayContaining(['client_secret']));
      expect(Object.keys({ ...query, path })).not.toContain('access_token');
      expect(JSON.stringify([query, path])).not.toMatch(/EAA|AQ[\w-]{20}|kesit-meta-secret/);
    }
  });

  it('names the permission that was kept back, and is whole when it is given after all', async () => {
    expect(await authorization.exchange(await login({ granted: [] }), context)).toEqual({
      kind: 'declined',
      permissions: ['ads_management'],
    });
    expect(await granted()).toMatchObject({ person: PERSON });
  });

  it('is to be done once more when its code is spent or too old', async () => {
    const given = await login();
    expect((await authorization.exchange(given, context)).kind).toBe('granted');
    const late = await login();
    await world.advance(11 * 60_000);
    for (const one of [given, late])
      expect(await authorization.exchange(one, context)).toMatchObject({
        halt: {
          kind: 'merchant-must-act',
          action: 'reconnect',
          reason: expect.stringContaining('took too long') as string,
        },
      });
  });

  it.each([
    ['Meta fails', { status: 503 }],
    ['Meta limits calls', { status: 400, code: 4 }],
    ['the connection is cut', { cut: 'after' }],
    ['the answer holds no token', { status: 200, body: { fine: true } }],
  ])('is tried later when %s', async (_, fault) => {
    const given = await login();
    await world.fault({ path: '/oauth/access_token', ...fault });
    expect(await authorization.exchange(given, context)).toMatchObject({ halt: { kind: 'retry' } });
  });

  it.each([
    ['the secret', { ...APP, clientSecret: 'another' }],
    ['the app', { ...APP, clientId: '12' }],
  ])('is ours to mend when Meta does not know %s', async (_, app) => {
    expect(await authorization.exchange(await login(), { ...context, app })).toMatchObject({
      halt: { kind: 'our-bug', reason: expect.stringContaining('refuses the app') as string },
    });
  });

  it('is taken to last sixty days when Meta does not say', async () => {
    const given = await login();
    await world.fault({
      path: '/oauth/access_token',
      skip: 1,
      times: 1,
      status: 200,
      body: { access_token: 'EAAlong' },
    });
    await world.control('POST', '/tokens', { token: 'EAAlong' });
    const answer = await authorization.exchange(given, context);
    expect(answer).toMatchObject({ kind: 'granted', grant: { accessToken: 'EAAlong' } });
    if (answer.kind === 'granted') expect((answer.grant.expiresAt ?? 0) - world.nowMs()).toBeGreaterThan(59 * DAY_MS);
  });
});

describe('the accounts of a login', () => {
  it('are those in which the person may advertise, over all pages, with their state in words', async () => {
    for (let id = 32000; id < 32210; id += 1) await world.control('POST', '/accounts', { id: String(id) });
    await world.control('POST', '/accounts', { id: '32001', tasks: ['ANALYZE'] });
    await world.control('POST', '/accounts', { id: '32002', users: ['10150000000000099'] });
    await world.control('POST', '/accounts', { id: '32003', status: 101, currency: 'EUR', name: 'Old' });
    await world.control('POST', '/accounts', { id: '32004', status: 3 });
    const answer = await accounts();
    expect(answer).toMatchObject({ kind: 'accounts', isCutOff: false });
    expect(answer.accounts).toHaveLength(209);
    expect(answer.accounts[0]).toEqual({
      accountId: ACCOUNT,
      name: 'Kuzey Tekstil',
      currency: 'TRY',
      notice: null,
      isUsable: true,
    });
    expect(answer.accounts).toContainEqual({
      accountId: 'act_32003',
      name: 'Old',
      currency: 'EUR',
      notice: { tr: 'Kapatılmış', en: 'Closed' },
      isUsable: false,
    });
    expect(answer.accounts).toContainEqual(expect.objectContaining({ accountId: 'act_32004', isUsable: true }));
  });

  it('come in smaller pages when Meta finds them too large', async () => {
    await world.fault({
      path: '/me/adaccounts',
      times: 2,
      status: 500,
      code: 1,
      message: 'Please reduce the amount of data you are asking for',
    });
    expect((await accounts()).accounts).toHaveLength(1);
    const limits = (await world.calls('GET', '/adaccounts')).map(({ query }) => query.limit);
    expect(limits).toEqual(['100', '50', '25']);
  });

  it('are none for somebody who has none', async () => {
    await world.control('POST', '/accounts', { id: '31001', users: ['10150000000000099'] });
    expect(await accounts()).toEqual({ kind: 'accounts', accounts: [], isCutOff: false });
  });
});

describe('a session', () => {
  it('goes on with another token when one is refused', async () => {
    const session = await openWith('EAAended', (await granted()).accessToken);
    expect(await session.testConnection()).toMatchObject({ kind: 'connected' });
  });

  it.each([
    ['expired', 'has run out'],
    ['invalidated', 'password'],
    ['deauthorised', 'taken back'],
  ])('asks to log in again when the token is %s, and says why', async (state, words) => {
    const { accessToken } = await granted();
    await world.control('POST', `/tokens/${accessToken}`, { state });
    expect(await (await openWith(accessToken)).testConnection()).toMatchObject({
      halt: { kind: 'merchant-must-act', action: 'reconnect', reason: expect.stringContaining(words) as string },
    });
  });

  it('says what is missing in words of a login', async () => {
    const { accessToken } = await granted();
    await world.control('POST', '/accounts', { id: '31001', users: ['10150000000000099'] });
    const session = await openWith(accessToken);
    expect(await session.testConnection()).toMatchObject({
      halt: { action: 'reconnect', reason: expect.stringContaining('Whoever logged in') as string },
    });
    await world.control('POST', '/accounts', { id: '31001', users: null, tosAccepted: false });
    expect(await session.testConnection()).toMatchObject({
      halt: { action: 'accept-terms', reason: expect.stringContaining('tos/?act=31001') as string },
    });
  });

  it('makes no call while there is no token', async () => {
    await world.control('DELETE', '/traffic');
    const halt = { kind: 'retry', notBeforeMs: 5, reason: 'later' } as const;
    const calls = partnerContext(world.url, () => world.nowMs());
    const session = await authorization.open(() => Promise.resolve({ kind: 'halted', halt }), calls, LOGIN);
    expect(await session.ensureList('Never', null)).toMatchObject({ kind: 'halted', halt });
    expect(await world.calls()).toEqual([]);
  });
});

describe('a revocation', () => {
  it('removes the app at Meta, and may be asked for again', async () => {
    const grant = await granted();
    expect(await authorization.revoke(grant, context)).toEqual({ kind: 'revoked' });
    expect(await authorization.revoke(grant, context)).toEqual({ kind: 'revoked' });
    expect(await (await openWith(grant.accessToken)).testConnection()).toMatchObject({ halt: { action: 'reconnect' } });
  });

  it('is tried later when Meta fails', async () => {
    const grant = await granted();
    await world.fault({ method: 'DELETE', path: '/me/permissions', status: 503 });
    expect(await authorization.revoke(grant, context)).toMatchObject({ halt: { kind: 'retry' } });
  });
});
