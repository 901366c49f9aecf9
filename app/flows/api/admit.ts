/** A request of the public API → the key it was made with, or why it is not let in; one request is taken from the key's allowance. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { ApiScope } from '#app/core/api/scopes.ts';
import { problemOf } from '#app/core/api/problems.ts';
import type { ApiProblem } from '#app/core/api/shapes.ts';
import { readToken } from '#app/core/api/token.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopId } from '#app/platform/database.ts';
import { findKey, takeRequest } from '#app/store/apiKeys.ts';
import { loadShop } from '#app/store/shops.ts';

export interface ApiVisit {
  shopId: ShopId;
  /** For the record of accesses: `api:` and the key's id. */
  actor: string;
}

/** What is left of a key's allowance. */
export interface Allowance {
  perMin: number;
  left: number;
  /** Until all of it is there again. */
  fullInS: number;
}

export type Admission =
  | { ok: true; visit: ApiVisit; allowance: Allowance }
  /** `waitS`: when the key may ask again. */
  | { ok: false; problem: ApiProblem; allowance?: Allowance; waitS?: number };

export const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

const refused = (problem: ApiProblem): Admission => ({ ok: false, problem });

/** @param authorization The header as it came. @param scope What the operation asks for. */
export async function admit(
  { database, environment, clock }: Services,
  authorization: string | null,
  scope: ApiScope,
): Promise<Admission> {
  const token = /^bearer +(\S+)$/i.exec(authorization?.trim() ?? '')?.[1];
  if (token === undefined) return refused(problemOf('no-key'));
  const named = readToken(token);
  if (named === null) return refused(problemOf('wrong-key'));
  const now = clock();
  const perMin = environment.API_REQUESTS_PER_MIN;
  return database.inShop(named.shopId, async (sql): Promise<Admission> => {
    const key = await findKey(sql, named.keyId);
    const isProved = timingSafeEqual(hashOf(token), key?.tokenHash ?? hashOf(''));
    if (!key || !isProved || key.revokedAt !== null || (key.expiresAt !== null && key.expiresAt <= now))
      return refused(problemOf('wrong-key'));
    if ((await loadShop(sql))?.status !== 'installed') return refused(problemOf('app-removed'));
    const left = await takeRequest(sql, key.keyId, perMin, now);
    const perS = perMin / 60;
    const allowance = {
      perMin,
      left: Math.max(0, Math.floor(left)),
      fullInS: Math.ceil((perMin - Math.max(0, left)) / perS),
    };
    if (left < 0)
      return { ok: false, problem: problemOf('too-many-requests'), allowance, waitS: Math.ceil(-left / perS) };
    if (!key.scopes.includes(scope)) return { ok: false, problem: problemOf('missing-scope', { scope }), allowance };
    return { ok: true, visit: { shopId: named.shopId, actor: `api:${key.keyId}` }, allowance };
  });
}
