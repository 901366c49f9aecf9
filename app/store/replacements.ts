/**
 * Lists that are replaced whole at their partner. While one is, nobody is known to be in it (`acknowledged` is null) until they are sent;
 * when it is over, whoever was not sent is known to be out.
 */
import { instant, type ShopSql } from '#app/platform/database.ts';
import { forgetPlaces } from './erasure.ts';
import { WHOLE_SHOP } from './facts.ts';
import { holdShop } from './shops.ts';

export interface ReplacedList {
  destinationId: number;
  partnerListId: string | null;
  /** Batches are being sent; all were, and the partner works on them; or nothing more is sent and the partner has yet to end it. */
  replacing: 'open' | 'closed' | 'given-up';
}

/** Lists there are replaced when everybody is sent once more: after a change of account those that were kept in the one before, too. */
export async function askReplacements(sql: ShopSql, connectionId: number): Promise<void> {
  await sql.query(
    'UPDATE destination SET send_whole = true WHERE shop_id = $1 AND connection_id = $2 AND partner_list_id IS NOT NULL',
    [sql.shopId, connectionId],
  );
}

/** The list that was found has others in it than we know of: it is replaced. */
export async function askReplacement(sql: ShopSql, destinationId: number): Promise<void> {
  await sql.query('UPDATE destination SET send_whole = true WHERE shop_id = $1 AND destination_id = $2', [
    sql.shopId,
    destinationId,
  ]);
}

/**
 * From here on everybody is to be sent, and of nobody is it known whether they are in the list.
 * @returns How many are to be in it; null when it cannot begin now.
 */
export async function beginReplacement(sql: ShopSql, destinationId: number): Promise<number | null> {
  const ids = [sql.shopId, destinationId];
  await holdShop(sql, 'whole shop');
  const begun = await sql.query(
    `UPDATE destination d SET replacing = 'open' WHERE shop_id = $1 AND destination_id = $2 AND send_whole AND enabled AND replacing IS NULL
       AND NOT EXISTS (SELECT FROM partner_job j WHERE j.shop_id = $1 AND j.destination_id = d.destination_id)`,
    ids,
  );
  if (!begun.rowCount) return null;
  await sql.query(WHOLE_SHOP);
  await sql.query(
    `UPDATE placement SET acknowledged = NULL, state = 'pending', attempts = 0, not_before = NULL, reason = NULL, changed_at = now()
     WHERE shop_id = $1 AND destination_id = $2 AND (desired OR acknowledged IS DISTINCT FROM false)`,
    ids,
  );
  const { rows } = await sql.query<{ count: string }>(
    'SELECT count(*) FROM placement WHERE shop_id = $1 AND destination_id = $2 AND desired',
    ids,
  );
  return Number(rows[0]?.count ?? 0);
}

/** Nothing reached the partner: all of the list waits, as before. @param again Whether another replacement is tried. */
export async function cancelReplacement(sql: ShopSql, destinationId: number, again: boolean): Promise<void> {
  await sql.query(
    `UPDATE destination SET replacing = NULL, send_whole = $3, hold = nullif(hold, 'replacing'),
       held_until = CASE WHEN hold = 'replacing' THEN NULL ELSE held_until END
     WHERE shop_id = $1 AND destination_id = $2`,
    [sql.shopId, destinationId, again],
  );
}

/** Everything was sent, and the partner is asked after it from an instant on; until then nothing is sent for the list. */
export async function closeReplacement(sql: ShopSql, destinationId: number, until: number): Promise<void> {
  await awaitReplacement(sql, destinationId, until, 'closed');
}

/** The partner works on it still. */
export async function awaitReplacement(
  sql: ShopSql,
  destinationId: number,
  until: number,
  replacing: 'closed' | 'given-up',
): Promise<void> {
  await sql.query(
    `UPDATE destination SET replacing = $4, hold = 'replacing', held_until = $3 WHERE shop_id = $1 AND destination_id = $2`,
    [sql.shopId, destinationId, instant(until), replacing],
  );
}

/** Nothing more is sent of it. The partner may replace the list with what it has: of nobody is it known whether they are in it. */
export async function giveUpReplacement(sql: ShopSql, destinationId: number, until: number): Promise<void> {
  const ids = [sql.shopId, destinationId];
  await holdShop(sql, 'whole shop');
  await awaitReplacement(sql, destinationId, until, 'given-up');
  await sql.query('DELETE FROM partner_job WHERE shop_id = $1 AND destination_id = $2', ids);
  await sql.query(WHOLE_SHOP);
  await sql.query(
    `UPDATE placement SET acknowledged = NULL, job_id = NULL, send_again = false, not_before = NULL,
       state = CASE state WHEN 'rejected' THEN state ELSE 'pending' END
     WHERE shop_id = $1 AND destination_id = $2 AND (desired OR acknowledged IS DISTINCT FROM false OR state = 'sent')`,
    ids,
  );
}

/** The list has been replaced: who was not sent is out, whoever that was. */
export async function endReplacement(sql: ShopSql, destinationId: number): Promise<void> {
  const ids = [sql.shopId, destinationId];
  await holdShop(sql, 'whole shop');
  await cancelReplacement(sql, destinationId, false);
  await sql.query(WHOLE_SHOP);
  await sql.query(
    `UPDATE placement SET acknowledged = false, state = CASE WHEN desired THEN state ELSE 'settled' END,
       told_value = CASE WHEN desired THEN told_value END
     WHERE shop_id = $1 AND destination_id = $2 AND acknowledged IS NULL AND state IN ('pending', 'rejected')`,
    ids,
  );
  const { rows } = await sql.query<{ customer_id: string }>(
    `SELECT p.customer_id FROM placement p JOIN customer c ON c.shop_id = $1 AND c.customer_id = p.customer_id
     WHERE p.shop_id = $1 AND p.destination_id = $2 AND NOT p.desired AND p.state = 'settled' AND c.redacted_at IS NOT NULL`,
    ids,
  );
  await forgetPlaces(
    sql,
    rows.map((row) => row.customer_id),
  );
}

/** Replacements that were begun and are to be looked after now. */
export async function openReplacements(sql: ShopSql, connectionId: number, now: number): Promise<ReplacedList[]> {
  const { rows } = await sql.query<{
    destination_id: number;
    partner_list_id: string | null;
    replacing: ReplacedList['replacing'];
  }>(
    `SELECT destination_id, partner_list_id, replacing FROM destination
     WHERE shop_id = $1 AND connection_id = $2 AND replacing IS NOT NULL AND (replacing = 'open' OR held_until IS NULL OR held_until <= $3)
     ORDER BY destination_id`,
    [sql.shopId, connectionId, instant(now)],
  );
  return rows.map((row) => ({
    destinationId: row.destination_id,
    partnerListId: row.partner_list_id,
    replacing: row.replacing,
  }));
}
