/** Fills a shop with customers, orders and e-mail events by SQL alone; the same size always gives the same shop. */
import type { Database } from '#app/platform/database.ts';

/** Orders per customer and e-mail events per customer, on average. */
const ORDERS_EACH = 5;
const EMAIL_EVENTS_EACH = 1;

/**
 * A third of the customers never ordered, most ordered once or twice, a few very often: the k-th share of all orders
 * falls on a skewed choice of customers. Instants lie within three years before `now`.
 */
export async function fillShop(database: Database, shopId: number, customers: number, now: number): Promise<void> {
  const at = new Date(now).toISOString();
  // Ids of different shops do not overlap by chance: the shop's number leads.
  const base = shopId * 1e12;
  await database.inShop(shopId, async (sql) => {
    await sql.query('SET LOCAL synchronous_commit = off');
    await sql.query(
      `INSERT INTO customer (shop_id, customer_id, email, email_key, first_name, tags, created_at, updated_at, told_at,
         email_consent, email_consent_at)
       SELECT $1, $2::bigint + n, 'c' || n || '@example.com', 'c' || n || '@example.com', 'Ad', '{}', $3::timestamptz - (n % 1095) * interval '1 day',
         $3, $3, CASE WHEN n % 5 < 3 THEN 'subscribed' ELSE 'unsubscribed' END, $3::timestamptz - (n % 700) * interval '1 day' - interval '3 hours'
       FROM generate_series(1, $4::int) n`,
      [shopId, base, at, customers],
    );
    await sql.query(
      `INSERT INTO orders (shop_id, order_id, customer_id, processed_at, created_at, updated_at, told_at, is_test, financial_status,
         currency_code, total_minor, current_total_minor, discount_minor, cancelled_at)
       SELECT $1, $2::bigint + n, $2::bigint + 1 + floor(power(h1, 2.2) * $4 * 0.67)::bigint, t, t, t, t, n % 997 = 0,
         (ARRAY['paid', 'paid', 'paid', 'pending', 'refunded', 'partially_refunded'])[1 + n % 6], 'TRY', 10000 + n % 90000, 10000 + n % 90000, 0,
         CASE WHEN n % 50 = 0 THEN t END
       FROM (SELECT n, (hashint8(n)::bigint + 2147483648) / 4294967296.0 AS h1,
               $3::timestamptz - (((hashint8(n + 77) & 2147483647) % 94608000) + 7200) * interval '1 second' AS t
             FROM generate_series(1::bigint, $5::bigint) n) g`,
      [shopId, base, at, customers, customers * ORDERS_EACH],
    );
    await sql.query(
      `INSERT INTO email_event (shop_id, connection_id, event_id, kind, is_machine, occurred_at, customer_id)
       SELECT $1, 1, 'e' || n, (ARRAY['received', 'opened', 'clicked'])[1 + n % 3], n % 7 = 0,
         $2::timestamptz - (((hashint8(n) & 2147483647) % 17280000) + 7200) * interval '1 second',
         $3::bigint + 1 + (hashint8(n + 13) & 2147483647) % $4::bigint
       FROM generate_series(1::bigint, $5::bigint) n`,
      [shopId, at, base, customers, customers * EMAIL_EVENTS_EACH],
    );
  });
  for (const table of ['customer', 'orders', 'email_event', 'site_event', 'order_refund'])
    await database.query(`ANALYZE ${table}`).catch(() => undefined);
}

/** The segments that orders alone decide, counted by plain SQL straight from the orders: what memberships must equal. */
export async function recountFromOrders(
  database: Database,
  shopId: number,
  now: number,
): Promise<Record<string, number>> {
  const { rows } = await database.inShop(shopId, (sql) =>
    sql.query<{ vip: string; repeat: string; winback: string }>(
      `SELECT count(*) FILTER (WHERE n > 5) AS vip, count(*) FILTER (WHERE n > 1) AS repeat,
              count(*) FILTER (WHERE $2::timestamptz - last >= interval '4320 hours') AS winback
       FROM (SELECT customer_id, count(*) AS n, max(processed_at) AS last FROM orders
             WHERE shop_id = $1 AND NOT is_test AND cancelled_at IS NULL AND financial_status <> 'refunded' GROUP BY customer_id) o`,
      [shopId, new Date(now).toISOString()],
    ),
  );
  const row = rows[0];
  return { vip: Number(row?.vip), 'repeat-buyers': Number(row?.repeat), winback: Number(row?.winback) };
}
