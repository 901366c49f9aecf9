/** The lists of a connection at its partner: which have work, what they are called there, and what happens when one is gone. */
import type { ListKind } from '#app/core/placements/listValue.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';
import { IS_REMADE } from './listValues.ts';

/** One list of a connection that has work. */
export interface DestinationWork {
  destinationId: number;
  listName: string;
  partnerListId: string | null;
  /** What the list was last called by us there; null while it is not there. */
  partnerListName: string | null;
  /** What the list there is, or will be when it is made. */
  listKind: ListKind;
  /** Whether another list may take its place there when it is gone. */
  mayReplace: boolean;
  /** Short name of the segment, for the profile's own tag. */
  tag: string;
  /** Some have to leave before anything else is done, over all lists. */
  urgentRemovals: boolean;
  removals: boolean;
  additions: boolean;
  /** Everybody is to be sent once more, in the place of whoever is there. */
  whole: boolean;
  /** It is to be called otherwise there than we called it last. */
  renamed: boolean;
}

/** SQL: somebody is to be in list `d`. */
const HAS_PEOPLE =
  'EXISTS (SELECT FROM placement p WHERE p.shop_id = d.shop_id AND p.destination_id = d.destination_id AND p.desired)';

/** The lists of a connection that have rows to send now, or another name. @param replaces Whether lists can be replaced whole there. */
export async function destinationsWithWork(
  sql: ShopSql,
  connectionId: number,
  now: number,
  replaces: boolean,
): Promise<DestinationWork[]> {
  const waits = (which: string): string => `EXISTS (SELECT FROM placement p
    WHERE p.shop_id = d.shop_id AND p.destination_id = d.destination_id AND p.state = 'pending' AND ${which}
      AND (p.not_before IS NULL OR p.not_before <= $3))`;
  const { rows } = await sql.query<{
    destination_id: number;
    list_name: string;
    partner_list_id: string | null;
    partner_list_name: string | null;
    list_kind: ListKind;
    may_replace: boolean;
    tag: string;
    urgent_removals: boolean;
    removals: boolean;
    additions: boolean;
    whole: boolean;
    renamed: boolean;
  }>(
    `SELECT * FROM (
       SELECT d.destination_id, d.list_name, d.partner_list_id, d.partner_list_name, d.when_gone = 'made-again' AND NOT ${IS_REMADE} AS may_replace,
              CASE WHEN d.holds_values THEN 'by value' ELSE 'plain' END AS list_kind,
              coalesce(s.preset_id, s.name, s.segment_id::text) AS tag,
              ${waits('p.urgent')} AS urgent_removals, ${waits('NOT p.desired')} AS removals,
              d.enabled AND c.paused_at IS NULL AND ${waits('p.desired')} AS additions,
              $4::boolean AND d.send_whole AND d.enabled AND c.paused_at IS NULL AND ${HAS_PEOPLE} AS whole,
              d.partner_list_id IS NOT NULL AND d.partner_list_name IS DISTINCT FROM d.list_name AS renamed
       FROM destination d JOIN segment s ON s.shop_id = d.shop_id AND s.segment_id = d.segment_id
       JOIN connection c ON c.shop_id = d.shop_id AND c.connection_id = d.connection_id
       WHERE d.shop_id = $1 AND d.connection_id = $2 AND (d.hold IS NULL OR d.held_until <= $3) AND d.replacing IS NULL) w
     WHERE removals OR additions OR whole OR renamed ORDER BY destination_id`,
    [sql.shopId, connectionId, instant(now), replaces],
  );
  return rows.map((row) => ({
    destinationId: row.destination_id,
    listName: row.list_name,
    partnerListId: row.partner_list_id,
    partnerListName: row.partner_list_name,
    listKind: row.list_kind,
    mayReplace: row.may_replace,
    tag: row.tag,
    urgentRemovals: row.urgent_removals,
    removals: row.removals,
    additions: row.additions,
    whole: row.whole,
    renamed: row.renamed,
  }));
}

/** Notes which list a destination is kept in, and what it is called there. */
export async function saveList(
  sql: ShopSql,
  destinationId: number,
  list: { partnerListId: string; partnerListName: string; listKind: ListKind },
): Promise<void> {
  await sql.query(
    `UPDATE destination SET partner_list_id = $3, partner_list_name = $4, holds_values = $5 = 'by value', hold = NULL, held_until = NULL
     WHERE shop_id = $1 AND destination_id = $2`,
    [sql.shopId, destinationId, list.partnerListId, list.partnerListName, list.listKind],
  );
}

