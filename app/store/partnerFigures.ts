/**
 * Figures of customers at partners: which are wanted there follows from the lists a customer should be in, what was told is kept with
 * the partner's id of the customer, and who has others by now is sent once more.
 */
import type { DecimalId } from '#app/core/identifiers.ts';
import type { FigureName } from '#app/core/placements/figures.ts';
import { groupAt, scoresUp } from '#app/core/presets/rfmScores.ts';
import type { ShopSql } from '#app/platform/database.ts';
import { WHOLE_SHOP } from './facts.ts';
import { IS_REMADE } from './listValues.ts';
import { worthOf } from './worth.ts';

const groups = scoresUp.flatMap((recency) => scoresUp.map((value) => `'${groupAt(recency, value)}'`)).join(', ');

/** An SQL expression for all figures of row `f` of the facts, and the values of its placeholders from `firstParameter` on. */
async function figuresOf(
  sql: ShopSql,
  now: number,
  firstParameter: number,
): Promise<{ text: string; values: readonly unknown[] }> {
  const { scope, currency, spent, expected } = await worthOf(sql, now, firstParameter);
  const money = (amount: string): string =>
    `CASE WHEN ${amount} IS NOT NULL THEN jsonb_build_object('amount', ${amount}, 'currency', ${scope.bind(currency, 'text')}) END`;
  const figures: Record<FigureName, string> = {
    orderCount: scope.column('orderCount'),
    totalSpend: money(spent),
    lastOrderDay: `to_char(${scope.column('lastOrderAt')} AT TIME ZONE ${scope.bind(scope.yardsticks.timezone, 'text')}, 'YYYY-MM-DD')`,
    rfmGroup: `(ARRAY[${groups}])[(${scope.column('recencyScore')} - 1) * 5 + ${scope.column('valueScore')}]`,
    expectedOrders30d: `round(${scope.column('expectedOrders30d')}::numeric, 1)`,
    expectedSpend365d: money(expected),
  };
  const pairs = Object.entries(figures).map(([name, value]) => `'${name}', ${value}`);
  // Every placeholder that is bound has to be mentioned.
  return { text: `jsonb_build_object(${pairs.join(', ')}, 'at', ${scope.now})`, values: scope.params };
}

/** SQL for those of the figures that are among the names and known. */
const chosenOf = (figures: string, names: string): string =>
  `coalesce((SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each(${figures}) e WHERE e.key = ANY (${names}) AND e.value <> 'null'), '{}')`;

/** Whether a connection has, or had, anything to do with figures. */
async function hasFigures(sql: ShopSql, connectionId: number): Promise<boolean> {
  const { rows } = await sql.query<{ found: boolean }>(
    `SELECT EXISTS (SELECT FROM destination WHERE shop_id = $1 AND connection_id = $2 AND figures <> '{}')
       OR EXISTS (SELECT FROM partner_profile WHERE shop_id = $1 AND connection_id = $2 AND figures <> '{}') AS found`,
    [sql.shopId, connectionId],
  );
  return rows[0]?.found === true;
}

/**
 * Notes which figures the customers of a job are sent: those that any of the connection's lists wants that they should be in. What the
 * partner may hold beside them is noted as null, and is to be taken away.
 */
export async function noteFigures(sql: ShopSql, connectionId: number, jobId: string, now: number): Promise<void> {
  if (!(await hasFigures(sql, connectionId))) return;
  const { text, values } = await figuresOf(sql, now, 4);
  await sql.query(
    `WITH wanted AS (
       SELECT p.customer_id, ARRAY(
         SELECT DISTINCT unnest(d.figures) FROM destination d
         JOIN placement q ON q.shop_id = $1 AND q.destination_id = d.destination_id AND q.customer_id = p.customer_id AND q.desired
         WHERE d.shop_id = $1 AND d.connection_id = $2 AND d.enabled AND d.figures <> '{}') AS names
       FROM placement p WHERE p.shop_id = $1 AND p.job_id = $3),
     told AS (
       SELECT w.customer_id,
         coalesce((SELECT jsonb_object_agg(k, NULL) FROM jsonb_object_keys(i.figures) k), '{}') || ${chosenOf(text, 'w.names')} AS figures
       FROM wanted w
       LEFT JOIN customer_fact f ON f.shop_id = $1 AND f.customer_id = w.customer_id
       LEFT JOIN partner_profile i ON i.shop_id = $1 AND i.connection_id = $2 AND i.customer_id = w.customer_id)
     INSERT INTO partner_profile (shop_id, connection_id, customer_id, figures)
     SELECT $1, $2, customer_id, figures FROM told WHERE figures <> '{}'
     ON CONFLICT (shop_id, connection_id, customer_id) DO UPDATE SET figures = excluded.figures
     WHERE partner_profile.figures <> excluded.figures`,
    [sql.shopId, connectionId, jobId, ...values],
  );
}

