/** How many customers two segments have in common. After `makeSpells`. */
import { instant, type ShopSql } from '#app/platform/database.ts';

/** Counts every pair anew, each from both sides, and with itself, which is its size. */
export async function measureOverlaps(sql: ShopSql, now: number): Promise<void> {
  await sql.query('DELETE FROM segment_overlap WHERE shop_id = $1', [sql.shopId]);
  await sql.query(
    `INSERT INTO segment_overlap (shop_id, segment_id, other_id, both_count, measured_at)
     SELECT $1, a.segment_id, b.segment_id, sum(p.people), $2
     FROM pg_temp.pattern p CROSS JOIN LATERAL unnest(p.segment_ids) AS a (segment_id)
     CROSS JOIN LATERAL unnest(p.segment_ids) AS b (segment_id)
     GROUP BY a.segment_id, b.segment_id`,
    [sql.shopId, instant(now)],
  );
}
