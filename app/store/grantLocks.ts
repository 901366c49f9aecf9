/** Lets one process at a time refresh the tokens of a connection. The row itself stays free for whoever pauses or ends it. */
import type { ShopSql } from '#app/platform/database.ts';

/** Held until the transaction ends. @throws Error of PostgreSQL with code 55P03 when the patience is at its end. */
export async function lockGrant(sql: ShopSql, connectionId: number, patienceMs: number): Promise<void> {
  await sql.query(`SET LOCAL lock_timeout = ${patienceMs}`);
  await sql.query(`SELECT pg_advisory_xact_lock(7310, hashtext($1))`, [`${sql.shopId}:${connectionId}`]);
}
