/**
 * Comparisons with the shop: how far each kind was compared, which comparisons are under way, and what each healed. A
 * comparison only finds; what it found waits in the queue of `refetchQueue.ts`, and is counted when reading it has changed something.
 */
import type { HealedCounts, ReconcileKind } from '#app/core/reconcile/kinds.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';

export interface Mark {
  kind: ReconcileKind;
  /** Everything that changed until then has been compared; null before the first scan. Epoch milliseconds, as all below. */
  scannedTo: number | null;
  /** The scan under way, and where it goes on; null when there is none, or when it is at its beginning. */
  scanRun: string | null;
  cursor: string | null;
  countedAt: number | null;
  sweptAt: number | null;
  sweepRun: string | null;
  /** Global id of the bulk operation that the sweep waits for; null before it is requested. */
  sweepOperation: string | null;
}

/** The marks of a shop; a kind never compared has none. */
export async function loadMarks(sql: ShopSql): Promise<Map<ReconcileKind, Mark>> {
  const { rows } = await sql.query<{
    kind: ReconcileKind;
    scanned_to: number | null;
    scan_run: string | null;
    cursor: string | null;
    counted_at: number | null;
    swept_at: number | null;
    sweep_run: string | null;
    sweep_operation: string | null;
  }>('SELECT * FROM reconcile_mark WHERE shop_id = $1', [sql.shopId]);
  return new Map(
    rows.map((row) => [
      row.kind,
      {
        kind: row.kind,
        scannedTo: row.scanned_to,
        scanRun: row.scan_run,
        cursor: row.cursor,
        countedAt: row.counted_at,
        sweptAt: row.swept_at,
        sweepRun: row.sweep_run,
        sweepOperation: row.sweep_operation,
      },
    ]),
  );
}

/** When the shop is next to be compared; null while its history is first read in. */
export async function scanDueAt(sql: ShopSql): Promise<number | null> {
  const { rows } = await sql.query<{ scan_due_at: number | null }>('SELECT scan_due_at FROM shop WHERE shop_id = $1', [
    sql.shopId,
  ]);
  return rows[0]?.scan_due_at ?? null;
}

/** Whether deliveries that came before an instant still wait to be absorbed; those put off for an error do not count. */
export async function isBehind(sql: ShopSql, before: number): Promise<boolean> {
  const { rows } = await sql.query<{ behind: boolean }>(
    `SELECT coalesce((SELECT received_at < $2 FROM inbox WHERE shop_id = $1 AND state = 'pending' AND not_before IS NULL
                      ORDER BY seq LIMIT 1), false) AS behind`,
    [sql.shopId, instant(before)],
  );
  return rows[0]?.behind === true;
}

export async function setScanDue(sql: ShopSql, at: number): Promise<void> {
  await sql.query('UPDATE shop SET scan_due_at = $2 WHERE shop_id = $1', [sql.shopId, instant(at)]);
}

/** From when on a kind's changes are told by webhooks alone: the beginning of its first reading. Null when it was never read. */
export async function firstReadAt(
  sql: ShopSql,
  kind: ReconcileKind,
): Promise<{ begun: number | null; ended: number | null }> {
  const { rows } = await sql.query<{ begun: number | null; ended: number | null }>(
    `SELECT min(started_at) AS begun, max(finished_at) AS ended FROM backfill
     WHERE shop_id = $1 AND split_part(kind, ':', 1) = $2`,
    [sql.shopId, kind],
  );
  return rows[0] ?? { begun: null, ended: null };
}

export interface Run {
  runId: string;
  startedAt: number;
  fromAt: number | null;
  toAt: number | null;
}

export async function loadRun(sql: ShopSql, runId: string): Promise<Run | undefined> {
  const { rows } = await sql.query<{ started_at: number; from_at: number | null; to_at: number | null }>(
    'SELECT started_at, from_at, to_at FROM reconciliation WHERE shop_id = $1 AND run_id = $2',
    [sql.shopId, runId],
  );
  const row = rows[0];
  return row && { runId, startedAt: row.started_at, fromAt: row.from_at, toAt: row.to_at };
}

