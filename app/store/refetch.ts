/** Objects of which only a hint came: they wait to be read whole at Shopify. */
import type { ChangeOf } from '#app/core/changes.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';
import { ring } from './bells.ts';

/** Notes what is to be read, and from which instant on a reading will do, and rings for it. */
export async function wantRefetches(sql: ShopSql, changes: readonly ChangeOf<'refetch'>[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map((change) => ({ kind: change.object, object_id: change.id, at: instant(change.at) }));
  await sql.query(
    `INSERT INTO refetch AS r (shop_id, kind, object_id, wanted_at)
     SELECT $1, g.kind, g.object_id, max(g.at) FROM json_to_recordset($2::json) AS g (kind text, object_id bigint, at timestamptz)
     GROUP BY g.kind, g.object_id
     ON CONFLICT (shop_id, kind, object_id) DO UPDATE SET wanted_at = excluded.wanted_at
     WHERE r.wanted_at < excluded.wanted_at`,
    [sql.shopId, JSON.stringify(rows)],
  );
  await ring(sql, { task: 'refetch', shopId: sql.shopId });
}
