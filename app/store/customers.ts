/** Customers: profile, what full readings add, Shopify's totals. Each group of columns has a guard of its own, so that order does not matter. */
import { emailKey } from '#app/core/email.ts';
import type { ChangeOf } from '#app/core/changes.ts';
import type { DecimalId } from '#app/core/identifiers.ts';
import { phoneKey } from '#app/core/phone.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';
import { keepFormerEmails } from './formerEmails.ts';

/** Makes sure that customers have a row, so that what is known of them has where to go. */
export async function ensureCustomers(sql: ShopSql, customerIds: readonly DecimalId[]): Promise<void> {
  if (customerIds.length === 0) return;
  await sql.query(
    `INSERT INTO customer (shop_id, customer_id, tags) SELECT $1, unnest($2::bigint[]), '{}' ON CONFLICT DO NOTHING`,
    [sql.shopId, customerIds],
  );
}

/** A customer whose address appeared, changed or went away. */
export interface Readdressed {
  customerId: DecimalId;
  before: string | null;
  after: string | null;
}

/**
 * Stores profiles unless a newer one is known. Erased, deleted and merged customers stay as they are, but for their last address.
 * What only a full reading carries (locale, tags, metafields) has a guard of its own.
 * @returns Those whose e-mail key is another now.
 */
export async function saveProfiles(sql: ShopSql, changes: readonly ChangeOf<'customer'>[]): Promise<Readdressed[]> {
  if (changes.length === 0) return [];
  const countryCode = await homeCountry(sql, changes);
  const rows = changes.map((change) => ({
    customer_id: change.customerId,
    email: change.email,
    email_key: change.email === null ? null : emailKey(change.email),
    phone: change.phone,
    phone_key: change.phone === null ? null : phoneKey(change.phone, countryCode),
    first_name: change.firstName,
    last_name: change.lastName,
    account_state: change.accountState,
    country_code: change.countryCode,
    province: change.province,
    city: change.city,
    created_at: instant(change.createdAt),
    updated_at: instant(change.updatedAt),
    told_at: instant(change.toldAt),
  }));
  const { rows: readdressed } = await sql.query<{
    customer_id: DecimalId;
    before: string | null;
    after: string | null;
  }>(
    `WITH told AS MATERIALIZED (
       SELECT DISTINCT ON (r.customer_id) r.*, coalesce(r.created_at, max(r.created_at) OVER (PARTITION BY r.customer_id)) AS came_at
       FROM json_to_recordset($2::json) AS r (customer_id bigint, email text, email_key text, phone text, phone_key text,
         first_name text, last_name text, account_state text, country_code text, province text, city text,
         created_at timestamptz, updated_at timestamptz, told_at timestamptz)
       ORDER BY r.customer_id, r.updated_at DESC, r.told_at DESC),
     before AS (
       SELECT customer_id, email_key FROM customer WHERE shop_id = $1 AND customer_id = ANY ($3) AND email_key IS NOT NULL
       UNION ALL
       SELECT customer_id, email_key FROM former_email WHERE shop_id = $1 AND customer_id = ANY ($3) AND email_key IS NOT NULL),
     former AS (
       INSERT INTO former_email AS f (shop_id, customer_id, email_key, updated_at, told_at, gone_at)
       SELECT $1, r.customer_id, r.email_key, r.updated_at, r.told_at, c.deleted_at
       FROM told r JOIN customer c ON c.shop_id = $1 AND c.customer_id = r.customer_id
       WHERE c.deleted_at IS NOT NULL AND c.redacted_at IS NULL
       ON CONFLICT (shop_id, customer_id) DO UPDATE SET
         email_key = excluded.email_key, updated_at = excluded.updated_at, told_at = excluded.told_at
       WHERE (excluded.updated_at, excluded.told_at) > (f.updated_at, f.told_at)
       RETURNING customer_id, email_key),
     saved AS (
     INSERT INTO customer AS c (shop_id, customer_id, email, email_key, phone, phone_key, first_name, last_name,
       account_state, country_code, province, city, tags, created_at, updated_at, told_at)
     SELECT $1, r.customer_id, r.email, r.email_key, r.phone, r.phone_key, r.first_name, r.last_name,
       r.account_state, r.country_code, r.province, r.city, '{}'::text[], r.came_at, r.updated_at, r.told_at FROM told r
     ON CONFLICT (shop_id, customer_id) DO UPDATE SET
       email = excluded.email, email_key = excluded.email_key, phone = excluded.phone, phone_key = excluded.phone_key,
       first_name = excluded.first_name, last_name = excluded.last_name, account_state = excluded.account_state,
       country_code = excluded.country_code, province = excluded.province, city = excluded.city,
       created_at = coalesce(excluded.created_at, c.created_at), updated_at = excluded.updated_at, told_at = excluded.told_at
     WHERE c.redacted_at IS NULL AND c.deleted_at IS NULL
       AND (c.updated_at IS NULL OR (excluded.updated_at, excluded.told_at) > (c.updated_at, c.told_at))
     RETURNING customer_id, email_key)
     SELECT s.customer_id, b.email_key AS before, s.email_key AS after
     FROM (SELECT * FROM saved UNION ALL SELECT * FROM former) s LEFT JOIN before b ON b.customer_id = s.customer_id
     WHERE s.email_key IS DISTINCT FROM b.email_key`,
    [sql.shopId, JSON.stringify(rows), rows.map((row) => row.customer_id)],
  );
  await saveDetails(sql, changes);
  return readdressed.map(({ customer_id: customerId, before, after }) => ({ customerId, before, after }));
}

