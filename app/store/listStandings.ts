/** How lists stand at their partners, as these told when they were last asked; of a list that is another one by now, nothing. */
import type { KeptStanding } from '#app/core/placements/standing.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';

export interface ShownStanding {
  standing: KeptStanding;
  readAt: number;
}

/** One list that is to be asked about. */
export interface ListToRead {
  destinationId: number;
  partnerListId: string;
}

/**
 * Lists that are switched on, longest not asked about first.
 * @param before Lists asked about before this are due; those that the partner was working on, already before `workingBefore`.
 */
export async function listsToRead(
  sql: ShopSql,
  connectionId: number,
  { before, workingBefore, limit }: { before: number; workingBefore: number; limit: number },
): Promise<ListToRead[]> {
  const { rows } = await sql.query<{ destination_id: number; partner_list_id: string }>(
    `SELECT d.destination_id, d.partner_list_id
     FROM destination d
     LEFT JOIN list_standing l ON l.shop_id = d.shop_id AND l.destination_id = d.destination_id AND l.partner_list_id = d.partner_list_id
     WHERE d.shop_id = $1 AND d.connection_id = $2 AND d.enabled AND d.partner_list_id IS NOT NULL
       AND (l.asked_at IS NULL OR l.asked_at < CASE WHEN l.standing->>'state' = 'working' THEN $4::timestamptz ELSE $3::timestamptz END)
     ORDER BY l.asked_at NULLS FIRST, d.destination_id LIMIT $5`,
    [sql.shopId, connectionId, instant(before), instant(workingBefore), limit],
  );
  return rows.map((row) => ({ destinationId: row.destination_id, partnerListId: row.partner_list_id }));
}

/** @param standing Null when the partner was asked and did not tell: what it told before stays. */
export async function saveStanding(
  sql: ShopSql,
  { destinationId, partnerListId }: ListToRead,
  standing: KeptStanding | null,
  now: number,
): Promise<void> {
  await sql.query(
    `INSERT INTO list_standing AS l (shop_id, destination_id, partner_list_id, standing, read_at, asked_at)
     SELECT $1, $2, $3, $4::jsonb, CASE WHEN $4::jsonb IS NOT NULL THEN $5::timestamptz END, $5::timestamptz
     WHERE EXISTS (SELECT FROM destination WHERE shop_id = $1 AND destination_id = $2)
     ON CONFLICT (shop_id, destination_id) DO UPDATE SET
       standing = CASE WHEN excluded.standing IS NULL AND l.partner_list_id = excluded.partner_list_id THEN l.standing ELSE excluded.standing END,
       read_at = CASE WHEN excluded.standing IS NULL AND l.partner_list_id = excluded.partner_list_id THEN l.read_at ELSE excluded.read_at END,
       partner_list_id = excluded.partner_list_id, asked_at = excluded.asked_at`,
    [sql.shopId, destinationId, partnerListId, standing && JSON.stringify(standing), instant(now)],
  );
}

/** Of a segment's lists, by destination. */
export async function readStandings(sql: ShopSql, segmentId: number): Promise<ReadonlyMap<number, ShownStanding>> {
  const { rows } = await sql.query<{ destination_id: number; standing: KeptStanding; read_at: number }>(
    `SELECT l.destination_id, l.standing, l.read_at
     FROM list_standing l JOIN destination d USING (shop_id, destination_id, partner_list_id)
     WHERE l.shop_id = $1 AND d.segment_id = $2 AND l.standing IS NOT NULL`,
    [sql.shopId, segmentId],
  );
  return new Map(rows.map((row) => [row.destination_id, { standing: row.standing, readAt: row.read_at }]));
}
