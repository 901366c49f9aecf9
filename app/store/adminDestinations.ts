/** Destinations as the admin shows and switches them: one segment kept as one list at one connection. */
import type { ShopSql } from '#app/platform/database.ts';

export interface DestinationRow {
  destinationId: number;
  segmentId: number;
  connectionId: number;
  enabled: boolean;
  listName: string;
  consentRequired: boolean;
  lastSyncedAt: number | null;
  /** Customers whose place at the partner is not yet what it should be. */
  pendingCount: number;
}

export interface DestinationCounts {
  /** Customers who should be in the partner's list. */
  desiredCount: number;
  /** Known to be in the partner's list. */
  listedCount: number;
  /** To be added or removed, or handed over and not yet confirmed. */
  waitingCount: number;
  rejected: { reason: string; count: number }[];
}

export async function listDestinations(sql: ShopSql, segmentId: number | null = null): Promise<DestinationRow[]> {
  const { rows } = await sql.query<{
    destination_id: number;
    segment_id: number;
    connection_id: number;
    enabled: boolean;
    list_name: string;
    consent_required: boolean;
    last_synced_at: number | null;
    pending: string;
  }>(
    `SELECT d.destination_id, d.segment_id, d.connection_id, d.enabled, d.list_name, d.consent_required, d.last_synced_at,
            (SELECT count(*) FROM placement p WHERE p.shop_id = d.shop_id AND p.destination_id = d.destination_id
               AND (p.state = 'pending' OR p.job_id IS NOT NULL)) AS pending
     FROM destination d WHERE d.shop_id = $1 AND ($2::int IS NULL OR d.segment_id = $2) ORDER BY d.destination_id`,
    [sql.shopId, segmentId],
  );
  return rows.map((row) => ({
    destinationId: row.destination_id,
    segmentId: row.segment_id,
    connectionId: row.connection_id,
    enabled: row.enabled,
    listName: row.list_name,
    consentRequired: row.consent_required,
    lastSyncedAt: row.last_synced_at,
    pendingCount: Number(row.pending),
  }));
}

/** Counts of one destination; reads all of its placements. */
export async function countPlacements(sql: ShopSql, destinationId: number): Promise<DestinationCounts> {
  const { rows } = await sql.query<{ desired: string; listed: string; waiting: string }>(
    `SELECT count(*) FILTER (WHERE desired) AS desired,
            count(*) FILTER (WHERE acknowledged) AS listed,
            count(*) FILTER (WHERE state IN ('pending', 'sent')) AS waiting
     FROM placement WHERE shop_id = $1 AND destination_id = $2`,
    [sql.shopId, destinationId],
  );
  const refusals = await sql.query<{ reason: string | null; count: string }>(
    `SELECT reason, count(*) FROM placement WHERE shop_id = $1 AND destination_id = $2 AND state = 'rejected'
     GROUP BY reason ORDER BY count(*) DESC, reason LIMIT 10`,
    [sql.shopId, destinationId],
  );
  return {
    desiredCount: Number(rows[0]?.desired ?? 0),
    listedCount: Number(rows[0]?.listed ?? 0),
    waitingCount: Number(rows[0]?.waiting ?? 0),
    rejected: refusals.rows.map((row) => ({ reason: row.reason ?? '', count: Number(row.count) })),
  };
}

/** Switches a segment's list at a connection on or off; the list's name stays what it was when first switched on. */
export async function saveDestinationSwitch(
  sql: ShopSql,
  wanted: { segmentId: number; connectionId: number; enabled: boolean; listName: string },
): Promise<void> {
  // Two first switches at once would choose the same number; the second waits here and finds the first one's row.
  await sql.query(`SELECT pg_advisory_xact_lock(hashtextextended('destination:' || $1, 0))`, [sql.shopId]);
  const { rowCount } = await sql.query(
    'UPDATE destination SET enabled = $4 WHERE shop_id = $1 AND segment_id = $2 AND connection_id = $3',
    [sql.shopId, wanted.segmentId, wanted.connectionId, wanted.enabled],
  );
  if (rowCount || !wanted.enabled) return;
  await sql.query(
    `INSERT INTO destination (shop_id, destination_id, segment_id, connection_id, enabled, list_name, consent_required)
     SELECT $1, coalesce(max(destination_id), 0) + 1, $2, $3, true, $4, true FROM destination WHERE shop_id = $1`,
    [sql.shopId, wanted.segmentId, wanted.connectionId, wanted.listName],
  );
}

/** False when the shop has no such destination. */
export async function saveConsentRule(sql: ShopSql, destinationId: number, consentRequired: boolean): Promise<boolean> {
  const { rowCount } = await sql.query(
    'UPDATE destination SET consent_required = $3 WHERE shop_id = $1 AND destination_id = $2',
    [sql.shopId, destinationId, consentRequired],
  );
  return rowCount === 1;
}
