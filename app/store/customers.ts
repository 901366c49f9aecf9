/** Customers: profile, consents, Shopify's totals. Each group of columns has a guard of its own, so that order does not matter. */
import { emailKey } from '#app/core/email.ts';
import type { ChangeOf, ConsentChange } from '#app/core/changes.ts';
import type { DecimalId } from '#app/core/identifiers.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';

/** Makes sure that customers have a row, so that what is known of them has where to go. */
export async function ensureCustomers(sql: ShopSql, customerIds: readonly DecimalId[]): Promise<void> {
  if (customerIds.length === 0) return;
  await sql.query(
    `INSERT INTO customer (shop_id, customer_id, tags) SELECT $1, unnest($2::bigint[]), '{}' ON CONFLICT DO NOTHING`,
    [sql.shopId, customerIds],
  );
}

/**
 * Stores profiles unless a newer one is known. Erased and deleted customers stay as they are. What only some sources carry
 * (locale, tags) is filled in from an older profile too, where nothing is known of it yet.
 * @returns Those who had an e-mail address and now have another.
 */
export async function saveProfiles(sql: ShopSql, changes: readonly ChangeOf<'customer'>[]): Promise<DecimalId[]> {
  if (changes.length === 0) return [];
  const rows = changes.map((change) => ({
    customer_id: change.customerId,
    email: change.email,
    email_key: change.email === null ? null : emailKey(change.email),
    phone: change.phone,
    first_name: change.firstName,
    last_name: change.lastName,
    locale: change.detail?.locale ?? null,
    country_code: change.countryCode,
    province: change.province,
    city: change.city,
    tags: change.detail?.tags ?? null,
    created_at: instant(change.createdAt),
    updated_at: instant(change.updatedAt),
    told_at: instant(change.toldAt),
  }));
  const { rows: readdressed } = await sql.query<{ customer_id: DecimalId }>(
    `WITH before AS (
       SELECT customer_id, email_key FROM customer WHERE shop_id = $1 AND customer_id = ANY ($3) AND email_key IS NOT NULL),
     saved AS (
     INSERT INTO customer AS c (shop_id, customer_id, email, email_key, phone, first_name, last_name, locale, country_code,
       province, city, tags, created_at, updated_at, told_at)
     SELECT DISTINCT ON (r.customer_id) $1, r.customer_id, r.email, r.email_key, r.phone, r.first_name, r.last_name,
       r.locale, r.country_code, r.province, r.city, coalesce(r.tags, '{}'), r.created_at, r.updated_at, r.told_at
     FROM json_to_recordset($2::json) AS r (customer_id bigint, email text, email_key text, phone text, first_name text,
       last_name text, locale text, country_code text, province text, city text, tags text[], created_at timestamptz,
       updated_at timestamptz, told_at timestamptz)
     ORDER BY r.customer_id, r.updated_at DESC, r.told_at DESC
     ON CONFLICT (shop_id, customer_id) DO UPDATE SET
       email = excluded.email, email_key = excluded.email_key, phone = excluded.phone, first_name = excluded.first_name,
       last_name = excluded.last_name, locale = coalesce(excluded.locale, c.locale),
       country_code = excluded.country_code, province = excluded.province, city = excluded.city,
       tags = CASE WHEN cardinality(excluded.tags) = 0 THEN c.tags ELSE excluded.tags END,
       created_at = coalesce(excluded.created_at, c.created_at), updated_at = excluded.updated_at, told_at = excluded.told_at
     WHERE c.redacted_at IS NULL AND c.deleted_at IS NULL
       AND (c.updated_at IS NULL OR (excluded.updated_at, excluded.told_at) > (c.updated_at, c.told_at))
     RETURNING customer_id, email_key)
     SELECT s.customer_id FROM saved s JOIN before b ON b.customer_id = s.customer_id
     WHERE s.email_key IS NOT NULL AND s.email_key <> b.email_key`,
    [sql.shopId, JSON.stringify(rows), rows.map((row) => row.customer_id)],
  );
  const changed = readdressed.map((row) => row.customer_id);
  const fuller = rows.filter(({ locale, tags }) => locale !== null || (tags !== null && tags.length > 0));
  if (fuller.length === 0) return changed;
  await sql.query(
    `INSERT INTO customer AS c (shop_id, customer_id, locale, tags)
     SELECT DISTINCT ON (r.customer_id) $1, r.customer_id, r.locale, coalesce(r.tags, '{}')
     FROM json_to_recordset($2::json)
       AS r (customer_id bigint, locale text, tags text[], updated_at timestamptz, told_at timestamptz)
     ORDER BY r.customer_id, r.updated_at DESC, r.told_at DESC
     ON CONFLICT (shop_id, customer_id) DO UPDATE SET locale = coalesce(c.locale, excluded.locale),
       tags = CASE WHEN cardinality(c.tags) = 0 THEN excluded.tags ELSE c.tags END
     WHERE c.redacted_at IS NULL AND c.deleted_at IS NULL
       AND ((c.locale IS NULL AND excluded.locale IS NOT NULL) OR (cardinality(c.tags) = 0 AND cardinality(excluded.tags) > 0))`,
    [sql.shopId, JSON.stringify(fuller)],
  );
  return changed;
}

