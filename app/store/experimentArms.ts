/** Results of experiments: what those placed and those held out of a segment came to, and its two halves. */
import type { ShopSettings } from '#app/core/settings.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';
import { orderRows } from './orderRows.ts';

/** So long after somebody first took part in an experiment their orders count for it. */
export const OUTCOME_DAYS = 30;

/** Counts the results of all experiments of the shop anew; those of experiments that have ended go. */
export async function measureExperiments(sql: ShopSql, settings: ShopSettings, now: number): Promise<void> {
  await sql.query('DELETE FROM experiment_arm WHERE shop_id = $1', [sql.shopId]);
  const { rows } = await sql.query<{ segment_id: number }>(
    `SELECT segment_id FROM segment WHERE shop_id = $1 AND archived_at IS NULL AND experiment_since IS NOT NULL`,
    [sql.shopId],
  );
  for (const { segment_id } of rows) await measureExperiment(sql, segment_id, settings, now);
}

/**
 * Whoever was a member at any instant since the experiment began takes part in it, from then or from their first entering on. That
 * chance alone has put them into a group is all that may tell the groups apart: so nothing is asked of them that what was sent to
 * them could have changed, such as whether they are still members, or still to be reached.
 */
async function measureExperiment(sql: ShopSql, segmentId: number, settings: ShopSettings, now: number): Promise<void> {
  await sql.query(
    `CREATE TEMP TABLE participant ON COMMIT DROP AS
     WITH experiment AS (SELECT * FROM segment WHERE shop_id = $1 AND segment_id = $2),
     moved AS (
       SELECT DISTINCT ON (t.customer_id) t.customer_id, t.entered, t.at
       FROM experiment x JOIN transition t ON t.shop_id = x.shop_id AND t.segment_id = x.segment_id AND t.at > x.experiment_since
       WHERE t.shop_id = $1 ORDER BY t.customer_id, t.at, t.transition_id),
     member AS (
       SELECT m.customer_id, CASE WHEN m.entered THEN m.at ELSE x.experiment_since END AS since FROM moved m CROSS JOIN experiment x
       UNION ALL
       SELECT m.customer_id, x.experiment_since FROM membership m CROSS JOIN experiment x
       WHERE m.shop_id = $1 AND m.segment_id = $2 AND NOT EXISTS (SELECT FROM moved o WHERE o.customer_id = m.customer_id))
     SELECT m.customer_id, m.since, f.last_order_at >= m.since AS ordered,
       x.holdout_percent > 0 AS has_holdout, x.split AS has_split,
       x.holdout_percent > 0 AND share_of(x.segment_id, 'holdout', m.customer_id) < x.holdout_percent * 100 AS is_held_out,
       x.split AND share_of(x.segment_id, 'split', m.customer_id) < 5000 AS is_a
     FROM member m CROSS JOIN experiment x JOIN customer_fact f ON f.customer_id = m.customer_id WHERE f.shop_id = $1`,
    [sql.shopId, segmentId],
  );
  await sql.query('ANALYZE pg_temp.participant');
  await sql.query(
    `INSERT INTO experiment_arm (shop_id, segment_id, arm, exposed_count, buyer_count, order_count, revenue_minor, revenue_squares,
       measured_at, since)
     WITH bought AS (
       SELECT c.customer_id, count(*) AS orders, sum(o.worth) AS spent
       FROM pg_temp.participant c CROSS JOIN LATERAL (${orderRows(settings, 'some')}) o
       WHERE c.ordered AND o.counts AND o.processed_at >= c.since AND o.processed_at < c.since + interval '${OUTCOME_DAYS * 24} hours'
       GROUP BY c.customer_id)
     SELECT $1, $2, a.arm, count(*), count(b.orders), coalesce(sum(b.orders), 0), coalesce(sum(b.spent), 0),
       coalesce(sum(b.spent * b.spent), 0), $3, (SELECT experiment_since FROM segment WHERE shop_id = $1 AND segment_id = $2)
     FROM pg_temp.participant p LEFT JOIN bought b USING (customer_id)
     CROSS JOIN LATERAL (VALUES
       (CASE WHEN p.has_holdout THEN CASE WHEN p.is_held_out THEN 'held-out' ELSE 'placed' END END),
       -- Halves of what is placed.
       (CASE WHEN p.has_split AND NOT p.is_held_out THEN CASE WHEN p.is_a THEN 'a' ELSE 'b' END END)) AS a (arm)
     WHERE a.arm IS NOT NULL GROUP BY a.arm`,
    [sql.shopId, segmentId, instant(now)],
  );
  await sql.query('DROP TABLE pg_temp.participant');
}
