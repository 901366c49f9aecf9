/** Connections: one shop's account at one partner. Secrets stay sealed here. */
import type { Json } from '#app/core/placements/exchange.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';
import { ring } from './bells.ts';

export interface Connection {
  connectionId: number;
  connector: string;
  status: 'active' | 'reconnect' | 'disconnected';
  accountId: string | null;
  syncedAccountId: string | null;
  sealedSecret: Buffer | null;
  /** What was sealed before, for a few days, and when it was replaced. */
  formerSecret: Buffer | null;
  secretChangedAt: number | null;
  /** When the merchant last connected it: tells one entry or login from another, whatever the secret is by now. */
  connectedAt: number;
  /** What the merchant answered beside a login. */
  settings: Record<string, string>;
  pullState: Json;
  unsettledSince: number | null;
  retryAt: number | null;
  failures: number;
  /** When the first of the failures in a row was; null while the partner answers. */
  failingSince: number | null;
  /** While set, nobody is added. */
  pausedAt: number | null;
  /** Since when everybody is taken off its lists, before it ends; null when it goes on. */
  endingAt: number | null;
  /** When the partner's events were last read to the end; null before the first time. */
  lastPullAt: number | null;
  /** When a login ends that nothing refreshes; null when none does. */
  loginEndsAt: number | null;
  /** Keyed fingerprint of who logged in, where a partner ends all grants of a person together. */
  grantedBy: string | null;
}

/** Whether a connection, as it is now, is still what a partner was opened by: nobody has ended it, or connected it anew. */
export const isSameEntry = (present: Connection | undefined, opened: Connection): present is Connection =>
  present !== undefined && present.sealedSecret !== null && present.connectedAt === opened.connectedAt;

/** The same, and it is at work. */
export const isStillOpen = (present: Connection | undefined, opened: Connection): present is Connection =>
  isSameEntry(present, opened) && present.status === 'active';

/** What a secret of a connection is bound to when it is sealed. */
export const secretContext = (shopId: number, connectionId: number): string => `connection:${shopId}:${connectionId}`;

export const loadConnection = (sql: ShopSql, connectionId: number): Promise<Connection | undefined> =>
  readConnection(sql, connectionId, '');

/** The same, and nobody changes it until the transaction ends. */
export const holdConnection = (sql: ShopSql, connectionId: number): Promise<Connection | undefined> =>
  readConnection(sql, connectionId, 'FOR UPDATE');

async function readConnection(
  sql: ShopSql,
  connectionId: number,
  lock: '' | 'FOR UPDATE',
): Promise<Connection | undefined> {
  const { rows } = await sql.query<{
    connection_id: number;
    connector: string;
    status: Connection['status'];
    account_id: string | null;
    synced_account_id: string | null;
    secret: Buffer | null;
    former_secret: Buffer | null;
    secret_changed_at: number | null;
    connected_at: number;
    settings: Record<string, string>;
    pull_state: Json;
    unsettled_since: number | null;
    retry_at: number | null;
    failures: number;
    failing_since: number | null;
    paused_at: number | null;
    ending_at: number | null;
    last_pull_at: number | null;
    login_ends_at: number | null;
    granted_by: string | null;
  }>(`SELECT * FROM connection WHERE shop_id = $1 AND connection_id = $2 ${lock}`, [sql.shopId, connectionId]);
  const row = rows[0];
  return (
    row && {
      connectionId: row.connection_id,
      connector: row.connector,
      status: row.status,
      accountId: row.account_id,
      syncedAccountId: row.synced_account_id,
      sealedSecret: row.secret,
      formerSecret: row.former_secret,
      secretChangedAt: row.secret_changed_at,
      connectedAt: row.connected_at,
      settings: row.settings,
      pullState: row.pull_state,
      unsettledSince: row.unsettled_since,
      retryAt: row.retry_at,
      failures: row.failures,
      failingSince: row.failing_since,
      pausedAt: row.paused_at,
      endingAt: row.ending_at,
      lastPullAt: row.last_pull_at,
      loginEndsAt: row.login_ends_at,
      grantedBy: row.granted_by,
    }
  );
}

