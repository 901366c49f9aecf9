/** The queue of objects to be read anew at Shopify: what waits, what is done, what is put off. */
import type { RefetchKind } from '#app/core/reconcile/kinds.ts';
import type { DecimalId } from '#app/core/identifiers.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';

export interface WaitingObject {
  id: DecimalId;
  /** The instant of the newest hint that it changed. */
  wantedAt: number;
  attempts: number;
  /** The comparison that found it; null when a webhook asked for it. */
  runId: string | null;
}

const RUN = /^reconciliation:(\d+)$/;
/** How a row names the comparison that asked for it. */
export const runReason = (runId: string): string => `reconciliation:${runId}`;

/** Up to `limit` objects of a kind that may be read now. */
export async function waitingObjects(
  sql: ShopSql,
  kind: RefetchKind,
  limit: number,
  now: number,
): Promise<WaitingObject[]> {
  const { rows } = await sql.query<{
    object_id: DecimalId;
    wanted_at: number;
    attempts: number;
    reason: string | null;
  }>(
    `SELECT object_id, wanted_at, attempts, reason FROM refetch
     WHERE shop_id = $1 AND kind = $2 AND (not_before IS NULL OR not_before <= $3) ORDER BY object_id LIMIT $4`,
    [sql.shopId, kind, instant(now), limit],
  );
  return rows.map((row) => ({
    id: row.object_id,
    wantedAt: row.wanted_at,
    attempts: row.attempts,
    runId: RUN.exec(row.reason ?? '')?.[1] ?? null,
  }));
}

/** Takes objects out of the queue that were read, unless a newer hint has come meanwhile: that one waits for its own reading. */
export async function closeObjects(sql: ShopSql, kind: RefetchKind, read: readonly WaitingObject[]): Promise<void> {
  if (read.length === 0) return;
  await sql.query(
    `DELETE FROM refetch r USING unnest($3::bigint[], $4::timestamptz[]) AS g (object_id, wanted_at)
     WHERE r.shop_id = $1 AND r.kind = $2 AND r.object_id = g.object_id AND r.wanted_at <= g.wanted_at`,
    [sql.shopId, kind, read.map(({ id }) => id), read.map(({ wantedAt }) => instant(wantedAt))],
  );
}

/** Puts objects off, each until an instant of its own, because they could not be read. */
export async function postponeObjects(
  sql: ShopSql,
  kind: RefetchKind,
  objects: readonly { id: DecimalId; notBefore: number }[],
): Promise<void> {
  if (objects.length === 0) return;
  await sql.query(
    `UPDATE refetch r SET attempts = attempts + 1, not_before = g.not_before
     FROM unnest($3::bigint[], $4::timestamptz[]) AS g (object_id, not_before)
     WHERE r.shop_id = $1 AND r.kind = $2 AND r.object_id = g.object_id`,
    [sql.shopId, kind, objects.map(({ id }) => id), objects.map(({ notBefore }) => instant(notBefore))],
  );
}

/** Lets everything of these kinds that waits rest until an instant at least: Shopify cannot be asked for any of it before. */
export async function restObjects(sql: ShopSql, kinds: readonly RefetchKind[], notBefore: number): Promise<void> {
  await sql.query(
    `UPDATE refetch SET not_before = $3 WHERE shop_id = $1 AND kind = ANY ($2) AND (not_before IS NULL OR not_before < $3)`,
    [sql.shopId, kinds, instant(notBefore)],
  );
}

/**
 * Lets objects wait to be read because a comparison found them wrong; what waits already stays with the comparison that found
 * it first. @param runId Null where no comparison asks.
 */
export async function queueObjects(
  sql: ShopSql,
  kind: RefetchKind,
  ids: readonly DecimalId[],
  at: number,
  runId: string | null,
): Promise<void> {
  if (ids.length === 0) return;
  await sql.query(
    `INSERT INTO refetch AS r (shop_id, kind, object_id, wanted_at, reason)
     SELECT $1, $2, g.object_id, $4, $5 FROM (SELECT DISTINCT unnest($3::bigint[]) AS object_id ORDER BY 1) g
     ON CONFLICT (shop_id, kind, object_id) DO UPDATE SET wanted_at = greatest(r.wanted_at, excluded.wanted_at),
       reason = coalesce(r.reason, excluded.reason)`,
    [sql.shopId, kind, ids, instant(at), runId === null ? null : runReason(runId)],
  );
}

/** Takes what a comparison queued out again, because it is read in another way. */
export async function dropQueued(sql: ShopSql, kind: RefetchKind, reason: string): Promise<void> {
  await sql.query('DELETE FROM refetch WHERE shop_id = $1 AND kind = $2 AND reason = $3', [sql.shopId, kind, reason]);
}

/** When the next put-off object may be read; null when none waits. */
export async function nextObjectAt(sql: ShopSql): Promise<number | null> {
  const { rows } = await sql.query<{ at: number | null; ready: boolean }>(
    'SELECT min(not_before) AS at, bool_or(not_before IS NULL) AS ready FROM refetch WHERE shop_id = $1',
    [sql.shopId],
  );
  return rows[0]?.ready ? 0 : (rows[0]?.at ?? null);
}
