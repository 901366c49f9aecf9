/**
 * Lists whose people carry what they are worth. A partner cannot make such a list out of another, nor the other way round: when the
 * merchant's choice asks for it, nobody belongs in the list that is there, and once it is empty another takes its place.
 */
import type { ListValue } from '#app/core/placements/listValue.ts';
import type { ShopSql } from '#app/platform/database.ts';
import { WHOLE_SHOP } from './facts.ts';
import { holdShop } from './shops.ts';
import { worthOf } from './worth.ts';

/** SQL over row `d` (destination): the list there is not of the kind that is wanted. */
export const IS_REMADE = `(d.holds_values <> (d.list_value <> 'none'))`;

/** What is wanted; the next run acts on it. Where no list is there yet, the next one is of the right kind at once. */
export async function saveListValue(sql: ShopSql, destinationId: number, value: ListValue): Promise<void> {
  await sql.query(
    `UPDATE destination SET list_value = $3, compare_figures = true,
       holds_values = CASE WHEN partner_list_id IS NULL THEN $3 <> 'none' ELSE holds_values END
     WHERE shop_id = $1 AND destination_id = $2`,
    [sql.shopId, destinationId, value],
  );
}

/** SQL for the value of row `f` of the facts that destination `d` wants, and what is bound in it. Never negative. */
async function valueOf(sql: ShopSql, now: number, firstParameter: number) {
  const { scope, spent, expected } = await worthOf(sql, now, firstParameter);
  const text = `greatest(0, CASE d.list_value WHEN 'spent' THEN ${spent} WHEN 'expected' THEN ${expected} END)::float8`;
  return { text: `CASE WHEN ${scope.now} IS NOT NULL THEN ${text} END`, values: scope.params };
}

/** Notes what the customers of a job are told to be worth. */
export async function noteValues(sql: ShopSql, jobId: string, now: number): Promise<void> {
  const { text, values } = await valueOf(sql, now, 3);
  await sql.query(
    `UPDATE placement p SET told_value = ${text} FROM destination d, customer_fact f
     WHERE p.shop_id = $1 AND p.job_id = $2 AND d.shop_id = $1 AND d.destination_id = p.destination_id AND d.list_value <> 'none'
       AND f.shop_id = $1 AND f.customer_id = p.customer_id`,
    [sql.shopId, jobId, ...values],
  );
}

/** Has everybody sent once more who is worth something else by now than the list was told. Call `holdShop` before. */
export async function sendChangedValues(sql: ShopSql, connectionId: number, now: number): Promise<void> {
  const { text, values } = await valueOf(sql, now, 3);
  await sql.query(WHOLE_SHOP);
  await sql.query(
    `UPDATE placement p SET state = CASE p.state WHEN 'settled' THEN 'pending' ELSE p.state END, send_again = p.send_again OR p.state = 'sent',
       attempts = 0, not_before = NULL, changed_at = now()
     FROM destination d, customer_fact f
     WHERE p.shop_id = $1 AND d.shop_id = $1 AND d.connection_id = $2 AND d.enabled AND d.list_value <> 'none' AND d.holds_values
       AND p.destination_id = d.destination_id AND p.desired AND p.state IN ('settled', 'sent')
       AND f.shop_id = $1 AND f.customer_id = p.customer_id AND coalesce(p.told_value, 0) <> coalesce(${text}, 0)`,
    [sql.shopId, connectionId, ...values],
  );
}

/**
 * Lets lists go that are to be made anew and in which nobody is, or may be, any more.
 * @returns Whether there were any: their segments have to be placed again.
 */
export async function letEmptiedGo(sql: ShopSql, connectionId: number): Promise<boolean> {
  const ids = [sql.shopId, connectionId];
  const { rows } = await sql.query(
    `SELECT FROM destination d WHERE d.shop_id = $1 AND d.connection_id = $2 AND ${IS_REMADE} LIMIT 1`,
    ids,
  );
  if (rows.length === 0) return false;
  await holdShop(sql, 'whole shop');
  const { rowCount } = await sql.query(
    `UPDATE destination d SET holds_values = NOT d.holds_values, partner_list_id = NULL, partner_list_name = NULL, labelled = false,
       hold = NULL, held_until = NULL
     WHERE d.shop_id = $1 AND d.connection_id = $2 AND ${IS_REMADE} AND d.replacing IS NULL
       AND NOT EXISTS (SELECT FROM partner_job j WHERE j.shop_id = $1 AND j.connection_id = $2 AND j.destination_id = d.destination_id)
       AND NOT EXISTS (SELECT FROM placement p WHERE p.shop_id = $1 AND p.destination_id = d.destination_id
         AND (p.desired OR p.acknowledged IS DISTINCT FROM false OR p.state IN ('pending', 'sent')))`,
    ids,
  );
  return (rowCount ?? 0) > 0;
}
