/** Buyers as the purchase models see them, and what the models expect of them, many at a time. */
import { predict } from '#app/core/models/predictions.ts';
import type { PurchaseModel } from '#app/core/models/purchaseModel.ts';
import type { ShopSql } from '#app/platform/database.ts';
import { instant } from '#app/platform/database.ts';

/** Buyers scored at once. */
const PAGE = 20_000;

/** Cells of buyers with the same history, as columns; days as whole numbers. */
export interface BuyerCells {
  x: Float64Array;
  tx: Float64Array;
  T: Float64Array;
  count: Float64Array;
}

/** All buyers, grouped by repeat orders, days from the first to the last order, and days since the first. */
export async function readBuyerCells(sql: ShopSql, now: number): Promise<BuyerCells> {
  const { rows } = await sql.query<{ x: number; tx: number; t: number; count: number }>(
    `SELECT x, CASE WHEN x = 0 THEN 0 ELSE least(tx, t) END AS tx, t, count(*)::int AS count FROM (
       SELECT order_count - 1 AS x, round(date_part('epoch', last_order_at - first_order_at) / 86400)::int AS tx,
         greatest(round(date_part('epoch', $2::timestamptz - first_order_at) / 86400), 0)::int AS t
       FROM customer_fact WHERE shop_id = $1 AND order_count > 0 AND first_order_at IS NOT NULL) b
     GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    [sql.shopId, instant(now)],
  );
  return {
    x: Float64Array.from(rows, (row) => row.x),
    tx: Float64Array.from(rows, (row) => row.tx),
    T: Float64Array.from(rows, (row) => row.t),
    count: Float64Array.from(rows, (row) => row.count),
  };
}

/** Those who bought again, grouped by how often and by what an order after the first was worth on average. */
export async function readValueCells(
  sql: ShopSql,
): Promise<{ x: Float64Array; mean: Float64Array; count: Float64Array }> {
  const { rows } = await sql.query<{ x: number; mean: number; count: number }>(
    `SELECT order_count - 1 AS x, round((spent_minor - coalesce(first_order_minor, 0))::double precision / (order_count - 1)) AS mean,
       count(*)::int AS count
     FROM customer_fact WHERE shop_id = $1 AND order_count > 1 AND first_order_at IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2`,
    [sql.shopId],
  );
  return {
    x: Float64Array.from(rows, (row) => row.x),
    mean: Float64Array.from(rows, (row) => row.mean),
    count: Float64Array.from(rows, (row) => row.count),
  };
}

/**
 * Scores the next page of customers who have something to be scored from, or to be taken away.
 * @param after The last customer of the page before; null for the first page.
 * @returns The last one of this page; null when there was none left.
 */
export async function scorePage(
  sql: ShopSql,
  model: PurchaseModel | null,
  after: string | null,
): Promise<string | null> {
  const { rows } = await sql.query<{
    customer_id: string;
    order_count: number;
    spent_minor: string;
    first_order_at: number | null;
    last_order_at: number | null;
    first_order_minor: string | null;
    expected_orders_30d: number | null;
    expected_spend_365d_minor: string | null;
  }>(
    `SELECT customer_id, order_count, spent_minor, first_order_at, last_order_at, first_order_minor, expected_orders_30d,
       expected_spend_365d_minor
     FROM customer_fact
     WHERE shop_id = $1 AND customer_id > $2::bigint AND (order_count > 0 OR expected_orders_30d IS NOT NULL)
     ORDER BY customer_id LIMIT ${PAGE}`,
    [sql.shopId, after ?? '0'],
  );
  const last = rows[rows.length - 1];
  if (!last) return null;
  const [ids, orders, spends]: [string[], (number | null)[], (number | null)[]] = [[], [], []];
  for (const row of rows) {
    const { expectedOrders30d, expectedSpend365dMinor } = predict(
      {
        orderCount: row.order_count,
        spentMinor: Number(row.spent_minor),
        firstOrderAt: row.first_order_at,
        lastOrderAt: row.last_order_at,
        firstOrderMinor: row.first_order_minor === null ? null : Number(row.first_order_minor),
      },
      model,
    );
    const knownSpend = row.expected_spend_365d_minor === null ? null : Number(row.expected_spend_365d_minor);
    if (expectedOrders30d === row.expected_orders_30d && expectedSpend365dMinor === knownSpend) continue;
    ids.push(row.customer_id);
    orders.push(expectedOrders30d);
    spends.push(expectedSpend365dMinor);
  }
  if (ids.length > 0)
    await sql.query(
      `UPDATE customer_fact f SET expected_orders_30d = u.orders, expected_spend_365d_minor = u.spend
       FROM unnest($2::bigint[], $3::double precision[], $4::bigint[]) AS u (customer_id, orders, spend)
       WHERE f.shop_id = $1 AND f.customer_id = u.customer_id`,
      [sql.shopId, ids, orders, spends],
    );
  return rows.length < PAGE ? null : last.customer_id;
}
