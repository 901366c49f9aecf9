/** What the admin's data page shows of the taking in: comparisons with Shopify, what waits, access, choices of the shop. */
import { shopSettings, type ShopSettings } from '#app/core/settings.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';

/** What is still to be done with what came in. */
export interface InboxLoad {
  waitingCount: number;
  /** When the oldest that waits came in; null when nothing waits. */
  oldestWaitingAt: number | null;
  parkedCount: number;
}

/** Both counts are of partial indexes, which are short at rest. */
export async function readInboxLoad(sql: ShopSql): Promise<InboxLoad> {
  const { rows } = await sql.query<{ waiting: string; oldest: number | null; parked: string }>(
    `SELECT (SELECT count(*) FROM inbox WHERE shop_id = $1 AND state = 'pending') AS waiting,
            (SELECT received_at FROM inbox WHERE shop_id = $1 AND state = 'pending' ORDER BY seq LIMIT 1) AS oldest,
            (SELECT count(*) FROM inbox WHERE shop_id = $1 AND state = 'parked') AS parked`,
    [sql.shopId],
  );
  const row = rows[0];
  return {
    waitingCount: Number(row?.waiting),
    oldestWaitingAt: row?.oldest ?? null,
    parkedCount: Number(row?.parked),
  };
}

/** One comparison with the shop at Shopify. */
export interface ReconciliationRow {
  kind: string;
  method: 'scan' | 'count' | 'sweep';
  startedAt: number;
  finishedAt: number | null;
  seenCount: number;
  oursCount: number | null;
  theirsCount: number | null;
  /** What was healed, by what was wrong: missing, stale, deleted. */
  healed: Record<string, number>;
  problem: string | null;
}

/** The latest comparison of each kind and method. */
export async function readLatestReconciliations(sql: ShopSql): Promise<ReconciliationRow[]> {
  const { rows } = await sql.query<{
    kind: string;
    method: ReconciliationRow['method'];
    started_at: number;
    finished_at: number | null;
    seen_count: string;
    ours_count: string | null;
    theirs_count: string | null;
    healed: Record<string, number>;
    problem: string | null;
  }>(
    `SELECT DISTINCT ON (kind, method) * FROM reconciliation WHERE shop_id = $1 AND started_at > $2
     ORDER BY kind, method, started_at DESC`,
    [sql.shopId, instant(0)],
  );
  return rows.map((row) => ({
    kind: row.kind,
    method: row.method,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    seenCount: Number(row.seen_count),
    oursCount: row.ours_count === null ? null : Number(row.ours_count),
    theirsCount: row.theirs_count === null ? null : Number(row.theirs_count),
    healed: row.healed,
    problem: row.problem,
  }));
}

export interface HealedDay {
  /** The calendar day in the shop's zone, as YYYY-MM-DD. */
  day: string;
  missingCount: number;
  staleCount: number;
  deletedCount: number;
}

/** What comparisons healed by day, since an instant; days without a comparison are left out. */
export async function readHealedDays(sql: ShopSql, timezone: string, sinceAt: number): Promise<HealedDay[]> {
  const { rows } = await sql.query<{ day: string; missing: string; stale: string; deleted: string }>(
    `SELECT to_char(started_at AT TIME ZONE $2, 'YYYY-MM-DD') AS day,
            sum(coalesce((healed ->> 'missing')::bigint, 0)) AS missing, sum(coalesce((healed ->> 'stale')::bigint, 0)) AS stale,
            sum(coalesce((healed ->> 'deleted')::bigint, 0)) AS deleted
     FROM reconciliation WHERE shop_id = $1 AND started_at >= $3 GROUP BY 1 ORDER BY 1`,
    [sql.shopId, timezone, instant(sinceAt)],
  );
  return rows.map((row) => ({
    day: row.day,
    missingCount: Number(row.missing),
    staleCount: Number(row.stale),
    deletedCount: Number(row.deleted),
  }));
}

/** What the shop lets the app read, how it is told of visits, and what it chose. */
export interface ShopAccess {
  timezone: string;
  /** Null while Shopify has not told them. */
  scopes: string[] | null;
  readsAllOrders: boolean;
  problem: string | null;
  problemSinceAt: number | null;
  pixelProblem: string | null;
  pixelRotatedAt: number | null;
  /** When the next comparison with Shopify begins; null while the history is being read in. */
  nextScanAt: number | null;
  settings: ShopSettings;
}

export async function readAccess(sql: ShopSql): Promise<ShopAccess | undefined> {
  const { rows } = await sql.query<{
    timezone: string;
    scopes: string[] | null;
    reads_all_orders: boolean;
    access_problem: string | null;
    access_problem_at: number | null;
    pixel_problem: string | null;
    pixel_rotated_at: number | null;
    scan_due_at: number | null;
    settings: unknown;
  }>('SELECT * FROM shop WHERE shop_id = $1', [sql.shopId]);
  const row = rows[0];
  return (
    row && {
      timezone: row.timezone,
      scopes: row.scopes,
      readsAllOrders: row.reads_all_orders,
      problem: row.access_problem,
      problemSinceAt: row.access_problem_at,
      pixelProblem: row.pixel_problem,
      pixelRotatedAt: row.pixel_rotated_at,
      nextScanAt: row.scan_due_at,
      settings: shopSettings(row.settings),
    }
  );
}

/** Changes some of the shop's choices; the others stay as they are. */
export async function saveSettings(sql: ShopSql, changed: Partial<ShopSettings>): Promise<void> {
  await sql.query('UPDATE shop SET settings = settings || $2::jsonb WHERE shop_id = $1', [
    sql.shopId,
    JSON.stringify(changed),
  ]);
}
