/**
 * Storefront events folded for rules and figures: counts by day, the latest instants of each kind and subject, and where a
 * customer came from. What an event touches is computed anew from the rows that there are, entered by key; so nothing is
 * counted twice, whatever comes late or again.
 */
import type { DecimalId } from '#app/core/identifiers.ts';
import { FOLD_MOST, RECENT_KEPT } from '#app/core/siteEvents/limits.ts';
import { ANY_EVENT, EMPTY_SEARCH } from '#app/core/siteEvents/names.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';
import { touchesOf, type OwnerChange, type Touch } from './siteEventRows.ts';

/** Events `e` of the name in column `k.name`, as an index condition: an empty search is a search. */
const ofName = `e.name = CASE WHEN k.name = '${EMPTY_SEARCH}' THEN 'search_submitted' ELSE k.name END
  AND (k.name <> '${EMPTY_SEARCH}' OR e.result_count = 0)`;

/**
 * Folds anew what events that changed hands touch, at their owner's before and now.
 * @returns The customers concerned.
 */
export async function foldSiteEvents(sql: ShopSql, changes: readonly OwnerChange[]): Promise<DecimalId[]> {
  const touches = touchesOf(changes);
  if (touches.length === 0) return [];
  const customerIds = [...new Set(touches.map((touch) => touch.customerId))];
  await foldDays(sql, touches);
  await foldRecent(sql, touches);
  await foldAny(sql, customerIds);
  const sourced = [...new Set(touches.filter((touch) => touch.isSourced).map((touch) => touch.customerId))];
  if (sourced.length > 0) await foldSources(sql, sourced);
  return customerIds;
}

async function foldDays(sql: ShopSql, touches: readonly Touch[]): Promise<void> {
  const keys = touches.map(({ customerId, name, at }) => ({ customer_id: customerId, name, at: instant(at) }));
  await sql.query(
    `WITH zone AS MATERIALIZED (SELECT timezone FROM shop WHERE shop_id = $1),
     k AS MATERIALIZED (
       SELECT DISTINCT r.customer_id, r.name, (r.at AT TIME ZONE z.timezone)::date AS day
       FROM json_to_recordset($2::json) AS r (customer_id bigint, name text, at timestamptz) CROSS JOIN zone z),
     counted AS MATERIALIZED (
       SELECT k.customer_id, k.day, k.name, n.* FROM k CROSS JOIN zone z CROSS JOIN LATERAL (
         SELECT count(*)::int AS event_count, (count(*) FILTER (WHERE device IN ('mobile', 'tablet')))::int AS mobile_count,
           (count(*) FILTER (WHERE device = 'desktop'))::int AS desktop_count, max(occurred_at) AS last_at
         FROM (
           -- No zone is further than this from UTC; which day an instant falls on is for the zone to say.
           SELECT e.device, e.occurred_at FROM site_event e
           WHERE e.shop_id = $1 AND e.owner_id = k.customer_id AND ${ofName}
             AND e.occurred_at >= (k.day::timestamp AT TIME ZONE 'UTC') - interval '15 hours'
             AND e.occurred_at < (k.day::timestamp AT TIME ZONE 'UTC') + interval '39 hours'
             AND (e.occurred_at AT TIME ZONE z.timezone)::date = k.day
           ORDER BY e.occurred_at DESC LIMIT ${FOLD_MOST}) e) n),
     gone AS (
       DELETE FROM site_day d USING counted c
       WHERE d.shop_id = $1 AND d.customer_id = c.customer_id AND d.day = c.day AND d.name = c.name AND c.event_count = 0)
     INSERT INTO site_day AS d (shop_id, customer_id, day, name, event_count, mobile_count, desktop_count, last_at)
     SELECT $1, customer_id, day, name, event_count, mobile_count, desktop_count, last_at FROM counted WHERE event_count > 0
     ON CONFLICT (shop_id, customer_id, day, name) DO UPDATE SET event_count = excluded.event_count,
       mobile_count = excluded.mobile_count, desktop_count = excluded.desktop_count, last_at = excluded.last_at`,
    [sql.shopId, JSON.stringify(distinct(keys))],
  );
}

/** Subject 0 stands for any. */
async function foldRecent(sql: ShopSql, touches: readonly Touch[]): Promise<void> {
  const keys = touches.flatMap(({ customerId, name, subjectId }) => [
    { customer_id: customerId, name, subject_id: '0' },
    ...(subjectId === null ? [] : [{ customer_id: customerId, name, subject_id: subjectId }]),
  ]);
  await sql.query(
    `WITH found AS MATERIALIZED (
       SELECT k.customer_id, k.name, k.subject_id, r.recent
       FROM json_to_recordset($2::json) AS k (customer_id bigint, name text, subject_id bigint) CROSS JOIN LATERAL (
         SELECT array_agg(l.occurred_at ORDER BY l.occurred_at DESC) AS recent FROM (
           SELECT e.occurred_at FROM (
             SELECT e.occurred_at, coalesce(e.product_id, e.collection_id) AS subject_id FROM site_event e
             WHERE e.shop_id = $1 AND e.owner_id = k.customer_id AND ${ofName}
             ORDER BY e.occurred_at DESC LIMIT ${FOLD_MOST}) e
           WHERE k.subject_id = 0 OR e.subject_id = k.subject_id LIMIT ${RECENT_KEPT}) l) r),
     ${storeRecent}`,
    [sql.shopId, JSON.stringify(distinct(keys))],
  );
}

