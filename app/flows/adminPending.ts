/** How many customers' places at the partners are not yet what they should be, as all pages of the admin tell it. */
import type { Database, ShopSql } from '#app/platform/database.ts';
import { countPending } from '#app/store/adminDestinations.ts';
import { makeCountMemory } from './adminCountMemory.ts';

const memory = makeCountMemory<ReadonlyMap<number, number>>();

/** By destination; those of ended connections are left out. */
export function readPending(database: Database, sql: ShopSql): Promise<ReadonlyMap<number, number>> {
  return memory(database, String(sql.shopId), () => countPending(sql));
}
