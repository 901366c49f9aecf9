/** Erasure: of one customer, and of a whole shop. What remains proves that it was done and tells nothing of anybody. */
import type { DecimalId } from '#app/core/identifiers.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';
import { FORGET_PERSON } from './customers.ts';
import { concernedByEmails, formerEmailsOf } from './formerEmails.ts';
import { customersOfOrders } from './orders.ts';
import type { PersonKeys } from './person.ts';
import { forgetSiteEvents } from './siteEventErasure.ts';

/**
 * Tables whose rows of a person go as a whole, and how they are found: $2 the customer's ids, $3 the forms of their address.
 * Storefront events have a way of their own. Facts, memberships and placements go when the customer is decided anew, as for
 * anybody who is no customer any more.
 */
const GOING = {
  email_event: 'customer_id = ANY ($2) OR email_key = ANY ($3)',
  checkout: 'customer_id = ANY ($2) OR email_key = ANY ($3)',
  former_email: 'customer_id = ANY ($2) OR email_key = ANY ($3)',
  refetch: `kind = 'customer' AND object_id = ANY ($2)`,
} as const;

/**
 * Erases a customer here, with everybody merged into them. The bare ids stay, marked, so that a late delivery cannot bring
 * the person back; orders stay without their customer, as the shop's own figures. Raw deliveries from before are another
 * matter: there may be millions, see rawErasure.ts.
 * @param customerId As the request names it; it may never have come before.
 * @returns How many rows of each kind were erased, and the other customers to whom some of them belonged too.
 */
export async function eraseCustomer(
  sql: ShopSql,
  customerId: DecimalId,
  person: PersonKeys,
  now: number,
): Promise<{ counts: Record<string, number>; concerned: DecimalId[] }> {
  const customerIds = [...new Set([customerId, ...person.customerIds])];
  const concerned = [
    ...(await concernedByEmails(sql, person.emailKeys)),
    ...(await customersOfOrders(sql, person.orderIds)),
  ];
  const { counts, concerned: visitors } = await eraseRows(sql, { ...person, customerIds });
  const files = await sql.query(
    `DELETE FROM privacy_file f USING compliance_request q
     WHERE f.shop_id = $1 AND q.shop_id = $1 AND q.request_id = f.request_id AND q.outcome ->> 'customer' = ANY ($2)`,
    [sql.shopId, person.fingerprints],
  );
  if (files.rowCount) counts.privacy_file = files.rowCount;
  await sql.query(
    `INSERT INTO customer AS c (shop_id, customer_id, tags, redacted_at) SELECT $1, unnest($2::bigint[]), '{}', $3
     ON CONFLICT (shop_id, customer_id) DO UPDATE SET redacted_at = coalesce(c.redacted_at, excluded.redacted_at), ${FORGET_PERSON}`,
    [sql.shopId, customerIds, instant(now)],
  );
  return { counts, concerned: [...concerned, ...visitors] };
}

async function eraseRows(
  sql: ShopSql,
  { customerIds, emailKeys, orderIds }: Pick<PersonKeys, 'customerIds' | 'emailKeys' | 'orderIds'>,
): Promise<{ counts: Record<string, number>; concerned: DecimalId[] }> {
  const site = await forgetSiteEvents(sql, customerIds, emailKeys);
  const counts = Object.fromEntries(Object.entries(site.counts).filter(([, count]) => count > 0));
  for (const [table, found] of Object.entries(GOING)) {
    const gone = await sql.query(
      `DELETE FROM ${table} WHERE shop_id = $1 AND (${found}) AND ($2::bigint[], $3::text[]) IS NOT NULL`,
      [sql.shopId, customerIds, emailKeys],
    );
    if (gone.rowCount) counts[table] = gone.rowCount;
  }
  const orders = await sql.query(
    `UPDATE orders SET customer_id = NULL, name = NULL, tags = NULL, checkout_token = NULL, cart_token = NULL
     WHERE shop_id = $1 AND (customer_id = ANY ($2) OR order_id = ANY ($3))`,
    [sql.shopId, customerIds, orderIds],
  );
  if (orders.rowCount) counts.orders = orders.rowCount;
  // Reports of runs name a few customers for each reason.
  await sql.query(
    `UPDATE sync_report SET samples = (
       SELECT coalesce(jsonb_object_agg(reason, (
         SELECT coalesce(jsonb_agg(id), '[]') FROM jsonb_array_elements_text(ids) id WHERE id <> ALL ($2::text[]))), '{}')
       FROM jsonb_each(samples) AS s (reason, ids))
     WHERE shop_id = $1 AND EXISTS (SELECT FROM unnest($2::text[]) id WHERE position(id IN samples::text) > 0)`,
    [sql.shopId, customerIds],
  );
  return { counts, concerned: site.concerned };
}

/**
 * Takes away what came with an erasure or after it and speaks of somebody erased: the deliveries are emptied, the rows they
 * made are erased as the first ones were.
 */
