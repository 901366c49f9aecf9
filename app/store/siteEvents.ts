/** Storefront events that wait to be folded into facts. */
import type { DecimalId } from '#app/core/identifiers.ts';
import type { ShopSql } from '#app/platform/database.ts';
import { customersWithEmailKeys } from './customers.ts';

/**
 * Takes the next waiting events and tells which customers they concern: those named by id, as far as we know them, and
 * those whose e-mail address is the event's.
 */
export async function takeSiteEvents(
  sql: ShopSql,
  limit: number,
): Promise<{ taken: number; customerIds: DecimalId[] }> {
  const { rows } = await sql.query<{ customer_id: DecimalId | null; email_key: string | null }>(
    `UPDATE site_event e SET absorbed = true
     FROM (SELECT event_id FROM site_event WHERE shop_id = $1 AND NOT absorbed LIMIT $2 FOR UPDATE SKIP LOCKED) n
     WHERE e.shop_id = $1 AND e.event_id = n.event_id RETURNING e.customer_id, e.email_key`,
    [sql.shopId, limit],
  );
  const named = rows.flatMap((row) => (row.customer_id === null ? [] : [row.customer_id]));
  const keys = rows.flatMap((row) => (row.customer_id === null && row.email_key !== null ? [row.email_key] : []));
  // What still comes of somebody erased is not kept.
  if (named.length > 0)
    await sql.query(
      `DELETE FROM site_event e USING customer c
       WHERE e.shop_id = $1 AND c.shop_id = $1 AND c.customer_id = e.customer_id AND e.customer_id = ANY ($2)
         AND c.redacted_at IS NOT NULL`,
      [sql.shopId, [...new Set(named)]],
    );
  const byEmail = await customersWithEmailKeys(sql, [...new Set(keys)]);
  return { taken: rows.length, customerIds: [...new Set([...named, ...byEmail])] };
}
