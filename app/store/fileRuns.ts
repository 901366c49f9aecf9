/** Lists that are written as files: which are due, what became of each, and what follows for its placements. */
import { instant, type ShopSql } from '#app/platform/database.ts';
import { forgetPlaces } from './erasure.ts';
import { WHOLE_SHOP } from './facts.ts';

/** What became of a list's latest file, as the admin shows it. */
export interface LastFile {
  fileName: string;
  /** When it was tried (epoch milliseconds). */
  at: number;
  /** Null when it was not written: `problem` says why. */
  written: { rowCount: number; byteCount: number; sha256: string } | null;
  problem: string | null;
}

export async function readFilesDue(sql: ShopSql, connectionId: number): Promise<number | null> {
  const { rows } = await sql.query<{ files_due_at: number | null }>(
    'SELECT files_due_at FROM connection WHERE shop_id = $1 AND connection_id = $2',
    [sql.shopId, connectionId],
  );
  return rows[0]?.files_due_at ?? null;
}

export async function saveFilesDue(sql: ShopSql, connectionId: number, at: number): Promise<void> {
  await sql.query('UPDATE connection SET files_due_at = $3 WHERE shop_id = $1 AND connection_id = $2', [
    sql.shopId,
    connectionId,
    instant(at),
  ]);
}

/** Lists not written since `dueAt`; of those that are off only such as somebody is known to be in: they are written once more, empty. */
export async function listsToWrite(sql: ShopSql, connectionId: number, dueAt: number): Promise<number[]> {
  const { rows } = await sql.query<{ destination_id: number }>(
    `SELECT destination_id FROM destination d WHERE shop_id = $1 AND connection_id = $2 AND (file_written_at IS NULL OR file_written_at < $3)
       AND (enabled OR EXISTS (SELECT FROM placement p WHERE p.shop_id = $1 AND p.destination_id = d.destination_id AND p.acknowledged))
     ORDER BY destination_id`,
    [sql.shopId, connectionId, instant(dueAt)],
  );
  return rows.map((row) => row.destination_id);
}

/**
 * The database's own instant, to tell wishes of before from those that came while a file was written; not later than any that is
 * stored after it. Call it while the shop is held.
 */
export async function readDatabaseInstant(sql: ShopSql): Promise<string> {
  const { rows } = await sql.query<{ at: string }>(`SELECT date_trunc('milliseconds', clock_timestamp())::text AS at`);
  return rows[0]?.at ?? '';
}

export async function noteFile(sql: ShopSql, destinationId: number, file: LastFile): Promise<void> {
  await sql.query(
    `UPDATE destination SET last_file = $3, file_written_at = coalesce($4, file_written_at), last_synced_at = coalesce($4, last_synced_at)
     WHERE shop_id = $1 AND destination_id = $2`,
    [sql.shopId, destinationId, JSON.stringify(file), file.written ? instant(file.at) : null],
  );
}

/** What was wished before the file was begun is in it, or not in it any more. @param begun @see readDatabaseInstant */
export async function settleFile(sql: ShopSql, destinationId: number, begun: string, at: number): Promise<void> {
  await sql.query(WHOLE_SHOP);
  await sql.query(
    `UPDATE placement SET acknowledged = desired, acknowledged_at = $4, state = 'settled', attempts = 0, not_before = NULL, reason = NULL
     WHERE shop_id = $1 AND destination_id = $2 AND state = 'pending' AND changed_at < $3`,
    [sql.shopId, destinationId, begun, instant(at)],
  );
  const { rows } = await sql.query<{ customer_id: string }>(
    `SELECT p.customer_id FROM placement p JOIN customer c ON c.shop_id = $1 AND c.customer_id = p.customer_id
     WHERE p.shop_id = $1 AND p.destination_id = $2 AND NOT p.desired AND p.state = 'settled' AND c.redacted_at IS NOT NULL`,
    [sql.shopId, destinationId],
  );
  await forgetPlaces(
    sql,
    rows.map((row) => row.customer_id),
  );
}