/** What was to be taken away from these customers is gone there; unless another batch of theirs is under way, which may say so too. */
export async function forgetTakenFigures(
  sql: ShopSql,
  connectionId: number,
  customerIds: readonly DecimalId[],
): Promise<void> {
  await sql.query(
    `UPDATE partner_profile SET figures = jsonb_strip_nulls(figures)
     WHERE shop_id = $1 AND connection_id = $2 AND customer_id = ANY ($3::bigint[]) AND figures <> '{}'
       AND figures <> jsonb_strip_nulls(figures)
       AND NOT EXISTS (SELECT FROM destination d JOIN placement q ON q.shop_id = $1 AND q.destination_id = d.destination_id
         WHERE d.shop_id = $1 AND d.connection_id = $2 AND q.customer_id = partner_profile.customer_id AND q.state = 'sent')`,
    [sql.shopId, connectionId, customerIds],
  );
}

/** The next run compares the figures of a connection's lists. */
export async function askComparison(sql: ShopSql): Promise<number[]> {
  const { rows } = await sql.query<{ connection_id: number }>(
    `UPDATE destination SET compare_figures = true WHERE shop_id = $1 AND enabled AND (figures <> '{}' OR list_value <> 'none')
     RETURNING connection_id`,
    [sql.shopId],
  );
  return [...new Set(rows.map((row) => row.connection_id))];
}

/** Whether a comparison was asked for; it is not any more after this, but for lists that are being made anew: those stay work. */
export async function takeComparison(sql: ShopSql, connectionId: number): Promise<boolean> {
  const { rowCount } = await sql.query(
    `UPDATE destination d SET compare_figures = false WHERE shop_id = $1 AND connection_id = $2 AND compare_figures AND NOT ${IS_REMADE}`,
    [sql.shopId, connectionId],
  );
  return (rowCount ?? 0) > 0;
}

/**
 * Has everybody sent once more, in one of their lists, whose figures are others than the partner was told. Call `holdShop` before.
 * Who has no place left at the partner is not sent again; what was told of them goes when they leave.
 */
export async function sendChangedFigures(sql: ShopSql, connectionId: number, now: number): Promise<void> {
  const { text, values } = await figuresOf(sql, now, 3);
  await sql.query(WHOLE_SHOP);
  await sql.query(
    `WITH held AS (
       SELECT p.customer_id, min(p.destination_id) FILTER (WHERE p.state IN ('settled', 'sent')) AS destination_id,
         coalesce(array_agg(DISTINCT n.name) FILTER (WHERE n.name IS NOT NULL), '{}') AS names
       FROM destination d
       JOIN placement p ON p.shop_id = $1 AND p.destination_id = d.destination_id AND p.desired
       LEFT JOIN LATERAL unnest(d.figures) AS n (name) ON TRUE
       WHERE d.shop_id = $1 AND d.connection_id = $2 AND d.enabled GROUP BY p.customer_id),
     changed AS (
       SELECT h.customer_id, h.destination_id FROM held h
       LEFT JOIN customer_fact f ON f.shop_id = $1 AND f.customer_id = h.customer_id
       LEFT JOIN partner_profile i ON i.shop_id = $1 AND i.connection_id = $2 AND i.customer_id = h.customer_id
       WHERE h.destination_id IS NOT NULL AND coalesce(i.figures, '{}') <> ${chosenOf(text, 'h.names')})
     -- Who is on the way with what was chosen before goes once more after that.
     UPDATE placement p SET state = CASE p.state WHEN 'settled' THEN 'pending' ELSE p.state END, send_again = p.send_again OR p.state = 'sent',
       attempts = 0, not_before = NULL, changed_at = now() FROM changed c
     WHERE p.shop_id = $1 AND p.destination_id = c.destination_id AND p.customer_id = c.customer_id AND p.state IN ('settled', 'sent')`,
    [sql.shopId, connectionId, ...values],
  );
}