/** Where telephone numbers without a country belong; asked only if there is such a number. */
async function homeCountry(sql: ShopSql, changes: readonly ChangeOf<'customer'>[]): Promise<string | null> {
  if (changes.every(({ phone }) => phone === null || phone.startsWith('+'))) return null;
  const { rows } = await sql.query<{ country_code: string | null }>(
    'SELECT country_code FROM shop WHERE shop_id = $1',
    [sql.shopId],
  );
  return rows[0]?.country_code ?? null;
}

/** Reads anew the numbers that do not name their country, after the shop has moved. Shopify itself writes few such numbers. */
export async function rekeyPhones(sql: ShopSql, countryCode: string | null): Promise<void> {
  const { rows } = await sql.query<{ customer_id: DecimalId; phone: string }>(
    `SELECT customer_id, phone FROM customer WHERE shop_id = $1 AND phone IS NOT NULL AND left(phone, 1) <> '+'`,
    [sql.shopId],
  );
  await sql.query(
    `UPDATE customer c SET phone_key = g.phone_key FROM unnest($2::bigint[], $3::text[]) AS g (customer_id, phone_key)
     WHERE c.shop_id = $1 AND c.customer_id = g.customer_id`,
    [sql.shopId, rows.map((row) => row.customer_id), rows.map((row) => phoneKey(row.phone, countryCode))],
  );
}

/**
 * Stores what full readings tell beyond the profile. A metafield that another reading of the same version did not ask for
 * stays: which ones are asked for is the merchant's choice and changes no version.
 */
async function saveDetails(sql: ShopSql, changes: readonly ChangeOf<'customer'>[]): Promise<void> {
  const rows = changes.flatMap(({ customerId, updatedAt, toldAt, detail }) =>
    detail === null
      ? []
      : [{ customer_id: customerId, updated_at: instant(updatedAt), told_at: instant(toldAt), ...detail }],
  );
  if (rows.length === 0) return;
  const isNewer =
    '(c.detail_updated_at IS NULL OR (r.updated_at, r.told_at) > (c.detail_updated_at, c.detail_told_at))';
  const columns = { locale: 'locale', tags: 'tags', detail_updated_at: 'updated_at', detail_told_at: 'told_at' };
  await sql.query(
    `UPDATE customer c SET
       ${Object.entries(columns)
         .map(([column, told]) => `${column} = CASE WHEN ${isNewer} THEN r.${told} ELSE c.${column} END`)
         .join(', ')},
       metafields = CASE WHEN c.detail_updated_at IS DISTINCT FROM r.updated_at THEN r.metafields
         WHEN ${isNewer} THEN c.metafields || r.metafields ELSE r.metafields || c.metafields END
     FROM (
       SELECT DISTINCT ON (g.customer_id) g.*
       FROM json_to_recordset($2::json) AS g (customer_id bigint, updated_at timestamptz, told_at timestamptz, locale text,
         tags text[], metafields jsonb)
       ORDER BY g.customer_id, g.updated_at DESC, g.told_at DESC) r
     WHERE c.shop_id = $1 AND c.customer_id = r.customer_id AND c.redacted_at IS NULL AND c.deleted_at IS NULL
       AND (${isNewer} OR (r.updated_at = c.detail_updated_at AND NOT c.metafields @> r.metafields))`,
    [sql.shopId, JSON.stringify(rows)],
  );
}

