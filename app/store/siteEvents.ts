/** Storefront events that wait to be absorbed: whose each is by what it says itself, and who a browser was seen to belong to. */
import type { DecimalId } from '#app/core/identifiers.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';
import { identityOwners } from './siteEventOwners.ts';
import type { Identification, SiteEventRow } from './siteEventRows.ts';

/** A waiting event. */
export interface WaitingEvent extends SiteEventRow {
  visitorId: string;
  receivedAt: number;
  /** As the event names its customer. */
  customerId: DecimalId | null;
  emailKey: string | null;
  /** Whose it is by that; null when it names nobody, or nobody we know. */
  ownerId: DecimalId | null;
}

/**
 * Takes the next waiting events, the oldest first, and gives each to whom it names. What still comes of somebody erased is
 * deleted and not in the answer.
 * @returns How many waited, those that are kept, and those that are not.
 */
export async function takeSiteEvents(
  sql: ShopSql,
  limit: number,
): Promise<{ taken: number; events: WaitingEvent[]; gone: WaitingEvent[] }> {
  const waiting = await nextEvents(sql, limit);
  if (waiting.length === 0) return { taken: 0, events: [], gone: [] };
  const { owners, erased } = await identityOwners(sql, waiting.map(identityOf));
  const isErased = (event: WaitingEvent): boolean => erased.has(identityOf(event) ?? '');
  const gone = waiting.filter(isErased);
  const events = waiting
    .filter((event) => !isErased(event))
    .map((event) => ({ ...event, ownerId: owners.get(identityOf(event) ?? '') ?? null }));
  if (gone.length > 0)
    await sql.query(
      `DELETE FROM site_event e USING unnest($2::text[], $3::timestamptz[]) AS n (event_id, occurred_at)
       WHERE e.shop_id = $1 AND e.event_id = n.event_id AND e.occurred_at = n.occurred_at`,
      keysOf(sql, gone),
    );
  if (events.length > 0)
    await sql.query(
      `UPDATE site_event e SET absorbed = true, owner_id = n.owner_id
       FROM unnest($2::text[], $3::timestamptz[], $4::bigint[]) AS n (event_id, occurred_at, owner_id)
       WHERE e.shop_id = $1 AND e.event_id = n.event_id AND e.occurred_at = n.occurred_at`,
      [...keysOf(sql, events), events.map((event) => event.ownerId)],
    );
  return { taken: waiting.length, events, gone };
}

/** How an event names its customer, as in table `visitor_identity`: by id, or else by e-mail key, which holds an @. */
export const identityOf = (event: { customerId: DecimalId | null; emailKey: string | null }): string | null =>
  event.customerId ?? event.emailKey;

const keysOf = (sql: ShopSql, events: readonly WaitingEvent[]): unknown[] => [
  sql.shopId,
  events.map((event) => event.eventId),
  events.map((event) => instant(event.occurredAt)),
];

async function nextEvents(sql: ShopSql, limit: number): Promise<WaitingEvent[]> {
  const { rows } = await sql.query<{
    event_id: string;
    occurred_at: number;
    received_at: number;
    visitor_id: string;
    name: string;
    customer_id: DecimalId | null;
    email_key: string | null;
    product_id: DecimalId | null;
    collection_id: DecimalId | null;
    is_sourced: boolean;
    is_empty_search: boolean;
  }>({
    // Mostly nothing waits: kept, because looking at each month's plan anew would take longer than looking for the rows.
    name: 'waiting-site-events',
    text: `SELECT event_id, occurred_at, received_at, visitor_id, name, customer_id, email_key, product_id, collection_id,
       coalesce(utm_source, utm_medium, utm_campaign, referrer_host) IS NOT NULL AS is_sourced,
       (name = 'search_submitted' AND result_count IS NOT DISTINCT FROM 0) AS is_empty_search
     FROM site_event WHERE shop_id = $1 AND NOT absorbed ORDER BY received_at LIMIT $2`,
    values: [sql.shopId, limit],
  });
  return rows.map((row) => ({
    eventId: row.event_id,
    occurredAt: row.occurred_at,
    receivedAt: row.received_at,
    visitorId: row.visitor_id,
    name: row.name,
    customerId: row.customer_id,
    emailKey: row.email_key,
    productId: row.product_id,
    collectionId: row.collection_id,
    isSourced: row.is_sourced,
    isEmptySearch: row.is_empty_search,
    ownerId: null,
  }));
}

/**
 * Notes who was seen in which browser: for each browser, identity and day (UTC) the first time.
 * @returns Those that are new, or earlier than known, and belong to somebody we know.
 */
export async function saveIdentifications(sql: ShopSql, events: readonly WaitingEvent[]): Promise<Identification[]> {
  const rows = events.flatMap((event) => {
    const identity = identityOf(event);
    return identity === null ? [] : [{ ...event, identity }];
  });
  if (rows.length === 0) return [];
  const { rows: changed } = await sql.query<{ visitor_id: string; seen_at: number }>(
    `WITH saved AS (
       INSERT INTO visitor_identity AS v (shop_id, visitor_id, identity, seen_on, seen_at, customer_id, email_key)
       SELECT $1, r.visitor_id, r.identity, (r.at AT TIME ZONE 'UTC')::date, min(r.at), min(r.owner_id), min(r.email_key)
       FROM json_to_recordset($2::json) AS r (visitor_id text, identity text, at timestamptz, owner_id bigint, email_key text)
       GROUP BY 2, 3, 4
       ON CONFLICT (shop_id, visitor_id, identity, seen_on) DO UPDATE SET seen_at = excluded.seen_at
       WHERE excluded.seen_at < v.seen_at
       RETURNING visitor_id, seen_at, customer_id)
     SELECT visitor_id, min(seen_at) AS seen_at FROM saved WHERE customer_id IS NOT NULL GROUP BY visitor_id`,
    [
      sql.shopId,
      JSON.stringify(
        rows.map((row) => ({
          visitor_id: row.visitorId,
          identity: row.identity,
          at: instant(row.occurredAt),
          owner_id: row.ownerId,
          email_key: row.customerId === null ? row.emailKey : null,
        })),
      ),
    ],
  );
  return changed.map((row) => ({ visitorId: row.visitor_id, seenAt: row.seen_at }));
}
