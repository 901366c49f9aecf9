/**
 * Whose a storefront event is. In this order: the customer it names by id; the one whose e-mail address it carries; the one
 * first recognised in the same browser at or after it, within 30 days; the one last recognised there before it. A merged
 * customer's events are those of the one kept. Decided anew from all rows of the browsers concerned, never from the order in
 * which they came.
 */
import type { DecimalId } from '#app/core/identifiers.ts';
import { STITCH_BACK_MS, VISITOR_MOST_IDENTITIES, WEEK_MOST_STITCHED } from '#app/core/siteEvents/limits.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';
import { ownerOfEmail } from './formerEmails.ts';
import {
  ownerChangeOf,
  rowColumns,
  type Identification,
  type OwnerChange,
  type OwnerChangeColumns,
} from './siteEventRows.ts';

/** The most events that one batch may bring: so many more of a week are read, to see which no longer are among the first. */
const MOST_NEW = 1_000;
const WEEK_MS = 7 * 86_400_000;
/** 1970-01-01 was a Thursday. */
const MONDAY_MS = 3 * 86_400_000;

/** Monday of the week (UTC) of an instant. */
export const weekOf = (at: number): number => Math.floor((at + MONDAY_MS) / WEEK_MS) * WEEK_MS - MONDAY_MS;

/**
 * Which customers these identities are: of an id the one kept after merges, of an e-mail key the one to whom that address
 * belongs. `erased` has those who must not be known any more.
 */
export async function identityOwners(
  sql: ShopSql,
  identities: readonly (string | null)[],
): Promise<{ owners: Map<string, DecimalId>; erased: Set<string> }> {
  const known = [...new Set(identities)].filter((identity) => identity !== null);
  if (known.length === 0) return { owners: new Map(), erased: new Set() };
  const { rows } = await sql.query<{ identity: string; owner_id: DecimalId | null; erased: boolean }>(
    `SELECT i.id::text AS identity, coalesce(c.merged_into, i.id) AS owner_id,
       (c.redacted_at IS NOT NULL OR k.redacted_at IS NOT NULL) AS erased
     FROM unnest($2::bigint[]) AS i (id)
     LEFT JOIN customer c ON c.shop_id = $1 AND c.customer_id = i.id
     LEFT JOIN customer k ON k.shop_id = $1 AND k.customer_id = c.merged_into
     UNION ALL
     SELECT i.key, ${ownerOfEmail('i.key')}, false
     FROM unnest($3::text[]) AS i (key)`,
    [
      sql.shopId,
      known.filter((identity) => !identity.includes('@')),
      known.filter((identity) => identity.includes('@')),
    ],
  );
  return {
    owners: new Map(rows.flatMap((row) => (row.owner_id === null ? [] : [[row.identity, row.owner_id]]))),
    erased: new Set(rows.filter((row) => row.erased).map((row) => row.identity)),
  };
}

export interface StitchScope {
  /** Weeks of browsers whose events are to be looked at, each by its Monday. */
  weeks: readonly { visitorId: string; weekAt: number }[];
  /** All events of these browsers are, from 30 days before. */
  identifications: readonly Identification[];
}

/**
 * Decides anew who owns the events within the scope that do not themselves name a customer we know.
 * @returns Those that change hands.
 */
