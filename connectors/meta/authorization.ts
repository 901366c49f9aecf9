/**
 * Connecting to Meta by its login page. The code gives a token of hours, that one of about sixty days, and nothing refreshes it: the
 * merchant logs in again. Meta lets people keep back permissions one by one, and asks for those again only when it is told to.
 * https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow and …/guides/access-tokens/get-long-lived (read 2026-11)
 */
import { ownAllowance } from '#app/core/placements/allowance.ts';
import type { Authorization, AuthorizationContext, ExchangeAnswer, GrantAnswer } from '../kit/authorization.ts';
import { NEEDED_PERMISSION } from './account.ts';
import { findOfferedAccounts } from './adAccounts.ts';
import { fieldsOf, numberOf, textOf, type Fields } from './answer.ts';
import { CallFailed, makeClient, type Client } from './client.ts';
import type { Credential } from './credential.ts';
import { haltOf, PLAIN_RETRY_MS, ruleOf } from './errors.ts';
import { GRAPH_VERSION } from './graph.ts';
import { makeSession } from './session.ts';
import { answersShape } from './settings.ts';

/** A merchant waits for each of these calls. */
const TIMES = { timeoutMs: 15_000, longestWaitMs: 2_000 };
/** Assumed when Meta does not say how long a token lives, in seconds. */
const STANDARD_LIFE_S = 60 * 86_400;

export const authorization: Authorization = {
  app: { id: 'META_APP_ID', secret: 'META_APP_SECRET' },
  loginAddress: { variable: 'META_LOGIN_BASE_URL', standard: 'https://www.facebook.com' },
  asks: { fields: ['basis', 'limitedDataUse'], schema: answersShape },
  // The code is worth nothing without the app's secret, and Meta has PKCE only for logins that are about identity.
  loginUrl(loginAddress, { clientId, redirectUri, state }) {
    const url = new URL(`/${GRAPH_VERSION}/dialog/oauth`, loginAddress);
    url.search = new URLSearchParams({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirectUri,
      scope: NEEDED_PERMISSION,
      auth_type: 'rerequest',
      state,
    }).toString();
    return url.href;
  },
  exchange: ({ code, redirectUri }, context) =>
    orHalted<ExchangeAnswer>(context, async () => {
      const first = await askForToken('exchangeCode', { code, redirect_uri: redirectUri }, context);
      if (first === null) return withoutToken(context);
      const lengthen = { grant_type: 'fb_exchange_token', fb_exchange_token: first.accessToken };
      const grant = await askForToken('lengthenToken', lengthen, context);
      if (grant === null) return withoutToken(context);
      const client = clientOf(grant.accessToken, context);
      const declined = await declinedPermissions(client);
      if (declined.length > 0) return { kind: 'declined', permissions: declined };
      const person = textOf((await client.call('readPerson', 'me', { fields: 'id' })).id);
      return { kind: 'granted', grant: { ...grant, ...(person === null ? {} : { person }) } };
    }),
  endsAllOfPerson: true,
  revoke: (grant, context) =>
    orHalted<{ kind: 'revoked' }>(context, async () => {
      try {
        await clientOf(grant.accessToken, context).call('removeApp', 'me');
      } catch (error) {
        if (!(error instanceof CallFailed) || ruleOf(error.failure, true).next !== 'reconnect') throw error;
      }
      return { kind: 'revoked' };
    }),
  accounts: (grant, context) => orHalted(context, () => findOfferedAccounts(clientOf(grant.accessToken, context))),
  open(token, context, { app, accountId, settings }) {
    const { limitedDataUse } = answersShape.parse(settings);
    const credential: Credential = { kind: 'granted', token, appSecret: app.clientSecret };
    return Promise.resolve(makeSession(credential, { adAccountId: accountId ?? '', limitedDataUse }, context));
  },
};

function clientOf(accessToken: string | null, context: AuthorizationContext): Client {
  const appSecret = context.app.clientSecret;
  const credential: Credential =
    accessToken === null
      ? { kind: 'app' }
      : { kind: 'granted', token: () => Promise.resolve({ kind: 'token', accessToken }), appSecret };
  return makeClient(credential, { ...context, allowance: ownAllowance() }, { times: TIMES });
}

/** Null when Meta answers without one. */
async function askForToken(
  operation: 'exchangeCode' | 'lengthenToken',
  given: Fields,
  context: AuthorizationContext,
): Promise<{ accessToken: string; refreshToken: null; expiresAt: number } | null> {
  const { clientId, clientSecret } = context.app;
  const parameters = { client_id: clientId, client_secret: clientSecret, ...given };
  const answer = await clientOf(null, context).call(operation, 'oauth', parameters);
  const accessToken = textOf(answer.access_token) ?? '';
  const lifeS = numberOf(answer.expires_in) ?? 0;
  if (accessToken === '') return null;
  const expiresAt = context.clock() + (lifeS > 0 ? lifeS : STANDARD_LIFE_S) * 1000;
  return { accessToken, refreshToken: null, expiresAt };
}

/** Of the permissions that are needed, those that were kept back. */
async function declinedPermissions(client: Client): Promise<string[]> {
  const { data } = await client.call('readPermissions', 'me');
  const granted = (Array.isArray(data) ? data : []).map(fieldsOf).filter((entry) => entry?.status === 'granted');
  return granted.some((entry) => entry?.permission === NEEDED_PERMISSION) ? [] : [NEEDED_PERMISSION];
}

function withoutToken({ clock }: AuthorizationContext): Extract<GrantAnswer, { kind: 'halted' }> {
  const reason = 'Meta’s answer could not be read.';
  return { kind: 'halted', halt: { kind: 'retry', notBeforeMs: clock() + PLAIN_RETRY_MS, reason } };
}

async function orHalted<T>(
  context: AuthorizationContext,
  work: () => Promise<T>,
): Promise<T | Extract<GrantAnswer, { kind: 'halted' }>> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    return { kind: 'halted', halt: haltOf(error.failure, '', context.clock(), true) };
  }
}
