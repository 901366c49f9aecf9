/** How many buyers have each pair of RFM scores. */
import { sqlScope } from '#app/core/rules/sql/parameters.ts';
import type { Yardsticks } from '#app/core/yardsticks/yardsticks.ts';
import type { ShopSql } from '#app/platform/database.ts';

export interface RfmCell {
  /** 1 to 5. */
  recency: number;
  /** Of frequency and spend together, 1 to 5. */
  value: number;
  buyerCount: number;
}

/** In one scan of the facts, so not for a page; pairs that nobody has are left out. */
export async function countRfmCells(sql: ShopSql, yardsticks: Yardsticks, now: number): Promise<RfmCell[]> {
  const scope = sqlScope({ now, yardsticks, alias: 'f', firstParameter: 2 });
  const [recency, value] = [scope.column('recencyScore'), scope.column('valueScore')];
  const { rows } = await sql.query<{ recency: number; value: number; buyers: string }>(
    // Every placeholder that is bound has to be mentioned.
    `SELECT recency, value, count(*) AS buyers
     FROM (SELECT ${recency} AS recency, ${value} AS value FROM customer_fact f
           WHERE f.shop_id = $1 AND f.order_count > 0 AND ${scope.now} IS NOT NULL) s
     WHERE recency IS NOT NULL AND value IS NOT NULL GROUP BY recency, value ORDER BY recency, value`,
    [sql.shopId, ...scope.params],
  );
  return rows.map(({ buyers, ...scores }) => ({ ...scores, buyerCount: Number(buyers) }));
}