/** Begins a comparison and notes it as under way. */
export async function beginRun(
  sql: ShopSql,
  kind: ReconcileKind,
  method: 'scan' | 'sweep',
  span: { from: number | null; to: number | null },
  now: number,
): Promise<Run> {
  const { rows } = await sql.query<{ run_id: string }>(
    `INSERT INTO reconciliation (shop_id, kind, method, started_at, from_at, to_at)
     VALUES ($1, $2, $3, $4, $5, $6) RETURNING run_id`,
    [sql.shopId, kind, method, instant(now), instant(span.from), instant(span.to)],
  );
  const runId = rows[0]?.run_id ?? '';
  const changes = method === 'scan' ? 'scan_run = $3, cursor = NULL' : 'sweep_run = $3, sweep_operation = NULL';
  await sql.query(
    `INSERT INTO reconcile_mark AS m (shop_id, kind, ${method}_run) VALUES ($1, $2, $3)
     ON CONFLICT (shop_id, kind) DO UPDATE SET ${changes}`,
    [sql.shopId, kind, runId],
  );
  return { runId, startedAt: now, fromAt: span.from, toAt: span.to };
}

/** A page of a scan has been compared. @param cursor Where to go on. */
export async function notePage(
  sql: ShopSql,
  kind: ReconcileKind,
  runId: string,
  seenCount: number,
  cursor: string | null,
): Promise<void> {
  await sql.query('UPDATE reconciliation SET seen_count = seen_count + $3 WHERE shop_id = $1 AND run_id = $2', [
    sql.shopId,
    runId,
    seenCount,
  ]);
  await sql.query('UPDATE reconcile_mark SET cursor = $3 WHERE shop_id = $1 AND kind = $2', [sql.shopId, kind, cursor]);
}

/**
 * Ends a scan. @param problem Why it could not be finished, in which case the next one begins where this one did; null when
 * everything was compared.
 */
export async function endScan(
  sql: ShopSql,
  kind: ReconcileKind,
  run: Run,
  problem: string | null,
  now: number,
): Promise<void> {
  await closeRun(sql, run.runId, problem, now);
  await sql.query(
    `UPDATE reconcile_mark SET scan_run = NULL, cursor = NULL, scanned_to = CASE WHEN $4 THEN $3 ELSE scanned_to END
     WHERE shop_id = $1 AND kind = $2`,
    [sql.shopId, kind, instant(run.toAt), problem === null],
  );
}

/** Keeps a comparison of counts. */
export async function noteCount(
  sql: ShopSql,
  kind: ReconcileKind,
  counts: { ours: number | null; theirs: number | null; problem: string | null },
  now: number,
): Promise<void> {
  await sql.query(
    `INSERT INTO reconciliation (shop_id, kind, method, started_at, finished_at, ours_count, theirs_count, problem)
     VALUES ($1, $2, 'count', $3, $3, $4, $5, $6)`,
    [sql.shopId, kind, instant(now), counts.ours, counts.theirs, counts.problem],
  );
  await sql.query(
    `INSERT INTO reconcile_mark (shop_id, kind, counted_at) VALUES ($1, $2, $3)
     ON CONFLICT (shop_id, kind) DO UPDATE SET counted_at = excluded.counted_at`,
    [sql.shopId, kind, instant(now)],
  );
}

/** The difference of counts beside which the last sweep found nothing to heal; null when it found something, or there was none. */
export async function explainedDifference(sql: ShopSql, kind: ReconcileKind): Promise<number | null> {
  const { rows } = await sql.query<{ difference: string | null }>(
    `SELECT ours_count - theirs_count AS difference FROM reconciliation
     WHERE shop_id = $1 AND kind = $2 AND method = 'sweep' AND finished_at IS NOT NULL AND problem IS NULL AND healed = '{}'
       AND run_id = (SELECT max(run_id) FROM reconciliation WHERE shop_id = $1 AND kind = $2 AND method = 'sweep')`,
    [sql.shopId, kind],
  );
  const difference = rows[0]?.difference ?? null;
  return difference === null ? null : Number(difference);
}

