/** Raw deliveries that speak of erased people are emptied; their ids stay, so that a repeated one is known. */
import type { DecimalId } from '#app/core/identifiers.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';
import { boundsOf, IN_PART, type Part } from './rawWalk.ts';

/** By what a delivery speaks of somebody: by id or by address. */
export interface Marks {
  customerIds: readonly DecimalId[];
  emailKeys: readonly string[];
}

/** What a part of the walk came to for one of the erased. */
export interface Emptied {
  count: number;
  /** One that speaks of them waits to be absorbed, which needs its body: it is to be looked at again. */
  waits: boolean;
}

/**
 * Empties the deliveries of a part that speak of any of the people. Compared in an escaped form, because a delivery set aside
 * need not be text at all.
 * @returns For each of the people, in their order.
 */
export async function emptyPart(sql: ShopSql, part: Part, people: readonly Marks[]): Promise<Emptied[]> {
  const marks = people.flatMap(({ customerIds, emailKeys }, who) =>
    [...customerIds, ...emailKeys].map((said) => ({ who, said })),
  );
  const { rows } = await sql.query<{ whos: number[]; emptied: boolean }>(
    `WITH mark AS MATERIALIZED (
       SELECT who, encode(convert_to(said, 'UTF8'), 'escape') AS said FROM unnest($6::int[], $7::text[]) AS m (who, said)),
     spoken AS MATERIALIZED (
       SELECT t.delivery_id, f.whos FROM inbox t
       -- Written out once for all that is looked for. Escaped, it is ASCII: no language's rules are needed to lower it.
       CROSS JOIN LATERAL (SELECT lower(encode(t.body, 'escape') COLLATE "C") AS said OFFSET 0) b
       CROSS JOIN LATERAL (SELECT array_agg(DISTINCT m.who) AS whos FROM mark m WHERE strpos(b.said, m.said) > 0) f
       WHERE ${IN_PART} AND t.body <> '' AND f.whos IS NOT NULL),
     emptied AS (
       UPDATE inbox i SET body = '' FROM spoken s
       WHERE i.shop_id = $1 AND i.delivery_id = s.delivery_id AND i.state <> 'pending' RETURNING i.delivery_id)
     SELECT s.whos, e.delivery_id IS NOT NULL AS emptied FROM spoken s LEFT JOIN emptied e ON e.delivery_id = s.delivery_id`,
    [sql.shopId, ...boundsOf(part), marks.map(({ who }) => who), marks.map(({ said }) => said)],
  );
  return people.map((_, who) => {
    const own = rows.filter(({ whos }) => whos.includes(who));
    return { count: own.filter(({ emptied }) => emptied).length, waits: own.some(({ emptied }) => !emptied) };
  });
}

/** Whether any delivery that came in before an instant still has its content. */
export async function hasBodiesBefore(sql: ShopSql, receivedAt: number): Promise<boolean> {
  const { rows } = await sql.query<{ found: boolean }>(
    `SELECT EXISTS (SELECT FROM inbox WHERE shop_id = $1 AND received_at <= $2 AND body <> '') AS found`,
    [sql.shopId, instant(receivedAt)],
  );
  return rows[0]?.found === true;
}
