/** Changes of a backfill → rows. */
import type { Change } from '#app/core/changes.ts';
import { applyChanges } from '#app/flows/absorb/applyChanges.ts';
import type { ShopSql } from '#app/platform/database.ts';

export async function loadChanges(sql: ShopSql, changes: readonly Change[]): Promise<void> {
  await applyChanges(sql, changes);
}
