/** Who calls, and what the caller may do: token, proof of the app's secret, permissions, access to the ad account. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Database } from '../../database.ts';
import { mayUse, type AdAccount } from '../store/accounts.ts';
import { findToken, grantedScopes, type Token } from '../store/apps.ts';
import { badToken, blockedAccount, noAccess, noPermission, noToken, proofWanted } from './errors.ts';
import type { Params } from './params.ts';

/** How long a proof that names its time holds. */
const TIMED_PROOF_MS = 300_000;

/** The token of `Authorization: Bearer`, else of the parameter. */
export function tokenText(request: IncomingMessage, params: Params): string | undefined {
  return /^(?:Bearer|OAuth) (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? params.text('access_token');
}

export function requireToken(db: Database, text: string | undefined, nowMs: number): Token {
  if (text === undefined || text === '') throw noToken();
  const token = findToken(db, text);
  if (token === undefined) throw badToken('unknown');
  const wrong = tokenFault(token, nowMs);
  if (wrong !== undefined) throw badToken(wrong);
  return token;
}

export function tokenFault(token: Token, nowMs: number): 'expired' | 'invalidated' | 'deauthorised' | undefined {
  if (token.state !== 'active') return token.state;
  return token.expiresMs !== null && token.expiresMs <= nowMs ? 'expired' : undefined;
}

/** A proof that is given must be right, whether or not the app demands one. */
export function requireProof(token: Token, params: Params, nowMs: number): void {
  const proof = params.text('appsecret_proof');
  if (proof === undefined) {
    if (token.app.requireProof) throw proofWanted(false);
    return;
  }
  const time = params.text('appsecret_time');
  if (time !== undefined && Math.abs(nowMs - Number(time) * 1000) > TIMED_PROOF_MS) throw proofWanted(true);
  const message = time === undefined ? token.token : `${token.token}|${time}`;
  const right = Buffer.from(createHmac('sha256', token.app.secret).update(message).digest('hex'));
  const given = Buffer.from(proof);
  if (given.length !== right.length || !timingSafeEqual(given, right)) throw proofWanted(true);
}

/** Reading takes `ads_read` or `ads_management`, everything else `ads_management`. */
export function requirePermission(db: Database, token: Token, writes: boolean): void {
  const scopes = grantedScopes(db, token.app.id, token.user.id);
  if (scopes.includes('ads_management') || (!writes && scopes.includes('ads_read'))) return;
  throw noPermission(writes ? 'ads_management' : 'ads_read');
}

export function requireAccess(account: AdAccount, token: Token): void {
  if (!mayUse(account, token.user.id)) throw noAccess();
  if (account.blocked) throw blockedAccount();
}
