/** Keys of partners who read lists. What proves a key is kept as a hash; the key itself is nowhere. */
import type { ApiScope } from '#app/core/api/scopes.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';

export interface ApiKey {
  keyId: string;
  name: string;
  scopes: ApiScope[];
  createdAt: number;
  expiresAt: number | null;
  revokedAt: number | null;
  lastUsedAt: number | null;
}

const SHOWN = 'key_id, name, scopes, created_at, expires_at, revoked_at, last_used_at';

interface KeyRow {
  key_id: string;
  name: string;
  scopes: ApiScope[];
  created_at: number;
  expires_at: number | null;
  revoked_at: number | null;
  last_used_at: number | null;
}

const keyOf = (row: KeyRow): ApiKey => ({
  keyId: row.key_id,
  name: row.name,
  scopes: row.scopes,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  revokedAt: row.revoked_at,
  lastUsedAt: row.last_used_at,
});

/** Changes of the shop's keys come one after the other until the transaction ends. */
export async function holdKeys(sql: ShopSql): Promise<void> {
  await sql.query(`SELECT pg_advisory_xact_lock(hashtextextended('api-key:' || $1, 0))`, [sql.shopId]);
}

/** Keys that were not revoked, the newest first. */
export async function listKeys(sql: ShopSql): Promise<ApiKey[]> {
  const { rows } = await sql.query<KeyRow>(
    `SELECT ${SHOWN} FROM api_key WHERE shop_id = $1 AND revoked_at IS NULL ORDER BY created_at DESC, key_id`,
    [sql.shopId],
  );
  return rows.map(keyOf);
}

export interface NewKey extends Pick<ApiKey, 'keyId' | 'name' | 'scopes' | 'createdAt' | 'expiresAt'> {
  tokenHash: Buffer;
  createdBy: string;
}

export async function addKey(sql: ShopSql, key: NewKey): Promise<void> {
  await sql.query(
    `INSERT INTO api_key (shop_id, key_id, name, scopes, token_hash, created_at, created_by, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      sql.shopId,
      key.keyId,
      key.name,
      key.scopes,
      key.tokenHash,
      instant(key.createdAt),
      key.createdBy,
      instant(key.expiresAt),
    ],
  );
}

/** False when there is no such key, or no more. */
export async function revokeKey(sql: ShopSql, keyId: string, now: number): Promise<boolean> {
  const { rowCount } = await sql.query(
    'UPDATE api_key SET revoked_at = $3 WHERE shop_id = $1 AND key_id = $2 AND revoked_at IS NULL',
    [sql.shopId, keyId, instant(now)],
  );
  return rowCount === 1;
}

/** The key ends at an instant, unless it ends before. */
export async function endKeyAt(sql: ShopSql, keyId: string, at: number): Promise<void> {
  await sql.query('UPDATE api_key SET expires_at = least(expires_at, $3) WHERE shop_id = $1 AND key_id = $2', [
    sql.shopId,
    keyId,
    instant(at),
  ]);
}

/** A key with the hash that proves it; null when the shop has none of that id. */
export async function findKey(sql: ShopSql, keyId: string): Promise<(ApiKey & { tokenHash: Buffer }) | null> {
  const { rows } = await sql.query<KeyRow & { token_hash: Buffer }>(
    `SELECT ${SHOWN}, token_hash FROM api_key WHERE shop_id = $1 AND key_id = $2`,
    [sql.shopId, keyId],
  );
  return rows[0] ? { ...keyOf(rows[0]), tokenHash: rows[0].token_hash } : null;
}

/**
 * Takes one request from the key's allowance, which fills at a steady rate up to `perMin`. Kept in the key's row, so all web
 * processes share it; what is lost of it in a crash does no harm, so nobody waits for the disk.
 * @returns What is left; below zero: nothing was, and by how much.
 */
export async function takeRequest(sql: ShopSql, keyId: string, perMin: number, now: number): Promise<number> {
  await sql.query('SET LOCAL synchronous_commit = off');
  const { rows } = await sql.query<{ available: number }>(
    `WITH k AS MATERIALIZED (
       SELECT least($3::float8, coalesce(allowance + greatest(0, extract(epoch FROM $4::timestamptz - allowance_at)) * $3 / 60, $3)) AS available
       FROM api_key WHERE shop_id = $1 AND key_id = $2 FOR UPDATE)
     UPDATE api_key a SET allowance = CASE WHEN k.available >= 1 THEN k.available - 1 ELSE k.available END,
       allowance_at = greatest(allowance_at, $4), last_used_at = greatest(last_used_at, $4)
     FROM k WHERE a.shop_id = $1 AND a.key_id = $2 RETURNING k.available`,
    [sql.shopId, keyId, perMin, instant(now)],
  );
  return (rows[0]?.available ?? 0) - 1;
}