/** Stores consents unless a newer one is known. Of two with the same instant, the one that is not `subscribed` stays. */
export async function saveConsents(sql: ShopSql, changes: readonly ConsentChange[]): Promise<void> {
  for (const channel of ['email', 'sms'] as const) {
    const rows = changes
      .filter((change) => change.kind === `${channel}-consent`)
      .map((change) => ({ customer_id: change.customerId, state: change.state, at: instant(change.at) }));
    if (rows.length === 0) continue;
    await sql.query(
      `INSERT INTO customer AS c (shop_id, customer_id, tags, ${channel}_consent, ${channel}_consent_at)
       SELECT DISTINCT ON (r.customer_id) $1, r.customer_id, '{}', r.state, r.at
       FROM json_to_recordset($2::json) AS r (customer_id bigint, state text, at timestamptz)
       ORDER BY r.customer_id, r.at DESC NULLS LAST, (r.state = 'subscribed'), r.state
       ON CONFLICT (shop_id, customer_id) DO UPDATE SET ${channel}_consent = excluded.${channel}_consent, ${channel}_consent_at = excluded.${channel}_consent_at
       WHERE c.redacted_at IS NULL AND c.deleted_at IS NULL AND (
         c.${channel}_consent IS NULL
         OR coalesce(excluded.${channel}_consent_at, '-infinity') > coalesce(c.${channel}_consent_at, '-infinity')
         OR (excluded.${channel}_consent_at IS NOT DISTINCT FROM c.${channel}_consent_at
             AND ((excluded.${channel}_consent = 'subscribed'), excluded.${channel}_consent)
               < ((c.${channel}_consent = 'subscribed'), c.${channel}_consent)))`,
      [sql.shopId, JSON.stringify(rows)],
    );
  }
}

export async function saveTotals(sql: ShopSql, changes: readonly ChangeOf<'customer-totals'>[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map((change) => ({
    customer_id: change.customerId,
    order_count: change.orderCount,
    spent_minor: change.spentMinor,
    at: instant(change.at),
  }));
  await sql.query(
    `INSERT INTO customer AS c (shop_id, customer_id, tags, shopify_order_count, shopify_spent_minor, shopify_totals_at)
     SELECT DISTINCT ON (r.customer_id) $1, r.customer_id, '{}', r.order_count, r.spent_minor, r.at
     FROM json_to_recordset($2::json) AS r (customer_id bigint, order_count int, spent_minor bigint, at timestamptz)
     ORDER BY r.customer_id, r.at DESC, r.order_count DESC, r.spent_minor DESC
     ON CONFLICT (shop_id, customer_id) DO UPDATE SET shopify_order_count = excluded.shopify_order_count,
       shopify_spent_minor = excluded.shopify_spent_minor, shopify_totals_at = excluded.shopify_totals_at
     WHERE c.redacted_at IS NULL AND c.deleted_at IS NULL
       AND (c.shopify_totals_at IS NULL OR (excluded.shopify_totals_at, excluded.shopify_order_count, excluded.shopify_spent_minor)
          > (c.shopify_totals_at, c.shopify_order_count, c.shopify_spent_minor))`,
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
  await sql.query(
    `INSERT INTO customer AS c (shop_id, customer_id, tags, deleted_at)
     SELECT $1, r.customer_id, '{}', min(r.at)
     FROM json_to_recordset($2::json) AS r (customer_id bigint, at timestamptz) GROUP BY r.customer_id
     ON CONFLICT (shop_id, customer_id) DO UPDATE SET deleted_at = least(c.deleted_at, excluded.deleted_at), ${FORGET_PERSON}`,
    [sql.shopId, JSON.stringify(changes.map((change) => ({ customer_id: change.customerId, at: instant(change.at) })))],
  );
}

/** Which customers have one of these e-mail keys. */
export async function customersWithEmailKeys(sql: ShopSql, emailKeys: readonly string[]): Promise<DecimalId[]> {
  if (emailKeys.length === 0) return [];
  const { rows } = await sql.query<{ customer_id: DecimalId }>(
    'SELECT customer_id FROM customer WHERE shop_id = $1 AND email_key = ANY ($2)',
    [sql.shopId, emailKeys],
  );
  return rows.map((row) => row.customer_id);
}
