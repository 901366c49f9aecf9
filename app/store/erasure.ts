/** Erasure: of one customer, and of a whole shop. What remains proves that it was done and tells nothing of anybody. */
import type { ChangeOf } from '#app/core/changes.ts';
import { emailKey } from '#app/core/email.ts';
import type { DecimalId } from '#app/core/identifiers.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';
import { customersWithEmailKeys, FORGET_PERSON } from './customers.ts';
import { customersOfOrders } from './orders.ts';

/** A privacy request must be answered within this many days (Shopify's rule for its compliance webhooks). */
const ANSWER_WITHIN_DAYS = 30;

/** Notes a privacy request; a repeated delivery of it changes nothing. */
export async function noteRequest(sql: ShopSql, requestId: string, topic: string, receivedAt: number): Promise<void> {
  await sql.query(
    `INSERT INTO compliance_request (shop_id, request_id, topic, received_at, due_at)
     VALUES ($1, $2, $3, $4::timestamptz, $4::timestamptz + make_interval(days => $5)) ON CONFLICT DO NOTHING`,
    [sql.shopId, requestId, topic, instant(receivedAt), ANSWER_WITHIN_DAYS],
  );
}

/** Closes a request; one that is closed stays as it was. @param outcome Counts and fingerprints only: it outlives the erasure. */
export async function finishRequest(
  sql: ShopSql,
  requestId: string,
  outcome: Record<string, string | number>,
  now: number,
): Promise<void> {
  await sql.query(
    'UPDATE compliance_request SET done_at = $3, outcome = $4 WHERE shop_id = $1 AND request_id = $2 AND done_at IS NULL',
    [sql.shopId, requestId, instant(now), JSON.stringify(outcome)],
  );
}

/**
 * Erases a customer here. The bare id stays, marked, so that a late delivery cannot bring the person back; orders stay
 * without their customer, as the shop's own figures.
 * @returns How many rows of each kind were erased, and the other customers to whom some of them belonged too.
 */
export async function eraseCustomer(
  sql: ShopSql,
  { customerId, email, orderIds }: Pick<ChangeOf<'redact-customer'>, 'customerId' | 'email' | 'orderIds'>,
  now: number,
): Promise<{ counts: Record<string, number>; concerned: DecimalId[] }> {
  const known = await sql.query<{ email_key: string | null }>(
    'SELECT email_key FROM customer WHERE shop_id = $1 AND customer_id = $2',
    [sql.shopId, customerId],
  );
  // The address named in the request counts too: events may name it though the customer never came.
  const emailKeys = [known.rows[0]?.email_key ?? null, email === null ? null : emailKey(email)].filter(
    (key) => key !== null,
  );
  const concerned = [...(await customersWithEmailKeys(sql, emailKeys)), ...(await customersOfOrders(sql, orderIds))];
  const counts: Record<string, number> = {};
  for (const table of ['site_event', 'email_event'] as const) {
    const gone = await sql.query(
      `DELETE FROM ${table} WHERE shop_id = $1 AND (customer_id = $2 OR email_key = ANY ($3))`,
      [sql.shopId, customerId, emailKeys],
    );
    counts[table] = gone.rowCount ?? 0;
  }
  const orders = await sql.query(
    'UPDATE orders SET customer_id = NULL, name = NULL WHERE shop_id = $1 AND (customer_id = $2 OR order_id = ANY ($3))',
    [sql.shopId, customerId, orderIds],
  );
  counts.orders = orders.rowCount ?? 0;
  // Raw deliveries that speak of the customer, by id or by address, are emptied; their ids stay, so that a repeated one is
  // known. Compared in an escaped form, because a delivery set aside need not be text at all.
  const raw = await sql.query(
    `UPDATE inbox SET body = '' WHERE shop_id = $1 AND state <> 'pending'
       AND (position(convert_to($2, 'UTF8') IN body) > 0 OR EXISTS (
         SELECT FROM unnest($3::text[]) key WHERE position(encode(convert_to(key, 'UTF8'), 'escape') IN lower(encode(body, 'escape'))) > 0))`,
    [sql.shopId, customerId, emailKeys],
  );
  counts.inbox = raw.rowCount ?? 0;
  await sql.query(
    `INSERT INTO customer AS c (shop_id, customer_id, tags, redacted_at) VALUES ($1, $2, '{}', $3)
     ON CONFLICT (shop_id, customer_id) DO UPDATE SET redacted_at = coalesce(c.redacted_at, excluded.redacted_at), ${FORGET_PERSON}`,
    [sql.shopId, customerId, instant(now)],
  );
  return { counts, concerned };
}

