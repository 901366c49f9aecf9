/**
 * Backfills: one row per kind of history. `waiting` to be requested → `requested`, Shopify is exporting → `loading` lines →
 * `done` or `failed`. A row that has nothing left to load but whose shop has not been computed yet is `loading` with
 * `finished_at`; its `error`, if any, then says why it will be `failed`.
 */
import type { BackfillKind } from '#app/core/backfill/kinds.ts';
import type { BackfillProblem } from '#app/core/backfill/problems.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';

export interface Backfill {
  kind: BackfillKind;
  state: 'waiting' | 'requested' | 'loading' | 'done' | 'failed';
  /** Global id of Shopify's bulk operation; null while waiting. */
  operationId: string | null;
  /** Objects Shopify has exported so far. */
  objectCount: number;
  /** Lines of the operation's file that are stored. */
  linesDone: number;
  /** Bulk operations that ended badly. */
  attempts: number;
  problem: BackfillProblem | null;
  /** Epoch milliseconds, as all below. */
  startedAt: number | null;
  finishedAt: number | null;
  updatedAt: number;
}

interface Row {
  kind: BackfillKind;
  state: Backfill['state'];
  bulk_operation_id: string | null;
  object_count: string;
  lines_done: string;
  attempts: number;
  error: BackfillProblem | null;
  started_at: number | null;
  finished_at: number | null;
  updated_at: number;
}

/** The shop's backfills, customers first. */
export async function loadBackfills(sql: ShopSql): Promise<Backfill[]> {
  const { rows } = await sql.query<Row & Record<string, unknown>>(
    'SELECT * FROM backfill WHERE shop_id = $1 ORDER BY kind',
    [sql.shopId],
  );
  return rows.map((row) => ({
    kind: row.kind,
    state: row.state,
    operationId: row.bulk_operation_id,
    objectCount: Number(row.object_count),
    linesDone: Number(row.lines_done),
    attempts: row.attempts,
    problem: row.error,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    updatedAt: row.updated_at,
  }));
}

/**
 * Makes sure each kind is read in, or is being read in, since the app was last installed: what happened while it was not
 * installed was never told. Failed ones get a new start.
 * @returns How many now wait.
 */
export async function queueBackfills(sql: ShopSql, kinds: readonly BackfillKind[], now: number): Promise<number> {
  const { rowCount } = await sql.query(
    `INSERT INTO backfill AS b (shop_id, kind, updated_at) SELECT $1, unnest($2::text[]), $3
     ON CONFLICT (shop_id, kind) DO UPDATE SET state = 'waiting', bulk_operation_id = NULL, object_count = 0, lines_done = 0,
       attempts = 0, error = NULL, started_at = NULL, finished_at = NULL, updated_at = excluded.updated_at
     WHERE b.state = 'failed' OR b.started_at < (SELECT installed_at FROM shop WHERE shop_id = $1)`,
    [sql.shopId, kinds, instant(now)],
  );
  return rowCount ?? 0;
}

/** Shopify has begun, or was found, to export under this operation. `startedAt` is when our request was sent. */
export async function noteRequested(
  sql: ShopSql,
  kind: BackfillKind,
  operationId: string,
  startedAt: number,
): Promise<void> {
  await sql.query(
    `UPDATE backfill SET state = 'requested', bulk_operation_id = $3, object_count = 0, lines_done = 0, error = NULL,
       started_at = $4, finished_at = NULL, updated_at = $4 WHERE shop_id = $1 AND kind = $2 AND state = 'waiting'`,
    [sql.shopId, kind, operationId, instant(startedAt)],
  );
}

/** Keeps what Shopify says of an export. `isReady`: there is something to load now. */
export async function noteExported(
  sql: ShopSql,
  kind: BackfillKind,
  operationId: string,
  objectCount: number,
  isReady: boolean,
  now: number,
): Promise<void> {
  await sql.query(
    `UPDATE backfill SET object_count = $4, error = NULL, updated_at = $6,
       state = CASE WHEN $5 THEN 'loading' ELSE state END
     WHERE shop_id = $1 AND kind = $2 AND bulk_operation_id = $3 AND state IN ('requested', 'loading')`,
    [sql.shopId, kind, operationId, objectCount, isReady, instant(now)],
  );
}

/**
 * Moves on within the file, in the transaction that stores the lines.
 * @throws Error when somebody else has moved on meanwhile, so that the transaction is undone.
 */
export async function advanceLines(
  sql: ShopSql,
  kind: BackfillKind,
  operationId: string,
  from: number,
  to: number,
  now: number,
): Promise<void> {
  const { rowCount } = await sql.query(
    `UPDATE backfill SET lines_done = $5, object_count = greatest(object_count, $5), error = NULL, updated_at = $6
     WHERE shop_id = $1 AND kind = $2 AND bulk_operation_id = $3 AND state = 'loading' AND lines_done = $4`,
    [sql.shopId, kind, operationId, from, to, instant(now)],
  );
  if (rowCount !== 1) throw new Error(`The backfill of ${kind} has moved on from line ${from} elsewhere.`);
}

/** Nothing is left to load. `problem`: why the history is incomplete all the same; null when it is complete. */
export async function noteLoaded(
  sql: ShopSql,
  kind: BackfillKind,
  problem: BackfillProblem | null,
  now: number,
): Promise<void> {
  await sql.query(
    `UPDATE backfill SET state = 'loading', finished_at = $3, error = $4, updated_at = $3
     WHERE shop_id = $1 AND kind = $2 AND state NOT IN ('done', 'failed')`,
    [sql.shopId, kind, instant(now), problem],
  );
}

/** The operation is of no more use: another one is to be requested. */
export async function requeueBackfill(sql: ShopSql, kind: BackfillKind, now: number): Promise<void> {
  await sql.query(
    `UPDATE backfill SET state = 'waiting', bulk_operation_id = NULL, object_count = 0, lines_done = 0, attempts = attempts + 1,
       error = NULL, updated_at = $3 WHERE shop_id = $1 AND kind = $2`,
    [sql.shopId, kind, instant(now)],
  );
}

/** Keeps a reason to show while the backfill stands still, and when it was last found to hold. */
export async function noteProblem(
  sql: ShopSql,
  kind: BackfillKind,
  problem: BackfillProblem,
  now: number,
): Promise<void> {
  await sql.query('UPDATE backfill SET error = $3, updated_at = $4 WHERE shop_id = $1 AND kind = $2', [
    sql.shopId,
    kind,
    problem,
    instant(now),
  ]);
}

/** The shop has been computed from all that was loaded. */
export async function closeBackfills(sql: ShopSql, now: number): Promise<void> {
  await sql.query(
    `UPDATE backfill SET state = CASE WHEN error IS NULL THEN 'done' ELSE 'failed' END, updated_at = $2
     WHERE shop_id = $1 AND state = 'loading' AND finished_at IS NOT NULL`,
    [sql.shopId, instant(now)],
  );
}
