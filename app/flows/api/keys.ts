/** The merchant's keys for partners who read lists: made, changed for new ones, revoked. A key is shown once, when it is made. */
import { randomBytes } from 'node:crypto';
import { MOST_NAME_LETTERS, type LifeDays, type OverlapHours } from '#app/core/api/keyTerms.ts';
import { apiScopes, type ApiScope } from '#app/core/api/scopes.ts';
import { tokenOf } from '#app/core/api/token.ts';
import { READERS, READERS_NAME } from '#app/core/placements/readers.ts';
import { failure, success, type Result } from '#app/core/result.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopId, ShopSql } from '#app/platform/database.ts';
import { reserveConnection, saveReaders } from '#app/store/adminConnections.ts';
import { addKey, endKeyAt, findKey, holdKeys, listKeys, revokeKey, type ApiKey } from '#app/store/apiKeys.ts';
import { hashOf } from './admit.ts';

const MOST_KEYS = 20;

export interface ShownKey extends Omit<ApiKey, 'revokedAt'> {
  /** It ended by itself. */
  isExpired: boolean;
}

export type KeyProblem = 'bad-name' | 'no-scope' | 'too-many' | 'no-such-key';
/** The token of a new key; it cannot be had again. */
export type NewKeyAnswer = Result<{ token: string; name: string }, KeyProblem>;

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export async function readKeys({ database, clock }: Services, shopId: ShopId): Promise<ShownKey[]> {
  const now = clock();
  const keys = await database.inShop(shopId, listKeys);
  return keys.map(({ revokedAt: _, ...key }) => ({
    ...key,
    isExpired: key.expiresAt !== null && key.expiresAt <= now,
  }));
}

/** The first key makes the API one of the shop's connections, so that segments can be switched on for it. */
export async function makeKey(
  services: Services,
  shopId: ShopId,
  wanted: { name: string; scopes: readonly string[]; lifeDays: LifeDays },
  actor: string,
): Promise<NewKeyAnswer> {
  const name = wanted.name.trim().replaceAll(/\s+/g, ' ');
  if (name === '' || name.length > MOST_NAME_LETTERS || /\p{Cc}/u.test(name)) return failure('bad-name');
  const scopes = apiScopes.filter((scope) => wanted.scopes.includes(scope));
  if (scopes.length === 0) return failure('no-scope');
  return services.database.inShop(shopId, async (sql) => {
    await holdKeys(sql);
    if ((await listKeys(sql)).length >= MOST_KEYS) return failure('too-many');
    const now = services.clock();
    const connectionId = await reserveConnection(sql, READERS);
    await saveReaders(sql, { connectionId, connector: READERS, name: READERS_NAME, connectedAt: now });
    const expiresAt = wanted.lifeDays === null ? null : now + wanted.lifeDays * DAY_MS;
    return success({ name, token: await add(sql, { name, scopes, createdAt: now, expiresAt, createdBy: actor }) });
  });
}

/** A new key of the same name and scopes; the former goes on for a while, so that nothing stops meanwhile. */
export async function changeKey(
  { database, clock }: Services,
  shopId: ShopId,
  keyId: string,
  overlapHours: OverlapHours,
  actor: string,
): Promise<NewKeyAnswer> {
  return database.inShop(shopId, async (sql) => {
    await holdKeys(sql);
    const former = await findKey(sql, keyId);
    if (!former || former.revokedAt !== null) return failure('no-such-key');
    if ((await listKeys(sql)).length >= MOST_KEYS) return failure('too-many');
    const { name, scopes, createdAt, expiresAt } = former;
    const now = clock();
    const lifeMs = expiresAt === null ? null : expiresAt - createdAt;
    await endKeyAt(sql, keyId, now + overlapHours * HOUR_MS);
    const fresh = { name, scopes, createdAt: now, expiresAt: lifeMs === null ? null : now + lifeMs, createdBy: actor };
    return success({ name, token: await add(sql, fresh) });
  });
}

/** Ends a key at once. False when there was none. */
export async function endKey({ database, clock }: Services, shopId: ShopId, keyId: string): Promise<boolean> {
  return database.inShop(shopId, (sql) => revokeKey(sql, keyId, clock()));
}

async function add(
  sql: ShopSql,
  key: { name: string; scopes: ApiScope[]; createdAt: number; expiresAt: number | null; createdBy: string },
): Promise<string> {
  const keyId = randomBytes(8).toString('hex');
  const token = tokenOf({ shopId: sql.shopId, keyId }, randomBytes(32).toString('base64url'));
  await addKey(sql, { ...key, keyId, tokenHash: hashOf(token) });
  return token;
}
