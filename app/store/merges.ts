/**
 * Merged customers. `customer.merged_into` leads straight to the one that stands for all of a group, so that whatever names
 * one of them finds its owner in one step; what was stored under another is moved over.
 */
import type { ChangeOf } from '#app/core/changes.ts';
import { joinGroups, type Member } from '#app/core/customers/merging.ts';
import type { DecimalId } from '#app/core/identifiers.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';
import { ensureCustomers, FORGET_PERSON } from './customers.ts';
import { keepFormerEmails } from './formerEmails.ts';

/** Who owns what names these customers: only those who were merged are in the answer. */
export async function ownersOf(sql: ShopSql, customerIds: readonly DecimalId[]): Promise<Map<DecimalId, DecimalId>> {
  if (customerIds.length === 0) return new Map();
  const { rows } = await sql.query<{ customer_id: DecimalId; merged_into: DecimalId }>(
    'SELECT customer_id, merged_into FROM customer WHERE shop_id = $1 AND customer_id = ANY ($2) AND merged_into IS NOT NULL',
    [sql.shopId, customerIds],
  );
  return new Map(rows.map((row) => [row.customer_id, row.merged_into]));
}

/** Whether the group of these customers changed: what is stored under `customerId` now belongs to `rootId`. */
export interface Moved {
  customerId: DecimalId;
  rootId: DecimalId;
}

/**
 * Stores merges: those merged away are marked, forgotten, and lead to the one that stands for them; their orders, checkouts
 * and e-mail events become its own, also those that name an address alone (see formerEmails.ts).
 * @returns Everybody of the groups concerned, with their root; the root itself is among them.
 */
export async function saveMerges(sql: ShopSql, changes: readonly ChangeOf<'customer-merged'>[]): Promise<Moved[]> {
  if (changes.length === 0) return [];
  const named = [...new Set(changes.flatMap((change) => [change.customerId, change.keptId]))];
  await ensureCustomers(sql, named);
  const members = joinGroups(await groupsOf(sql, named), changes);
  const ids = members.map((member) => member.customerId);
  await sql.query(
    `UPDATE customer c SET merged_into = nullif(g.root_id, g.customer_id), merged_at = g.merged_at
     FROM unnest($2::bigint[], $3::bigint[], $4::timestamptz[]) AS g (customer_id, root_id, merged_at)
     WHERE c.shop_id = $1 AND c.customer_id = g.customer_id`,
    [sql.shopId, ids, members.map((member) => member.rootId), members.map((member) => instant(member.mergedAt))],
  );
  await keepFormerEmails(
    sql,
    members.flatMap(({ customerId, mergedAt }) => (mergedAt === null ? [] : [{ customerId, at: mergedAt }])),
  );
  await sql.query(
    `UPDATE customer SET deleted_at = least(deleted_at, merged_at), ${FORGET_PERSON}
     WHERE shop_id = $1 AND customer_id = ANY ($2) AND merged_at IS NOT NULL`,
    [sql.shopId, ids],
  );
  const moved = members.filter((member) => member.rootId !== member.customerId);
  await moveRows(sql, moved);
  return members.map(({ customerId, rootId }) => ({ customerId, rootId }));
}

/** Everybody of the groups that these customers belong to. */
async function groupsOf(sql: ShopSql, customerIds: readonly DecimalId[]): Promise<Member[]> {
  const { rows } = await sql.query<{
    customer_id: DecimalId;
    merged_into: DecimalId | null;
    merged_at: number | null;
  }>(
    `WITH root AS MATERIALIZED (
       SELECT DISTINCT coalesce(merged_into, customer_id) AS root_id FROM customer WHERE shop_id = $1 AND customer_id = ANY ($2))
     SELECT c.customer_id, c.merged_into, c.merged_at FROM root r JOIN customer c ON c.shop_id = $1 AND c.customer_id = r.root_id
     UNION ALL
     SELECT c.customer_id, c.merged_into, c.merged_at FROM root r JOIN customer c ON c.shop_id = $1 AND c.merged_into = r.root_id`,
    [sql.shopId, customerIds],
  );
  return rows.map((row) => ({
    customerId: row.customer_id,
    rootId: row.merged_into ?? row.customer_id,
    mergedAt: row.merged_at,
  }));
}

async function moveRows(sql: ShopSql, moved: readonly Moved[]): Promise<void> {
  const pairs = [sql.shopId, moved.map(({ customerId }) => customerId), moved.map(({ rootId }) => rootId)];
  for (const table of ['orders', 'checkout', 'email_event'] as const)
    await sql.query(
      `UPDATE ${table} t SET customer_id = g.root_id FROM unnest($2::bigint[], $3::bigint[]) AS g (customer_id, root_id)
       WHERE t.shop_id = $1 AND t.customer_id = g.customer_id`,
      pairs,
    );
  // Of somebody erased no e-mail events are kept, whoever they came from.
  await sql.query(
    `DELETE FROM email_event e USING customer c
     WHERE e.shop_id = $1 AND c.shop_id = $1 AND c.customer_id = e.customer_id AND e.customer_id = ANY ($2) AND c.redacted_at IS NOT NULL`,
    [sql.shopId, [...new Set(moved.map(({ rootId }) => rootId))]],
  );
}
