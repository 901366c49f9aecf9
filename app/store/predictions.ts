/** Buyers as the purchase models see them, and what the models expect of them, many at a time. */
import { predict } from '#app/core/models/predictions.ts';
import type { PurchaseModel } from '#app/core/models/purchaseModel.ts';
import type { ShopSql } from '#app/platform/database.ts';
import { instant } from '#app/platform/database.ts';

/** Buyers scored at once. */
const PAGE = 20_000;

/** Cells of buyers with nearly the same history, as columns; days as whole numbers. */
export interface BuyerCells {
  x: Float64Array;
  tx: Float64Array;
  T: Float64Array;
  count: Float64Array;
}

/**
 * SQL for so many days as they are grouped: to the day within three months, to three days within a year, to the week beyond. What is
 * lost is far below what chance does to a fit, and a shop of millions comes to some ten thousand cells.
 */
const grouped = (days: string): string =>
  `(CASE WHEN ${days} < 90 THEN ${days} WHEN ${days} < 365 THEN round(${days} / 3.0) * 3 ELSE round(${days} / 7.0) * 7 END)::int`;

/** All buyers, grouped by repeat orders, days from the first to the last order, and days since the first. */
export async function readBuyerCells(sql: ShopSql, now: number): Promise<BuyerCells> {
  const { rows } = await sql.query<{ x: number; tx: number; t: number; count: number }>(
    `SELECT x, CASE WHEN x = 0 THEN 0 ELSE least(${grouped('tx')}, ${grouped('t')}) END AS tx, ${grouped('t')} AS t, count(*)::int AS count FROM (
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

/** Those who bought again, grouped by how often and by what an order after the first was worth on average, to half a percent. */
export async function readValueCells(
  sql: ShopSql,
): Promise<{ x: Float64Array; mean: Float64Array; count: Float64Array }> {
  const { rows } = await sql.query<{ x: number; mean: number; count: number }>(
    `SELECT x, CASE WHEN mean > 0 THEN exp(round(ln(mean) * 200) / 200) ELSE mean END AS mean, count(*)::int AS count FROM (
       SELECT order_count - 1 AS x, (spent_minor - coalesce(first_order_minor, 0))::double precision / (order_count - 1) AS mean
       FROM customer_fact WHERE shop_id = $1 AND order_count > 1 AND first_order_at IS NOT NULL) b
     GROUP BY 1, 2 ORDER BY 1, 2`,
    [sql.shopId],
  );
  return {
    x: Float64Array.from(rows, (row) => row.x),
    mean: Float64Array.from(rows, (row) => row.mean),
    count: Float64Array.from(rows, (row) => row.count),
  };
}

/** What is expected of a customer anew, and the facts it was worked out from. */
interface Score {
  customerId: string;
  orderCount: number;
  spentMinor: string;
  expectedOrders30d: number | null;
  expectedSpend365dMinor: number | null;
}

export interface ScorePage {
  /** Those that are others than before. */
  scores: Score[];
  /** The last customer looked at. */
  last: string;
}

/**
 * Scores the next page of customers who have something to be scored from, or to be taken away; nothing is stored.
 * @param after The last customer of the page before; null for the first page.
 * @returns Null when none was left.
 */
export async function readScorePage(
  sql: ShopSql,
  model: PurchaseModel | null,
  after: string | null,
): Promise<ScorePage | null> {
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
  const scores = rows.flatMap((row): Score[] => {
    const predictions = predict(
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
    const isKnown =
      predictions.expectedOrders30d === row.expected_orders_30d && predictions.expectedSpend365dMinor === knownSpend;
    const { customer_id: customerId, order_count: orderCount, spent_minor: spentMinor } = row;
    return isKnown ? [] : [{ customerId, orderCount, spentMinor, ...predictions }];
  });
  return { scores, last: last.customer_id };
}

/** Stores scores. Whose orders have become others since they were read was scored by the same model when that came. */
export async function saveScores(sql: ShopSql, scores: readonly Score[]): Promise<void> {
  if (scores.length === 0) return;
  await sql.query(
    `UPDATE customer_fact f SET expected_orders_30d = u.orders, expected_spend_365d_minor = u.spend
     FROM unnest($2::bigint[], $3::int[], $4::bigint[], $5::double precision[], $6::bigint[])
       AS u (customer_id, order_count, spent_minor, orders, spend)
     WHERE f.shop_id = $1 AND f.customer_id = u.customer_id AND f.order_count = u.order_count AND f.spent_minor = u.spent_minor`,
    [
      sql.shopId,
      scores.map((score) => score.customerId),
      scores.map((score) => score.orderCount),
      scores.map((score) => score.spentMinor),
      scores.map((score) => score.expectedOrders30d),
      scores.map((score) => score.expectedSpend365dMinor),
    ],
  );
}
