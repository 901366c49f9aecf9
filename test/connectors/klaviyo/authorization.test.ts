/** Connecting to Klaviyo by its login page: addresses, tokens and their end, as the connector asks for them. */
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { authorization } from '#connectors/klaviyo/authorization.ts';
import type { AuthorizationContext, Grant, TokenSource } from '#connectors/kit/authorization.ts';
import { APP, decideAt, registerApp, removeAppAt } from '#test/flows/klaviyoLogin.ts';
import { partnerContext } from '../context.ts';
import { startKlaviyoWorld, type KlaviyoWorld } from './world.ts';

const BACK = 'https://kesit.test/oauth/klaviyo/callback';

let world: KlaviyoWorld;
let account: string;
let context: AuthorizationContext;
beforeAll(async () => {
  world = await startKlaviyoWorld();
  const { accounts } = (await world.control('GET', '/accounts')) as { accounts: { id: string }[] };
  account = accounts[0]?.id ?? '';
  await registerApp(world.url, BACK);
  context = { ...partnerContext(world.url, () => world.nowMs()), app: APP };
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.control('DELETE', '/faults');
});

const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

async function login(): Promise<{ code: string; verifier: string; redirectUri: string }> {
  const verifier = randomBytes(32).toString('base64url');
  const asked = { clientId: APP.clientId, redirectUri: BACK, state: 'state-1', challenge: challengeOf(verifier) };
  const back = await decideAt(authorization.loginUrl(world.url, asked), account, 'allow');
  expect(back.searchParams.get('state')).toBe('state-1');
  return { code: back.searchParams.get('code') ?? '', verifier, redirectUri: BACK };
}

async function granted(): Promise<Grant> {
  const answer = await authorization.exchange(await login(), context);
  if (answer.kind !== 'granted') throw new Error(answer.halt.reason);
  return answer.grant;
}

/** Tokens in a row; the last is given for ever. Notes which were refused. */
function tokensInRow(...tokens: string[]): TokenSource & { refused: string[] } {
  const refused: string[] = [];
  const next: TokenSource = (bad) => {
    if (bad !== undefined) {
      refused.push(bad);
      if (tokens.length > 1) tokens.shift();
    }
    return Promise.resolve({ kind: 'token', accessToken: tokens[0] ?? '' });
  };
  return Object.assign(next, { refused });
}

const openWith = (token: TokenSource) =>
  authorization.open(
    token,
    partnerContext(world.url, () => world.nowMs()),
  );

describe('a login', () => {
  it('asks for scopes beyond those that are needed only where the operator says that the app has them', () => {
    const asked = { clientId: APP.clientId, redirectUri: BACK, state: 'state-1', challenge: challengeOf('v') };
    const scopesOf = (extraScopes?: readonly string[]): string[] =>
      new URL(authorization.loginUrl(world.url, { ...asked, extraScopes })).searchParams.get('scope')?.split(' ') ?? [];
    expect(scopesOf().filter((scope) => scope.startsWith('webhooks'))).toEqual([]);
    const extra = ['webhooks:read', 'webhooks:write', 'lists:read'];
    expect(scopesOf(extra)).toEqual([...scopesOf(), 'webhooks:read', 'webhooks:write']);
  });

  it('leads to a grant that opens the account for an hour', async () => {
    const grant = await granted();
    expect((grant.expiresAt ?? 0) - world.nowMs()).toBeGreaterThan(3_500_000);
    const session = await openWith(tokensInRow(grant.accessToken));
    expect(await session.testConnection()).toMatchObject({ kind: 'connected', accountId: account });
    expect(await session.ensureList('By login', null)).toMatchObject({ kind: 'ready' });
  });

  it('is to be done once more when its code is spent or the verifier is another', async () => {
    const given = await login();
    expect((await authorization.exchange(given, context)).kind).toBe('granted');
    for (const wrong of [given, { ...(await login()), verifier: 'x'.repeat(43) }])
      expect(await authorization.exchange(wrong, context)).toMatchObject({
        kind: 'halted',
        halt: { kind: 'merchant-must-act', action: 'reconnect' },
      });
  });
});

describe('a refresh', () => {
  it('gives the next grant, and asks the merchant once the app was removed', async () => {
    const first = await granted();
    const answer = await authorization.refresh(first.refreshToken ?? '', context);
    if (answer.kind !== 'granted') throw new Error(answer.halt.reason);
    expect(answer.grant.accessToken).not.toBe(first.accessToken);
    await removeAppAt(world);
    expect(await authorization.refresh(answer.grant.refreshToken ?? '', context)).toMatchObject({
      halt: { kind: 'merchant-must-act', action: 'reconnect', reason: expect.stringContaining('has ended') as string },
    });
  });

  it.each([
    ['Klaviyo fails', { status: 503 }],
    ['Klaviyo limits calls', { status: 429 }],
    ['the connection is cut', { cut: 'after' }],
    ['the answer holds no token', { status: 200, body: { fine: true } }],
  ])('is tried later when %s', async (_, fault) => {
    const { refreshToken } = await granted();
    await world.fault({ path: '/oauth/token', times: 1, ...fault });
    const answer = await authorization.refresh(refreshToken ?? '', context);
    expect(answer).toMatchObject({ kind: 'halted', halt: { kind: 'retry' } });
  });

  it('is ours to mend when Klaviyo does not know the app', async () => {
    const stranger = { ...context, app: { ...APP, clientSecret: 'another' } };
    const answer = await authorization.refresh('any', stranger);
    expect(answer).toMatchObject({
      halt: { kind: 'our-bug', reason: expect.stringContaining('invalid_client') as string },
    });
  });
});

describe('a session', () => {
  it('asks for another token when one is refused, and goes on with it', async () => {
    const token = tokensInRow('ended', (await granted()).accessToken);
    const session = await openWith(token);
    expect(await session.ensureList('After a refusal', null)).toMatchObject({ kind: 'ready' });
    expect(token.refused).toContain('ended');
  });

  it('asks the merchant when no token is accepted, after two tries', async () => {
    await world.forgetCalls();
    const session = await openWith(tokensInRow('ended'));
    expect(await session.testConnection()).toMatchObject({
      halt: { kind: 'merchant-must-act', action: 'reconnect', reason: expect.stringContaining('permission') as string },
    });
    expect((await world.calls()).length).toBeLessThanOrEqual(2);
  });

  it('makes no call while there is no token', async () => {
    await world.forgetCalls();
    const halt = { kind: 'retry', notBeforeMs: 5, reason: 'later' } as const;
    const session = await openWith(() => Promise.resolve({ kind: 'halted', halt }));
    expect(await session.ensureList('Never', null)).toEqual({ kind: 'halted', halt });
    expect(await world.calls()).toEqual([]);
  });
});

describe('a revocation', () => {
  it('ends the grant, and may be asked for again', async () => {
    const grant = await granted();
    expect(await authorization.revoke(grant, context)).toEqual({ kind: 'revoked' });
    expect(await authorization.revoke(grant, context)).toEqual({ kind: 'revoked' });
    expect((await authorization.refresh(grant.refreshToken ?? '', context)).kind).toBe('halted');
  });
});
