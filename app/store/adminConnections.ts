/** Connections as the admin shows, makes and ends them. A stored secret can be replaced from here and never read. */
import { instant, type ShopSql } from '#app/platform/database.ts';
import type { LabelProblem } from './listLabels.ts';

export type ConnectionStatus = 'active' | 'reconnect' | 'disconnected';

export interface ConnectionRow {
  connectionId: number;
  connector: string;
  status: ConnectionStatus;
  /** Why the merchant must act, in the partner's or our words; null when nothing is to be done. */
  statusReason: string | null;
  accountId: string | null;
  accountName: string | null;
  connectedAt: number;
  lastRunAt: number | null;
  lastPullAt: number | null;
  /** When the next attempt is made after failures; null when none is waiting. */
  retryAt: number | null;
  failureCount: number;
  /** The partner itself named the instant of `retryAt`. */
  isThrottled: boolean;
  /** Since when nobody is added, as the merchant wanted; null when not. */
  pausedAt: number | null;
  /** Since when everybody is taken off its lists, before it ends; null when it goes on. */
  endingAt: number | null;
  /** What new lists are called; null for the standard. */
  listNamePattern: string | null;
  byLogin: boolean;
  /** When a login ends that nothing refreshes; null when none does. */
  loginEndsAt: number | null;
  /** What the merchant answered beside the login. */
  settings: Record<string, string>;
  /** Of a connection that takes files: when the next are due; null before the first. */
  filesDueAt: number | null;
  /** Why lists there cannot be labelled; null while they can be. */
  labelProblem: LabelProblem | null;
}

export interface SyncReport {
  startedAt: number;
  /** Null while the run is under way. */
  finishedAt: number | null;
  /** By kind of outcome. */
  counts: Record<string, number>;
}

export async function listConnections(sql: ShopSql): Promise<ConnectionRow[]> {
  const { rows } = await sql.query<{
    connection_id: number;
    connector: string;
    status: ConnectionStatus;
    status_reason: string | null;
    account_id: string | null;
    account_name: string | null;
    connected_at: number;
    last_run_at: number | null;
    last_pull_at: number | null;
    retry_at: number | null;
    failures: number;
    throttled: boolean;
    paused_at: number | null;
    ending_at: number | null;
    list_name_pattern: string | null;
    by_login: boolean;
    login_ends_at: number | null;
    settings: Record<string, string>;
    files_due_at: number | null;
    label_problem: LabelProblem | null;
  }>(
    `SELECT connection_id, connector, status, status_reason, account_id, account_name, connected_at, last_run_at, last_pull_at, retry_at,
            failures, throttled, paused_at, ending_at, list_name_pattern, label_problem, by_login, login_ends_at,
            settings, files_due_at
     FROM connection WHERE shop_id = $1 ORDER BY connection_id`,
    [sql.shopId],
  );
  return rows.map((row) => ({
    connectionId: row.connection_id,
    connector: row.connector,
    status: row.status,
    statusReason: row.status_reason,
    accountId: row.account_id,
    accountName: row.account_name,
    connectedAt: row.connected_at,
    lastRunAt: row.last_run_at,
    lastPullAt: row.last_pull_at,
    retryAt: row.retry_at,
    failureCount: row.failures,
    isThrottled: row.throttled,
    pausedAt: row.paused_at,
    endingAt: row.ending_at,
    listNamePattern: row.list_name_pattern,
    byLogin: row.by_login,
    loginEndsAt: row.login_ends_at,
    settings: row.settings,
    filesDueAt: row.files_due_at,
    labelProblem: row.label_problem,
  }));
}

/** The latest runs of a connection, the newest first. */
export async function readReports(sql: ShopSql, connectionId: number, limit: number): Promise<SyncReport[]> {
  const { rows } = await sql.query<{ started_at: number; finished_at: number | null; counts: Record<string, unknown> }>(
    `SELECT started_at, finished_at, counts FROM sync_report WHERE shop_id = $1 AND connection_id = $2
     ORDER BY started_at DESC, report_id DESC LIMIT $3`,
    [sql.shopId, connectionId, limit],
  );
  return rows.map(({ started_at: startedAt, finished_at: finishedAt, counts }) => {
    const numbers = Object.entries(counts).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
    return { startedAt, finishedAt, counts: Object.fromEntries(numbers) };
  });
}

/** The latest run of a connection; null before the first. */
export const readLastReport = async (sql: ShopSql, connectionId: number): Promise<SyncReport | null> =>
  (await readReports(sql, connectionId, 1))[0] ?? null;

/** The number under which a connector's connection is, or will be, stored. Held until the transaction ends. */
export async function reserveConnection(sql: ShopSql, connector: string): Promise<number> {
  await sql.query(`SELECT pg_advisory_xact_lock(hashtextextended('connection:' || $1, 0))`, [sql.shopId]);
  const { rows } = await sql.query<{ connection_id: number }>(
    `SELECT coalesce((SELECT connection_id FROM connection WHERE shop_id = $1 AND connector = $2),
                     (SELECT max(connection_id) FROM connection WHERE shop_id = $1) + 1, 1) AS connection_id`,
    [sql.shopId, connector],
  );
  return rows[0]?.connection_id ?? 1;
}

export interface NewLogin {
  /** Null when it does not end by itself. */
  endsAt: number | null;
  /** Keyed fingerprint of who logged in; null where that makes no difference. */
  grantedBy: string | null;
  settings: Record<string, string>;
}

