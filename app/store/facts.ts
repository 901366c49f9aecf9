/**
 * Facts, recomputed from rows: one statement for a few customers or for a whole shop. The same rows always give the same
 * facts, so replay, repetition and disorder are harmless.
 */
import { factColumns, factsFromRow, rowFromFacts } from '#app/core/facts/columns.ts';
import type { Facts } from '#app/core/facts/catalogue.ts';
import type { DecimalId } from '#app/core/identifiers.ts';
import { ANY_EVENT, EMPTY_SEARCH, type SiteEventName } from '#app/core/siteEvents/names.ts';
import { orderCountsSql, orderWorthMinorSql } from '#app/core/orders/counts.ts';
import type { ShopSettings } from '#app/core/settings.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';

export interface CustomerFacts {
  customerId: DecimalId;
  facts: Facts;
}

/** Of customers deleted, erased or merged into another there are no facts. */
const GONE = '(c.deleted_at IS NOT NULL OR c.redacted_at IS NOT NULL OR c.merged_into IS NOT NULL)';

/** When a customer's verdicts can next change by time alone, epoch milliseconds; null: never. */
interface Due {
  until: number | null;
}

const columns = factColumns().map(({ column }) => column);

function orderSql(settings: ShopSettings): { counts: string; worth: string } {
  const terms = {
    test: 'o.is_test',
    cancelledAt: 'o.cancelled_at',
    deletedAt: 'o.deleted_at',
    financialStatus: 'o.financial_status',
    currentTotalMinor: 'o.current_total_minor',
    refundedSinceMinor: 'coalesce(r.amount_minor, 0)',
    countPending: settings.countPendingOrders ? 'TRUE' : 'FALSE',
  };
  return { counts: orderCountsSql(terms), worth: orderWorthMinorSql(terms) };
}

/** The kinds of storefront events whose latest instant is a fact, by the name they are folded under. */
const visits = [
  { column: 'last_site_activity_at', name: ANY_EVENT },
  { column: 'last_product_view_at', name: 'product_viewed' },
  { column: 'last_collection_view_at', name: 'collection_viewed' },
  { column: 'last_cart_at', name: 'product_added_to_cart' },
  { column: 'last_checkout_at', name: 'checkout_started' },
  { column: 'last_search_at', name: 'search_submitted' },
  { column: 'last_empty_search_at', name: EMPTY_SEARCH },
] as const satisfies readonly { column: string; name: SiteEventName | typeof ANY_EVENT | typeof EMPTY_SEARCH }[];

/**
 * The SELECT of all fact columns: of the customers of parameter $2, or of all. For some, each customer's rows are looked up by
 * key, so that the cost follows their number whatever the planner believes; for all, the tables are joined as sets.
 */
