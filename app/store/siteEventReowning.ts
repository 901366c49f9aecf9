/** Storefront events change hands when customers come and go, are merged, or change their address. */
import type { DecimalId } from '#app/core/identifiers.ts';
import type { ShopSql } from '#app/platform/database.ts';
import { ownerOfEmail } from './formerEmails.ts';
import { forgetSiteEvents } from './siteEventErasure.ts';
import { foldSiteEvents } from './siteEventFolds.ts';
import { saveOwners, stitch } from './siteEventOwners.ts';
import {
  ownerChangeOf,
  rowColumns,
  type Identification,
  type OwnerChange,
  type OwnerChangeColumns,
} from './siteEventRows.ts';

/**
 * Customers have come, gone, been merged or have another address: who owns the events concerned is decided anew, and they are
 * folded. Costs two look-ups by key when nothing changes for any storefront event.
 * @returns The customers whose folds have changed; those in `customerIds` may be among them.
 */
export async function reownByEmail(sql: ShopSql, customerIds: readonly DecimalId[]): Promise<DecimalId[]> {
  if (customerIds.length === 0 || !(await hasSightings(sql))) return [];
  const sightings = await recogniseAnew(sql, customerIds);
  // Whatever names somebody left such a sighting: where none changed, no event changes hands.
  if (sightings.length === 0) return [];
  const named = await reownNamed(sql, customerIds, [...new Set(sightings.map(({ identity }) => identity))]);
  const stitched = await stitch(sql, { weeks: [], identifications: earliest(sightings) });
  const changes = [...named, ...stitched];
  const touched = await foldSiteEvents(sql, changes);
  const erased = await erasedAmong(sql, [...new Set(changes.flatMap(({ after }) => (after === null ? [] : [after])))]);
  // Of somebody erased nothing is kept, whoever it came from.
  const others = erased.length === 0 ? [] : (await forgetSiteEvents(sql, erased, [])).concerned;
  return [...new Set([...touched, ...others])];
}

/** Whether anybody was ever recognised in a browser; in shops without storefront events nobody is. */
async function hasSightings(sql: ShopSql): Promise<boolean> {
  const { rows } = await sql.query<{ found: boolean }>({
    name: 'has-sightings',
    text: 'SELECT EXISTS (SELECT FROM visitor_identity WHERE shop_id = $1) AS found',
    values: [sql.shopId],
  });
  return rows[0]?.found === true;
}

async function erasedAmong(sql: ShopSql, customerIds: readonly DecimalId[]): Promise<DecimalId[]> {
  if (customerIds.length === 0) return [];
  const { rows } = await sql.query<{ customer_id: DecimalId }>(
    'SELECT customer_id FROM customer WHERE shop_id = $1 AND customer_id = ANY ($2) AND redacted_at IS NOT NULL',
    [sql.shopId, customerIds],
  );
  return rows.map((row) => row.customer_id);
}

/** Works out anew who is meant where a browser was seen to belong to one of these customers, or to one of their addresses. */
async function recogniseAnew(
  sql: ShopSql,
  customerIds: readonly DecimalId[],
): Promise<(Identification & { identity: string })[]> {
  const { rows } = await sql.query<{ visitor_id: string; identity: string; seen_at: number }>(
    `WITH concerned AS MATERIALIZED (
       SELECT visitor_id, identity, seen_on, email_key, customer_id FROM visitor_identity WHERE shop_id = $1 AND customer_id = ANY ($2)
       UNION
       SELECT v.visitor_id, v.identity, v.seen_on, v.email_key, v.customer_id FROM customer c
       JOIN visitor_identity v ON v.shop_id = $1 AND v.email_key = c.email_key
       WHERE c.shop_id = $1 AND c.customer_id = ANY ($2)
       UNION
       SELECT v.visitor_id, v.identity, v.seen_on, v.email_key, v.customer_id FROM former_email f
       JOIN visitor_identity v ON v.shop_id = $1 AND v.email_key = f.email_key
       WHERE f.shop_id = $1 AND f.customer_id = ANY ($2)),
     resolved AS MATERIALIZED (
       SELECT i.*, CASE WHEN i.email_key IS NULL
         THEN (SELECT coalesce(max(c.merged_into + 0), i.identity::bigint) FROM customer c WHERE c.shop_id = $1 AND c.customer_id = i.identity::bigint)
         ELSE ${ownerOfEmail('i.email_key')} END AS now_id
       FROM concerned i)
     UPDATE visitor_identity v SET customer_id = r.now_id FROM resolved r
     WHERE v.shop_id = $1 AND v.visitor_id = r.visitor_id AND v.identity = r.identity AND v.seen_on = r.seen_on
       AND r.now_id IS DISTINCT FROM r.customer_id
     RETURNING v.visitor_id, v.identity, v.seen_at`,
    [sql.shopId, customerIds],
  );
  return rows.map((row) => ({ visitorId: row.visitor_id, identity: row.identity, seenAt: row.seen_at }));
}

/** Of each browser the earliest. */
function earliest(sightings: readonly Identification[]): Identification[] {
  const first = new Map<string, number>();
  for (const { visitorId, seenAt } of sightings)
    first.set(visitorId, Math.min(first.get(visitorId) ?? Infinity, seenAt));
  return [...first].map(([visitorId, seenAt]) => ({ visitorId, seenAt }));
}

/** Gives events that themselves name one of these identities, which used to be or now are one of these customers, to whom that is now. */
async function reownNamed(
  sql: ShopSql,
  customerIds: readonly DecimalId[],
  identities: readonly string[],
): Promise<OwnerChange[]> {
  const emailKeys = identities.filter((identity) => identity.includes('@'));
  const ids = identities.filter((identity) => !identity.includes('@'));
  const { rows } = await sql.query<OwnerChangeColumns>(
    `WITH concerned AS MATERIALIZED (
       SELECT ${rowColumns}, e.customer_id, e.email_key, e.owner_id FROM site_event e
       WHERE e.shop_id = $1 AND e.owner_id = ANY ($2) AND e.customer_id = ANY ($3) AND e.absorbed
       UNION ALL
       SELECT ${rowColumns}, e.customer_id, e.email_key, e.owner_id FROM site_event e
       WHERE e.shop_id = $1 AND e.email_key = ANY ($4) AND e.customer_id IS NULL AND e.absorbed),
     decided AS (
       SELECT e.*, e.owner_id AS before, CASE WHEN e.customer_id IS NOT NULL
         THEN (SELECT coalesce(max(c.merged_into + 0), e.customer_id) FROM customer c WHERE c.shop_id = $1 AND c.customer_id = e.customer_id)
         ELSE ${ownerOfEmail('e.email_key')} END AS after
       FROM concerned e)
     SELECT * FROM decided WHERE after IS DISTINCT FROM before`,
    [sql.shopId, customerIds, ids, emailKeys],
  );
  const changes = rows.map(ownerChangeOf);
  await saveOwners(sql, changes);
  return changes;
}
