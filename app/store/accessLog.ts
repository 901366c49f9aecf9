/** The record of who saw or took out personal data. It holds no customer's data itself: of whom, it says by a keyed fingerprint. */
import { instant, type ShopSql } from '#app/platform/database.ts';

/** What was done with personal data. */
export const accessActions = [
  'members',
  'search',
  'explanation',
  'customer',
  'preview',
  'file-made',
  'file-downloaded',
  'list-downloaded',
  'list-read',
] as const;
export type AccessAction = (typeof accessActions)[number];

export interface Access {
  /** `staff:` with Shopify's number of the member of staff, `worker`, or `api:` with the id of a partner's key. */
  actor: string;
  action: AccessAction;
  /** A fingerprint of the one customer concerned, of those that were shown, or of the list that a partner read; null where nobody was. */
  subjectFingerprint: string | null;
  /** How many customers were shown. */
  rowCount: number;
  at: number;
}

/** A page that keeps itself fresh asks every few seconds: the same people, seen by the same person, are one look for this long. */
const ONE_LOOK_MS = 300_000;

/** Notes an access in the transaction of the reading itself. */
export async function logAccess(sql: ShopSql, access: Access): Promise<void> {
  await sql.query(
    `INSERT INTO access_log (shop_id, at, actor, action, subject, row_count)
     SELECT $1::bigint, $2::timestamptz, $3::text, $4::text, $5::text, $6::int WHERE NOT EXISTS (
       SELECT FROM access_log WHERE shop_id = $1 AND at > $7::timestamptz AND at <= $2 AND actor = $3 AND action = $4
         AND subject IS NOT DISTINCT FROM $5 AND row_count = $6)`,
    [
      sql.shopId,
      instant(access.at),
      access.actor,
      access.action,
      access.subjectFingerprint,
      access.rowCount,
      instant(access.at - ONE_LOOK_MS),
    ],
  );
}

/** Pages of one list, read with one key within this time, are one entry. */
const ONE_READING_MS = 3_600_000;

/** Notes that a partner read a page of a list: what the key read of it within the hour is added up in one entry. */
export async function logApiAccess(sql: ShopSql, access: Omit<Access, 'action'>): Promise<void> {
  const values = [sql.shopId, instant(access.at), access.actor, access.subjectFingerprint, access.rowCount];
  const { rowCount } = await sql.query(
    `UPDATE access_log SET row_count = least(row_count::bigint + $5, 2147483647)::int WHERE shop_id = $1 AND entry_id = (
       SELECT max(entry_id) FROM access_log
       WHERE shop_id = $1 AND at > $6 AND at <= $2 AND actor = $3 AND action = 'list-read' AND subject = $4)`,
    [...values, instant(access.at - ONE_READING_MS)],
  );
  if (rowCount) return;
  await sql.query(
    `INSERT INTO access_log (shop_id, at, actor, action, subject, row_count) VALUES ($1, $2, $3, 'list-read', $4, $5)`,
    values,
  );
}

export interface AccessEntry {
  entryId: string;
  at: number;
  actor: string;
  action: AccessAction;
  subject: string | null;
  rowCount: number;
}

/** The newest first, before one entry of an earlier page. */
export async function readAccesses(
  sql: ShopSql,
  before: string | null,
  limit: number,
): Promise<{ entries: AccessEntry[]; hasMore: boolean }> {
  const { rows } = await sql.query<{
    entry_id: string;
    at: number;
    actor: string;
    action: AccessAction;
    subject: string | null;
    row_count: number;
  }>(
    `SELECT entry_id, at, actor, action, subject, row_count FROM access_log
     WHERE shop_id = $1 AND ($2::bigint IS NULL OR entry_id < $2) ORDER BY entry_id DESC LIMIT $3`,
    [sql.shopId, before, limit + 1],
  );
  return {
    entries: rows.slice(0, limit).map((row) => ({
      entryId: row.entry_id,
      at: row.at,
      actor: row.actor,
      action: row.action,
      subject: row.subject,
      rowCount: row.row_count,
    })),
    hasMore: rows.length > limit,
  };
}
