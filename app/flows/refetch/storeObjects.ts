/** What was read of single objects → rows, facts and memberships, in one transaction; healed objects are counted. */
import type { Change } from '#app/core/changes.ts';
import type { DecimalId } from '#app/core/identifiers.ts';
import type { Fault, HealedCounts, RefetchKind } from '#app/core/reconcile/kinds.ts';
import { oldestReadable } from '#app/core/reconcile/schedule.ts';
import { applyChanges } from '#app/flows/absorb/applyChanges.ts';
import { decideCustomers } from '#app/flows/decide/decideCustomers.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopId, ShopSql } from '#app/platform/database.ts';
import { eraseAgain } from '#app/store/erasedAgain.ts';
import { fingerprints, orderCreation, ordersOf, type Fingerprints } from '#app/store/objectVersions.ts';
import { addHealed } from '#app/store/reconcile.ts';
import { closeObjects, postponeObjects, queueObjects, type WaitingObject } from '#app/store/refetchQueue.ts';
import { holdShop } from '#app/store/shops.ts';
import type { ObjectReading } from './readObjects.ts';

export interface ReadObject {
  object: WaitingObject;
  reading: ObjectReading;
}

interface Store {
  services: Services;
  shopId: ShopId;
  kind: RefetchKind;
  readsAllOrders: boolean;
  /** When the objects were asked for. */
  askedAt: number;
}

const MINUTE_MS = 60_000;
const LONGEST_REST_MS = 6 * 60 * MINUTE_MS;

/** When an object that could not be read for the n-th time may be read again: after 1, 4, 16 … minutes. */
const restMs = (attempts: number): number => Math.min(LONGEST_REST_MS, MINUTE_MS * 4 ** Math.min(attempts, 5));

/** Stores what was read. One object that the database refuses does not keep the others from coming in. */
export async function storeObjects(store: Store, read: readonly ReadObject[]): Promise<void> {
  const { services, shopId, kind } = store;
  try {
    await services.database.inShop(shopId, (sql) => storeAll(store, sql, read));
  } catch (error) {
    const refusal = valueRefusal(error);
    if (refusal === null) throw error;
    const [only] = read;
    if (read.length > 1) {
      const middle = read.length >> 1;
      await storeObjects(store, read.slice(0, middle));
      await storeObjects(store, read.slice(middle));
    } else if (only) {
      services.log.warn({ shopId, kind, sqlState: refusal }, 'object that cannot be stored put off');
      await storeObjects(store, [{ object: only.object, reading: { kind: 'unread', reason: refusal } }]);
    }
  }
}

/**
 * Shopify's answers may lag behind its webhooks: what one has just told of may not be there yet. Gone is gone for good here,
 * so it is believed only of what was told of a while ago.
 */
const NOT_YET_MS = MINUTE_MS;
const orNotYet = ({ askedAt }: Store, one: ReadObject): ReadObject =>
  one.reading.kind === 'gone' && one.object.runId === null && askedAt < one.object.wantedAt + NOT_YET_MS
    ? { object: one.object, reading: { kind: 'unread', reason: 'not there yet' } }
    : one;

async function storeAll(store: Store, sql: ShopSql, given: readonly ReadObject[]): Promise<void> {
  const { services, kind, askedAt } = store;
  const read = given.map((one) => orNotYet(store, one));
  await holdShop(sql);
  const now = services.clock();
  const settled = read.filter(({ reading }) => reading.kind !== 'unread');
  const ids = settled.map(({ object }) => object.id);
  const hidden = await hiddenOrders(store, sql, settled);
  const gone = settled.flatMap(({ object, reading }) =>
    reading.kind === 'gone' && !hidden.has(object.id) ? [object.id] : [],
  );
  const changes = [
    ...settled.flatMap(({ reading }) => (reading.kind === 'changes' ? reading.changes : [])),
    ...gone.map((id) => deletion(kind, id, askedAt)),
  ];
  const compared = settled.flatMap(({ object }) => (object.runId === null ? [] : [object]));
  const comparedIds = compared.map(({ id }) => id);
  const before = await fingerprints(sql, kind, comparedIds);
  const touched = await applyChanges(sql, changes);
  await eraseAgain(sql, changes);
  // Shopify deletes only customers without orders: the orders of one who is gone belong to somebody else by now.
  if (kind === 'customer') await queueObjects(sql, 'order', await ordersOf(sql, gone), now, null);
  await decideCustomers(sql, [...touched], now);
  await addHealed(sql, healedBy(compared, before, await fingerprints(sql, kind, comparedIds)));
  await closeObjects(
    sql,
    kind,
    settled.map(({ object }) => object),
  );
  await postponeObjects(
    sql,
    kind,
    read.flatMap(({ object, reading }) =>
      reading.kind === 'unread' ? [{ id: object.id, notBefore: now + restMs(object.attempts) }] : [],
    ),
  );
  services.log.debug({ shopId: sql.shopId, kind, read: ids.length, gone: gone.length }, 'objects read anew');
}

/** Orders that we may not see for their age: that Shopify shows nothing does not say that they are gone. */
async function hiddenOrders(
  store: Store,
  sql: ShopSql,
  settled: readonly ReadObject[],
): Promise<ReadonlySet<DecimalId>> {
  const createdFrom = oldestReadable(store.readsAllOrders, store.askedAt);
  if (store.kind !== 'order' || createdFrom === null) return new Set();
  const unseen = settled.flatMap(({ object, reading }) => (reading.kind === 'gone' ? [object.id] : []));
  const created = await orderCreation(sql, unseen);
  return new Set(unseen.filter((id) => (created.get(id) ?? 0) < createdFrom));
}

function deletion(kind: RefetchKind, id: DecimalId, at: number): Change {
  switch (kind) {
    case 'customer':
      return { kind: 'customer-deleted', customerId: id, at };
    case 'order':
      return { kind: 'order-deleted', orderId: id, at };
    case 'product':
      return { kind: 'product-deleted', productId: id, at };
  }
}

/** What each comparison's objects turned out to be: only those that a reading changed were wrong. */
function healedBy(
  compared: readonly WaitingObject[],
  before: Fingerprints,
  after: Fingerprints,
): Map<string, HealedCounts> {
  const healed = new Map<string, HealedCounts>();
  for (const { id, runId } of compared) {
    const [was, is] = [before.get(id), after.get(id)];
    if (was === is || runId === null) continue;
    const fault: Fault = was === undefined ? 'missing' : is === undefined ? 'deleted' : 'stale';
    const counts = healed.get(runId) ?? {};
    healed.set(runId, { ...counts, [fault]: (counts[fault] ?? 0) + 1 });
  }
  return healed;
}

/** The SQLSTATE with which the database refuses a value (class 22, class 23), or null. */
function valueRefusal(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  return /^2[23]\w{3}$/.test(code) ? code : null;
}
