/**
 * The last address of customers who are gone. Once they turn out to be merged into another, whatever names that address alone
 * belongs to the one who was kept, unless somebody here has the address now. Addresses of those who were only deleted go soon:
 * a deletion may be told before the merge that caused it.
 */
import type { DecimalId } from '#app/core/identifiers.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';

/** Notes the addresses of customers who go, before they are forgotten. @param gone `at` in epoch milliseconds. */
export async function keepFormerEmails(
  sql: ShopSql,
  gone: readonly { customerId: DecimalId; at: number }[],
): Promise<void> {
  await sql.query(
    `INSERT INTO former_email (shop_id, customer_id, email_key, updated_at, told_at, gone_at)
     SELECT $1, c.customer_id, c.email_key, c.updated_at, c.told_at, g.at
     FROM unnest($2::bigint[], $3::timestamptz[]) AS g (customer_id, at)
     JOIN customer c ON c.shop_id = $1 AND c.customer_id = g.customer_id
     WHERE c.updated_at IS NOT NULL AND c.redacted_at IS NULL
     ON CONFLICT DO NOTHING`,
    [sql.shopId, gone.map(({ customerId }) => customerId), gone.map(({ at }) => instant(at))],
  );
}

/**
 * SQL for the id of the customer to whom an address belongs: the one who has it, of several the one with the smallest id; else
 * the one who was kept when its last owner was merged away. Parameter $1 is the shop. `+ 0` keeps the planner from walking an
 * index of all customers in search of the least.
 */
export const ownerOfEmail = (emailKey: string): string => `coalesce(
  (SELECT min(c.customer_id + 0) FROM customer c WHERE c.shop_id = $1 AND c.email_key = ${emailKey}),
  (SELECT min(m.merged_into + 0) FROM former_email f JOIN customer m ON m.shop_id = f.shop_id AND m.customer_id = f.customer_id
   WHERE f.shop_id = $1 AND f.email_key = ${emailKey}))`;

const isUnclaimed = 'NOT EXISTS (SELECT FROM customer n WHERE n.shop_id = $1 AND n.email_key = f.email_key)';

/** SQL for rows (customer_id, email_key): the addresses left to customers by those merged into them. */
export const inheritedEmails = `SELECT DISTINCT m.merged_into AS customer_id, f.email_key
  FROM former_email f JOIN customer m ON m.shop_id = f.shop_id AND m.customer_id = f.customer_id
  WHERE f.shop_id = $1 AND m.shop_id = $1 AND m.merged_into IS NOT NULL AND f.email_key IS NOT NULL AND ${isUnclaimed}`;

/** Whose an address is: all who have it, or else those who were left it. */
export async function ownersOfEmail(sql: ShopSql, emailKey: string): Promise<DecimalId[]> {
  const { rows } = await sql.query<{ customer_id: DecimalId }>(
    `SELECT customer_id FROM customer WHERE shop_id = $1 AND email_key = $2
     UNION SELECT i.customer_id FROM (${inheritedEmails}) i WHERE i.email_key = $2`,
    [sql.shopId, emailKey],
  );
  return rows.map((row) => row.customer_id);
}

/**
 * Whom it concerns that these addresses, or the last ones of customers who are gone, have another owner now: those who have one,
 * and those to whom somebody who is gone left one.
 */
export async function concernedByEmails(
  sql: ShopSql,
  emailKeys: readonly string[],
  goneIds: readonly DecimalId[] = [],
): Promise<DecimalId[]> {
  if (emailKeys.length + goneIds.length === 0) return [];
  const { rows } = await sql.query<{ customer_id: DecimalId }>(
    `WITH key AS MATERIALIZED (
       SELECT unnest($2::text[]) AS email_key
       UNION
       SELECT g.email_key FROM former_email g WHERE g.shop_id = $1 AND g.customer_id = ANY ($3) AND g.email_key IS NOT NULL)
     SELECT c.customer_id FROM key k JOIN customer c ON c.shop_id = $1 AND c.email_key = k.email_key
     UNION
     SELECT m.merged_into FROM key k JOIN former_email f ON f.shop_id = $1 AND f.email_key = k.email_key
     JOIN customer m ON m.shop_id = $1 AND m.customer_id = f.customer_id WHERE m.merged_into IS NOT NULL
     UNION
     SELECT m.merged_into FROM customer m WHERE m.shop_id = $1 AND m.customer_id = ANY ($3) AND m.merged_into IS NOT NULL`,
    [sql.shopId, emailKeys, goneIds],
  );
  return rows.map((row) => row.customer_id);
}

/** The last addresses of these customers, as far as they are gone and nobody else has the address now. */
export async function formerEmailsOf(sql: ShopSql, customerIds: readonly DecimalId[]): Promise<string[]> {
  const { rows } = await sql.query<{ email_key: string }>(
    `SELECT DISTINCT f.email_key FROM former_email f
     WHERE f.shop_id = $1 AND f.customer_id = ANY ($2) AND f.email_key IS NOT NULL AND ${isUnclaimed}`,
    [sql.shopId, customerIds],
  );
  return rows.map((row) => row.email_key);
}
