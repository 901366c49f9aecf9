/** One person as they are found in our tables: the customer with everybody merged into them, their addresses, their orders. */
import { emailKey } from '#app/core/email.ts';
import type { DecimalId } from '#app/core/identifiers.ts';
import type { ShopSql } from '#app/platform/database.ts';
import { formerEmailsOf, ownersOfEmail } from './formerEmails.ts';

/** Whom a privacy request is about, as it says it. */
export interface Subject {
  /** Null when the request names an address alone. */
  customerId: DecimalId | null;
  email: string | null;
  orderIds: readonly DecimalId[];
}

export interface PersonKeys {
  customerIds: readonly DecimalId[];
  emailKeys: readonly string[];
  orderIds: readonly DecimalId[];
  /** The keyed fingerprints under which proofs and accesses speak of these customers. */
  fingerprints: readonly string[];
}

/** What proofs and the record of accesses say of a customer in place of the id. */
export const customerMark = (customerId: DecimalId): string => `customer:${customerId}`;

/**
 * @param fingerprint Of the process's secrets.
 * @returns Empty lists for somebody nobody knows; the request's own address counts though the customer never came.
 */
export async function findPerson(
  sql: ShopSql,
  { customerId, email, orderIds }: Subject,
  fingerprint: (value: string) => string,
): Promise<PersonKeys> {
  const given = email === null ? null : emailKey(email);
  const named = customerId !== null ? [customerId] : given === null ? [] : await ownersOfEmail(sql, given);
  const { rows } = await sql.query<{ customer_id: DecimalId; email_key: string | null }>(
    `WITH root AS MATERIALIZED (
       SELECT DISTINCT coalesce(merged_into, customer_id) AS root_id FROM customer WHERE shop_id = $1 AND customer_id = ANY ($2))
     SELECT c.customer_id, c.email_key FROM root r JOIN customer c ON c.shop_id = $1 AND c.customer_id = r.root_id
     UNION
     SELECT c.customer_id, c.email_key FROM root r JOIN customer c ON c.shop_id = $1 AND c.merged_into = r.root_id`,
    [sql.shopId, named],
  );
  const customerIds = [...new Set([...named, ...rows.map((row) => row.customer_id)])];
  const former = await formerEmailsOf(sql, customerIds);
  const orders = await sql.query<{ order_id: DecimalId }>(
    'SELECT order_id FROM orders WHERE shop_id = $1 AND (customer_id = ANY ($2) OR order_id = ANY ($3))',
    [sql.shopId, customerIds, orderIds],
  );
  return {
    customerIds,
    emailKeys: [...new Set([given, ...rows.map((row) => row.email_key), ...former].filter((key) => key !== null))],
    orderIds: [...new Set([...orderIds, ...orders.rows.map((row) => row.order_id)])],
    fingerprints: customerIds.map((id) => fingerprint(customerMark(id))),
  };
}

/** What a partner may know the person by; only what belongs to nobody else here who stays. */
export interface PartnerIdentity {
  customerIds: DecimalId[];
  emails: string[];
  phones: string[];
  partnerIds: string[];
}

export async function readPartnerIdentity(
  sql: ShopSql,
  { customerIds, emailKeys }: PersonKeys,
  requestEmail: string | null,
  connectionId: number,
): Promise<PartnerIdentity> {
  const { rows } = await sql.query<{ email: string | null; email_key: string | null; phone: string | null }>(
    `SELECT email, email_key, coalesce(phone_key, phone) AS phone FROM customer WHERE shop_id = $1 AND customer_id = ANY ($2)`,
    [sql.shopId, customerIds],
  );
  const shared = await sql.query<{ email_key: string }>(
    `SELECT DISTINCT email_key FROM customer WHERE shop_id = $1 AND email_key = ANY ($2) AND customer_id <> ALL ($3)`,
    [sql.shopId, emailKeys, customerIds],
  );
  const others = new Set(shared.rows.map((row) => row.email_key));
  const former = await formerEmailsOf(sql, customerIds);
  const emails = [requestEmail, ...rows.map((row) => row.email), ...former].filter((email) => email !== null);
  const profiles = await sql.query<{ partner_profile_id: string }>(
    `SELECT DISTINCT p.partner_profile_id FROM partner_profile p
     WHERE p.shop_id = $1 AND p.connection_id = $2 AND p.customer_id = ANY ($3) AND p.partner_profile_id IS NOT NULL AND NOT EXISTS (
       SELECT FROM partner_profile o WHERE o.shop_id = $1 AND o.connection_id = $2
         AND o.partner_profile_id = p.partner_profile_id AND o.customer_id <> ALL ($3))`,
    [sql.shopId, connectionId, customerIds],
  );
  return {
    customerIds: [...customerIds],
    emails: [...new Set(emails.map((email) => email.trim()))].filter((email) => {
      const key = emailKey(email);
      return key !== null && !others.has(key);
    }),
    phones: [...new Set(rows.map((row) => row.phone))].filter(
      (phone) => phone !== null && /^\+\d{6,15}$/.test(phone),
    ) as string[],
    partnerIds: profiles.rows.map((row) => row.partner_profile_id),
  };
}