/** By connection the account that is connected and that what is stored speaks of; left out where these are two. */
export async function syncedAccounts(sql: ShopSql): Promise<Map<number, string>> {
  const { rows } = await sql.query<{ connection_id: number; account_id: string }>(
    'SELECT connection_id, account_id FROM connection WHERE shop_id = $1 AND account_id = synced_account_id',
    [sql.shopId],
  );
  return new Map(rows.map((row) => [row.connection_id, row.account_id]));
}

/** Nothing is sent before `at`; the reason is shown. @param throttled The partner itself named the instant. */
export async function postponeConnection(
  sql: ShopSql,
  connectionId: number,
  { now, at, reason, throttled }: { now: number; at: number; reason: string; throttled: boolean },
): Promise<void> {
  await sql.query(
    `UPDATE connection SET retry_at = $3, failures = failures + 1, failing_since = coalesce(failing_since, $6), status_reason = $4, throttled = $5
     WHERE shop_id = $1 AND connection_id = $2`,
    [sql.shopId, connectionId, instant(at), reason.slice(0, 500), throttled, instant(now)],
  );
}

/** Nothing is sent until the merchant has acted. */
export async function stopConnection(sql: ShopSql, connectionId: number, reason: string): Promise<void> {
  await sql.query(
    `UPDATE connection SET status = 'reconnect', status_reason = $3, retry_at = NULL WHERE shop_id = $1 AND connection_id = $2 AND status = 'active'`,
    [sql.shopId, connectionId, reason.slice(0, 500)],
  );
}

/** Puts another secret in the place of the very one given. False when the connection has another by now, or none. */
export async function replaceSecret(
  sql: ShopSql,
  connectionId: number,
  former: Uint8Array,
  secret: Uint8Array,
): Promise<boolean> {
  const { rowCount } = await sql.query(
    'UPDATE connection SET secret = $4 WHERE shop_id = $1 AND connection_id = $2 AND secret = $3',
    [sql.shopId, connectionId, former, secret],
  );
  return rowCount === 1;
}

/** Whether whoever gave the grant of this connection gave another, of any shop, that goes on. */
export async function isGrantedElsewhere(
  sql: ShopSql,
  { connectionId, connector, grantedBy }: Pick<Connection, 'connectionId' | 'connector' | 'grantedBy'>,
): Promise<boolean> {
  if (grantedBy === null) return false;
  const { rows } = await sql.query<{ found: boolean }>('SELECT is_granted_elsewhere($1, $2, $3, $4) AS found', [
    connector,
    grantedBy,
    sql.shopId,
    connectionId,
  ]);
  return rows[0]?.found === true;
}

/** Forgets what an ended connection was opened by, unless it was made anew meanwhile. */
export async function wipeEndedSecret(sql: ShopSql, connectionId: number, secret: Uint8Array): Promise<void> {
  await sql.query(
    `UPDATE connection SET secret = NULL WHERE shop_id = $1 AND connection_id = $2 AND secret = $3 AND status = 'disconnected'`,
    [sql.shopId, connectionId, secret],
  );
}

/** Ends a connection that the merchant has given up, once nobody is, or may be, in its lists any more. */
export async function endWhenEmptied(sql: ShopSql, connectionId: number): Promise<void> {
  await sql.query(
    `UPDATE connection c SET status = 'disconnected', status_reason = NULL, secret = NULL, retry_at = NULL, failures = 0, failing_since = NULL, ending_at = NULL
     WHERE c.shop_id = $1 AND c.connection_id = $2 AND c.ending_at IS NOT NULL
       AND NOT EXISTS (SELECT FROM partner_job j WHERE j.shop_id = $1 AND j.connection_id = $2)
       AND NOT EXISTS (
         SELECT FROM destination d JOIN placement p ON p.shop_id = $1 AND p.destination_id = d.destination_id
         WHERE d.shop_id = $1 AND d.connection_id = $2 AND (p.desired OR p.state IN ('pending', 'sent')))`,
    [sql.shopId, connectionId],
  );
}

