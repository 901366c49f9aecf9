/** Segments: a rule each, kept with its version and its present size. */
import { withoutReferences } from '#app/core/rules/references.ts';
import type { Rule } from '#app/core/rules/rule.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';

/** A segment as it is in force. */
export interface StoredSegment {
  segmentId: number;
  presetId: string | null;
  name: string | null;
  /** As the merchant made it; may refer to other segments. */
  rule: Rule;
  active: boolean;
}

/** A segment whose members are kept. */
export interface DecidedSegment {
  segmentId: number;
  /** Without references to others. */
  rule: Rule;
}

/** All segments of the shop, in the order in which they are shown. */
export async function loadSegments(sql: ShopSql): Promise<StoredSegment[]> {
  const { rows } = await sql.query<{
    segment_id: number;
    preset_id: string | null;
    name: string | null;
    rule: Rule;
    active: boolean;
  }>({
    name: 'segments',
    text: `SELECT segment_id, preset_id, name, rule, active FROM segment WHERE shop_id = $1 AND archived_at IS NULL
           ORDER BY position, segment_id`,
    values: [sql.shopId],
  });
  return rows.map(({ rule, active, name, ...row }) => ({
    ...{ segmentId: row.segment_id, presetId: row.preset_id },
    ...{ name, rule, active },
  }));
}

/**
 * Those that are switched on, with what they refer to put in its place. One that refers to what is gone has no members: such a
 * reference cannot be made, and a segment that others refer to cannot be put away.
 */
export function decidedSegments(segments: readonly StoredSegment[]): DecidedSegment[] {
  const rules = new Map(segments.map(({ segmentId, rule }) => [segmentId, rule]));
  return segments.flatMap(({ segmentId, rule, active }) => {
    if (!active) return [];
    const resolved = withoutReferences(rule, (id) => rules.get(id), segmentId);
    return resolved.ok ? [{ segmentId, rule: resolved.value }] : [];
  });
}

/** How many entered and left a segment in one decision. */
export interface SizeChange {
  segmentId: number;
  entered: number;
  left: number;
}

/** Keeps the size of each segment and its history by the hour. */
export async function saveSizes(sql: ShopSql, changes: readonly SizeChange[], now: number): Promise<void> {
  if (changes.length === 0) return;
  await sql.query(
    `WITH given AS (SELECT * FROM unnest($2::int[], $3::int[], $4::int[]) AS g (segment_id, entered, gone)),
     sized AS (
       UPDATE segment s SET member_count = s.member_count + g.entered - g.gone FROM given g
       WHERE s.shop_id = $1 AND s.segment_id = g.segment_id
       RETURNING s.segment_id, s.member_count, g.entered, g.gone)
     INSERT INTO segment_size AS h (shop_id, segment_id, hour, member_count, entered_count, left_count)
     SELECT $1, segment_id, date_trunc('hour', $5::timestamptz), member_count, entered, gone FROM sized
     ON CONFLICT (shop_id, segment_id, hour) DO UPDATE SET member_count = excluded.member_count,
       entered_count = h.entered_count + excluded.entered_count, left_count = h.left_count + excluded.left_count`,
    [
      sql.shopId,
      changes.map((change) => change.segmentId),
      changes.map((change) => change.entered),
      changes.map((change) => change.left),
      instant(now),
    ],
  );
}

/**
 * Notes that segments were computed for the whole shop, and their size even when nothing changed.
 * @param about Which; all that are switched on when undefined.
 */
export async function markComputed(sql: ShopSql, now: number, about: readonly number[] | null = null): Promise<void> {
  const which = 'shop_id = $1 AND active AND ($3::int[] IS NULL OR segment_id = ANY ($3))';
  await sql.query(`UPDATE segment SET computed_at = $2 WHERE ${which}`, [sql.shopId, instant(now), about]);
  await sql.query(
    `INSERT INTO segment_size (shop_id, segment_id, hour, member_count)
     SELECT shop_id, segment_id, date_trunc('hour', $2::timestamptz), member_count FROM segment WHERE ${which}
     ON CONFLICT DO NOTHING`,
    [sql.shopId, instant(now), about],
  );
}
