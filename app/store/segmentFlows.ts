/** How many customers went from one group of a family to another on each day, and how many stayed. After `makeSpells`. */
import type { Family } from '#app/core/segments/families.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';
import type { MeasuredDay } from './segmentSpells.ts';

/** A group of a family; of those a customer is in, the one of the least rank is theirs. */
export interface Group {
  family: Family;
  segmentId: number;
  rank: number;
}

/** The groups there are of presets, archived ones left out. @param presets By family, the first that applies first. */
export async function loadGroups(sql: ShopSql, presets: Readonly<Record<Family, readonly string[]>>): Promise<Group[]> {
  const { rows } = await sql.query<{ preset_id: string; segment_id: number }>(
    'SELECT preset_id, segment_id FROM segment WHERE shop_id = $1 AND archived_at IS NULL AND preset_id IS NOT NULL',
    [sql.shopId],
  );
  const segmentOf = new Map(rows.map((row) => [row.preset_id, row.segment_id]));
  return (Object.entries(presets) as [Family, readonly string[]][]).flatMap(([family, ids]) =>
    ids.flatMap((id, rank) => {
      const segmentId = segmentOf.get(id);
      return segmentId === undefined ? [] : [{ family, segmentId, rank }];
    }),
  );
}

/**
 * Measures the days anew. Each customer is in one group, or none, just before a day begins and just before it ends; those in none
 * at both are not noted. Of those who moved, everybody's path through the days is counted with all that are the same; of the others
 * the present groups are counted.
 */
export async function measureFlows(
  sql: ShopSql,
  groups: readonly Group[],
  days: readonly MeasuredDay[],
): Promise<void> {
  await sql.query('DELETE FROM segment_flow WHERE shop_id = $1 AND day = ANY ($2::date[])', [
    sql.shopId,
    days.map(({ day }) => day),
  ]);
  // One day ends where the next begins.
  const edges = [...days.map(({ startAt }) => startAt), ...days.slice(-1).map(({ endAt }) => endAt)];
  const rankAt = edges.map((_, index) => {
    const edge = `($5::timestamptz[])[${index + 1}]`;
    return `min(rank) FILTER (WHERE from_at < ${edge} AND ${edge} <= to_at)`;
  });
  await sql.query(
    `INSERT INTO segment_flow (shop_id, family, day, from_segment_id, to_segment_id, people_count)
     WITH grade AS MATERIALIZED (SELECT * FROM unnest($2::text[], $3::int[], $4::int[]) AS g (family, segment_id, rank)),
     mover AS MATERIALIZED (SELECT DISTINCT g.family, m.customer_id FROM pg_temp.move m JOIN grade g USING (segment_id)),
     -- Where those who moved are without having moved there.
     standing AS MATERIALIZED (
       SELECT v.customer_id, i.segment_id
       FROM (SELECT DISTINCT customer_id FROM mover) v JOIN customer_fact f ON f.customer_id = v.customer_id
       CROSS JOIN LATERAL unnest(f.segment_ids) AS i (segment_id)
       WHERE f.shop_id = $1 AND NOT EXISTS (
         SELECT FROM pg_temp.move m WHERE m.is_first AND m.customer_id = v.customer_id AND m.segment_id = i.segment_id)),
     stay AS (
       SELECT g.family, s.customer_id, g.rank, s.from_at, s.to_at FROM pg_temp.spell s JOIN grade g USING (segment_id)
       UNION ALL
       SELECT v.family, v.customer_id, g.rank, '-infinity', 'infinity'
       FROM standing s JOIN grade g USING (segment_id) JOIN mover v ON v.family = g.family AND v.customer_id = s.customer_id),
     path AS MATERIALIZED (
       SELECT family, ranks, count(*) AS people
       FROM (SELECT family, customer_id, ARRAY[${rankAt.join(', ')}] AS ranks FROM stay GROUP BY family, customer_id) one
       GROUP BY family, ranks),
     present AS (
       SELECT b.family, b.rank, sum(b.people) AS people FROM (
         SELECT g.family, min(g.rank) AS rank, p.people
         FROM (SELECT segment_ids, people, row_number() OVER () AS n FROM pg_temp.pattern) p
         CROSS JOIN LATERAL unnest(p.segment_ids) AS i (segment_id) JOIN grade g USING (segment_id)
         GROUP BY p.n, p.people, g.family
         UNION ALL
         -- Those who moved are counted by their paths.
         SELECT family, ranks[cardinality(ranks)], -people FROM path) b
       WHERE b.rank IS NOT NULL GROUP BY b.family, b.rank),
     day AS (SELECT * FROM unnest($6::date[]) WITH ORDINALITY AS d (day, n)),
     whole AS (
       SELECT p.family, d.day, p.ranks[d.n] AS from_rank, p.ranks[d.n + 1] AS to_rank, p.people FROM path p CROSS JOIN day d
       UNION ALL SELECT p.family, d.day, p.rank, p.rank, p.people FROM present p CROSS JOIN day d)
     SELECT $1, w.family, w.day, coalesce(a.segment_id, 0), coalesce(z.segment_id, 0), sum(w.people)
     FROM whole w LEFT JOIN grade a ON a.family = w.family AND a.rank = w.from_rank
     LEFT JOIN grade z ON z.family = w.family AND z.rank = w.to_rank
     WHERE w.from_rank IS NOT NULL OR w.to_rank IS NOT NULL
     GROUP BY w.family, w.day, a.segment_id, z.segment_id HAVING sum(w.people) > 0`,
    [
      sql.shopId,
      groups.map(({ family }) => family),
      groups.map(({ segmentId }) => segmentId),
      groups.map(({ rank }) => rank),
      edges.map((edge) => instant(edge)),
      days.map(({ day }) => day),
    ],
  );
}
