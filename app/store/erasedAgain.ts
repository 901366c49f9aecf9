/** What a reading at Shopify brings of somebody who was erased here: taken away again, as from a delivery. */
import type { Change } from '#app/core/changes.ts';
import type { ShopSql } from '#app/platform/database.ts';
import { emptyDeliveries } from './erasure.ts';

/** No delivery brought it. */
const NO_DELIVERY = '';

/** Call it after the changes were stored, in the same transaction. Costs one small look where nobody was ever erased. */
export async function eraseAgain(sql: ShopSql, changes: readonly Change[]): Promise<void> {
  const named = new Set(
    changes.flatMap((change) => ('customerId' in change && change.customerId !== null ? [change.customerId] : [])),
  );
  if (named.size === 0) return;
  const { rows } = await sql.query<{ found: boolean }>(
    `SELECT EXISTS (SELECT FROM compliance_request WHERE shop_id = $1 AND topic = 'customers/redact') AS found`,
    [sql.shopId],
  );
  if (rows[0]?.found !== true) return;
  await emptyDeliveries(
    sql,
    [...named].map((customerId) => ({ deliveryId: NO_DELIVERY, customerId })),
  );
}