/** Stores the rows `found`; one without an instant is no row. */
const storeRecent = `
  gone AS (
    DELETE FROM site_recent s USING found f
    WHERE s.shop_id = $1 AND s.customer_id = f.customer_id AND s.name = f.name AND s.subject_id = f.subject_id AND f.recent IS NULL)
  INSERT INTO site_recent (shop_id, customer_id, name, subject_id, last_at, recent)
  SELECT $1, customer_id, name, subject_id, recent[1], recent FROM found WHERE recent IS NOT NULL
  ON CONFLICT (shop_id, customer_id, name, subject_id) DO UPDATE SET last_at = excluded.last_at, recent = excluded.recent`;

/** The latest events of any kind are among the latest of each kind. */
async function foldAny(sql: ShopSql, customerIds: readonly DecimalId[]): Promise<void> {
  await sql.query(
    `WITH found AS MATERIALIZED (
       SELECT k.customer_id, '${ANY_EVENT}' AS name, 0::bigint AS subject_id, r.recent FROM unnest($2::bigint[]) AS k (customer_id)
       CROSS JOIN LATERAL (
         SELECT array_agg(l.at ORDER BY l.at DESC) AS recent FROM (
           SELECT i.at FROM site_recent s CROSS JOIN LATERAL unnest(s.recent) AS i (at)
           WHERE s.shop_id = $1 AND s.customer_id = k.customer_id AND s.name NOT IN ('${ANY_EVENT}', '${EMPTY_SEARCH}')
             AND s.subject_id = 0
           ORDER BY i.at DESC LIMIT ${RECENT_KEPT}) l) r),
     ${storeRecent}`,
    [sql.shopId, customerIds],
  );
}

/** Of two events of one instant that say different things, the one with the smaller id is taken. */
async function foldSources(sql: ShopSql, customerIds: readonly DecimalId[]): Promise<void> {
  const end = (direction: 'ASC' | 'DESC'): string => `
    SELECT e.occurred_at, e.utm_source, e.utm_medium, e.utm_campaign, e.referrer_host FROM site_event e
    WHERE e.shop_id = $1 AND e.owner_id = k.customer_id
      AND coalesce(e.utm_source, e.utm_medium, e.utm_campaign, e.referrer_host) IS NOT NULL
    ORDER BY e.occurred_at ${direction}, e.event_id LIMIT 1`;
  const columns = ['source', 'medium', 'campaign', 'referrer'].flatMap((what) => [`first_${what}`, `last_${what}`]);
  const all = ['first_at', 'last_at', ...columns];
  await sql.query(
    `WITH found AS MATERIALIZED (
       SELECT k.customer_id, f.occurred_at AS first_at, f.utm_source AS first_source, f.utm_medium AS first_medium,
         f.utm_campaign AS first_campaign, f.referrer_host AS first_referrer, l.occurred_at AS last_at, l.utm_source AS last_source,
         l.utm_medium AS last_medium, l.utm_campaign AS last_campaign, l.referrer_host AS last_referrer
       FROM unnest($2::bigint[]) AS k (customer_id)
       LEFT JOIN LATERAL (${end('ASC')}) f ON true LEFT JOIN LATERAL (${end('DESC')}) l ON true),
     gone AS (
       DELETE FROM site_source s USING found f WHERE s.shop_id = $1 AND s.customer_id = f.customer_id AND f.first_at IS NULL)
     INSERT INTO site_source (shop_id, customer_id, ${all.join(', ')})
     SELECT $1, customer_id, ${all.join(', ')} FROM found WHERE first_at IS NOT NULL
     ON CONFLICT (shop_id, customer_id) DO UPDATE SET ${all.map((column) => `${column} = excluded.${column}`).join(', ')}`,
    [sql.shopId, customerIds],
  );
}

/**
 * Counts the days of the whole shop anew, after its time zone has changed. Reads every event of the shop; instants and sources
 * do not depend on the zone and stay.
 */
export async function refoldDays(sql: ShopSql): Promise<void> {
  await sql.query('DELETE FROM site_day WHERE shop_id = $1', [sql.shopId]);
  await sql.query(
    `WITH named AS (
       SELECT e.owner_id, (e.occurred_at AT TIME ZONE s.timezone)::date AS day, k.name, e.device, e.occurred_at
       FROM site_event e JOIN shop s ON s.shop_id = $1
       CROSS JOIN LATERAL (
         SELECT e.name UNION ALL SELECT '${EMPTY_SEARCH}' WHERE e.name = 'search_submitted' AND e.result_count = 0) k
       WHERE e.shop_id = $1 AND e.owner_id IS NOT NULL),
     ranked AS (SELECT *, row_number() OVER (PARTITION BY owner_id, day, name ORDER BY occurred_at DESC) AS place FROM named)
     INSERT INTO site_day (shop_id, customer_id, day, name, event_count, mobile_count, desktop_count, last_at)
     SELECT $1, owner_id, day, name, count(*), count(*) FILTER (WHERE device IN ('mobile', 'tablet')),
       count(*) FILTER (WHERE device = 'desktop'), max(occurred_at)
     FROM ranked WHERE place <= ${FOLD_MOST} GROUP BY owner_id, day, name`,
    [sql.shopId],
  );
}

const distinct = <Key extends object>(keys: readonly Key[]): Key[] => [
  ...new Map(keys.map((key) => [JSON.stringify(key), key])).values(),
];