/** Empties deliveries that came with an erasure or after it and speak of somebody erased. */
export async function emptyDeliveries(
  sql: ShopSql,
  mentions: readonly { deliveryId: string; customerId: DecimalId }[],
): Promise<void> {
  if (mentions.length === 0) return;
  await sql.query(
    `UPDATE inbox i SET body = '' FROM unnest($2::text[], $3::bigint[]) AS m (delivery_id, customer_id)
     JOIN customer c ON c.shop_id = $1 AND c.customer_id = m.customer_id AND c.redacted_at IS NOT NULL
     WHERE i.shop_id = $1 AND i.delivery_id = m.delivery_id`,
    [sql.shopId, mentions.map(({ deliveryId }) => deliveryId), mentions.map(({ customerId }) => customerId)],
  );
}

/**
 * Forgets where erased customers were: the segments they left, and the lists of partners as far as they are known to be off
 * them. Of customers not erased nothing is forgotten.
 */
export async function forgetPlaces(sql: ShopSql, customerIds: readonly DecimalId[]): Promise<void> {
  if (customerIds.length === 0) return;
  const { rows } = await sql.query<{ customer_id: DecimalId }>(
    'SELECT customer_id FROM customer WHERE shop_id = $1 AND customer_id = ANY ($2) AND redacted_at IS NOT NULL',
    [sql.shopId, customerIds],
  );
  if (rows.length === 0) return;
  const erased = [sql.shopId, rows.map((row) => row.customer_id)];
  await sql.query('DELETE FROM transition WHERE shop_id = $1 AND customer_id = ANY ($2)', erased);
  await sql.query(
    `DELETE FROM placement WHERE shop_id = $1 AND customer_id = ANY ($2) AND NOT desired AND state = 'settled'`,
    erased,
  );
  await sql.query(
    `DELETE FROM partner_profile i WHERE i.shop_id = $1 AND i.customer_id = ANY ($2) AND NOT EXISTS (
       SELECT FROM placement p JOIN destination d ON d.shop_id = p.shop_id AND d.destination_id = p.destination_id
       WHERE p.shop_id = $1 AND p.customer_id = i.customer_id AND d.connection_id = i.connection_id)`,
    erased,
  );
}

/** Drops what still comes in for a shop that was erased. */
export async function dropArrivals(sql: ShopSql): Promise<void> {
  for (const table of ['inbox', 'site_event'] as const)
    await sql.query(`DELETE FROM ${table} WHERE shop_id = $1`, [sql.shopId]);
}

/** Tables that hold nothing once a shop is erased. */
const SHOP_TABLES = [
  'inbox',
  'customer',
  'orders',
  'order_refund',
  'site_event',
  'email_event',
  'customer_fact',
  'membership',
  'transition',
  'segment_size',
  'placement',
  'partner_profile',
  'partner_job',
  'sync_report',
  'backfill',
  'destination',
  'segment',
  'connection',
] as const;

/** Erases everything of the shop but its number, its domain and the record of privacy requests. */
export async function eraseShop(sql: ShopSql): Promise<void> {
  for (const table of SHOP_TABLES) await sql.query(`DELETE FROM ${table} WHERE shop_id = $1`, [sql.shopId]);
  await sql.query(
    `WITH gone AS (
       UPDATE shop SET status = 'redacted', name = NULL, country_code = NULL, settings = '{}', pixel_account = gen_random_uuid()::text
       WHERE shop_id = $1 RETURNING domain)
     DELETE FROM session s USING gone WHERE s.shop = gone.domain`,
    [sql.shopId],
  );
}
