/**
 * Backfills: one row per kind of history. `waiting` to be requested → `requested`, Shopify is exporting → `loading` lines →
 * `done` or `failed`. A row that has nothing left to load but whose shop has not been computed yet is `loading` with
 * `finished_at`; its `error`, if any, then says why it will be `failed`. A paused row stays where it is.
 */
import type { BackfillKind, BackfillSubject, Slice } from '#app/core/backfill/kinds.ts';
import type { BackfillProblem, HiddenField } from '#app/core/backfill/problems.ts';
import type { BackfillState } from '#app/core/backfill/progress.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';
import { ring } from './bells.ts';

export interface Backfill extends BackfillState {
  /** Global id of Shopify's bulk operation; null while waiting. */
  operationId: string | null;
  /** Bulk operations that ended badly. */
  attempts: number;
  /** Orders created in [fromAt, toAt), epoch milliseconds; null: without a bound. */
  fromAt: number | null;
  toAt: number | null;
}

interface Row {
  kind: BackfillKind;
  state: Backfill['state'];
  paused: boolean;
  bulk_operation_id: string | null;
  object_count: string;
  root_count: string;
  lines_done: string;
  rows_done: string;
  total_count: string | null;
  attempts: number;
  error: BackfillProblem | null;
  problem_detail: string | null;
  started_at: number | null;
  finished_at: number | null;
  phase_at: number | null;
  phase_rows: string;
  unread_count: number;
  unread_reasons: string[];
  from_at: number | null;
  to_at: number | null;
  updated_at: number;
}

/** The shop's backfills: customers, the slices of the orders from the newest on, products. */
export async function loadBackfills(sql: ShopSql): Promise<Backfill[]> {
  const { rows } = await sql.query<Row & Record<string, unknown>>(
    'SELECT * FROM backfill WHERE shop_id = $1 ORDER BY kind',
    [sql.shopId],
  );
  return rows.map((row) => ({
    kind: row.kind,
    state: row.state,
    paused: row.paused,
    operationId: row.bulk_operation_id,
    objectCount: Number(row.object_count),
    rootCount: Number(row.root_count),
    linesDone: Number(row.lines_done),
    rowsDone: Number(row.rows_done),
    totalCount: row.total_count === null ? null : Number(row.total_count),
    attempts: row.attempts,
    problem: row.error,
    hiddenFields: row.problem_detail === null ? [] : (row.problem_detail.split(',') as HiddenField[]),
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    phaseAt: row.phase_at,
    phaseRows: Number(row.phase_rows),
    unreadCount: row.unread_count,
    unreadReasons: row.unread_reasons,
    fromAt: row.from_at,
    toAt: row.to_at,
    updatedAt: row.updated_at,
  }));
}

/** From the beginning; the bounds of a slice stay. */
const ANEW = `state = 'waiting', bulk_operation_id = NULL, object_count = 0, root_count = 0, lines_done = 0, rows_done = 0,
  phase_at = NULL, phase_rows = 0, error = NULL, finished_at = NULL, unread_count = 0, unread_reasons = '{}'`;
/**
 * Read in before the app was installed again, and not compared with the shop lately: what was compared within two weeks before
 * is caught up from there by the next comparison, which is far cheaper. One that is still being read in goes on.
 */
const IS_STALE = `started_at < (SELECT installed_at FROM shop WHERE shop_id = $1) AND NOT EXISTS (
  SELECT FROM reconcile_mark m JOIN shop s ON s.shop_id = m.shop_id
  WHERE m.shop_id = $1 AND m.kind = split_part(backfill.kind, ':', 1) AND m.scanned_to > s.installed_at - interval '14 days')`;
/** The rows of the subjects in parameter $2: those of the orders have slices. */
const OF_SUBJECTS = `shop_id = $1 AND split_part(kind, ':', 1) = ANY ($2::text[])`;

/**
 * Makes sure each subject is read in, or is being read in, since the app was last installed: what happened while it was not
 * installed was never told. Failed ones get a new start.
 * @returns How many rows now wait.
 */
export async function queueBackfills(sql: ShopSql, subjects: readonly BackfillSubject[], now: number): Promise<number> {
  const added = await sql.query(
    `INSERT INTO backfill (shop_id, kind, updated_at) SELECT $1, unnest($2::text[]), $3 ON CONFLICT DO NOTHING`,
    [sql.shopId, subjects, instant(now)],
  );
  const renewed = await sql.query(
    `UPDATE backfill SET ${ANEW}, attempts = 0, paused = false, started_at = NULL, updated_at = $3
     WHERE ${OF_SUBJECTS} AND (state = 'failed' OR (state = 'done' AND ${IS_STALE}))`,
    [sql.shopId, subjects, instant(now)],
  );
  return (added.rowCount ?? 0) + (renewed.rowCount ?? 0);
}

