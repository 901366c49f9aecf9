/** Changes → rows: what deliveries and backfills tell, stored set by set; the answer names the customers it concerns. */
import type { Change, ChangeOf, ConsentChange } from '#app/core/changes.ts';
import type { DecimalId } from '#app/core/identifiers.ts';
import type { ShopSql } from '#app/platform/database.ts';
import { deleteCustomers, ensureCustomers, saveConsents, saveProfiles, saveTotals } from '#app/store/customers.ts';
import { sendAgain } from '#app/store/placements.ts';
import { customersOfOrders, deleteOrders, saveOrders, saveRefunds } from '#app/store/orders.ts';

/**
 * Stores changes within the caller's transaction. Changes of the shop as a whole (uninstalled, privacy requests) are not
 * rows and are left to the caller.
 * @returns The customers whose facts may have changed.
 */
export async function applyChanges(sql: ShopSql, changes: readonly Change[]): Promise<Set<DecimalId>> {
  const of = <Kind extends Change['kind']>(kind: Kind): ChangeOf<Kind>[] =>
    changes.filter((change): change is ChangeOf<Kind> => change.kind === kind);
  const consents = changes.filter(
    (change): change is ConsentChange => change.kind === 'email-consent' || change.kind === 'sms-consent',
  );
  const [orders, deletedOrders, refunds] = [of('order'), of('order-deleted'), of('refund')];
  const orderIds = new Set([...orders, ...deletedOrders, ...refunds].map((change) => change.orderId));

  const touched = new Set<DecimalId>();
  const touch = (customerIds: Iterable<DecimalId | null>): void => {
    for (const customerId of customerIds) if (customerId !== null) touched.add(customerId);
  };
  // An order may pass from one customer to another: both the one before and the one after are concerned.
  touch(await customersOfOrders(sql, [...orderIds]));
  // A version that comes too late to be stored still makes its customer known.
  const buyers = new Set(orders.flatMap((order) => (order.customerId === null ? [] : [order.customerId])));
  await ensureCustomers(sql, [...buyers]);
  touch(buyers);
  await sendAgain(sql, await saveProfiles(sql, of('customer')));
  await saveConsents(sql, consents);
  await saveTotals(sql, of('customer-totals'));
  await saveOrders(sql, orders);
  await saveRefunds(sql, refunds);
  await deleteOrders(sql, deletedOrders);
  await deleteCustomers(sql, of('customer-deleted'));
  touch(await customersOfOrders(sql, [...orderIds]));
  for (const kind of ['customer', 'customer-totals', 'customer-deleted'] as const)
    touch(of(kind).map((change) => change.customerId));
  touch(consents.map((change) => change.customerId));
  return touched;
}
