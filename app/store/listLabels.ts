/** Labels on lists at partners: which lists still lack one, and whether the partner lets us set any. */
import type { ShopSql } from '#app/platform/database.ts';

export const labelProblems = ['permission', 'limit', 'other'] as const;
export type LabelProblem = (typeof labelProblems)[number];

/** Lists without a label; none while the partner refuses to label any. */
export async function listsToLabel(
  sql: ShopSql,
  connectionId: number,
): Promise<{ destinationId: number; partnerListId: string }[]> {
  const { rows } = await sql.query<{ destination_id: number; partner_list_id: string }>(
    `SELECT d.destination_id, d.partner_list_id FROM destination d
     JOIN connection c ON c.shop_id = $1 AND c.connection_id = d.connection_id AND c.label_problem IS NULL
     WHERE d.shop_id = $1 AND d.connection_id = $2 AND NOT d.labelled AND d.partner_list_id IS NOT NULL ORDER BY d.destination_id`,
    [sql.shopId, connectionId],
  );
  return rows.map((row) => ({ destinationId: row.destination_id, partnerListId: row.partner_list_id }));
}

export async function noteLabelled(sql: ShopSql, destinationId: number, partnerListId: string): Promise<void> {
  await sql.query(
    'UPDATE destination SET labelled = true WHERE shop_id = $1 AND destination_id = $2 AND partner_list_id = $3',
    [sql.shopId, destinationId, partnerListId],
  );
}

/** No list is labelled until another key is entered. */
export async function noteLabelProblem(sql: ShopSql, connectionId: number, problem: LabelProblem): Promise<void> {
  await sql.query('UPDATE connection SET label_problem = $3 WHERE shop_id = $1 AND connection_id = $2', [
    sql.shopId,
    connectionId,
    problem,
  ]);
}