/** Reads subjects anew from the beginning, whatever state they are in. What is stored stays, and nothing newer is put back. */
export async function restartBackfills(
  sql: ShopSql,
  subjects: readonly BackfillSubject[],
  now: number,
): Promise<number> {
  const { rowCount } = await sql.query(
    `UPDATE backfill SET ${ANEW}, attempts = 0, paused = false, started_at = NULL, total_count = NULL, problem_detail = NULL,
       updated_at = $3 WHERE ${OF_SUBJECTS}`,
    [sql.shopId, subjects, instant(now)],
  );
  if (rowCount) await ring(sql, { task: 'backfill', shopId: sql.shopId });
  return rowCount ?? 0;
}

/** Lets the subjects rest where they are; what Shopify is exporting meanwhile is used later. @returns How many rows rest now. */
export async function pauseBackfills(sql: ShopSql, subjects: readonly BackfillSubject[], now: number): Promise<number> {
  const { rowCount } = await sql.query(
    `UPDATE backfill SET paused = true, updated_at = $3
     WHERE ${OF_SUBJECTS} AND NOT paused AND finished_at IS NULL AND state IN ('waiting', 'requested', 'loading')`,
    [sql.shopId, subjects, instant(now)],
  );
  return rowCount ?? 0;
}

/** Goes on with paused subjects from where they are. @returns How many rows go on. */
export async function resumeBackfills(
  sql: ShopSql,
  subjects: readonly BackfillSubject[],
  now: number,
): Promise<number> {
  const { rowCount } = await sql.query(
    `UPDATE backfill SET paused = false, updated_at = $3, phase_at = CASE WHEN state = 'loading' THEN $3::timestamptz ELSE phase_at END,
       phase_rows = CASE WHEN state = 'loading' THEN rows_done ELSE phase_rows END WHERE ${OF_SUBJECTS} AND paused`,
    [sql.shopId, subjects, instant(now)],
  );
  if (rowCount) await ring(sql, { task: 'backfill', shopId: sql.shopId });
  return rowCount ?? 0;
}

/** Has the orders exported in slices, side by side. */
export async function saveSlices(sql: ShopSql, slices: readonly Slice[], now: number): Promise<void> {
  for (const { kind, fromAt, toAt } of slices)
    await sql.query(
      `INSERT INTO backfill AS b (shop_id, kind, from_at, to_at, updated_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (shop_id, kind) DO UPDATE SET from_at = excluded.from_at, to_at = excluded.to_at
       WHERE b.state = 'waiting'`,
      [sql.shopId, kind, instant(fromAt), instant(toAt), instant(now)],
    );
}

/** Keeps which fields of customers Shopify hides from us. */
export async function noteHidden(sql: ShopSql, kind: BackfillKind, fields: readonly HiddenField[]): Promise<void> {
  await sql.query('UPDATE backfill SET problem_detail = $3 WHERE shop_id = $1 AND kind = $2', [
    sql.shopId,
    kind,
    fields.length === 0 ? null : fields.join(','),
  ]);
}

/**
 * Shopify has begun, or was found, to export under this operation. `startedAt` is when our request was sent; `totalCount` what
 * Shopify counted then, null when it did not say.
 */
export async function noteRequested(
  sql: ShopSql,
  kind: BackfillKind,
  operationId: string,
  startedAt: number,
  totalCount: number | null,
): Promise<void> {
  await sql.query(
    `UPDATE backfill SET state = 'requested', bulk_operation_id = $3, object_count = 0, root_count = 0, lines_done = 0, rows_done = 0,
       error = NULL, started_at = $4, finished_at = NULL, phase_at = $4, phase_rows = 0, updated_at = $4, total_count = $5,
       unread_count = 0, unread_reasons = '{}'
     WHERE shop_id = $1 AND kind = $2 AND state = 'waiting'`,
    [sql.shopId, kind, operationId, instant(startedAt), totalCount],
  );
}

/** How much Shopify has exported: all lines, and those of them that hang below no other. */
export interface Exported {
  objectCount: number;
  rootCount: number;
}