/** Notes that the partner answers. A secret of before has had its time three days after it was replaced. */
export async function noteConnectionWorks(sql: ShopSql, connectionId: number, now: number): Promise<void> {
  await sql.query(
    `UPDATE connection SET last_run_at = $3, failures = 0, failing_since = NULL, retry_at = NULL, throttled = false,
       former_secret = CASE WHEN secret_changed_at > $3::timestamptz - interval '3 days' THEN former_secret END, status_reason = CASE WHEN status = 'active' THEN NULL ELSE status_reason END
     WHERE shop_id = $1 AND connection_id = $2`,
    [sql.shopId, connectionId, instant(now)],
  );
}

/** @param since When the first call of unknown fate began; null when the partner is known to be quiet. */
export async function markUnsettled(sql: ShopSql, connectionId: number, since: number | null): Promise<void> {
  await sql.query(
    since === null
      ? 'UPDATE connection SET unsettled_since = NULL WHERE shop_id = $1 AND connection_id = $2 AND $3::timestamptz IS NULL'
      : 'UPDATE connection SET unsettled_since = least(unsettled_since, $3) WHERE shop_id = $1 AND connection_id = $2',
    [sql.shopId, connectionId, instant(since)],
  );
}

export async function savePullState(sql: ShopSql, connectionId: number, state: Json): Promise<void> {
  await sql.query('UPDATE connection SET pull_state = $3 WHERE shop_id = $1 AND connection_id = $2', [
    sql.shopId,
    connectionId,
    JSON.stringify(state),
  ]);
}

/** Notes that everything up to now was read. If the partner was asked at all, that ends a trouble that is over. */
export async function notePulled(sql: ShopSql, connectionId: number, now: number, wasAsked: boolean): Promise<void> {
  await sql.query('UPDATE connection SET last_pull_at = $3 WHERE shop_id = $1 AND connection_id = $2', [
    sql.shopId,
    connectionId,
    instant(now),
  ]);
  if (!wasAsked) return;
  await sql.query(
    `UPDATE connection SET failures = 0, failing_since = NULL, retry_at = NULL, status_reason = NULL
     WHERE shop_id = $1 AND connection_id = $2 AND status = 'active' AND retry_at <= $3`,
    [sql.shopId, connectionId, instant(now)],
  );
}

/**
 * The connection now leads to another account than the placements speak of: what was known of lists, profiles and
 * placements there is forgotten, and everything desired is pending again; figures that rest on the events of the former account are
 * computed anew. Nothing happens when that was done already.
 */
export async function adoptAccount(sql: ShopSql, connectionId: number): Promise<void> {
  const connection = await holdConnection(sql, connectionId);
  if (!connection || connection.accountId === connection.syncedAccountId) return;
  const ours = 'SELECT destination_id FROM destination WHERE shop_id = $1 AND connection_id = $2';
  const ids = [sql.shopId, connectionId];
  await sql.query(`DELETE FROM placement WHERE shop_id = $1 AND NOT desired AND destination_id IN (${ours})`, ids);
  await sql.query(
    `UPDATE placement SET acknowledged = false, state = 'pending', job_id = NULL, attempts = 0, not_before = NULL, reason = NULL
     WHERE shop_id = $1 AND destination_id IN (${ours})`,
    ids,
  );
  await sql.query('DELETE FROM partner_job WHERE shop_id = $1 AND connection_id = $2', ids);
  await sql.query('DELETE FROM partner_profile WHERE shop_id = $1 AND connection_id = $2', ids);
  const untold = await sql.query('DELETE FROM email_event WHERE shop_id = $1 AND connection_id = $2', ids);
  if (untold.rowCount) await ring(sql, { task: 'recompute', shopId: sql.shopId });
  await sql.query(
    `UPDATE destination SET partner_list_id = NULL, partner_list_name = NULL, last_synced_at = NULL, labelled = false, hold = NULL, held_until = NULL,
       replacing = NULL
     WHERE shop_id = $1 AND connection_id = $2`,
    ids,
  );
  await sql.query(
    `UPDATE connection SET synced_account_id = account_id, pull_state = '{}', unsettled_since = NULL, last_pull_at = NULL
     WHERE shop_id = $1 AND connection_id = $2`,
    ids,
  );
}
