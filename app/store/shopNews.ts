/** What Shopify tells of the shop itself, each guarded by its own instant: scopes, details, the plan paid for. */
import type { ChangeOf } from '#app/core/changes.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';

/** What a change of the scopes came to. */
export interface ScopeNews {
  gained: readonly string[];
  lost: readonly string[];
}

const ALL_ORDERS = 'read_all_orders';

/**
 * Keeps the scopes granted, unless newer ones are known. Without `read_all_orders` the facts rest on Shopify's own totals at
 * once; with it, from when the history has been read (`settleReach`).
 */
export async function saveScopes(sql: ShopSql, { scopes, at }: ChangeOf<'scopes'>): Promise<ScopeNews> {
  const given = [...new Set(scopes)].sort();
  const { rows } = await sql.query<{ before: string[] | null; reads_all_orders: boolean }>(
    `WITH before AS (SELECT scopes, reads_all_orders FROM shop WHERE shop_id = $1)
     UPDATE shop s SET scopes = $2::text[], scopes_at = $3::timestamptz, reads_all_orders = s.reads_all_orders AND $4 = ANY ($2::text[])
     FROM before b
     WHERE s.shop_id = $1 AND (s.scopes_at IS NULL OR ($3::timestamptz, $2::text[]) > (s.scopes_at, s.scopes))
     RETURNING b.scopes AS before, b.reads_all_orders`,
    [sql.shopId, given, instant(at), ALL_ORDERS],
  );
  const row = rows[0];
  if (!row) return { gained: [], lost: [] };
  // Scopes that were never told are those of the installation; of that one it is known whether it was among them.
  const before = row.before ?? given.filter((scope) => scope !== ALL_ORDERS || row.reads_all_orders);
  const had = new Set(row.reads_all_orders ? [...before, ALL_ORDERS] : before);
  return {
    gained: given.filter((scope) => !had.has(scope)),
    lost: [...had].filter((scope) => !given.includes(scope)),
  };
}

/** Facts may rest on the shop's orders again as soon as all of them may be read and none is left to be read in. */
export async function settleReach(sql: ShopSql): Promise<void> {
  await sql.query(
    `UPDATE shop s SET reads_all_orders = true
     WHERE s.shop_id = $1 AND NOT s.reads_all_orders AND $2 = ANY (s.scopes) AND NOT EXISTS (
       SELECT FROM backfill b WHERE b.shop_id = $1 AND split_part(b.kind, ':', 1) = 'orders' AND (b.finished_at IS NULL OR b.error IS NOT NULL))`,
    [sql.shopId, ALL_ORDERS],
  );
}

/** What of the shop is another now. */
export interface Moved {
  timezone: boolean;
  country: boolean;
}

/** Keeps the shop's details unless newer ones are known. A time zone that is not told, or that the database does not know, stays as it is. */
export async function saveShopNews(sql: ShopSql, change: ChangeOf<'shop-details'>): Promise<Moved> {
  const { rows } = await sql.query<{ timezone: boolean; country: boolean }>(
    `WITH before AS (SELECT timezone, country_code FROM shop WHERE shop_id = $1)
     UPDATE shop s SET name = $2, currency_code = $3, timezone = coalesce((SELECT z.name FROM pg_timezone_names z WHERE z.name = $4), s.timezone), country_code = $5, details_at = $6
     FROM before b WHERE s.shop_id = $1 AND (s.details_at IS NULL OR s.details_at < $6)
     RETURNING s.timezone <> b.timezone AS timezone, s.country_code IS DISTINCT FROM b.country_code AS country`,
    [sql.shopId, change.name, change.currencyCode, change.timezone, change.countryCode, instant(change.at)],
  );
  return rows[0] ?? { timezone: false, country: false };
}

/** Keeps a plan's state, unless a newer one of that plan is known. A shop that changes plans has two of them for a while. */
export async function saveSubscription(sql: ShopSql, change: ChangeOf<'subscription'>): Promise<void> {
  const { subscriptionId, name, status, at } = change;
  await sql.query(
    `UPDATE shop s SET subscription = s.subscription || jsonb_build_object($2::text, $3::jsonb),
       subscription_at = greatest(s.subscription_at, $4::timestamptz)
     WHERE s.shop_id = $1 AND coalesce((s.subscription -> $2 ->> 'at')::bigint, -1) < $5::bigint`,
    [sql.shopId, subscriptionId, JSON.stringify({ name, status, at }), instant(at), at],
  );
}