/** The list goes by another id at the partner: whoever is in it is told of anew. Call while nothing is on its way. */
export async function refillList(sql: ShopSql, destinationId: number): Promise<void> {
  await sql.query(
    `UPDATE placement SET state = 'pending', attempts = 0, not_before = NULL
     WHERE shop_id = $1 AND destination_id = $2 AND desired AND state = 'settled'`,
    [sql.shopId, destinationId],
  );
}

/** Rejected rows of lists whose merchant wants it are tried once more. */
export async function askRejectedAgain(sql: ShopSql, connectionId: number): Promise<void> {
  await sql.query(
    `WITH wanted AS (
       UPDATE destination SET ask_rejected_again = false
       WHERE shop_id = $1 AND connection_id = $2 AND ask_rejected_again RETURNING destination_id)
     UPDATE placement p SET state = 'pending', attempts = 0, not_before = NULL, reason = NULL, changed_at = now() FROM wanted w
     WHERE p.shop_id = $1 AND p.destination_id = w.destination_id AND p.state = 'rejected'`,
    [sql.shopId, connectionId],
  );
}

/**
 * Everybody of lists whose merchant wants it is sent once more, as if wished now. Rows on their way follow after their answer.
 * @param replaces Lists can be replaced whole there: those in which somebody is to be are left to that.
 */
export async function askWholeAgain(sql: ShopSql, connectionId: number, replaces: boolean): Promise<void> {
  await sql.query(
    `WITH wanted AS (
       UPDATE destination d SET send_whole = false WHERE shop_id = $1 AND connection_id = $2 AND send_whole
         AND NOT ($3 AND (replacing IS NOT NULL OR ${HAS_PEOPLE})) RETURNING destination_id)
     UPDATE placement p SET attempts = 0, not_before = NULL, reason = NULL, changed_at = now(),
       state = CASE WHEN state = 'sent' THEN state ELSE 'pending' END, send_again = (state = 'sent')
     FROM wanted w WHERE p.shop_id = $1 AND p.destination_id = w.destination_id AND p.desired`,
    [sql.shopId, connectionId, replaces],
  );
}

/** The list is gone at the partner, and with it everybody who was in it and whatever is still on its way there. */
export async function forgetList(sql: ShopSql, destinationId: number): Promise<void> {
  const ids = [sql.shopId, destinationId];
  await sql.query(
    `UPDATE destination SET partner_list_id = NULL, partner_list_name = NULL, labelled = false, replacing = NULL
     WHERE shop_id = $1 AND destination_id = $2`,
    ids,
  );
  await sql.query('DELETE FROM partner_job WHERE shop_id = $1 AND destination_id = $2', ids);
  await sql.query(
    `UPDATE placement SET acknowledged = false, job_id = NULL, changed_at = now(), state = CASE WHEN desired THEN 'pending' ELSE 'settled' END
     WHERE shop_id = $1 AND destination_id = $2`,
    ids,
  );
}

/** The list is gone at the partner; the merchant may want to be told before it is made again. */
export async function loseList(sql: ShopSql, destinationId: number): Promise<void> {
  await forgetList(sql, destinationId);
  await sql.query(
    `UPDATE destination SET hold = 'gone', held_until = NULL WHERE shop_id = $1 AND destination_id = $2 AND when_gone = 'told'`,
    [sql.shopId, destinationId],
  );
}

/** This list rests until then, and others go on: the partner makes no more for now, or is replacing it. */
export async function holdList(
  sql: ShopSql,
  destinationId: number,
  until: number,
  why: 'daily-limit' | 'replacing',
): Promise<void> {
  await sql.query(`UPDATE destination SET hold = $4, held_until = $3 WHERE shop_id = $1 AND destination_id = $2`, [
    sql.shopId,
    destinationId,
    instant(until),
    why,
  ]);
}

/** Notes when each list of the connection was last equal to its segment. */
export async function noteSynced(sql: ShopSql, connectionId: number, now: number): Promise<void> {
  await sql.query(
    `UPDATE destination d SET last_synced_at = $3 WHERE d.shop_id = $1 AND d.connection_id = $2 AND d.hold IS NULL AND d.replacing IS NULL
       AND NOT EXISTS (SELECT FROM placement p WHERE p.shop_id = d.shop_id AND p.destination_id = d.destination_id AND p.state = 'pending')
       AND NOT EXISTS (SELECT FROM partner_job j WHERE j.shop_id = d.shop_id AND j.destination_id = d.destination_id)`,
    [sql.shopId, connectionId, instant(now)],
  );
}
