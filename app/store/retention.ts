/** What is kept for how long, and the statements that clear away what is older: a limited number of rows each. */
import type { ShopSettings } from '#app/core/settings.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';
import { forgetGone } from './listings.ts';

const DAY_MS = 86_400_000;

/** Days after which rows of each kind go; what the shop chooses is in its settings. */
export const KEPT_DAYS = {
  /** A delivery set aside stays to be seen for this long after its body went. */
  expiredDelivery: 90,
  reconciliation: 90,
  syncReport: 90,
  accessLog: 400,
  checkout: 400,
  transition: 800,
  /** A merge may be told after the deletion it brings; the addresses of those merged stay as long as the one kept. */
  formerEmail: 7,
  segmentSize: 800,
  arrivals: 90,
  /** Who left a list that partners read, so that they can be told. */
  leftListing: 60,
  /** A key that was revoked, so that the record of accesses can name it. */
  revokedKey: 400,
} as const;

/** The words of a delivery whose body is gone. They take the place of the reason for which it was set aside. */
export const EXPIRED =
  'It was set aside and not mended in time. Its body has been deleted as the retention of raw deliveries says, so it cannot be replayed.';

export interface Retention {
  table: string;
  /** Clears away up to `limit` rows. @returns How many went. */
  clear(sql: ShopSql, settings: ShopSettings, now: number, limit: number): Promise<number>;
}

/** Rows of `table` older than so many days by `column`, found by `key`, the columns of the primary key beside the shop. */
function byAge(
  table: string,
  key: string,
  column: string,
  days: number | ((settings: ShopSettings) => number),
  only = 'TRUE',
): Retention {
  return {
    table,
    async clear(sql, settings, now, limit) {
      const keptDays = typeof days === 'number' ? days : days(settings);
      const { rowCount } = await sql.query(
        `DELETE FROM ${table} WHERE shop_id = $1 AND (${key}) IN (
           SELECT ${key} FROM ${table} WHERE shop_id = $1 AND ${column} < $2 AND ${only} ORDER BY ${column} LIMIT $3)`,
        [sql.shopId, instant(now - keptDays * DAY_MS), limit],
      );
      return rowCount ?? 0;
    },
  };
}

/** Rows that were numbered as time went by, found by their number: the search ends at the first that is young enough. */
function byNumber(table: string, key: string, column: string, days: number, only = 'TRUE'): Retention {
  return {
    table,
    async clear(sql, _settings, now, limit) {
      const { rowCount } = await sql.query(
        `DELETE FROM ${table} WHERE shop_id = $1 AND ${key} IN (
           SELECT ${key} FROM (SELECT ${key}, ${column} FROM ${table} WHERE shop_id = $1 ORDER BY ${key} LIMIT $3) first
           WHERE ${column} < $2 AND ${only})`,
        [sql.shopId, instant(now - days * DAY_MS), limit],
      );
      return rowCount ?? 0;
    },
  };
}

/** Set aside, older than raw deliveries are kept: the body goes, the row stays and says so. Counted from when it came in. */
const expireParked: Retention = {
  table: 'inbox',
  async clear(sql, settings, now, limit) {
    const { rowCount } = await sql.query(
      `UPDATE inbox SET state = 'expired', body = '', error = $4 WHERE shop_id = $1 AND state = 'parked' AND delivery_id IN (
         SELECT delivery_id FROM inbox WHERE shop_id = $1 AND state = 'parked' AND received_at < $2 ORDER BY received_at LIMIT $3)`,
      [sql.shopId, instant(now - settings.inboxRetentionDays * DAY_MS), limit, EXPIRED],
    );
    return rowCount ?? 0;
  },
};

/** A comparison may be under way for as long as Shopify cannot be asked. */
const IS_OVER =
  'NOT EXISTS (SELECT FROM reconcile_mark m WHERE m.shop_id = $1 AND run_id IN (m.scan_run, m.sweep_run))';

/** Nobody who is still a customer was left the address. */
const IS_NOBODYS = `NOT EXISTS (
  SELECT FROM customer m JOIN customer k ON k.shop_id = m.shop_id AND k.customer_id = m.merged_into
  WHERE m.shop_id = $1 AND m.customer_id = former_email.customer_id AND k.deleted_at IS NULL)`;

/** In the order in which they are done. Checkouts and storefront events carry facts and are elsewhere. */
export const retentions: readonly Retention[] = [
  byAge('inbox', 'delivery_id', 'received_at', (settings) => settings.inboxRetentionDays, `state = 'done'`),
  expireParked,
  byAge(
    'inbox',
    'delivery_id',
    'received_at',
    (settings) => settings.inboxRetentionDays + KEPT_DAYS.expiredDelivery,
    `state = 'expired'`,
  ),
  byNumber('reconciliation', 'run_id', 'started_at', KEPT_DAYS.reconciliation, IS_OVER),
  byNumber('sync_report', 'report_id', 'started_at', KEPT_DAYS.syncReport),
  byNumber('access_log', 'entry_id', 'at', KEPT_DAYS.accessLog),
  byAge('privacy_file', 'request_id', 'expires_at', 0),
  byAge('partner_login', 'state_hash', 'expires_at', 0),
  byAge('login_choice', 'connector, actor', 'expires_at', 0),
  byAge('former_email', 'customer_id', 'gone_at', KEPT_DAYS.formerEmail, IS_NOBODYS),
  byNumber('transition', 'transition_id', 'at', KEPT_DAYS.transition),
  byAge('segment_size', 'segment_id, hour', 'hour', KEPT_DAYS.segmentSize),
  byAge('segment_day', 'segment_id, day', 'day', KEPT_DAYS.segmentSize),
  byAge('segment_flow', 'family, day, from_segment_id, to_segment_id', 'day', KEPT_DAYS.segmentSize),
  byAge('arrival_hour', 'source, hour', 'hour', KEPT_DAYS.arrivals),
  {
    table: 'listing',
    clear: (sql, _settings, now, limit) => forgetGone(sql, now - KEPT_DAYS.leftListing * DAY_MS, limit),
  },
  byAge('api_key', 'key_id', 'revoked_at', KEPT_DAYS.revokedKey),
];

/**
 * Clears away old checkouts, up to `limit`.
 * @returns How many went, and whom they belonged to: their facts are to be computed anew.
 */
export async function clearCheckouts(
  sql: ShopSql,
  now: number,
  limit: number,
): Promise<{ count: number; customerIds: string[]; emailKeys: string[] }> {
  const last = 'coalesce(updated_at, deleted_at)';
  const { rows } = await sql.query<{ customer_id: string | null; email_key: string | null }>(
    `DELETE FROM checkout WHERE shop_id = $1 AND token IN (
       SELECT token FROM checkout WHERE shop_id = $1 AND ${last} < $2 ORDER BY ${last} LIMIT $3)
     RETURNING customer_id, email_key`,
    [sql.shopId, instant(now - KEPT_DAYS.checkout * DAY_MS), limit],
  );
  const of = (key: 'customer_id' | 'email_key'): string[] => [
    ...new Set(rows.flatMap((row) => (row[key] === null ? [] : [row[key]]))),
  ];
  return { count: rows.length, customerIds: of('customer_id'), emailKeys: of('email_key') };
}

/** Notes when the shop is to be cleared away again. */
export async function saveRetainDue(sql: ShopSql, dueAt: number): Promise<void> {
  await sql.query('UPDATE shop SET retain_due_at = $2 WHERE shop_id = $1', [sql.shopId, instant(dueAt)]);
}
