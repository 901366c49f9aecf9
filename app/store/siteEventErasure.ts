/** What is known of a person from the storefront, forgotten: events, sightings in browsers, and what is folded from them. */
import type { DecimalId } from '#app/core/identifiers.ts';
import type { ShopSql } from '#app/platform/database.ts';
import { foldSiteEvents } from './siteEventFolds.ts';
import { ownerChangeOf, rowColumns, type OwnerChangeColumns } from './siteEventRows.ts';

/**
 * Erases a person, known under these ids (also those merged into theirs) and addresses. Events of their browsers that were
 * taken for theirs go too; what another customer owned under one of the addresses is folded anew for that customer.
 * @returns How many rows of each table went, and other customers whose facts may have changed.
 */
export async function forgetSiteEvents(
  sql: ShopSql,
  customerIds: readonly DecimalId[],
  emailKeys: readonly string[],
): Promise<{ counts: Record<string, number>; concerned: DecimalId[] }> {
  const { rows } = await sql.query<OwnerChangeColumns>(
    `WITH theirs AS MATERIALIZED (
       SELECT event_id, occurred_at FROM site_event WHERE shop_id = $1 AND owner_id = ANY ($2)
       UNION
       SELECT event_id, occurred_at FROM site_event WHERE shop_id = $1 AND email_key = ANY ($3)
       UNION
       SELECT event_id, occurred_at FROM site_event WHERE shop_id = $1 AND NOT absorbed AND customer_id = ANY ($2))
     DELETE FROM site_event e USING theirs t WHERE e.shop_id = $1 AND e.event_id = t.event_id AND e.occurred_at = t.occurred_at
     RETURNING ${rowColumns}, e.owner_id AS before, NULL::bigint AS after`,
    [sql.shopId, customerIds, emailKeys],
  );
  const counts: Record<string, number> = { site_event: rows.length };
  const sightings = await sql.query(
    `DELETE FROM visitor_identity WHERE shop_id = $1
       AND (customer_id = ANY ($2) OR email_key = ANY ($3))`,
    [sql.shopId, customerIds, emailKeys],
  );
  counts.visitor_identity = sightings.rowCount ?? 0;
  for (const table of ['site_day', 'site_recent', 'site_source'] as const) {
    const gone = await sql.query(`DELETE FROM ${table} WHERE shop_id = $1 AND customer_id = ANY ($2)`, [
      sql.shopId,
      customerIds,
    ]);
    counts[table] = gone.rowCount ?? 0;
  }
  const others = rows.map(ownerChangeOf).filter(({ before }) => before !== null && !customerIds.includes(before));
  return { counts, concerned: await foldSiteEvents(sql, others) };
}
