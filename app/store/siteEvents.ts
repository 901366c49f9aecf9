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
  const byEmail = await customersWithEmailKeys(sql, [...new Set(keys)]);
  return { taken: rows.length, customerIds: [...new Set([...named, ...byEmail])] };
}
