/**
 * A shop's offline token, ready for use. It lives an hour; whoever finds it about to end refreshes it while holding the
 * session's row, so that of many processes one asks Shopify and the others find its result. Should we crash between
 * Shopify's answer and our commit, the old refresh token still works: Shopify retires it when the new pair is first used.
 * https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/offline-access-tokens (read 2026-11)
 */
import type { ShopId } from '#app/platform/database.ts';
import {
  expireOfflineToken,
  lockOfflineToken,
  readOfflineToken,
  saveOfflineToken,
  type OfflineToken,
  type TokenReading,
} from '#app/store/shopTokens.ts';
import type { Services } from '../services.ts';
import { adminAddress, jsonObject, postJson, type Exchange } from './exchange.ts';
import type { AdminHalt } from './halt.ts';

export type TokenAnswer = { kind: 'token'; accessToken: string } | { kind: 'halted'; halt: AdminHalt };

/** A token with less than this ahead of it is refreshed first. */
const FRESH_MS = 5 * 60_000;
const REFRESH_TIMEOUT_MS = 15_000;
/** How long we wait for another process that is refreshing. */
const LOCK_TIMEOUT_MS = 20_000;
const RETRY_MS = 5_000;
/** Assumed when Shopify's answer does not say: a token without an end would never be refreshed again. */
const DEFAULT_LIFE_S = 3_600;
const LOCK_NOT_AVAILABLE = '55P03';

/** @param refused A token that Shopify has just answered with 401: it is not given again. */
export async function usableToken(
  services: Services,
  shopId: ShopId,
  domain: string,
  refused?: string,
): Promise<TokenAnswer> {
  const { database, secrets, clock } = services;
  const usable = (token: TokenReading): token is OfflineToken =>
    typeof token === 'object' &&
    token.accessToken !== refused &&
    (token.expiresAt === null || token.expiresAt - clock() >= FRESH_MS);

  const stored = await readOfflineToken(database, secrets, domain);
  if (usable(stored)) return { kind: 'token', accessToken: stored.accessToken };
  if (typeof stored === 'string') return mustOpenApp(`token ${stored}`);
  try {
    return await database.inShop(shopId, async (sql) => {
      await sql.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
      const current = await lockOfflineToken(sql, secrets, domain);
      if (usable(current)) return { kind: 'token', accessToken: current.accessToken };
      if (typeof current === 'string') return mustOpenApp(`token ${current}`);
      const refreshed = await refresh(services, domain, current);
      if (refreshed.kind === 'halted') {
        if (refused !== undefined && refreshed.halt.kind === 'merchant-must-act') await expireOfflineToken(sql, domain);
        return refreshed;
      }
      await saveOfflineToken(sql, secrets, domain, refreshed.token, refreshed.scope);
      return { kind: 'token', accessToken: refreshed.token.accessToken };
    });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === LOCK_NOT_AVAILABLE)
      return later(clock(), 'another process is refreshing the token');
    throw error;
  }
}

/**
 * Notes that a token is of no use although its time is not over: when the merchant next opens the app another one is
 * exchanged at once. Nothing if another has taken its place meanwhile.
 */
export async function giveUpToken(
  { database, secrets }: Services,
  shopId: ShopId,
  domain: string,
  refused: string,
): Promise<void> {
  await database.inShop(shopId, async (sql) => {
    const current = await lockOfflineToken(sql, secrets, domain);
    if (typeof current === 'object' && current.accessToken === refused) await expireOfflineToken(sql, domain);
  });
}

type Refreshed = { kind: 'refreshed'; token: OfflineToken; scope: string | null } | { kind: 'halted'; halt: AdminHalt };

async function refresh(services: Services, domain: string, old: OfflineToken): Promise<Refreshed> {
  const { environment, clock, log } = services;
  if (old.refreshToken === null) return mustOpenApp('the token cannot be refreshed');
  if (old.refreshExpiresAt !== null && old.refreshExpiresAt <= clock())
    return mustOpenApp('the refresh token has expired');
  const exchange = await postJson(
    `${adminAddress(environment, domain)}/admin/oauth/access_token`,
    {
      client_id: environment.SHOPIFY_API_KEY,
      client_secret: environment.SHOPIFY_API_SECRET,
      grant_type: 'refresh_token',
      refresh_token: old.refreshToken,
    },
    {},
    REFRESH_TIMEOUT_MS,
  );
  const answer = judgeRefresh(exchange, clock());
  log.info(
    { domain, answer: answer.kind === 'halted' ? answer.halt.kind : answer.kind },
    'refreshed the offline token',
  );
  return answer;
}

/** What Shopify's answer to a refresh means. The error codes are those of OAuth 2 (RFC 6749, 5.2) and Shopify's own. */
function judgeRefresh(exchange: Exchange, nowMs: number): Refreshed {
  if (exchange.kind === 'lost') return later(nowMs, exchange.reason);
  const { status, body, retryAfterMs } = exchange;
  const fields = jsonObject(body) ?? {};
  if (status === 200) {
    if (typeof fields.access_token !== 'string' || fields.access_token === '')
      return later(nowMs, 'the answer held no token');
    return {
      kind: 'refreshed',
      token: {
        accessToken: fields.access_token,
        refreshToken: typeof fields.refresh_token === 'string' ? fields.refresh_token : null,
        expiresAt: endOf(fields.expires_in, nowMs) ?? nowMs + DEFAULT_LIFE_S * 1000,
        refreshExpiresAt: endOf(fields.refresh_token_expires_in, nowMs),
      },
      scope: typeof fields.scope === 'string' ? fields.scope : null,
    };
  }
  if (status === 429 || status >= 500 || status === 408)
    return later(nowMs, `status ${status}`, retryAfterMs ?? RETRY_MS);
  const code = typeof fields.error === 'string' ? fields.error : `status ${status}`;
  if (code === 'invalid_client' || code === 'application_cannot_be_found' || code === 'unsupported_grant_type')
    return { kind: 'halted', halt: { kind: 'our-bug', reason: `Shopify refuses the app itself: ${code}` } };
  return mustOpenApp(`the refresh was refused: ${code}`);
}

const endOf = (seconds: unknown, nowMs: number): number | null =>
  typeof seconds === 'number' && seconds > 0 ? nowMs + seconds * 1000 : null;

function mustOpenApp(reason: string): { kind: 'halted'; halt: AdminHalt } {
  return { kind: 'halted', halt: { kind: 'merchant-must-act', action: 'open-app', reason } };
}

function later(nowMs: number, reason: string, delayMs = RETRY_MS): { kind: 'halted'; halt: AdminHalt } {
  return { kind: 'halted', halt: { kind: 'retry', notBeforeMs: nowMs + delayMs, reason } };
}
