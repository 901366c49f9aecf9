/** Segments as the admin lists them, and the history of their sizes. */
import type { PresetValues } from '#app/core/presets/parameters.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';

export interface SegmentRow {
  segmentId: number;
  /** Null for a segment of the shop's own making. */
  presetId: string | null;
  /** Null for a preset, whose name comes with the product. */
  name: string | null;
  /** As wanted; those in force may be others for a moment. */
  parameters: PresetValues;
  /** In force, as stored; to be checked before use. */
  rule: unknown;
  /** In force. */
  active: boolean;
  /** As wanted. */
  wantsActive: boolean;
  /** What is wanted is not in force yet. */
  isPending: boolean;
  labels: string[];
  holdoutPercent: number;
  split: boolean;
  experimentSince: number | null;
  changedAt: number;
  memberCount: number;
  /** Size at the instant asked about; null when the segment's history does not reach back so far. */
  formerCount: number | null;
  /** Null until its members were computed for the first time. */
  computedAt: number | null;
}

export interface SegmentSize {
  /** Beginning of the hour, epoch milliseconds. */
  at: number;
  /** At the end of that hour. */
  memberCount: number;
  enteredCount: number;
  leftCount: number;
}

interface Row {
  segment_id: number;
  preset_id: string | null;
  name: string | null;
  params: PresetValues;
  rule: unknown;
  active: boolean;
  wants_active: boolean;
  is_pending: boolean;
  labels: string[];
  holdout_percent: number;
  split: boolean;
  experiment_since: number | null;
  changed_at: number;
  member_count: number;
  former_count: number | null;
  computed_at: number | null;
}

const selection = `
  SELECT s.segment_id, s.preset_id, s.name, v.params, s.rule, s.member_count, s.computed_at, s.active, v.active AS wants_active,
    s.wanted_version <> s.version AS is_pending, s.labels, s.holdout_percent, s.split, s.experiment_since, s.changed_at,
    former.member_count AS former_count
  FROM segment s
  JOIN segment_version v ON v.shop_id = s.shop_id AND v.segment_id = s.segment_id AND v.version = s.wanted_version
  LEFT JOIN LATERAL (
    SELECT z.member_count FROM segment_size z
    WHERE z.shop_id = s.shop_id AND z.segment_id = s.segment_id AND z.hour <= $2::timestamptz - interval '1 hour'
    ORDER BY z.hour DESC LIMIT 1) former ON true`;

/** All segments in the shop's order. @param comparedAt Instant of the former size. */
export async function listSegments(sql: ShopSql, comparedAt: number): Promise<SegmentRow[]> {
  const { rows } = await sql.query<Row>(
    `${selection} WHERE s.shop_id = $1 AND v.shop_id = $1 AND s.archived_at IS NULL ORDER BY s.position, s.segment_id`,
    [sql.shopId, instant(comparedAt)],
  );
  return rows.map(fromRow);
}

/** Null when the shop has no such segment. */
export async function readSegment(sql: ShopSql, segmentId: number, comparedAt: number): Promise<SegmentRow | null> {
  const { rows } = await sql.query<Row>(
    `${selection} WHERE s.shop_id = $1 AND v.shop_id = $1 AND s.archived_at IS NULL AND s.segment_id = $3`,
    [sql.shopId, instant(comparedAt), segmentId],
  );
  return rows[0] ? fromRow(rows[0]) : null;
}

/** Sizes from an instant on, oldest first, preceded by the last one before it. */
export async function readSizes(sql: ShopSql, segmentId: number, from: number): Promise<SegmentSize[]> {
  const { rows } = await sql.query<{ hour: number; member_count: number; entered_count: number; left_count: number }>(
    `SELECT hour, member_count, entered_count, left_count FROM segment_size
     WHERE shop_id = $1 AND segment_id = $2 AND hour >= coalesce(
       (SELECT max(hour) FROM segment_size WHERE shop_id = $1 AND segment_id = $2 AND hour <= $3), $3)
     ORDER BY hour`,
    [sql.shopId, segmentId, instant(from)],
  );
  return rows.map((row) => ({
    at: row.hour,
    memberCount: row.member_count,
    enteredCount: row.entered_count,
    leftCount: row.left_count,
  }));
}

function fromRow(row: Row): SegmentRow {
  return {
    segmentId: row.segment_id,
    presetId: row.preset_id,
    name: row.name,
    parameters: row.params,
    rule: row.rule,
    active: row.active,
    wantsActive: row.wants_active,
    isPending: row.is_pending,
    labels: row.labels,
    holdoutPercent: row.holdout_percent,
    split: row.split,
    experimentSince: row.experiment_since,
    changedAt: row.changed_at,
    memberCount: row.member_count,
    formerCount: row.former_count,
    computedAt: row.computed_at,
  };
}