/** Stores Shopify's own totals unless newer ones are known. The last order, which only some sources tell, never moves back. */
export async function saveTotals(sql: ShopSql, changes: readonly ChangeOf<'customer-totals'>[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map((change) => ({
    customer_id: change.customerId,
    order_count: change.orderCount,
    spent_minor: change.spentMinor,
    last_order_at: instant(change.lastOrderAt),
    at: instant(change.at),
  }));
  const told = '(excluded.shopify_totals_at, excluded.shopify_order_count, excluded.shopify_spent_minor)';
  const isNewer = `(c.shopify_totals_at IS NULL OR ${told} > (c.shopify_totals_at, c.shopify_order_count, c.shopify_spent_minor))`;
  const columns = ['shopify_order_count', 'shopify_spent_minor', 'shopify_totals_at'];
  await sql.query(
    `INSERT INTO customer AS c (shop_id, customer_id, tags, shopify_order_count, shopify_spent_minor, shopify_totals_at, shopify_last_order_at)
     SELECT DISTINCT ON (r.customer_id) $1, r.customer_id, '{}'::text[], r.order_count, r.spent_minor, r.at,
       max(r.last_order_at) OVER (PARTITION BY r.customer_id)
     FROM json_to_recordset($2::json) AS r (customer_id bigint, order_count int, spent_minor bigint, last_order_at timestamptz, at timestamptz)
     ORDER BY r.customer_id, r.at DESC, r.order_count DESC, r.spent_minor DESC
     ON CONFLICT (shop_id, customer_id) DO UPDATE SET
       shopify_last_order_at = greatest(c.shopify_last_order_at, excluded.shopify_last_order_at),
       ${columns.map((column) => `${column} = CASE WHEN ${isNewer} THEN excluded.${column} ELSE c.${column} END`).join(', ')}
     WHERE c.redacted_at IS NULL AND c.deleted_at IS NULL
       AND (${isNewer} OR excluded.shopify_last_order_at > coalesce(c.shopify_last_order_at, '-infinity'))`,
    [sql.shopId, JSON.stringify(rows)],
  );
}

/** Sets every column that tells something of a person to nothing. */
export const FORGET_PERSON = `email = NULL, email_key = NULL, phone = NULL, first_name = NULL, last_name = NULL, locale = NULL,
  country_code = NULL, province = NULL, city = NULL, tags = '{}', created_at = NULL, updated_at = NULL, told_at = NULL,
  email_consent = NULL, email_consent_at = NULL, sms_consent = NULL, sms_consent_at = NULL, whatsapp_consent = NULL,
  whatsapp_consent_at = NULL, phone_key = NULL, account_state = NULL, metafields = '{}', detail_updated_at = NULL, detail_told_at = NULL,
  shopify_order_count = NULL, shopify_spent_minor = NULL, shopify_last_order_at = NULL, shopify_totals_at = NULL`;

/** Marks customers as deleted at Shopify; the bare row stays, so that a late update cannot bring them back. */
export async function deleteCustomers(sql: ShopSql, changes: readonly ChangeOf<'customer-deleted'>[]): Promise<void> {
  if (changes.length === 0) return;
  await keepFormerEmails(sql, changes);
  await sql.query(
    `INSERT INTO customer AS c (shop_id, customer_id, tags, deleted_at)
     SELECT $1, r.customer_id, '{}', min(r.at)
     FROM json_to_recordset($2::json) AS r (customer_id bigint, at timestamptz) GROUP BY r.customer_id
     ON CONFLICT (shop_id, customer_id) DO UPDATE SET deleted_at = least(c.deleted_at, excluded.deleted_at), ${FORGET_PERSON}`,
    [sql.shopId, JSON.stringify(changes.map((change) => ({ customer_id: change.customerId, at: instant(change.at) })))],
  );
}
