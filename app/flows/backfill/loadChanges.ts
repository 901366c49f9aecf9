/**
 * Changes of a backfill → rows. What nothing is known of yet, nearly everything in a shop that is read in for the first time,
 * is inserted as it is; the rest passes through applyChanges with its guards. Both end in the same rows.
 */
import { setImmediate } from 'node:timers/promises';
import type { Change, ChangeOf, ConsentChange, OrderLineChange } from '#app/core/changes.ts';
import type { DecimalId } from '#app/core/identifiers.ts';
import { applyChanges } from '#app/flows/absorb/applyChanges.ts';
import type { ShopSql } from '#app/platform/database.ts';
import {
  ensureBuyers,
  insertRows,
  knownIds,
  readyCustomers,
  readyLines,
  readyOrders,
  specialCases,
  type CustomerLoad,
  type ReadyRows,
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

/** A batch made ready for the case that nothing is known of what it tells, which is nearly every batch of a first reading. */
export interface ReadyChanges {
  readonly changes: readonly Change[];
  readonly sorted: Sorted;
  readonly customers: ReadyRows;
  readonly orders: ReadyRows;
  /** Of orders in the same batch, and of earlier ones. */
  readonly lines: ReadyRows;
  readonly lateLines: ReadyRows;
}

const NOBODY: ReadonlyMap<DecimalId, DecimalId> = new Map();

/** Makes a batch ready, while the database is busy with the one before. @param country Of the shop, for telephone numbers. */
export async function readyChanges(changes: readonly Change[], country: string | null): Promise<ReadyChanges> {
  const sorted = sortOut(changes);
  const lines = [...sorted.lines.values()];
  const isOfBatch = ({ orderId }: OrderLineChange): boolean => sorted.orders.has(orderId);
  // Between the parts the database's answers are met.
  await setImmediate();
  const customers = readyCustomers([...sorted.customers.values()], country);
  await setImmediate();
  const orders = readyOrders([...sorted.orders.values()], NOBODY);
  await setImmediate();
  const ownLines = readyLines(lines.filter(isOfBatch), true);
  await setImmediate();
  const lateLines = readyLines(
    lines.filter((line) => !isOfBatch(line)),
    false,
  );
  return { changes, sorted, customers, orders, lines: ownLines, lateLines };
}

/** Stores a batch within the caller's transaction, which holds the shop. @param country Of the shop, for telephone numbers. */
export async function loadChanges(sql: ShopSql, batch: ReadyChanges, country: string | null): Promise<void> {
  const { customers, orders, rest } = batch.sorted;
  const special = customers.size + orders.size > 0 ? await specialCases(sql) : null;
  const knownCustomers = await knownIds(sql, 'customer', [...customers.keys()]);
  const knownOrders = await knownIds(sql, 'orders', [...orders.keys()]);
  const isAllNew = knownCustomers.size === 0 && knownOrders.size === 0 && rest.length === 0 && special?.merges !== true;
  if (isAllNew) await storeNew(sql, batch, special?.visitors === true);
  else await storeMixed(sql, batch.sorted, { knownCustomers, knownOrders, special }, country);
  await eraseAgain(sql, batch.changes);
}

async function storeNew(sql: ShopSql, batch: ReadyChanges, hasVisitors: boolean): Promise<void> {
  const { customers, orders, refunds } = batch.sorted;
  await insertRows(sql, batch.customers);
  if (hasVisitors) await reownByEmail(sql, addressedAmong([...customers.values()]));
  await ensureBuyers(sql, buyersOf([...orders.values()]));
  await insertRows(sql, batch.orders);
  await saveRefunds(sql, refunds);
  await insertRows(sql, batch.lines);
  await insertRows(sql, batch.lateLines);
}

interface Known {
  knownCustomers: ReadonlySet<DecimalId>;
  knownOrders: ReadonlySet<DecimalId>;
  special: Awaited<ReturnType<typeof specialCases>> | null;
}

async function storeMixed(sql: ShopSql, sorted: Sorted, known: Known, country: string | null): Promise<void> {
  const { customers, orders, lines, refunds } = sorted;
  const { knownCustomers, knownOrders, special } = known;
  const rest = [...sorted.rest];
  const newCustomers: CustomerLoad[] = [];
  const newOrders: ChangeOf<'order'>[] = [];
  for (const [id, one] of customers)
    if (knownCustomers.has(id)) rest.push(one.profile, ...(one.totals === null ? [] : [one.totals]), ...one.consents);
    else newCustomers.push(one);
  for (const [id, order] of orders) (knownOrders.has(id) ? rest : newOrders).push(order);

  await insertRows(sql, readyCustomers(newCustomers, country));
  if (special?.visitors) await reownByEmail(sql, addressedAmong(newCustomers));
  const buyers = buyersOf(newOrders);
  await ensureBuyers(sql, buyers);
  await insertRows(sql, readyOrders(newOrders, special?.merges ? await ownersOf(sql, buyers) : NOBODY));
  // Versions come before the lines: a newer version drops those of the one before.
  if (rest.length > 0) await applyChanges(sql, rest);
  await saveRefunds(sql, refunds);
  const toldTwice = new Set(rest.flatMap((change) => (change.kind === 'order' ? [change.orderId] : [])));
  const isOfNew = ({ orderId }: OrderLineChange): boolean =>
    orders.has(orderId) && !knownOrders.has(orderId) && !toldTwice.has(orderId);
  const told = [...lines.values()];
  await insertRows(sql, readyLines(told.filter(isOfNew), true));
  await insertRows(
    sql,
    readyLines(
      told.filter((line) => !isOfNew(line)),
      false,
    ),
  );
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