export interface NewConnection {
  connectionId: number;
  connector: string;
  accountId: string;
  accountName: string;
  /** Sealed settings, or the sealed grant of a login. */
  secret: Buffer;
  /** Null where the merchant entered the settings. */
  login: NewLogin | null;
  /** Whether the secret that this one replaces is kept for a while. */
  keepsFormer: boolean;
  connectedAt: number;
}

/** Which account a connection leads, or last led, to; null when there never was one. */
export async function readAccount(
  sql: ShopSql,
  connectionId: number,
): Promise<{ accountId: string | null; status: ConnectionStatus } | null> {
  const { rows } = await sql.query<{ account_id: string | null; status: ConnectionStatus }>(
    'SELECT account_id, status FROM connection WHERE shop_id = $1 AND connection_id = $2',
    [sql.shopId, connectionId],
  );
  const row = rows[0];
  return row ? { accountId: row.account_id, status: row.status } : null;
}

/** Stores a checked connection. What is known of lists at a former account is the delivery's to forget. */
export async function saveConnection(sql: ShopSql, made: NewConnection): Promise<void> {
  const values = [
    sql.shopId,
    made.connectionId,
    made.accountId,
    made.accountName,
    made.secret,
    instant(made.connectedAt),
    made.login !== null,
    made.keepsFormer,
    instant(made.login?.endsAt ?? null),
    made.login?.grantedBy ?? null,
    JSON.stringify(made.login?.settings ?? {}),
  ];
  const { rowCount } = await sql.query(
    `UPDATE connection SET status = 'active', status_reason = NULL, account_id = $3, account_name = $4, secret = $5,
       connected_at = $6, failures = 0, failing_since = NULL, retry_at = NULL, ending_at = NULL, label_problem = NULL,
       by_login = $7, keeps_former = $8, login_ends_at = $9, granted_by = $10, settings = $11, files_due_at = NULL
     WHERE shop_id = $1 AND connection_id = $2`,
    values,
  );
  if (rowCount) return;
  await sql.query(
    `INSERT INTO connection (shop_id, connection_id, account_id, account_name, secret, connected_at, by_login, keeps_former, login_ends_at, granted_by,
       settings, connector)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [...values, made.connector],
  );
}

/** Everybody is to be taken off its lists first; it ends when that is done. False when it is not at work, or is ending. */
export async function saveEnding(sql: ShopSql, connectionId: number, at: number): Promise<boolean> {
  const { rowCount } = await sql.query(
    `UPDATE connection SET ending_at = $3 WHERE shop_id = $1 AND connection_id = $2 AND status = 'active' AND ending_at IS NULL`,
    [sql.shopId, connectionId, instant(at)],
  );
  return rowCount === 1;
}

/** Makes partners who read from us one of the connections. There is no secret: nobody is called. */
export async function saveReaders(
  sql: ShopSql,
  made: { connectionId: number; connector: string; name: string; connectedAt: number },
): Promise<void> {
  await sql.query(
    `INSERT INTO connection (shop_id, connection_id, connector, account_name, connected_at)
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
    [sql.shopId, made.connectionId, made.connector, made.name, instant(made.connectedAt)],
  );
}

/**
 * Ends a connection; its lists and switches are left as they are. Its secret is wiped, or left to the worker, which has to end it at the
 * partner first. False when there is none.
 */
export async function endConnection(
  sql: ShopSql,
  connectionId: number,
  secret: 'wiped' | 'to-revoke',
): Promise<boolean> {
  const { rowCount } = await sql.query(
    `UPDATE connection SET status = 'disconnected', status_reason = NULL, retry_at = NULL, failures = 0, failing_since = NULL,
       ending_at = NULL
       ${secret === 'wiped' ? ', secret = NULL' : ''}
     WHERE shop_id = $1 AND connection_id = $2 AND status <> 'disconnected'`,
    [sql.shopId, connectionId],
  );
  return rowCount === 1;
}

const ACTIVE = `shop_id = $1 AND connection_id = $2 AND status <> 'disconnected'`;

/** False when there is no such connection. @param at Since when; null to go on. */
export async function savePause(sql: ShopSql, connectionId: number, at: number | null): Promise<boolean> {
  const { rowCount } = await sql.query(
    `UPDATE connection SET paused_at = CASE WHEN $3::timestamptz IS NULL THEN NULL ELSE coalesce(paused_at, $3) END WHERE ${ACTIVE}`,
    [sql.shopId, connectionId, instant(at)],
  );
  return rowCount === 1;
}

/** Ends a wait of our own making; one that the partner named stays. False when there is no such connection. */
export async function tryNow(sql: ShopSql, connectionId: number, now: number): Promise<boolean> {
  const { rowCount } = await sql.query(
    `UPDATE connection SET retry_at = CASE WHEN throttled THEN retry_at END, files_due_at = least(files_due_at, $3) WHERE ${ACTIVE}`,
    [sql.shopId, connectionId, instant(now)],
  );
  return rowCount === 1;
}

export async function saveListNamePattern(sql: ShopSql, connectionId: number, pattern: string): Promise<boolean> {
  const { rowCount } = await sql.query(`UPDATE connection SET list_name_pattern = $3 WHERE ${ACTIVE}`, [
    sql.shopId,
    connectionId,
    pattern,
  ]);
  return rowCount === 1;
}
