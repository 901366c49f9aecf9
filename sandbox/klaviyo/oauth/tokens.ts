/** The calls of an app for its tokens: a code or a refresh token for a new pair, and the end of an installation. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { readBody, sendJson } from '../../http.ts';
import {
  ACCESS_LIFE_MS,
  findApp,
  issuePair,
  revokeToken,
  takeCode,
  takeRefreshToken,
  type App,
} from '../store/installs.ts';
import type { World } from '../world.ts';

const FORM_LIMIT_BYTES = 100_000;

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** Answers `/oauth/token` and `/oauth/revoke`. Ordered failures name the app by its client id, as `key`. */
export async function serveTokens(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const startedAt = performance.now();
  const method = request.method ?? 'GET';
  const { bytes } = await readBody(request, FORM_LIMIT_BYTES);
  const given = credentials(request.headers.authorization);
  const fault = world.faults.choose(method, path, given?.id);
  if (fault?.delayMs !== undefined) await wait(fault.delayMs, undefined, { ref: false });
  const handled = fault?.cut !== 'before' && (fault?.status === undefined || fault.handledFirst === true);
  let answer = handled ? answerTo(world, request, path, new URLSearchParams(bytes.toString('utf8'))) : undefined;
  if (fault?.status !== undefined)
    answer = { status: fault.status, body: (fault.body as Answer['body'] | undefined) ?? { error: 'ordered' } };
  const cut = fault?.cut !== undefined;
  world.traffic.record({
    at: new Date(world.clock.nowMs()).toISOString(),
    method,
    path,
    query: {},
    headers: { 'content-type': request.headers['content-type'] ?? '' },
    accountId: null,
    operationId: null,
    // It holds tokens.
    rawBody: undefined,
    status: cut ? 0 : (answer?.status ?? 0),
    ms: Math.round((performance.now() - startedAt) * 1000) / 1000,
    ...(fault === undefined ? {} : { faultId: fault.id }),
  });
  if (cut || answer === undefined) response.destroy();
  else sendJson(response, answer.status, answer.body);
}

function answerTo(world: World, request: IncomingMessage, path: string, form: URLSearchParams): Answer {
  if (request.method !== 'POST') return refused('invalid_request', 'Use POST.', 405);
  const app = callingApp(world, request);
  if (app === undefined) return refused('invalid_client', 'The client id or secret is wrong.', 401);
  if (!(request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded'))
    return refused('invalid_request', 'The body must be form-encoded.');
  return path === '/oauth/token' ? tokens(world, app, form) : revoke(world, app, form);
}

function tokens(world: World, { clientId }: App, form: URLSearchParams): Answer {
  const { db, clock } = world;
  const nowMs = clock.nowMs();
  return db.transaction(() => {
    let installPk: number | undefined;
    switch (form.get('grant_type')) {
      case 'authorization_code': {
        const code = takeCode(db, form.get('code') ?? '', clientId, nowMs);
        const challenge = createHash('sha256')
          .update(form.get('code_verifier') ?? '')
          .digest('base64url');
        if (code?.redirectUri === form.get('redirect_uri') && code?.challenge === challenge) installPk = code.installPk;
        break;
      }
      case 'refresh_token':
        installPk = takeRefreshToken(db, form.get('refresh_token') ?? '', clientId, nowMs);
        break;
      default:
        return refused('unsupported_grant_type', 'grant_type must be authorization_code or refresh_token.');
    }
    if (installPk === undefined) return refused('invalid_grant', 'It is unknown, used, expired or revoked.');
    const pair = issuePair(db, installPk, nowMs);
    return {
      status: 200,
      body: {
        access_token: pair.accessToken,
        refresh_token: pair.refreshToken,
        token_type: 'Bearer',
        expires_in: ACCESS_LIFE_MS / 1000,
        scope: pair.scopes.join(' '),
      },
    };
  });
}

/** As RFC 7009 wants it: an unknown token is as good as a revoked one. */
function revoke({ db }: World, { clientId }: App, form: URLSearchParams): Answer {
  const token = form.get('token');
  if (token === null) return refused('invalid_request', 'token is required.');
  revokeToken(db, token, clientId);
  return { status: 200, body: {} };
}

function refused(error: string, description: string, status = 400): Answer {
  return { status, body: { error, error_description: description } };
}

function callingApp(world: World, request: IncomingMessage): App | undefined {
  const given = credentials(request.headers.authorization);
  const app = given === undefined ? undefined : findApp(world.db, given.id);
  return app !== undefined && given !== undefined && same(app.clientSecret, given.secret) ? app : undefined;
}

function credentials(header: string | undefined): { id: string; secret: string } | undefined {
  if (header?.startsWith('Basic ') !== true) return undefined;
  const text = Buffer.from(header.slice('Basic '.length), 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { id: text.slice(0, colon), secret: text.slice(colon + 1) };
}

function same(one: string, other: string): boolean {
  const [a, b] = [one, other].map((value) => createHash('sha256').update(value).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
