/** Changes → rows: what deliveries and backfills tell, stored set by set; the answer names the customers it concerns. */
import { consentChannels, type Change, type ChangeOf } from '#app/core/changes.ts';
import { emailKey } from '#app/core/email.ts';
import type { DecimalId } from '#app/core/identifiers.ts';
import type { ShopSql } from '#app/platform/database.ts';
import { productsChanged } from '#app/store/askedQuestions.ts';
import { customersOfCheckouts, deleteCheckouts, saveCheckouts } from '#app/store/checkouts.ts';
import { saveConsents } from '#app/store/consents.ts';
import { deleteCustomers, ensureCustomers, saveProfiles, saveTotals, type Readdressed } from '#app/store/customers.ts';
import { concernedByEmails } from '#app/store/formerEmails.ts';
import { ownersOf, saveMerges } from '#app/store/merges.ts';
import { customersOfOrders, deleteOrders, saveOrderLines, saveOrders, saveRefunds } from '#app/store/orders.ts';
import { sendAgain } from '#app/store/placements.ts';
import { deleteProducts, saveListings, saveProducts } from '#app/store/products.ts';
import { wantRefetches } from '#app/store/refetch.ts';
import { reownByEmail } from '#app/store/siteEventReowning.ts';
import { applyPushed } from './applyPushed.ts';

/** The changes, kind by kind. Of a kind that a batch lacks nothing is asked of the database. */
type OfKind = <Kind extends Change['kind']>(kind: Kind) => ChangeOf<Kind>[];

/**
 * Stores changes within the caller's transaction. Changes of the shop as a whole (uninstalled, scopes, privacy requests) are
 * not rows and are left to the caller.
 * @returns The customers whose facts may have changed.
 */
export async function applyChanges(sql: ShopSql, changes: readonly Change[]): Promise<Set<DecimalId>> {
  const byKind = new Map<Change['kind'], Change[]>();
  for (const change of changes) {
    const alike = byKind.get(change.kind);
    if (alike) alike.push(change);
    else byKind.set(change.kind, [change]);
  }
  const of: OfKind = (kind) => (byKind.get(kind) ?? []) as ChangeOf<typeof kind>[];
  const touched = new Set<DecimalId>();

  // Merges come first: whatever the same batch tells of somebody merged goes to the one who was kept.
  const merged = await saveMerges(sql, of('customer-merged'));
  for (const { customerId } of merged) touched.add(customerId);
  const readdressed = await applyToCustomers(sql, of, touched);
  const redefined = [...merged, ...of('customer-deleted'), ...readdressed].map(({ customerId }) => customerId);
  const addresses = readdressed.flatMap(({ before, after }) => [before, after]).filter((key) => key !== null);
  const others = await concernedByEmails(sql, addresses, redefined);
  for (const customerId of others) touched.add(customerId);
  for (const customerId of await reownByEmail(sql, [...new Set([...redefined, ...others])])) touched.add(customerId);
  const [orders, checkouts] = [of('order'), of('checkout')];
  const owners = await knowOwners(sql, [...orders, ...checkouts], touched);
  await applyToOrders(sql, of, owners, touched);
  await applyToCheckouts(sql, of, owners, touched);
  const [told, listed, gone] = [
    await saveProducts(sql, of('product')),
    await saveListings(sql, of('product-collection')),
    await deleteProducts(sql, of('product-deleted')),
  ];
  if (told || listed || gone) await productsChanged(sql);
  await wantRefetches(sql, of('refetch'));
  const pushed = { deliveries: of('partner-delivery'), events: of('email-event'), consents: of('partner-consent') };
  for (const customerId of await applyPushed(sql, pushed)) touched.add(customerId);
  return touched;
}

/** @returns Those whose e-mail address is another now. */
async function applyToCustomers(sql: ShopSql, of: OfKind, touched: Set<DecimalId>): Promise<Readdressed[]> {
  const profiles = of('customer');
  const consents = consentChannels.flatMap((channel) => of(`${channel}-consent`));
  const totals = of('customer-totals');
  const deleted = of('customer-deleted');
  const readdressed = await saveProfiles(sql, profiles);
  const moved = readdressed.filter(({ before, after }) => before !== null && after !== null);
  await sendAgain(
    sql,
    moved.map(({ customerId }) => customerId),
  );
  await saveConsents(sql, consents);
  await saveTotals(sql, totals);
  await deleteCustomers(sql, deleted);
  for (const { customerId } of [...profiles, ...consents, ...totals, ...deleted]) touched.add(customerId);
  return readdressed;
}

async function applyToOrders(sql: ShopSql, of: OfKind, owners: Owners, touched: Set<DecimalId>): Promise<void> {
  const [orders, deleted, refunds] = [of('order'), of('order-deleted'), of('refund')];
  const orderIds = new Set([...orders, ...deleted, ...refunds].map((change) => change.orderId));
  // An order may pass from one customer to another: both the one before and the one after are concerned.
  for (const customerId of await customersOfOrders(sql, [...orderIds])) touched.add(customerId);
  await saveOrders(sql, withOwners(orders, owners));
  await saveOrderLines(sql, of('order-line'));
  await saveRefunds(sql, refunds);
  await deleteOrders(sql, deleted);
}

async function applyToCheckouts(sql: ShopSql, of: OfKind, owners: Owners, touched: Set<DecimalId>): Promise<void> {
  const [checkouts, deleted] = [of('checkout'), of('checkout-deleted')];
  const tokens = new Set([...checkouts, ...deleted].map((change) => change.token));
  // Those a checkout belonged to before, and those it may belong to now.
  for (const customerId of await customersOfCheckouts(sql, [...tokens])) touched.add(customerId);
  const typed = checkouts.flatMap(({ customerId, email }) => (customerId === null && email !== null ? [email] : []));
  const keys = new Set(typed.map(emailKey).filter((key) => key !== null));
  for (const customerId of await concernedByEmails(sql, [...keys])) touched.add(customerId);
  await saveCheckouts(sql, withOwners(checkouts, owners));
  await deleteCheckouts(sql, deleted);
}

interface Owned {
  customerId: DecimalId | null;
}
/** By the id of a merged customer the one who owns what names it. */
type Owners = ReadonlyMap<DecimalId, DecimalId>;

/** Everybody named has a row afterwards, though the change itself may come too late to be stored. */
async function knowOwners(sql: ShopSql, changes: readonly Owned[], touched: Set<DecimalId>): Promise<Owners> {
  const named = [...new Set(changes.flatMap(({ customerId }) => (customerId === null ? [] : [customerId])))];
  await ensureCustomers(sql, named);
  const owners = await ownersOf(sql, named);
  for (const customerId of named) touched.add(owners.get(customerId) ?? customerId);
  return owners;
}

function withOwners<Change extends Owned>(changes: readonly Change[], owners: Owners): Change[] {
  return changes.map((change) => {
    const owner = change.customerId === null ? undefined : owners.get(change.customerId);
    return owner === undefined ? change : { ...change, customerId: owner };
  });
}