export async function emptyDeliveries(
  sql: ShopSql,
  mentions: readonly { deliveryId: string; customerId: DecimalId }[],
): Promise<DecimalId[]> {
  if (mentions.length === 0) return [];
  // Somebody merged into one who was erased is the same person.
  const { rows } = await sql.query<{ customer_id: DecimalId }>(
    `SELECT c.customer_id FROM customer c WHERE c.shop_id = $1 AND c.customer_id = ANY ($2) AND (c.redacted_at IS NOT NULL
       OR (SELECT r.redacted_at FROM customer r WHERE r.shop_id = $1 AND r.customer_id = c.merged_into) IS NOT NULL)`,
    [sql.shopId, [...new Set(mentions.map(({ customerId }) => customerId))]],
  );
  if (rows.length === 0) return [];
  const erased = new Set(rows.map((row) => row.customer_id));
  await sql.query(`UPDATE inbox SET body = '' WHERE shop_id = $1 AND delivery_id = ANY ($2)`, [
    sql.shopId,
    mentions.filter(({ customerId }) => erased.has(customerId)).map(({ deliveryId }) => deliveryId),
  ]);
  await sql.query(
    `UPDATE customer c SET redacted_at = coalesce(c.redacted_at, r.redacted_at), ${FORGET_PERSON}
     FROM customer r WHERE c.shop_id = $1 AND c.customer_id = ANY ($2) AND c.redacted_at IS NULL
       AND r.shop_id = $1 AND r.customer_id = c.merged_into`,
    [sql.shopId, [...erased]],
  );
  const emailKeys = await formerEmailsOf(sql, [...erased]);
  await eraseRows(sql, { customerIds: [...erased], emailKeys, orderIds: [] });
  return [...erased];
}

/**
 * Forgets where erased customers were: the segments they left, and the lists of partners as far as they are known to be off
 * them. Of customers not erased nothing is forgotten.
 */
export async function forgetPlaces(sql: ShopSql, customerIds: readonly DecimalId[]): Promise<void> {
  if (customerIds.length === 0) return;
  const { rows } = await sql.query<{ customer_id: DecimalId }>(
    `SELECT customer_id FROM customer
     WHERE shop_id = $1 AND (customer_id = ANY ($2) OR merged_into = ANY ($2)) AND redacted_at IS NOT NULL`,
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
  for (const table of ['inbox', 'site_event', 'arrival_hour'] as const)
    await sql.query(`DELETE FROM ${table} WHERE shop_id = $1`, [sql.shopId]);
}

/**
 * What became of erasures at partners goes into the proof of their requests. Those still open were to go on if the app came
 * back; now nobody can ask for them any more.
 */
async function keepPartnersProof(sql: ShopSql): Promise<void> {
  await sql.query(
    `UPDATE compliance_request q SET outcome = q.outcome || jsonb_build_object('partners', p.partners)
     FROM (
       SELECT e.request_id, jsonb_object_agg(c.connector, e.proof || CASE WHEN e.state IN ('waiting', 'sent')
         THEN '{"state": "impossible", "reason": "app-removed"}'
         ELSE jsonb_strip_nulls(jsonb_build_object('state', e.state, 'reason', e.reason)) END) AS partners
       FROM partner_erasure e JOIN connection c ON c.shop_id = e.shop_id AND c.connection_id = e.connection_id
       WHERE e.shop_id = $1 GROUP BY e.request_id) p
     WHERE q.shop_id = $1 AND q.request_id = p.request_id AND q.done_at IS NULL`,
    [sql.shopId],
  );
}

/** What outlives a shop: its number with its domain, and the proof of what was asked and done. */
const STAYING = ['shop', 'compliance_request'];

/**
 * Erases everything of the shop but its number, its domain and the record of privacy requests. The tables are those of the
 * catalogue, so that none can be forgotten.
 */
export async function eraseShop(sql: ShopSql, now: number): Promise<void> {
  await keepPartnersProof(sql);
  const { rows } = await sql.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'shop_id'
     WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND c.relname <> ALL ($1)`,
    [STAYING],
  );
  for (const { name } of rows) await sql.query(`DELETE FROM ${name} WHERE shop_id = $1`, [sql.shopId]);
  // Nobody is left of whom an open request could ask.
  await sql.query(
    `UPDATE compliance_request SET done_at = coalesce(done_at, $2), subject = NULL, problem = NULL,
       outcome = CASE WHEN done_at IS NULL THEN outcome || '{"ended": "shop erased"}' ELSE outcome END
     WHERE shop_id = $1 AND topic <> 'shop/redact'`,
    [sql.shopId, instant(now)],
  );
  await sql.query(
    `WITH gone AS (
       UPDATE shop SET status = 'redacted', name = NULL, country_code = NULL, settings = '{}', pixel_account = gen_random_uuid()::text,
         pixel_previous = NULL, pixel_rotated_at = NULL, pixel_problem = NULL, details_at = NULL, scopes = NULL, scopes_at = NULL,
         access_problem = NULL, access_problem_at = NULL, subscription = '{}', subscription_at = NULL, scan_due_at = NULL
       WHERE shop_id = $1 RETURNING domain)
     DELETE FROM session s USING gone WHERE s.shop = gone.domain`,
    [sql.shopId],
  );
}
