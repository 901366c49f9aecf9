/** Checkouts: known by their token, guarded by their own instants; completed for good, and a deletion wins over all. */
import type { ChangeOf } from '#app/core/changes.ts';
import { emailKey } from '#app/core/email.ts';
import type { DecimalId } from '#app/core/identifiers.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';

/** Stores checkouts unless a newer telling is known. That one is completed is kept, whichever telling said so. */
export async function saveCheckouts(sql: ShopSql, changes: readonly ChangeOf<'checkout'>[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map((change) => ({
    token: change.token,
    customer_id: change.customerId,
    email_key: change.email === null ? null : emailKey(change.email),
    created_at: instant(change.createdAt),
    updated_at: instant(change.updatedAt),
    told_at: instant(change.toldAt),
    completed_at: instant(change.completedAt),
    currency_code: change.currencyCode,
    total_minor: change.totalMinor,
  }));
  const columns = ['customer_id', 'email_key', 'created_at', 'currency_code', 'total_minor', 'updated_at', 'told_at'];
  const isNewer = '(c.updated_at IS NULL OR (excluded.updated_at, excluded.told_at) > (c.updated_at, c.told_at))';
  await sql.query(
    `INSERT INTO checkout AS c (shop_id, token, completed_at, ${columns.join(', ')})
     SELECT DISTINCT ON (r.token) $1, r.token, min(r.completed_at) OVER (PARTITION BY r.token), ${columns.map((column) => `r.${column}`).join(', ')}
     FROM json_to_recordset($2::json) AS r (token text, customer_id bigint, email_key text, created_at timestamptz,
       updated_at timestamptz, told_at timestamptz, completed_at timestamptz, currency_code text, total_minor bigint)
     ORDER BY r.token, r.updated_at DESC, r.told_at DESC
     ON CONFLICT (shop_id, token) DO UPDATE SET completed_at = least(c.completed_at, excluded.completed_at),
       ${columns.map((column) => `${column} = CASE WHEN ${isNewer} THEN excluded.${column} ELSE c.${column} END`).join(', ')}
     WHERE c.deleted_at IS NULL AND (${isNewer} OR excluded.completed_at < coalesce(c.completed_at, 'infinity'))`,
    [sql.shopId, JSON.stringify(rows)],
  );
}

/** Marks checkouts as deleted; nothing of them stays but the token, so that a late telling cannot bring them back. */
export async function deleteCheckouts(sql: ShopSql, changes: readonly ChangeOf<'checkout-deleted'>[]): Promise<void> {
  if (changes.length === 0) return;
  await sql.query(
    `INSERT INTO checkout AS c (shop_id, token, deleted_at)
     SELECT $1, r.token, min(r.at) FROM json_to_recordset($2::json) AS r (token text, at timestamptz) GROUP BY r.token
     ON CONFLICT (shop_id, token) DO UPDATE SET deleted_at = least(c.deleted_at, excluded.deleted_at), customer_id = NULL,
       email_key = NULL, created_at = NULL, updated_at = NULL, told_at = NULL, completed_at = NULL, currency_code = NULL, total_minor = 0`,
    [sql.shopId, JSON.stringify(changes.map((change) => ({ token: change.token, at: instant(change.at) })))],
  );
}

/** The customers these checkouts belong to now: by id, or else by the address typed. */
export async function customersOfCheckouts(sql: ShopSql, tokens: readonly string[]): Promise<DecimalId[]> {
  if (tokens.length === 0) return [];
  const { rows } = await sql.query<{ customer_id: DecimalId }>(
    `SELECT customer_id FROM checkout WHERE shop_id = $1 AND token = ANY ($2) AND customer_id IS NOT NULL
     UNION
     SELECT c.customer_id FROM checkout k JOIN customer c ON c.shop_id = k.shop_id AND c.email_key = k.email_key
     WHERE k.shop_id = $1 AND c.shop_id = $1 AND k.token = ANY ($2) AND k.customer_id IS NULL`,
    [sql.shopId, tokens],
  );
  return rows.map((row) => row.customer_id);
}