/** Keeps what Shopify says of an export. `isReady`: there is something to load now. */
export async function noteExported(
  sql: ShopSql,
  kind: BackfillKind,
  operationId: string,
  { objectCount, rootCount }: Exported,
  isReady: boolean,
  now: number,
): Promise<void> {
  await sql.query(
    `UPDATE backfill SET object_count = $4, root_count = $7, error = NULL, updated_at = $6,
       state = CASE WHEN $5 THEN 'loading' ELSE state END,
       phase_at = CASE WHEN $5 AND state = 'requested' THEN $6 ELSE phase_at END
     WHERE shop_id = $1 AND kind = $2 AND bulk_operation_id = $3 AND state IN ('requested', 'loading')`,
    [sql.shopId, kind, operationId, objectCount, isReady, instant(now), rootCount],
  );
}

/** Of how many reasons for leaving lines out a backfill keeps the words. */
export const KEPT_REASONS = 3;

/** A batch of an export's file: `rows` of its lines are customers, orders or products themselves. */
export interface Advance {
  from: number;
  to: number;
  rows: number;
  /** Lines left out because they could not be read or stored. */
  unreadCount: number;
  /** Why, without any of their values. */
  unreadReasons: readonly string[];
}

/**
 * Moves on within the file, in the transaction that stores the lines.
 * @returns False when the lines are not to be stored: the backfill was paused or started over, or the app was taken off the shop.
 * @throws Error when somebody else has moved on meanwhile, so that the transaction is undone.
 */
export async function advanceLines(
  sql: ShopSql,
  kind: BackfillKind,
  operationId: string,
  { from, to, rows, unreadCount, unreadReasons }: Advance,
  now: number,
): Promise<boolean> {
  const { rowCount } = await sql.query(
    `UPDATE backfill SET lines_done = $5, rows_done = rows_done + $7, object_count = greatest(object_count, $5), error = NULL,
       updated_at = $6, phase_at = CASE WHEN $4 = 0 THEN $6 ELSE phase_at END, unread_count = unread_count + $8,
       unread_reasons = CASE WHEN $8 = 0 THEN unread_reasons ELSE ARRAY(
         SELECT reason FROM unnest(unread_reasons || $9::text[]) WITH ORDINALITY AS told (reason, nth)
         GROUP BY reason ORDER BY min(nth) LIMIT $10) END
     WHERE shop_id = $1 AND kind = $2 AND bulk_operation_id = $3 AND state = 'loading' AND lines_done = $4 AND NOT paused
       AND EXISTS (SELECT FROM shop WHERE shop_id = $1 AND status = 'installed')`,
    [sql.shopId, kind, operationId, from, to, instant(now), rows, unreadCount, unreadReasons, KEPT_REASONS],
  );
  if (rowCount === 1) return true;
  const { rows: here } = await sql.query(
    `SELECT FROM backfill JOIN shop USING (shop_id) WHERE shop_id = $1 AND kind = $2 AND bulk_operation_id = $3
       AND state = 'loading' AND NOT paused AND status = 'installed'`,
    [sql.shopId, kind, operationId],
  );
  if (here.length > 0) throw new Error(`The backfill of ${kind} has moved on from line ${from} elsewhere.`);
  return false;
}

/**
 * Nothing is left to load of the operation (null: none was begun). `problem`: why the history is incomplete all the same; null
 * when it is complete. A backfill that was started over meanwhile stays as it is, here and below.
 */
export async function noteLoaded(
  sql: ShopSql,
  { kind, operationId }: Pick<Backfill, 'kind' | 'operationId'>,
  problem: BackfillProblem | null,
  now: number,
): Promise<void> {
  await sql.query(
    `UPDATE backfill SET state = 'loading', finished_at = $3, error = $4, updated_at = $3
     WHERE shop_id = $1 AND kind = $2 AND bulk_operation_id IS NOT DISTINCT FROM $5 AND state NOT IN ('done', 'failed')`,
    [sql.shopId, kind, instant(now), problem, operationId],
  );
}

/** The operation is of no more use: another one is to be requested. */
export async function requeueBackfill(
  sql: ShopSql,
  { kind, operationId }: Pick<Backfill, 'kind' | 'operationId'>,
  now: number,
): Promise<void> {
  await sql.query(
    `UPDATE backfill SET ${ANEW}, attempts = attempts + 1, updated_at = $3
     WHERE shop_id = $1 AND kind = $2 AND bulk_operation_id IS NOT DISTINCT FROM $4`,
    [sql.shopId, kind, instant(now), operationId],
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
