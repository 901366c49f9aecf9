/** Shops: the tenants. */
import { shopSettings, type ShopSettings } from '#app/core/settings.ts';
import { instant, type ShopId, type ShopSql, type Sql } from '#app/platform/database.ts';

export interface Shop {
  shopId: ShopId;
  domain: string;
  status: 'installed' | 'uninstalled' | 'redacted';
  name: string | null;
  currencyCode: string;
  timezone: string;
  countryCode: string | null;
  pixelAccount: string;
  settings: ShopSettings;
  installedAt: number;
}

/** The shop of the present context; undefined when it was never registered. */
export async function loadShop(sql: ShopSql): Promise<Shop | undefined> {
  const { rows } = await sql.query<{
    domain: string;
    status: Shop['status'];
    name: string | null;
    currency_code: string;
    timezone: string;
    country_code: string | null;
    pixel_account: string;
    settings: unknown;
    installed_at: number;
  }>({
    name: 'shop',
    text: `SELECT domain, status, name, currency_code, timezone, country_code, pixel_account, settings, installed_at
           FROM shop WHERE shop_id = $1`,
    values: [sql.shopId],
  });
  const row = rows[0];
  return (
    row && {
      shopId: sql.shopId,
      domain: row.domain,
      status: row.status,
      name: row.name,
      currencyCode: row.currency_code,
      timezone: row.timezone,
      countryCode: row.country_code,
      pixelAccount: row.pixel_account,
      settings: shopSettings(row.settings),
      installedAt: row.installed_at,
    }
  );
}

/** The number of a shop by its domain. */
export async function findShop(
  sql: Sql,
  domain: string,
): Promise<{ shopId: ShopId; status: Shop['status'] } | undefined> {
  const { rows } = await sql.query<{ shop_id: string; status: Shop['status'] }>('SELECT * FROM find_shop($1)', [
    domain,
  ]);
  return rows[0] && { shopId: Number(rows[0].shop_id), status: rows[0].status };
}

/** Notes that the app was taken off the shop, unless it was installed again since. Its tokens are gone at Shopify; ours go too. */
export async function markUninstalled(sql: ShopSql, at: number): Promise<void> {
  const { rows } = await sql.query<{ domain: string }>(
    `UPDATE shop SET status = 'uninstalled', uninstalled_at = $2 WHERE shop_id = $1 AND status = 'installed' AND installed_at <= $2 RETURNING domain`,
    [sql.shopId, instant(at)],
  );
  if (rows[0]) await sql.query('DELETE FROM session WHERE shop = $1', [rows[0].domain]);
}

/**
 * Lets one writer at a time work on a shop's state, until the transaction ends. Absorbing, deciding, ticking and loading
 * all take it, so that none decides on rows that another is changing.
 * @param reach What the transaction goes on to touch. `some rows` enter every table by its key: while a shop is first read
 *   in, the planner still believes the tables to be empty and would read them whole for every batch; and where it expects
 *   few to wait, it would gather and sort all that do before it takes the first.
 * @param patienceMs How long to wait for another writer; for ever when undefined.
 * @throws Error of PostgreSQL with code 55P03 when the patience is at its end.
 */
export async function holdShop(
  sql: ShopSql,
  reach: 'some rows' | 'whole shop' = 'some rows',
  patienceMs?: number,
): Promise<void> {
  // One way to the database for all of it; the numbers are numbers.
  const byKey = reach === 'some rows' ? 'SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; ' : '';
  const lock = `SELECT pg_advisory_xact_lock(7301, ${sql.shopId})`;
  const hold =
    patienceMs === undefined ? lock : `SET LOCAL lock_timeout = ${patienceMs}; ${lock}; SET LOCAL lock_timeout = 0`;
  await sql.query(`${byKey}${hold}`);
}