export async function stitch(sql: ShopSql, { weeks, identifications }: StitchScope): Promise<OwnerChange[]> {
  const { rows } = await sql.query<OwnerChangeColumns>(
    `WITH told AS (
       SELECT r.visitor_id, r.from_at, l.at AS until_at FROM json_to_recordset($3::json) AS r (visitor_id text, from_at timestamptz)
       CROSS JOIN LATERAL (
         SELECT e.occurred_at AS at FROM site_event e WHERE e.shop_id = $1 AND e.visitor_id = r.visitor_id AND e.occurred_at >= r.from_at
         ORDER BY e.occurred_at DESC LIMIT 1) l),
     week AS MATERIALIZED (
       SELECT r.visitor_id, r.week_at FROM json_to_recordset($2::json) AS r (visitor_id text, week_at timestamptz)
       WHERE EXISTS (SELECT FROM visitor_identity v WHERE v.shop_id = $1 AND v.visitor_id = r.visitor_id)
       UNION
       SELECT t.visitor_id, w.at FROM told t
       CROSS JOIN LATERAL generate_series(date_trunc('week', t.from_at, 'UTC'), t.until_at, interval '168 hours') AS w (at)),
     seen AS MATERIALIZED (
       SELECT w.visitor_id, e.*, row_number() OVER (PARTITION BY w.visitor_id, w.week_at ORDER BY e.occurred_at, e.event_id) AS place
       FROM week w CROSS JOIN LATERAL (
         SELECT ${rowColumns}, e.customer_id, e.email_key, e.owner_id FROM site_event e
         WHERE e.shop_id = $1 AND e.visitor_id = w.visitor_id AND e.absorbed
           AND e.occurred_at >= w.week_at AND e.occurred_at < w.week_at + interval '168 hours'
         ORDER BY e.occurred_at, e.event_id LIMIT ${WEEK_MOST_STITCHED + MOST_NEW}) e),
     -- Times are compared as milliseconds, and travel with the customer: the least such pair is the earliest identification.
     recognised AS MATERIALIZED (
       SELECT v.visitor_id, i.seen_at, (extract(epoch FROM i.seen_at) * 1000)::bigint AS ms, i.customer_id
       FROM (SELECT DISTINCT visitor_id FROM week) v CROSS JOIN LATERAL (
         SELECT i.seen_at, i.customer_id FROM visitor_identity i WHERE i.shop_id = $1 AND i.visitor_id = v.visitor_id
         ORDER BY i.identity, i.seen_on LIMIT ${VISITOR_MOST_IDENTITIES}) i
       WHERE i.customer_id IS NOT NULL),
     line AS (
       SELECT visitor_id, occurred_at AS at, event_id, place, email_key, owner_id, NULL::bigint[] AS nearest, NULL::bigint[] AS latest
       FROM seen WHERE customer_id IS NULL
       UNION ALL
       SELECT visitor_id, seen_at, NULL, NULL, NULL, NULL, ARRAY[ms, customer_id], ARRAY[ms, -customer_id] FROM recognised),
     placed AS (
       SELECT visitor_id, at, event_id, place, email_key, owner_id,
         min(nearest) OVER (PARTITION BY visitor_id ORDER BY at DESC) AS next,
         max(latest) OVER (PARTITION BY visitor_id ORDER BY at) AS last
       FROM line),
     decided AS (
       SELECT p.event_id, p.at, p.owner_id, coalesce(
         ${ownerOfEmail('p.email_key')},
         CASE WHEN p.place > ${WEEK_MOST_STITCHED} THEN NULL
              WHEN p.next[1] - (extract(epoch FROM p.at) * 1000)::bigint <= ${STITCH_BACK_MS} THEN p.next[2]
              ELSE -p.last[2] END) AS after
       FROM placed p WHERE p.event_id IS NOT NULL)
     SELECT e.event_id, e.occurred_at, e.name, e.product_id, e.collection_id, e.is_sourced, e.is_empty_search,
       d.owner_id AS before, d.after
     FROM decided d JOIN seen e ON e.event_id = d.event_id AND e.occurred_at = d.at
     WHERE d.after IS DISTINCT FROM d.owner_id`,
    [
      sql.shopId,
      JSON.stringify(weeks.map(({ visitorId, weekAt }) => ({ visitor_id: visitorId, week_at: instant(weekAt) }))),
      JSON.stringify(
        identifications.map(({ visitorId, seenAt }) => ({
          visitor_id: visitorId,
          from_at: instant(seenAt - STITCH_BACK_MS),
        })),
      ),
    ],
  );
  const changes = rows.map(ownerChangeOf);
  await saveOwners(sql, changes);
  return changes;
}

/** Stores whose these events are now. */
export async function saveOwners(sql: ShopSql, changes: readonly OwnerChange[]): Promise<void> {
  if (changes.length === 0) return;
  await sql.query(
    `UPDATE site_event e SET owner_id = n.owner_id
     FROM unnest($2::text[], $3::timestamptz[], $4::bigint[]) AS n (event_id, occurred_at, owner_id)
     WHERE e.shop_id = $1 AND e.event_id = n.event_id AND e.occurred_at = n.occurred_at`,
    [
      sql.shopId,
      changes.map((change) => change.eventId),
      changes.map((change) => instant(change.occurredAt)),
      changes.map((change) => change.after),
    ],
  );
}