/** The sweep waits for this bulk operation; null when another is to be requested. */
export async function noteSweepOperation(sql: ShopSql, kind: ReconcileKind, operationId: string | null): Promise<void> {
  await sql.query('UPDATE reconcile_mark SET sweep_operation = $3 WHERE shop_id = $1 AND kind = $2', [
    sql.shopId,
    kind,
    operationId,
  ]);
}

export async function endSweep(
  sql: ShopSql,
  kind: ReconcileKind,
  run: Run,
  told: { seenCount: number; oursCount: number | null; problem: string | null },
  now: number,
): Promise<void> {
  await closeRun(sql, run.runId, told.problem, now);
  await sql.query(
    'UPDATE reconciliation SET seen_count = $3, ours_count = $4, theirs_count = $5 WHERE shop_id = $1 AND run_id = $2',
    [sql.shopId, run.runId, told.seenCount, told.oursCount, told.problem === null ? told.seenCount : null],
  );
  await sql.query(
    `UPDATE reconcile_mark SET sweep_run = NULL, sweep_operation = NULL, swept_at = CASE WHEN $4 THEN $3 ELSE swept_at END
     WHERE shop_id = $1 AND kind = $2`,
    [sql.shopId, kind, instant(run.startedAt), told.problem === null],
  );
}

async function closeRun(sql: ShopSql, runId: string, problem: string | null, now: number): Promise<void> {
  await sql.query('UPDATE reconciliation SET finished_at = $3, problem = $4 WHERE shop_id = $1 AND run_id = $2', [
    sql.shopId,
    runId,
    instant(now),
    problem,
  ]);
}

/** Adds what was healed to the comparisons that found it. */
export async function addHealed(sql: ShopSql, healed: ReadonlyMap<string, HealedCounts>): Promise<void> {
  const rows = [...healed].flatMap(([runId, counts]) =>
    Object.entries(counts).map(([fault, count]) => ({ run_id: runId, fault, count })),
  );
  if (rows.length === 0) return;
  await sql.query(
    `UPDATE reconciliation r SET healed = r.healed || (
       SELECT jsonb_object_agg(g.fault, coalesce((r.healed ->> g.fault)::bigint, 0) + g.count)
       FROM jsonb_to_recordset($2::jsonb) AS g (run_id bigint, fault text, count bigint) WHERE g.run_id = r.run_id)
     WHERE r.shop_id = $1 AND r.run_id = ANY (SELECT (e ->> 'run_id')::bigint FROM jsonb_array_elements($2::jsonb) e)`,
    [sql.shopId, JSON.stringify(rows)],
  );
}

/** The history is read in: from now on the shop is compared. */
export async function beginComparing(sql: ShopSql, now: number): Promise<void> {
  await sql.query('UPDATE shop SET scan_due_at = coalesce(scan_due_at, $2) WHERE shop_id = $1', [
    sql.shopId,
    instant(now),
  ]);
}

/**
 * For a shop that was installed again: what happened while it was away was not told. What changed is found from the place
 * that was kept; what is gone only by comparing every id. Nothing for a shop that was not away.
 * @param ordersFrom The oldest creation of an order that we may see; null when we may see all.
 */
export async function resumeComparing(sql: ShopSql, ordersFrom: number | null, now: number): Promise<void> {
  const { rows } = await sql.query<{ kind: ReconcileKind }>(
    `UPDATE reconcile_mark m SET scan_run = NULL, cursor = NULL FROM shop s
     WHERE m.shop_id = $1 AND s.shop_id = $1 AND m.scanned_to < s.installed_at AND m.sweep_run IS NULL RETURNING m.kind`,
    [sql.shopId],
  );
  for (const { kind } of rows) {
    const from = kind === 'orders' ? ordersFrom : null;
    await beginRun(sql, kind, 'sweep', { from, to: null }, now);
  }
  if (rows.length > 0) await setScanDue(sql, now);
}
