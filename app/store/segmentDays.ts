/** Numbers of segments by calendar day: size, orders and e-mails of those who were members at the time. After `makeSpells`. */
import type { CalendarDay } from '#app/core/calendar.ts';
import type { ShopSettings } from '#app/core/settings.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';
import { orderRows, rowsByCustomer } from './orderRows.ts';
import type { MeasuredDay } from './segmentSpells.ts';

/** The latest day of which something was measured; null before the first time. */
export async function lastMeasuredDay(sql: ShopSql): Promise<CalendarDay | null> {
  const { rows } = await sql.query<{ day: CalendarDay | null }>(
    `SELECT max(d.day)::text AS day FROM segment g CROSS JOIN LATERAL (
       SELECT day FROM segment_day d WHERE d.shop_id = $1 AND d.segment_id = g.segment_id ORDER BY day DESC LIMIT 1) d
     WHERE g.shop_id = $1`,
    [sql.shopId],
  );
  return rows[0]?.day ?? null;
}

/**
 * Measures the days anew; what was there of them is replaced. Reachable members are those of the present, so they are noted for
 * today alone.
 */
export async function measureDays(
  sql: ShopSql,
  days: readonly MeasuredDay[],
  settings: ShopSettings,
  now: number,
): Promise<void> {
  const from = instant(days[0]?.startAt ?? now);
  await makeDeeds(sql, settings, from);
  await sql.query(
    `INSERT INTO segment_day (shop_id, segment_id, day, member_count, entered_count, left_count, order_count, buyer_count,
       revenue_minor, repeat_order_count, received_count, opened_count, clicked_count, unsubscribed_count,
       mail_reachable_count, sms_reachable_count, measured_at)
     WITH size AS (${SIZES}), done AS (${DEEDS_OF_MEMBERS}), reach AS (
       SELECT s.segment_id, sum(by_mail) AS by_mail, sum(by_sms) AS by_sms
       FROM pg_temp.pattern CROSS JOIN LATERAL unnest(segment_ids) AS s (segment_id) GROUP BY s.segment_id)
     SELECT $1, z.segment_id, z.day, z.member_count, z.entered, z.gone, coalesce(d.orders, 0), coalesce(d.buyers, 0),
       coalesce(d.revenue, 0), coalesce(d.repeats, 0), coalesce(d.received, 0), coalesce(d.opened, 0), coalesce(d.clicked, 0),
       coalesce(d.withdrawn, 0), CASE WHEN z.is_today THEN coalesce(r.by_mail, 0) END, CASE WHEN z.is_today THEN coalesce(r.by_sms, 0) END, $2
     FROM size z LEFT JOIN done d USING (segment_id, day) LEFT JOIN reach r USING (segment_id)
     ON CONFLICT (shop_id, segment_id, day) DO UPDATE SET ${measured
       .map((column) => `${column} = excluded.${column}`)
       .join(', ')},
       mail_reachable_count = coalesce(excluded.mail_reachable_count, segment_day.mail_reachable_count),
       sms_reachable_count = coalesce(excluded.sms_reachable_count, segment_day.sms_reachable_count)`,
    [sql.shopId, instant(now)],
  );
}

const measured = [
  ...[
    'member_count',
    'entered_count',
    'left_count',
    'order_count',
    'buyer_count',
    'revenue_minor',
    'repeat_order_count',
  ],
  ...['received_count', 'opened_count', 'clicked_count', 'unsubscribed_count', 'measured_at'],
];

/**
 * Sizes of each day out of those by the hour; an hour belongs to the day on which it begins. A segment that was not there yet has
 * none, and one that is switched off only while its leaving is among the days.
 */
const SIZES = `
  SELECT g.segment_id, d.day, d.day = (SELECT max(day) FROM pg_temp.measured_day) AS is_today, z.member_count,
    coalesce(h.entered, 0) AS entered, coalesce(h.gone, 0) AS gone
  FROM segment g CROSS JOIN pg_temp.measured_day d
  CROSS JOIN LATERAL (
    SELECT s.hour, s.member_count FROM segment_size s WHERE s.shop_id = $1 AND s.segment_id = g.segment_id AND s.hour < d.end_at
    ORDER BY s.hour DESC LIMIT 1) z
  CROSS JOIN LATERAL (
    SELECT sum(s.entered_count) AS entered, sum(s.left_count) AS gone FROM segment_size s
    WHERE s.shop_id = $1 AND s.segment_id = g.segment_id AND s.hour >= d.start_at AND s.hour < d.end_at) h
  WHERE g.shop_id = $1 AND g.archived_at IS NULL
    AND (g.active OR z.hour >= (SELECT min(start_at) FROM pg_temp.measured_day))`;

