/**
 * Placements: whether a customer should be, and is known to be, in a partner's list. What is pending is the difference;
 * a row handed to the partner is `sent` until its fate is known, and its acknowledged state is unknown (null) meanwhile.
 */
import type { DecimalId } from '#app/core/identifiers.ts';
import { READERS } from '#app/core/placements/readers.ts';
import type { ShopSql } from '#app/platform/database.ts';
import { isUnbarred } from './barriers.ts';
import { WHOLE_SHOP } from './facts.ts';
import { tellReaders } from './listings.ts';

/** State of a row whose wish changes now: one on its way stays so; one already as wished is settled. */
const stateAfter = (desired: boolean): string => `CASE
  WHEN p.state = 'sent' THEN 'sent'
  WHEN p.acknowledged IS NOT DISTINCT FROM ${String(desired)} THEN 'settled'
  ELSE 'pending' END`;

const reset = 'attempts = 0, not_before = NULL, reason = NULL, changed_at = clock_timestamp()';

/**
 * Brings `desired` into line with memberships, consent and switches, for some customers or (null) for all.
 * A row that was rejected is asked again when its customer is among those given: something about them has changed.
 * @returns The connections that have something to deliver.
 */
export async function placeCustomers(sql: ShopSql, customerIds: readonly DecimalId[] | null): Promise<number[]> {
  const destinations = await sql.query<{ destination_id: number; connection_id: number; is_read: boolean }>({
    name: 'destinations',
    text: `SELECT d.destination_id, d.connection_id, c.connector = $2 AS is_read
      FROM destination d JOIN connection c ON c.shop_id = d.shop_id AND c.connection_id = d.connection_id
      WHERE d.shop_id = $1 AND c.shop_id = $1`,
    values: [sql.shopId, READERS],
  });
  if (destinations.rows.length === 0) return [];
  if (customerIds === null) await sql.query(WHOLE_SHOP);
  const some = customerIds !== null;
  // Every table is entered by its key: the cost follows the customers given, not those of the shop.
  const only = (column: string): string => (some ? `AND ${column} = ANY ($3::bigint[])` : '');
  const { rows } = await sql.query<{ destination_id: number }>(
    `WITH wanted AS MATERIALIZED (
       SELECT d.destination_id, m.customer_id
       FROM membership m
       JOIN destination d ON d.shop_id = m.shop_id AND d.segment_id = m.segment_id AND d.enabled
       JOIN segment s ON s.shop_id = m.shop_id AND s.segment_id = m.segment_id
       JOIN customer c ON c.shop_id = m.shop_id AND c.customer_id = m.customer_id
       WHERE m.shop_id = $1 AND d.shop_id = $1 AND c.shop_id = $1 AND s.shop_id = $1 ${only('m.customer_id')} ${only('c.customer_id')}
         AND ${isUnbarred}),
     placed AS (
       INSERT INTO placement AS p (shop_id, destination_id, customer_id, desired, acknowledged, state, changed_at)
       SELECT $1, w.destination_id, w.customer_id, true, false, 'pending', clock_timestamp() FROM wanted w
       ON CONFLICT (shop_id, destination_id, customer_id) DO UPDATE SET desired = true, urgent = false, state = ${stateAfter(true)}, ${reset}
       WHERE NOT p.desired OR ${some ? `p.state = 'rejected'` : 'FALSE'}
       RETURNING p.destination_id),
     withdrawn AS (
       UPDATE placement p SET desired = false, state = ${stateAfter(false)}, ${reset}, urgent = (
         SELECT c.email_consent IS DISTINCT FROM 'subscribed' OR c.deleted_at IS NOT NULL OR c.redacted_at IS NOT NULL
         FROM customer c WHERE c.shop_id = $1 AND c.customer_id = p.customer_id)
       WHERE p.shop_id = $1 AND p.destination_id = ANY ($2::int[]) ${only('p.customer_id')}
         AND (p.desired ${some ? `OR (p.state = 'pending' AND NOT p.urgent)` : ''})
         AND NOT EXISTS (SELECT FROM wanted w WHERE w.destination_id = p.destination_id AND w.customer_id = p.customer_id)
       RETURNING p.destination_id)
     SELECT destination_id FROM placed UNION SELECT destination_id FROM withdrawn`,
    [sql.shopId, destinations.rows.map((row) => row.destination_id), ...(some ? [customerIds] : [])],
  );
  // Lists that are read from us are equal to what is wished as soon as this transaction is over.
  const ours = destinations.rows.filter((row) => row.is_read).map((row) => row.destination_id);
  await tellReaders(sql, ours, customerIds);
  const touched = new Set(rows.map((row) => row.destination_id));
  const toDeliver = destinations.rows.filter((row) => touched.has(row.destination_id) && !row.is_read);
  return [...new Set(toDeliver.map((row) => row.connection_id))];
}

/**
 * What the partners hold of these customers has changed, such as their address: they are told anew of everybody they have
 * in a list. Rows on their way now are sent once more after their answer.
 */
export async function sendAgain(sql: ShopSql, customerIds: readonly DecimalId[]): Promise<void> {
  if (customerIds.length === 0) return;
  const destinations = await sql.query<{ destination_id: number }>(
    'SELECT destination_id FROM destination WHERE shop_id = $1',
    [sql.shopId],
  );
  await sql.query(
    `UPDATE placement SET
       state = CASE WHEN state = 'settled' THEN 'pending' ELSE state END,
       send_again = (state = 'sent'),
       changed_at = clock_timestamp()
     WHERE shop_id = $1 AND destination_id = ANY ($2::int[]) AND customer_id = ANY ($3::bigint[])
       AND desired AND state IN ('settled', 'sent')`,
    [sql.shopId, destinations.rows.map((row) => row.destination_id), customerIds],
  );
}
