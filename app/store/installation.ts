/** What an installation writes: the shop's own details, and the segments we ship. */
import type { PresetValues } from '#app/core/presets/parameters.ts';
import type { Rule } from '#app/core/rules/rule.ts';
import type { ShopSql } from '#app/platform/database.ts';

/** What the merchant has granted; null while it is not known. */
export async function loadGrantedScopes(sql: ShopSql): Promise<string[] | null> {
  const { rows } = await sql.query<{ scopes: string[] | null }>('SELECT scopes FROM shop WHERE shop_id = $1', [
    sql.shopId,
  ]);
  return rows[0]?.scopes ?? null;
}

/** A preset as a segment of the shop. */
export interface PresetSegment {
  presetId: string;
  params: PresetValues;
  rule: Rule;
  /** Place in the list. */
  position: number;
}

/**
 * Adds the presets the shop does not have yet; those it has keep their parameters and their number. In a new shop they are
 * numbered from 1 in the order given.
 * @returns How many were added.
 */
export async function addPresetSegments(sql: ShopSql, segments: readonly PresetSegment[]): Promise<number> {
  const { rowCount } = await sql.query(
    `WITH added AS (
       INSERT INTO segment (shop_id, segment_id, preset_id, params, rule, position)
       SELECT $1, (SELECT coalesce(max(segment_id), 0) FROM segment WHERE shop_id = $1) + row_number() OVER (ORDER BY p.position),
              p.preset_id, p.params, p.rule, p.position
       FROM jsonb_to_recordset($2::jsonb) AS p (preset_id text, params jsonb, rule jsonb, position int)
       WHERE NOT EXISTS (SELECT FROM segment s WHERE s.shop_id = $1 AND s.preset_id = p.preset_id)
       RETURNING segment_id, params, rule, created_at)
     INSERT INTO segment_version (shop_id, segment_id, version, action, active, params, rule, changed_at, actor)
     SELECT $1, segment_id, 1, 'created', true, params, rule, created_at, 'app' FROM added`,
    [
      sql.shopId,
      JSON.stringify(
        segments.map(({ presetId, params, rule, position }) => ({ preset_id: presetId, params, rule, position })),
      ),
    ],
  );
  return rowCount ?? 0;
}
