/**
 * Connecting to Klaviyo by its login page: OAuth 2 with PKCE (S256), form-encoded calls for tokens with the app's id and secret as
 * Basic. A refusal `invalid_grant` of a refresh means that the merchant removed the app, or that nobody came for too long.
 * https://developers.klaviyo.com/en/docs/set_up_oauth (read 2026-11)
 */
import { networkCode } from '#app/core/networkErrors.ts';
import type { Authorization, AuthorizationContext, GrantAnswer } from '../kit/authorization.ts';
import type { Halt } from '../kit/connector.ts';
import { retryAfterMs } from '../kit/retryAfter.ts';
import { PLAIN_RETRY_MS } from './errors.ts';
import { makeSession } from './session.ts';

const TIMEOUT_MS = 15_000;
/** Assumed when the answer does not say: a token without an end would never be refreshed. */
const STANDARD_LIFE_S = 3_600;

/** Why a login, or a refresh, fails. */
export const LOGIN_REASONS = {
  ended: 'The permission given to Kesit in Klaviyo has ended. Connect again.',
  failing: 'Klaviyo is failing at the moment.',
  unreachable: 'Klaviyo could not be reached ({error}).',
  withoutToken: 'Klaviyo answered without a token.',
  appRefused: 'Klaviyo refuses the app itself ({code}).',
} as const;

/**
 * What the calls of this folder need, and no more. Those of webhooks are extra: Klaviyo gives them to few apps, and refuses the whole login
 * for one that it does not give.
 */
const SCOPES = [
  'accounts:read',
  'profiles:read',
  'profiles:write',
  'lists:read',
  'lists:write',
  'tags:read',
  'tags:write',
  'metrics:read',
  'events:read',
  'data-privacy:write',
];

export const authorization = {
  app: { id: 'KLAVIYO_CLIENT_ID', secret: 'KLAVIYO_CLIENT_SECRET', extraScopes: 'KLAVIYO_EXTRA_SCOPES' },
  loginAddress: { variable: 'KLAVIYO_LOGIN_BASE_URL', standard: 'https://www.klaviyo.com' },
  loginUrl(loginAddress, { clientId, redirectUri, state, challenge, extraScopes = [] }) {
    const url = new URL('/oauth/authorize', loginAddress);
    url.search = new URLSearchParams({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirectUri,
      scope: [...new Set([...SCOPES, ...extraScopes])].join(' '),
      state,
      code_challenge_method: 'S256',
      code_challenge: challenge,
    }).toString();
    return url.href;
  },
  exchange: ({ code, verifier, redirectUri }, context) =>
    askForGrant(
      { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirectUri },
      null,
      context,
    ),
  refresh: (refreshToken, context) =>
    askForGrant({ grant_type: 'refresh_token', refresh_token: refreshToken }, refreshToken, context),
  async revoke({ accessToken, refreshToken }, context) {
    const form = refreshToken
      ? { token: refreshToken, token_type_hint: 'refresh_token' }
      : { token: accessToken, token_type_hint: 'access_token' };
    const reply = await post('/oauth/revoke', form, context);
    if (reply.kind === 'halted') return reply;
    if (reply.status === 200 || reply.fields.error === 'invalid_grant') return { kind: 'revoked' };
    return { kind: 'halted', halt: refusal(reply) };
  },
  open: (token, context) => Promise.resolve(makeSession({ kind: 'granted', token }, context)),
} satisfies Authorization;

/** @param formerRefresh Goes on to be used when the answer brings no new one. */
async function askForGrant(
  form: Record<string, string>,
  formerRefresh: string | null,
  context: AuthorizationContext,
): Promise<GrantAnswer> {
  const reply = await post('/oauth/token', form, context);
  if (reply.kind === 'halted') return reply;
  if (reply.status !== 200) return { kind: 'halted', halt: refusal(reply) };
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: lifeS } = reply.fields;
  if (typeof accessToken !== 'string' || accessToken === '') return later(context, LOGIN_REASONS.withoutToken, null);
  const life = typeof lifeS === 'number' && lifeS > 0 ? lifeS : STANDARD_LIFE_S;
  return {
    kind: 'granted',
    grant: {
      accessToken,
      refreshToken: typeof refreshToken === 'string' && refreshToken !== '' ? refreshToken : formerRefresh,
      expiresAt: context.clock() + life * 1000,
    },
  };
}

interface Reply {
  kind: 'answered';
  status: number;
  fields: Record<string, unknown>;
}

async function post(
  path: string,
  form: Record<string, string>,
  context: AuthorizationContext,
): Promise<Reply | { kind: 'halted'; halt: Halt }> {
  const { app, baseUrl, clock } = context;
  try {
    const response = await fetch(baseUrl.replace(/\/+$/, '') + path, {
      method: 'POST',
      headers: {
        Authorization: `Basic ${Buffer.from(`${app.clientId}:${app.clientSecret}`).toString('base64')}`,
        Accept: 'application/json',
      },
      body: new URLSearchParams(form),
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    const { status } = response;
    if (status === 408 || status === 429 || status >= 500) {
      const waitMs = retryAfterMs(response.headers.get('retry-after'), clock());
      return later(context, LOGIN_REASONS.failing, waitMs);
    }
    return { kind: 'answered', status, fields: fieldsOf(text) };
  } catch (error) {
    return later(context, LOGIN_REASONS.unreachable.replace('{error}', networkCode(error)), null);
  }
}

/** The error codes are those of OAuth 2 (RFC 6749, 5.2). Only a refused grant is for the merchant to mend. */
function refusal({ status, fields }: Reply): Halt {
  const code = typeof fields.error === 'string' ? fields.error.slice(0, 60) : `status ${status}`;
  if (code === 'invalid_grant') return { kind: 'merchant-must-act', action: 'reconnect', reason: LOGIN_REASONS.ended };
  return { kind: 'our-bug', reason: LOGIN_REASONS.appRefused.replace('{code}', () => code) };
}

function later(
  { clock }: AuthorizationContext,
  reason: string,
  delayMs: number | null,
): { kind: 'halted'; halt: Halt } {
  return { kind: 'halted', halt: { kind: 'retry', notBeforeMs: clock() + (delayMs ?? PLAIN_RETRY_MS), reason } };
}

function fieldsOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