function factsSelect(settings: ShopSettings, some: boolean): string {
  const { counts, worth } = orderSql(settings);
  const of = (column: string): string => (some ? `AND ${column} = c.customer_id` : '');
  const join = (name: string, select: string): string =>
    some
      ? `LEFT JOIN LATERAL (${select}) ${name} ON TRUE`
      : `LEFT JOIN (${select}) ${name} ON ${name}.customer_id = c.customer_id`;
  // A checkout or an e-mail event names its customer by id, or else by an e-mail address that belongs to the customer now.
  const byCustomer = (table: string, kept: string): string => `
    SELECT e.customer_id, ${kept} FROM ${table} e WHERE e.shop_id = $1 AND e.customer_id IS NOT NULL ${of('e.customer_id')}
    UNION ALL
    ${
      some
        ? `SELECT c.customer_id, ${kept} FROM ${table} e
           WHERE e.shop_id = $1 AND e.customer_id IS NULL AND e.email_key = c.email_key`
        : `SELECT n.customer_id, ${kept} FROM ${table} e JOIN customer n ON n.shop_id = e.shop_id AND n.email_key = e.email_key
           WHERE e.shop_id = $1 AND n.shop_id = $1 AND e.customer_id IS NULL AND e.email_key IS NOT NULL`
    }`;
  // Refunds that an order's stored version does not yet include: few, and only until the next version comes.
  const lateRefund = some
    ? `LEFT JOIN LATERAL (SELECT sum(t.amount_minor) AS amount_minor FROM order_refund t
         WHERE t.shop_id = $1 AND t.order_id = o.order_id AND t.refunded_at > o.updated_at) r ON TRUE`
    : `LEFT JOIN (SELECT p.order_id, sum(t.amount_minor) AS amount_minor
         FROM order_refund t JOIN orders p ON p.shop_id = t.shop_id AND p.order_id = t.order_id
         WHERE t.shop_id = $1 AND p.shop_id = $1 AND t.refunded_at > p.updated_at GROUP BY p.order_id) r ON r.order_id = o.order_id`;
  const opens = settings.countMachineOpens ? '' : 'AND NOT is_machine';
  return `
  SELECT c.shop_id, c.customer_id,
    coalesce(CASE WHEN NOT a.whole THEN c.shopify_order_count END, b.order_count, 0) AS order_count,
    coalesce(CASE WHEN NOT a.whole THEN c.shopify_spent_minor END, b.spent_minor, 0) AS spent_minor,
    CASE WHEN a.whole OR coalesce(b.order_count, 0) >= coalesce(c.shopify_order_count, 0) THEN b.first_order_at END AS first_order_at,
    CASE WHEN a.whole THEN b.last_order_at ELSE greatest(b.last_order_at, c.shopify_last_order_at) END AS last_order_at,
    CASE WHEN c.email_consent = 'subscribed' THEN c.email_consent_at END AS email_subscribed_at,
    CASE WHEN c.sms_consent = 'subscribed' THEN c.sms_consent_at END AS sms_subscribed_at,
    CASE WHEN c.whatsapp_consent = 'subscribed' THEN c.whatsapp_consent_at END AS whatsapp_subscribed_at,
    m.last_received_at, m.last_opened_at, m.last_clicked_at, v.last_site_activity_at, v.last_product_view_at,
    v.last_collection_view_at, v.last_cart_at, v.last_search_at, v.last_empty_search_at,
    greatest(k.last_checkout_at, v.last_checkout_at) AS last_checkout_at,
    c.created_at AS known_at,
    (c.email_key IS NOT NULL AND coalesce(c.email_consent = 'subscribed', false)) AS email_reachable
  FROM customer c
  -- Where the shop lets us read its latest orders only, Shopify's own totals stand for the rest.
  CROSS JOIN (SELECT reads_all_orders AS whole FROM shop WHERE shop_id = $1) a
  ${join(
    'b',
    `SELECT o.customer_id, count(*)::int AS order_count, sum(${worth})::bigint AS spent_minor,
       min(o.processed_at) AS first_order_at, max(o.processed_at) AS last_order_at
     FROM orders o ${lateRefund}
     WHERE o.shop_id = $1 AND o.customer_id IS NOT NULL ${of('o.customer_id')} AND ${counts} GROUP BY o.customer_id`,
  )}
  ${join(
    'v',
    `SELECT s.customer_id, ${visits.map(({ column, name }) => `max(s.last_at) FILTER (WHERE s.name = '${name}') AS ${column}`).join(', ')}
     FROM site_recent s WHERE s.shop_id = $1 AND s.subject_id = 0 ${of('s.customer_id')} GROUP BY s.customer_id`,
  )}
  ${join(
    'm',
    `SELECT customer_id, max(occurred_at) FILTER (WHERE kind = 'received') AS last_received_at,
       max(occurred_at) FILTER (WHERE kind = 'opened' ${opens}) AS last_opened_at,
       max(occurred_at) FILTER (WHERE kind = 'clicked' AND NOT is_machine) AS last_clicked_at
     FROM (${byCustomer('email_event', 'e.kind, e.is_machine, e.occurred_at')}) e GROUP BY customer_id`,
  )}
  ${join(
    'k',
    `SELECT customer_id, max(created_at) AS last_checkout_at FROM (${byCustomer('checkout', 'e.created_at')}) e GROUP BY customer_id`,
  )}
  WHERE c.shop_id = $1 ${some ? 'AND c.customer_id = ANY ($2::bigint[])' : ''} AND NOT ${GONE}`;
}

const target = `INSERT INTO customer_fact AS f (shop_id, customer_id, ${columns.join(', ')})`;
const listed = `SELECT s.shop_id, s.customer_id, ${columns.map((column) => `s.${column}`).join(', ')}`;
const overwrite = `ON CONFLICT (shop_id, customer_id) DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`;

