/**
 * What measuring a shop's segments rests on, as temporary tables that last until the transaction ends: the days that are measured,
 * who moved since the first of them began, and who is in which segments now. Who was a member at some instant of those days follows
 * from who is one now and from the moves alone, however long the history is.
 */
import type { CalendarDay } from '#app/core/calendar.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';

/** A calendar day of the shop: from `startAt` until just before `endAt`. */
export interface MeasuredDay {
  day: CalendarDay;
  startAt: number;
  endAt: number;
}

/** Lets all that follows in the transaction see one state of the shop, without making anybody wait. Must come first. */
export async function seeOneState(sql: ShopSql): Promise<void> {
  await sql.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
}

/**
 * Makes the tables.
 *
 * - `measured_day (day, start_at, end_at)`
 * - `move (segment_id, customer_id, entered, at, next_at, is_first)`: transitions since the first day began, each with the one that
 *   follows it for the same customer and segment.
 * - `spell (segment_id, customer_id, from_at, to_at)`: of those who moved, from when until just before when they were members.
 *   Whoever did not move is a member all the time or never.
 * - `pattern (segment_ids, people, by_mail, by_sms)`: how many are in exactly these segments now.
 *
 * @param days Without gaps, oldest first; the last one is today.
 */
export async function makeSpells(sql: ShopSql, days: readonly MeasuredDay[]): Promise<void> {
  const [first] = days;
  if (!first) throw new Error('No day to measure.');
  await sql.query(
    `CREATE TEMP TABLE measured_day ON COMMIT DROP AS
     SELECT * FROM unnest($1::date[], $2::timestamptz[], $3::timestamptz[]) AS d (day, start_at, end_at)`,
    [days.map(({ day }) => day), days.map(({ startAt }) => instant(startAt)), days.map(({ endAt }) => instant(endAt))],
  );
  await sql.query(
    `CREATE TEMP TABLE move ON COMMIT DROP AS
     SELECT t.segment_id, t.customer_id, t.entered, t.at, lead(t.at) OVER w AS next_at, row_number() OVER w = 1 AS is_first
     FROM segment g JOIN transition t ON t.shop_id = g.shop_id AND t.segment_id = g.segment_id
     WHERE g.shop_id = $1 AND t.shop_id = $1 AND t.at >= $2
     WINDOW w AS (PARTITION BY t.segment_id, t.customer_id ORDER BY t.at, t.transition_id)`,
    [sql.shopId, instant(first.startAt)],
  );
  await sql.query(
    `CREATE TEMP TABLE spell ON COMMIT DROP AS
     SELECT segment_id, customer_id, at AS from_at, coalesce(next_at, 'infinity') AS to_at FROM pg_temp.move WHERE entered
     UNION ALL SELECT segment_id, customer_id, '-infinity', at FROM pg_temp.move WHERE is_first AND NOT entered`,
  );
  await sql.query(
    `CREATE TEMP TABLE pattern ON COMMIT DROP AS
     SELECT segment_ids, count(*)::int AS people, count(*) FILTER (WHERE email_reachable)::int AS by_mail,
       count(*) FILTER (WHERE sms_reachable)::int AS by_sms
     FROM customer_fact WHERE shop_id = $1 AND cardinality(segment_ids) > 0 GROUP BY segment_ids`,
    [sql.shopId],
  );
  await sql.query('ANALYZE pg_temp.measured_day, pg_temp.move, pg_temp.spell, pg_temp.pattern');
}
