/** The months of storefront events: partitions made ahead and dropped when empty, and the clearing away of what is too old. */
import type { DecimalId } from '#app/core/identifiers.ts';
import { instant, type ShopSql, type Sql } from '#app/platform/database.ts';
import { foldSiteEvents } from './siteEventFolds.ts';
import { ownerChangeOf, rowColumns, type OwnerChangeColumns } from './siteEventRows.ts';

const DAY_MS = 86_400_000;

/**
 * Makes the partitions of the months around an instant: from the one before to two after. Once a day is plenty; events of a
 * month that has none lie in a partition for the rest, and move when theirs is made.
 * @returns How many were made.
 */
export async function prepareSitePartitions(sql: Sql, now: number): Promise<number> {
  const { rows } = await sql.query<{ made: number }>('SELECT prepare_site_partitions($1) AS made', [instant(now)]);
  return rows[0]?.made ?? 0;
}

/**
 * Drops the partitions of months wholly before an instant that hold no events any more: every shop clears its own away.
 * @returns How many were dropped.
 */
export async function dropSitePartitions(sql: Sql, before: number): Promise<number> {
  const { rows } = await sql.query<{ gone: number }>('SELECT drop_site_partitions($1) AS gone', [instant(before)]);
  return rows[0]?.gone ?? 0;
}

/**
 * Clears away up to `limit` of the shop's events from before the day (UTC) of `before`, the oldest first, with what is folded
 * from them and with sightings of browsers of which nothing else is kept. The caller holds the shop.
 * @returns How many went, and the customers whose facts may have changed.
 */
export async function retainSiteEvents(
  sql: ShopSql,
  before: number,
  limit: number,
): Promise<{ deleted: number; customerIds: DecimalId[] }> {
  const limitAt = instant(Math.floor(before / DAY_MS) * DAY_MS);
  const { rows } = await sql.query<OwnerChangeColumns & { visitor_id: string }>(
    `WITH old AS MATERIALIZED (
       -- Twice the same: once for the index, once so that only months that old are entered.
       SELECT event_id, occurred_at FROM site_event
       WHERE shop_id = $1 AND occurred_at AT TIME ZONE 'UTC' < $2::timestamptz AT TIME ZONE 'UTC' AND occurred_at < $2
       ORDER BY occurred_at AT TIME ZONE 'UTC' LIMIT $3)
     DELETE FROM site_event e USING old o WHERE e.shop_id = $1 AND e.event_id = o.event_id AND e.occurred_at = o.occurred_at
     RETURNING ${rowColumns}, e.visitor_id, e.owner_id AS before, NULL::bigint AS after`,
    [sql.shopId, limitAt, limit],
  );
  if (rows.length === 0) return { deleted: 0, customerIds: [] };
  // A browser's last sighting says whose its later events are: it stays as long as they do.
  await sql.query(
    `DELETE FROM visitor_identity v WHERE v.shop_id = $1 AND v.visitor_id = ANY ($2) AND v.seen_at < $3
       AND NOT EXISTS (SELECT FROM site_event e WHERE e.shop_id = $1 AND e.visitor_id = v.visitor_id)`,
    [sql.shopId, [...new Set(rows.map((row) => row.visitor_id))], limitAt],
  );
  return { deleted: rows.length, customerIds: await foldSiteEvents(sql, rows.map(ownerChangeOf)) };
}
