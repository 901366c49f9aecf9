/** What a merchant makes of a segment: versions of its definition, of which one is wanted and one in force. */
import type { PresetValues } from '#app/core/presets/parameters.ts';
import type { Rule } from '#app/core/rules/rule.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';

export type SegmentAction = 'created' | 'changed' | 'on' | 'off' | 'undone' | 'archived';

/** What a segment is; the name and the values are of no matter to who is in it. */
export interface Definition {
  active: boolean;
  /** Null for a preset, which brings its own. */
  name: string | null;
  params: PresetValues;
  rule: Rule;
}

export interface SegmentVersion extends Definition {
  version: number;
  action: SegmentAction;
  changedAt: number;
  /** Who made it: `staff:` and Shopify's number of the member of staff, or `app`. */
  actor: string;
}

/** A segment with the definition that is wanted of it. */
export interface WantedSegment {
  segmentId: number;
  presetId: string | null;
  wanted: SegmentVersion;
  /** The version in force; 0 before the first is. */
  version: number;
}

interface VersionRow {
  version: number;
  action: SegmentAction;
  active: boolean;
  name: string | null;
  params: PresetValues;
  rule: Rule;
  changed_at: number;
  actor: string;
}

const versionOf = (row: VersionRow): SegmentVersion => ({
  version: row.version,
  action: row.action,
  active: row.active,
  name: row.name,
  params: row.params,
  rule: row.rule,
  changedAt: row.changed_at,
  actor: row.actor,
});

/**
 * Lets one at a time change the segments of a shop, until the transaction ends: two changes at once would take the same number, or
 * each refer to what the other makes of it.
 */
export async function holdSegments(sql: ShopSql): Promise<void> {
  await sql.query(`SELECT pg_advisory_xact_lock(hashtextextended('segments:' || $1, 0))`, [sql.shopId]);
}

/** All segments that are kept, each with what is wanted of it, in the order in which they are shown. */
export async function loadWanted(sql: ShopSql): Promise<WantedSegment[]> {
  const { rows } = await sql.query<VersionRow & { segment_id: number; preset_id: string | null; in_force: number }>(
    `SELECT s.segment_id, s.preset_id, s.version AS in_force, v.version, v.action, v.active, v.name, v.params, v.rule, v.changed_at, v.actor
     FROM segment s JOIN segment_version v ON v.shop_id = s.shop_id AND v.segment_id = s.segment_id AND v.version = s.wanted_version
     WHERE s.shop_id = $1 AND v.shop_id = $1 AND s.archived_at IS NULL ORDER BY s.position, s.segment_id`,
    [sql.shopId],
  );
  return rows.map((row) => ({
    segmentId: row.segment_id,
    presetId: row.preset_id,
    version: row.in_force,
    wanted: versionOf(row),
  }));
}

/** A segment that nobody is in before its first version is in force. The caller holds the segments. @returns Its number. */
export async function addSegment(
  sql: ShopSql,
  presetId: string | null,
  definition: Definition,
  now: number,
  actor: string,
): Promise<number> {
  const { rows } = await sql.query<{ segment_id: number }>(
    `INSERT INTO segment (shop_id, segment_id, preset_id, name, params, rule, position, active, version, wanted_version, changed_at)
     SELECT $1, coalesce(max(segment_id), 0) + 1, $2, $3, $4, $5, coalesce(max(position), 0) + 1, false, 0, 1, $6
     FROM segment WHERE shop_id = $1 RETURNING segment_id`,
    [
      sql.shopId,
      presetId,
      definition.name,
      JSON.stringify(definition.params),
      JSON.stringify(definition.rule),
      instant(now),
    ],
  );
  const segmentId = rows[0]?.segment_id;
  if (segmentId === undefined) throw new Error('PostgreSQL added no segment.');
  await addVersion(sql, segmentId, 1, 'created', definition, now, actor);
  return segmentId;
}

