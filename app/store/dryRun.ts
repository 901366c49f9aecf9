/** What a list would come to, worked out without sending or changing anything. */
import type { ShopSql } from '#app/platform/database.ts';
import type { Person } from './adminMembers.ts';
import { type Barrier, firstBarrier, isUnbarred } from './barriers.ts';

export interface DryRun {
  memberCount: number;
  /** Members who belong in the list. */
  wantedCount: number;
  /** Of them those who are not known to be in it yet. */
  addedCount: number;
  /** Who is, or may be, in the list and does not belong there. */
  removedCount: number;
  /** Members who are kept out, by the first thing that keeps them out. */
  kept: { barrier: Barrier; count: number }[];
}

/**
 * A destination that was never switched on is as it would be then: for subscribers unless people are only marked there ($4), for all
 * halves, without exclusions.
 */
const DESTINATION = `SELECT coalesce(d.destination_id, 0) AS destination_id, s.segment_id,
    coalesce(d.consent_required, NOT $4::boolean) AS consent_required, coalesce(d.needs_address, NOT $4::boolean) AS needs_address,
    coalesce(d.share, 'all') AS share, coalesce(d.excluded_segment_ids, '{}') AS excluded_segment_ids,
    coalesce(d.list_value, 'none') AS list_value, coalesce(d.holds_values, false) AS holds_values
  FROM segment s LEFT JOIN destination d ON d.shop_id = $1 AND d.segment_id = s.segment_id AND d.connection_id = $3
  WHERE s.shop_id = $1 AND s.segment_id = $2`;

const MEMBERS = `FROM d JOIN segment s ON s.shop_id = $1 AND s.segment_id = d.segment_id
  JOIN membership m ON m.shop_id = $1 AND m.segment_id = d.segment_id
  JOIN customer c ON c.shop_id = $1 AND c.customer_id = m.customer_id`;

/** Reads all members of the segment and all placements of the list. */
export async function countDryRun(
  sql: ShopSql,
  segmentId: number,
  connectionId: number,
  marksPeople: boolean,
): Promise<DryRun> {
  const { rows } = await sql.query<{ barrier: Barrier | null; count: string; listed: string }>(
    `WITH d AS MATERIALIZED (${DESTINATION})
     SELECT ${firstBarrier} AS barrier, count(*) AS count, count(*) FILTER (WHERE p.acknowledged) AS listed
     ${MEMBERS}
     LEFT JOIN placement p ON p.shop_id = $1 AND p.destination_id = d.destination_id AND p.customer_id = m.customer_id
     GROUP BY 1 ORDER BY 2 DESC, 1`,
    [sql.shopId, segmentId, connectionId, marksPeople],
  );
  const placed = await sql.query<{ count: string }>(
    `SELECT count(*) FROM placement p JOIN destination d ON d.shop_id = $1 AND d.destination_id = p.destination_id
     WHERE p.shop_id = $1 AND d.segment_id = $2 AND d.connection_id = $3 AND p.acknowledged IS DISTINCT FROM false`,
    [sql.shopId, segmentId, connectionId],
  );
  const of = (row: { count: string } | undefined): number => Number(row?.count ?? 0);
  const wanted = rows.find(({ barrier }) => barrier === null);
  const listedCount = Number(wanted?.listed ?? 0);
  return {
    memberCount: rows.reduce((sum, row) => sum + of(row), 0),
    wantedCount: of(wanted),
    addedCount: of(wanted) - listedCount,
    removedCount: of(placed.rows[0]) - listedCount,
    kept: rows.flatMap((row) => (row.barrier === null ? [] : [{ barrier: row.barrier, count: of(row) }])),
  };
}

/** A few of those who would be added, with what they are told of. */
export async function dryRunExamples(
  sql: ShopSql,
  segmentId: number,
  connectionId: number,
  marksPeople: boolean,
  limit: number,
): Promise<Person[]> {
  const { rows } = await sql.query<{
    customer_id: string;
    first_name: string | null;
    last_name: string | null;
    email: string | null;
  }>(
    `WITH d AS MATERIALIZED (${DESTINATION})
     SELECT c.customer_id, c.first_name, c.last_name, c.email ${MEMBERS}
     WHERE ${isUnbarred} AND NOT EXISTS (SELECT FROM placement p WHERE p.shop_id = $1
       AND p.destination_id = d.destination_id AND p.customer_id = m.customer_id AND p.acknowledged)
     ORDER BY c.customer_id LIMIT $5`,
    [sql.shopId, segmentId, connectionId, marksPeople, limit],
  );
  return rows.map((row) => ({
    customerId: row.customer_id,
    firstName: row.first_name,
    lastName: row.last_name,
    email: row.email,
  }));
}
