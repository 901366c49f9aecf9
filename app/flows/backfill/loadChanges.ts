/**
 * Changes of a backfill → rows. What nothing is known of yet, nearly everything in a shop that is read in for the first time,
 * is inserted as it is; the rest passes through applyChanges with its guards. Both end in the same rows.
 */
import type { Change, ChangeOf, ConsentChange, OrderLineChange } from '#app/core/changes.ts';
import type { DecimalId } from '#app/core/identifiers.ts';
import { applyChanges } from '#app/flows/absorb/applyChanges.ts';
import type { ShopSql } from '#app/platform/database.ts';
import {
  ensureBuyers,
  knownIds,
  loadCustomers,
  loadOrderLines,
  loadOrders,
  specialCases,
  type CustomerLoad,
} from '#app/store/bulkLoad.ts';
import { eraseAgain } from '#app/store/erasedAgain.ts';
import { ownersOf } from '#app/store/merges.ts';
import { saveRefunds } from '#app/store/orders.ts';
import { reownByEmail } from '#app/store/siteEventReowning.ts';

/** A batch sorted by what becomes of it. */
interface Sorted {
  customers: Map<DecimalId, CustomerLoad & { consents: ConsentChange[] }>;
  orders: Map<DecimalId, ChangeOf<'order'>>;
  lines: Map<string, OrderLineChange>;
  refunds: ChangeOf<'refund'>[];
  /** Whatever passes through the guards: products, and what is told twice in one batch. */
  rest: Change[];
}

/** Stores changes within the caller's transaction, which holds the shop. @param country Of the shop, for telephone numbers. */
export async function loadChanges(sql: ShopSql, changes: readonly Change[], country: string | null): Promise<void> {
  const { customers, orders, lines, refunds, rest } = sortOut(changes);
  const special = customers.size + orders.size > 0 ? await specialCases(sql) : null;
  const knownCustomers = await knownIds(sql, 'customer', [...customers.keys()]);
  const knownOrders = await knownIds(sql, 'orders', [...orders.keys()]);
  const newCustomers: CustomerLoad[] = [];
  const newOrders: ChangeOf<'order'>[] = [];
  for (const [id, one] of customers)
    if (knownCustomers.has(id)) rest.push(one.profile, ...(one.totals === null ? [] : [one.totals]), ...one.consents);
    else newCustomers.push(one);
  for (const [id, order] of orders) (knownOrders.has(id) ? rest : newOrders).push(order);

  await loadCustomers(sql, newCustomers, country);
  if (special?.visitors) await reownByEmail(sql, addressedAmong(newCustomers));
  const buyers = buyersOf(newOrders);
  await ensureBuyers(sql, buyers);
  const owners = special?.merges ? await ownersOf(sql, buyers) : new Map<DecimalId, DecimalId>();
  await loadOrders(sql, newOrders, owners);
  // Versions come before the lines: a newer version drops those of the one before.
  if (rest.length > 0) await applyChanges(sql, rest);
  await saveRefunds(sql, refunds);
  const toldTwice = new Set(rest.flatMap((change) => (change.kind === 'order' ? [change.orderId] : [])));
  const isOfNew = ({ orderId }: OrderLineChange): boolean =>
    orders.has(orderId) && !knownOrders.has(orderId) && !toldTwice.has(orderId);
  const told = [...lines.values()];
  await loadOrderLines(sql, told.filter(isOfNew), true);
  await loadOrderLines(
    sql,
    told.filter((line) => !isOfNew(line)),
    false,
  );
  await eraseAgain(sql, changes);
}

function addressedAmong(customers: readonly CustomerLoad[]): DecimalId[] {
  return customers.flatMap(({ profile }) => (profile.email === null ? [] : [profile.customerId]));
}

function buyersOf(orders: readonly ChangeOf<'order'>[]): DecimalId[] {
  return [...new Set(orders.flatMap(({ customerId }) => (customerId === null ? [] : [customerId])))];
}

function sortOut(changes: readonly Change[]): Sorted {
  const sorted: Sorted = { customers: new Map(), orders: new Map(), lines: new Map(), refunds: [], rest: [] };
  const { customers, orders, lines, refunds, rest } = sorted;
  for (const change of changes) {
    switch (change.kind) {
      case 'customer':
        if (customers.has(change.customerId)) rest.push(change);
        else customers.set(change.customerId, { profile: change, totals: null, consents: [] });
        break;
      case 'customer-totals': {
        const customer = customers.get(change.customerId);
        if (customer?.totals === null) customer.totals = change;
        else rest.push(change);
        break;
      }
      case 'email-consent':
      case 'sms-consent':
      case 'whatsapp-consent': {
        const customer = customers.get(change.customerId);
        if (customer && customer.consents.every(({ kind }) => kind !== change.kind)) customer.consents.push(change);
        else rest.push(change);
        break;
      }
      case 'order':
        if (change.lines !== null || orders.has(change.orderId)) rest.push(change);
        else orders.set(change.orderId, change);
        break;
      case 'order-line':
        lines.set(`${change.orderId} ${change.line.lineId}`, change);
        break;
      case 'refund':
        refunds.push(change);
        break;
      default:
        rest.push(change);
    }
  }
  return sorted;
}