/** Wants another definition of a segment. The caller holds the segments. */
export async function wantVersion(
  sql: ShopSql,
  { segmentId, wanted }: WantedSegment,
  action: SegmentAction,
  definition: Definition,
  now: number,
  actor: string,
): Promise<void> {
  await addVersion(sql, segmentId, wanted.version + 1, action, definition, now, actor);
  // A name is of no matter to who is in the segment, and applies at once.
  await sql.query(
    `UPDATE segment SET wanted_version = $3, name = $4, changed_at = $5, problem = NULL WHERE shop_id = $1 AND segment_id = $2`,
    [sql.shopId, segmentId, wanted.version + 1, definition.name, instant(now)],
  );
}

async function addVersion(
  sql: ShopSql,
  segmentId: number,
  version: number,
  action: SegmentAction,
  { active, name, params, rule }: Definition,
  now: number,
  actor: string,
): Promise<void> {
  await sql.query(
    `INSERT INTO segment_version (shop_id, segment_id, version, action, active, name, params, rule, changed_at, actor)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      ...[sql.shopId, segmentId, version, action, active, name, JSON.stringify(params), JSON.stringify(rule)],
      ...[instant(now), actor],
    ],
  );
}

/** Puts the wanted definitions of these segments in force. */
export async function putInForce(sql: ShopSql, segmentIds: readonly number[], now: number): Promise<void> {
  await sql.query(
    `UPDATE segment s SET version = v.version, active = v.active, params = v.params, rule = v.rule, name = v.name,
       archived_at = CASE WHEN v.action = 'archived' THEN $3::timestamptz END,
       computed_at = CASE WHEN v.active THEN s.computed_at END
     FROM segment_version v
     WHERE s.shop_id = $1 AND v.shop_id = $1 AND v.segment_id = s.segment_id AND v.version = s.wanted_version
       AND s.segment_id = ANY ($2)`,
    [sql.shopId, segmentIds, instant(now)],
  );
}

/** Versions of a segment, the latest first. */
export async function readVersions(sql: ShopSql, segmentId: number, limit: number): Promise<SegmentVersion[]> {
  const { rows } = await sql.query<VersionRow>(
    `SELECT version, action, active, name, params, rule, changed_at, actor FROM segment_version
     WHERE shop_id = $1 AND segment_id = $2 ORDER BY version DESC LIMIT $3`,
    [sql.shopId, segmentId, limit],
  );
  return rows.map(versionOf);
}

/** One version of a segment; undefined if there is none of that number. */
export async function readVersion(
  sql: ShopSql,
  segmentId: number,
  version: number,
): Promise<SegmentVersion | undefined> {
  const { rows } = await sql.query<VersionRow>(
    `SELECT version, action, active, name, params, rule, changed_at, actor FROM segment_version
     WHERE shop_id = $1 AND segment_id = $2 AND version = $3`,
    [sql.shopId, segmentId, version],
  );
  return rows[0] && versionOf(rows[0]);
}

/** @returns Whether the shop has the segment. */
export async function saveLabels(sql: ShopSql, segmentId: number, labels: readonly string[]): Promise<boolean> {
  const { rowCount } = await sql.query('UPDATE segment SET labels = $3 WHERE shop_id = $1 AND segment_id = $2', [
    sql.shopId,
    segmentId,
    labels,
  ]);
  return rowCount === 1;
}

export interface Experiment {
  /** Hundredths of the members that are placed nowhere; 0 to 50. */
  holdoutPercent: number;
  /** Whether members are told apart into two halves. */
  split: boolean;
}

/** A new share of held-out members begins a new experiment. @returns Whether the shop has the segment. */
export async function saveExperiment(
  sql: ShopSql,
  segmentId: number,
  { holdoutPercent, split }: Experiment,
  now: number,
): Promise<boolean> {
  const { rowCount } = await sql.query(
    `UPDATE segment SET holdout_percent = $3, split = $4,
       experiment_since = CASE WHEN $3 = 0 AND NOT $4 THEN NULL
         WHEN (holdout_percent, split) IS DISTINCT FROM ($3, $4) THEN $5::timestamptz ELSE experiment_since END
     WHERE shop_id = $1 AND segment_id = $2`,
    [sql.shopId, segmentId, holdoutPercent, split, instant(now)],
  );
  return rowCount === 1;
}