/**
 * The temporary table `deed (customer_id, day, at, what, worth)`: what customers did on the days. Their facts tell who did anything
 * at all since then, so only their rows are looked up, and no row of anybody else; and `stay`, the spells of these customers.
 */
async function makeDeeds(sql: ShopSql, settings: ShopSettings, from: string | null): Promise<void> {
  const mailed = 'greatest(f.last_received_at, f.last_opened_at, f.last_clicked_at)';
  await sql.query(
    `CREATE TEMP TABLE lively ON COMMIT DROP AS
     SELECT f.customer_id, f.segment_ids, c.email_key, f.last_order_at >= $2 AS ordered, ${mailed} >= $2 AS mailed, f.email_withdrawn_at
     FROM customer_fact f JOIN customer c ON c.shop_id = f.shop_id AND c.customer_id = f.customer_id
     WHERE f.shop_id = $1 AND c.shop_id = $1 AND greatest(f.last_order_at, ${mailed}, f.email_withdrawn_at) >= $2`,
    [sql.shopId, from],
  );
  await sql.query(
    `CREATE TEMP TABLE stay ON COMMIT DROP AS
     SELECT s.* FROM pg_temp.spell s JOIN pg_temp.lively l USING (customer_id)
     UNION ALL
     SELECT s.segment_id, l.customer_id, '-infinity', 'infinity'
     FROM pg_temp.lively l CROSS JOIN LATERAL unnest(l.segment_ids) AS s (segment_id)
     WHERE NOT EXISTS (SELECT FROM pg_temp.move m WHERE m.is_first AND m.customer_id = l.customer_id AND m.segment_id = s.segment_id)`,
  );
  await sql.query('ANALYZE pg_temp.lively, pg_temp.stay');
  const opens = settings.countMachineOpens ? 'TRUE' : 'NOT e.is_machine';
  const mails = rowsByCustomer(
    'email_event',
    'e.kind, e.is_machine, e.occurred_at',
    'some',
    "e.channel = 'email' AND e.occurred_at >= $2",
  );
  await sql.query(
    `CREATE TEMP TABLE deed ON COMMIT DROP AS
     SELECT e.customer_id, d.day, e.at, e.what, e.worth FROM (
       SELECT c.customer_id, o.processed_at AS at, CASE WHEN o.place = 1 THEN 'first order' ELSE 'repeat order' END AS what, o.worth
       FROM pg_temp.lively c CROSS JOIN LATERAL (${orderRows(settings, 'some')}) o WHERE c.ordered AND o.counts AND o.processed_at >= $2
       UNION ALL
       SELECT c.customer_id, e.occurred_at, e.kind, 0 FROM pg_temp.lively c CROSS JOIN LATERAL (${mails}) e
       WHERE c.mailed AND CASE e.kind WHEN 'opened' THEN ${opens} WHEN 'clicked' THEN NOT e.is_machine ELSE TRUE END
       UNION ALL
       SELECT c.customer_id, c.email_withdrawn_at, 'withdrawn', 0 FROM pg_temp.lively c WHERE c.email_withdrawn_at >= $2) e
     JOIN pg_temp.measured_day d ON e.at >= d.start_at AND e.at < d.end_at`,
    [sql.shopId, from],
  );
  await sql.query('ANALYZE pg_temp.deed');
}

/** Deeds of members by segment and day: first those of one customer on one day together, so that customers can be counted. */
const DEEDS_OF_MEMBERS = `
  SELECT segment_id, day, sum(orders) AS orders, count(*) FILTER (WHERE orders > 0) AS buyers, sum(revenue) AS revenue,
    sum(repeats) AS repeats, count(*) FILTER (WHERE received) AS received, count(*) FILTER (WHERE opened) AS opened,
    count(*) FILTER (WHERE clicked) AS clicked, count(*) FILTER (WHERE withdrawn) AS withdrawn
  FROM (
    SELECT s.segment_id, d.day, d.customer_id, count(*) FILTER (WHERE d.what IN ('first order', 'repeat order')) AS orders,
      sum(d.worth) AS revenue, count(*) FILTER (WHERE d.what = 'repeat order') AS repeats, bool_or(d.what = 'received') AS received,
      bool_or(d.what = 'opened') AS opened, bool_or(d.what = 'clicked') AS clicked, bool_or(d.what = 'withdrawn') AS withdrawn
    FROM pg_temp.deed d JOIN pg_temp.stay s ON s.customer_id = d.customer_id AND s.from_at <= d.at AND d.at < s.to_at
    GROUP BY s.segment_id, d.day, d.customer_id) one
  GROUP BY segment_id, day`;
