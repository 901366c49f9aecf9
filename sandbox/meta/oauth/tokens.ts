/** Tokens for codes, long-lived tokens for short-lived ones, and what a token is worth. */
import { GraphError, badToken, invalidParameter } from '../protocol/errors.ts';
import { tokenFault } from '../protocol/gate.ts';
import type { OpenExchange } from '../routes/exchange.ts';
import {
  findApp,
  findCode,
  findToken,
  findUser,
  grantedScopes,
  newTokenText,
  putToken,
  spendCode,
  type App,
  type User,
} from '../store/apps.ts';

const CODE_MS = 600_000;
const SHORT_LIVED_MS = 2 * 3_600_000;
const LONG_LIVED_MS = 60 * 86_400_000;
const DATA_ACCESS_MS = 90 * 86_400_000;

export function accessToken(exchange: OpenExchange): unknown {
  const { db, params, nowMs } = exchange;
  const app = requireApp(exchange);
  const kind = params.text('grant_type') ?? 'authorization_code';
  if (kind === 'client_credentials') return { access_token: `${app.id}|${app.secret}`, token_type: 'bearer' };
  if (kind === 'fb_exchange_token') {
    const given = findToken(db, params.required('fb_exchange_token'));
    if (given === undefined || given.app.id !== app.id) throw badToken('unknown');
    const fault = tokenFault(given, nowMs);
    if (fault !== undefined) throw badToken(fault);
    return issued(exchange, app, given.user, LONG_LIVED_MS);
  }
  if (kind !== 'authorization_code') throw invalidParameter(`Param grant_type: ${kind} is not known`);
  return issued(exchange, app, userOfCode(exchange, app), SHORT_LIVED_MS);
}

function requireApp({ db, params }: OpenExchange): App {
  const app = findApp(db, params.required('client_id'));
  if (app === undefined) {
    throw new GraphError(400, { message: 'Error validating application. Invalid application ID.', code: 101 });
  }
  if (params.required('client_secret') !== app.secret) {
    throw new GraphError(400, { message: 'Error validating client secret.', code: 1 });
  }
  return app;
}

function userOfCode({ db, params, nowMs }: OpenExchange, app: App): User {
  const text = params.required('code');
  const code = findCode(db, text);
  const user = code === undefined ? undefined : findUser(db, code.userId);
  if (code === undefined || user === undefined || code.appId !== app.id) {
    throw new GraphError(400, { message: 'Invalid verification code format.', code: 100 });
  }
  if (code.used) {
    throw new GraphError(400, { message: 'This authorization code has been used.', code: 100, subcode: 36009 });
  }
  if (code.issuedMs + CODE_MS <= nowMs) {
    throw new GraphError(400, { message: 'This authorization code has expired.', code: 100, subcode: 36007 });
  }
  if (params.required('redirect_uri') !== code.redirectUri) {
    const message =
      'Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the ' +
      'OAuth dialog request';
    throw new GraphError(400, { message, code: 100, subcode: 36008 });
  }
  spendCode(db, text);
  return user;
}

function issued({ db, nowMs }: OpenExchange, app: App, user: User, lifeMs: number): unknown {
  const token = newTokenText();
  putToken(db, { token, app, user, issuedMs: nowMs, expiresMs: nowMs + lifeMs });
  return { access_token: token, token_type: 'bearer', expires_in: lifeMs / 1000 };
}

/** Asked with an app token (`id|secret`) or a token of the same app. */
export function debugToken({ db, params, nowMs }: OpenExchange, askedWith: string | undefined): unknown {
  const [appId = '', secret] = (askedWith ?? '').split('|');
  const asker = secret === undefined ? findToken(db, appId)?.app : findApp(db, appId);
  if (asker === undefined || (secret !== undefined && asker.secret !== secret)) throw badToken('unknown');
  const token = findToken(db, params.required('input_token'));
  if (token === undefined || token.app.id !== asker.id) {
    const error = { code: 190, message: 'Invalid OAuth access token - Cannot parse access token' };
    return { data: { error, is_valid: false, scopes: [] } };
  }
  const fault = tokenFault(token, nowMs);
  const { message = '', subcode } = fault === undefined ? {} : badToken(fault).facts;
  return {
    data: {
      app_id: token.app.id,
      type: 'USER',
      application: token.app.name,
      data_access_expires_at: Math.floor((token.issuedMs + DATA_ACCESS_MS) / 1000),
      expires_at: token.expiresMs === null ? 0 : Math.floor(token.expiresMs / 1000),
      issued_at: Math.floor(token.issuedMs / 1000),
      is_valid: fault === undefined,
      scopes: grantedScopes(db, token.app.id, token.user.id),
      user_id: token.user.id,
      ...(fault === undefined ? {} : { error: { code: 190, message, subcode } }),
    },
  };
}