/**
 * Works the facts of some customers out anew; nothing is stored. Those who are deleted, erased or merged into another lose
 * theirs and are not in the answer.
 */
export async function workOutFacts(
  sql: ShopSql,
  customerIds: readonly DecimalId[],
  settings: ShopSettings,
): Promise<CustomerFacts[]> {
  const { rows } = await sql.query<{ customer_id: DecimalId }>(factsSelect(settings, true), [sql.shopId, customerIds]);
  if (rows.length < customerIds.length)
    await sql.query(
      `DELETE FROM customer_fact f USING customer c
       WHERE f.shop_id = $1 AND c.shop_id = $1 AND c.customer_id = f.customer_id AND f.customer_id = ANY ($2)
         AND ${GONE}`,
      [sql.shopId, customerIds],
    );
  return rows.map((row) => ({ customerId: row.customer_id, facts: factsFromRow(row) }));
}

/** Stores facts together with when their customers have to be looked at again; rows that are the same stay untouched. */
export async function saveFacts(sql: ShopSql, decided: readonly (CustomerFacts & Due)[]): Promise<void> {
  if (decided.length === 0) return;
  const types = factColumns().map(({ column, sqlType }) => `${column} ${sqlType}`);
  const all = [...columns, 'due_at'];
  await sql.query(
    `INSERT INTO customer_fact AS f (shop_id, customer_id, ${all.join(', ')})
     SELECT $1, r.* FROM json_to_recordset($2::json) AS r (customer_id bigint, ${types.join(', ')}, due_at timestamptz)
     ${overwrite}, due_at = excluded.due_at
     WHERE (${all.map((column) => `f.${column}`).join(', ')}) IS DISTINCT FROM (${all.map((column) => `excluded.${column}`).join(', ')})`,
    [
      sql.shopId,
      JSON.stringify(
        decided.map(({ customerId, facts, until }) => ({
          ...{ customer_id: customerId, due_at: instant(until) },
          ...rowFromFacts(facts),
        })),
      ),
    ],
  );
}

/**
 * For statements over a whole shop, until the transaction ends: tables are joined as sets. Right after a backfill the
 * planner has no figures yet, would expect a handful of rows, and look millions up one by one.
 */
export const WHOLE_SHOP = 'SET LOCAL enable_nestloop = off';

/** Recomputes the facts of every customer of the shop in one statement; rows that are the same stay untouched. */
export async function recomputeAllFacts(sql: ShopSql, settings: ShopSettings): Promise<void> {
  await sql.query(WHOLE_SHOP);
  await sql.query(
    `${target} ${listed} FROM (${factsSelect(settings, false)}) s ${overwrite}
     WHERE (${columns.map((column) => `f.${column}`).join(', ')}) IS DISTINCT FROM (${columns.map((column) => `excluded.${column}`).join(', ')})`,
    [sql.shopId],
  );
  await sql.query(
    `DELETE FROM customer_fact f USING customer c
     WHERE f.shop_id = $1 AND c.shop_id = $1 AND c.customer_id = f.customer_id
       AND ${GONE}`,
    [sql.shopId],
  );
}

/** Stored facts of customers whose verdicts are due at `now`, at most `limit` of them, the longest due first. */
export async function dueFacts(sql: ShopSql, now: number, limit: number): Promise<CustomerFacts[]> {
  const { rows } = await sql.query<{ customer_id: DecimalId }>(
    'SELECT * FROM customer_fact WHERE shop_id = $1 AND due_at <= $2 ORDER BY due_at LIMIT $3',
    [sql.shopId, instant(now), limit],
  );
  return rows.map((row) => ({ customerId: row.customer_id, facts: factsFromRow(row) }));
}

/** Notes when each of these customers has to be looked at again; null: not by time alone. */
export async function saveDue(sql: ShopSql, due: readonly (Due & { customerId: DecimalId })[]): Promise<void> {
  if (due.length === 0) return;
  await sql.query(
    `UPDATE customer_fact f SET due_at = u.until
     FROM unnest($2::bigint[], $3::timestamptz[]) AS u (customer_id, until)
     WHERE f.shop_id = $1 AND f.customer_id = u.customer_id AND f.due_at IS DISTINCT FROM u.until`,
    [sql.shopId, due.map((one) => one.customerId), due.map((one) => instant(one.until))],
  );
}
