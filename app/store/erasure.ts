/** Erasure: of one customer, and of a whole shop. What remains proves that it was done and tells nothing of anybody. */
import type { ChangeOf } from '#app/core/changes.ts';
import { emailKey } from '#app/core/email.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';
import { FORGET_PERSON } from './customers.ts';

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

/** @param outcome Counts and fingerprints only: it outlives the erasure. */
export async function finishRequest(
  sql: ShopSql,
  requestId: string,
  outcome: Record<string, string | number>,
  now: number,
): Promise<void> {
  await sql.query('UPDATE compliance_request SET done_at = $3, outcome = $4 WHERE shop_id = $1 AND request_id = $2', [
    sql.shopId,
    requestId,
    instant(now),
    JSON.stringify(outcome),
  ]);
}

/**
 * Erases a customer here. The bare id stays, marked, so that a late delivery cannot bring the person back; orders stay
 * without their customer, as the shop's own figures.
 * @returns How many rows of each kind were erased.
 */
export async function eraseCustomer(
  sql: ShopSql,
  { customerId, email, orderIds }: Pick<ChangeOf<'redact-customer'>, 'customerId' | 'email' | 'orderIds'>,
  now: number,
): Promise<Record<string, number>> {
  const known = await sql.query<{ email_key: string | null }>(
    'SELECT email_key FROM customer WHERE shop_id = $1 AND customer_id = $2',
    [sql.shopId, customerId],
  );
  // The address named in the request counts too: events may name it though the customer never came.
  const emailKeys = [known.rows[0]?.email_key ?? null, email === null ? null : emailKey(email)].filter(
    (key) => key !== null,
  );
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
  // Raw deliveries that speak of the customer, by id or by address. The one that asks for this is still pending. Compared in
  // an escaped form, because a delivery set aside need not be text at all.
  const raw = await sql.query(
    `DELETE FROM inbox WHERE shop_id = $1 AND state <> 'pending'
       AND (position(convert_to($2, 'UTF8') IN body) > 0 OR EXISTS (
         SELECT FROM unnest($3::text[]) key WHERE position(encode(convert_to(key, 'UTF8'), 'escape') IN lower(encode(body, 'escape'))) > 0))`,
    [sql.shopId, customerId, emailKeys],
  );
  counts.inbox = raw.rowCount ?? 0;
  await sql.query('DELETE FROM transition WHERE shop_id = $1 AND customer_id = $2', [sql.shopId, customerId]);
  await sql.query(
    `INSERT INTO customer AS c (shop_id, customer_id, tags, redacted_at) VALUES ($1, $2, '{}', $3)
     ON CONFLICT (shop_id, customer_id) DO UPDATE SET redacted_at = coalesce(c.redacted_at, excluded.redacted_at), ${FORGET_PERSON}`,
    [sql.shopId, customerId, instant(now)],
  );
  return counts;
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
