/**
 * Inbox → state: takes deliveries and storefront events in batches, stores what they tell, and decides the customers they
 * concern, all in one transaction. A delivery that cannot be read is parked with the reason, never dropped.
 */
import type { Change } from '#app/core/changes.ts';
import type { DecimalId } from '#app/core/identifiers.ts';
import { decideCustomers } from '#app/flows/decide/decideCustomers.ts';
import type { Services } from '#app/flows/services.ts';
import { readDelivery } from '#app/ingest/readDelivery.ts';
import type { ShopId, ShopSql } from '#app/platform/database.ts';
import { ring } from '#app/store/bells.ts';
import {
  dropArrivals,
  emptyDeliveries,
  eraseCustomer,
  eraseShop,
  finishRequest,
  forgetPlaces,
  noteRequest,
} from '#app/store/erasure.ts';
import { finishDeliveries, nextDeliveries, parkDeliveries, postponeDelivery, type Delivery } from '#app/store/inbox.ts';
import { holdShop, loadShop, markUninstalled } from '#app/store/shops.ts';
import { takeSiteEvents } from '#app/store/siteEvents.ts';
import { applyChanges } from './applyChanges.ts';

/** Deliveries and events taken in one transaction. */
const BATCH = 200;
const EVENT_BATCH = 1_000;
/** A delivery that fails this often by an error of ours is parked. */
const MAX_ATTEMPTS = 6;

/** Absorbs everything of a shop that waits now. @returns How many deliveries and events were taken. */
export async function absorb(services: Services, shopId: ShopId): Promise<number> {
  let total = 0;
  let limit = BATCH;
  for (;;) {
    try {
      const taken = await services.database.inShop(shopId, (sql) => absorbBatch(services, sql, limit));
      total += taken.deliveries + taken.events;
      if (taken.deliveries < limit && taken.events < EVENT_BATCH) return total;
      limit = BATCH;
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      // One of the batch cannot be stored: they are taken one by one, and that one is put off or parked.
      if (limit > 1) limit = 1;
      else await putOff(services, shopId, error);
    }
  }
}

async function absorbBatch(
  services: Services,
  sql: ShopSql,
  limit: number,
): Promise<{ deliveries: number; events: number }> {
  await holdShop(sql);
  if ((await loadShop(sql))?.status === 'redacted') {
    await dropArrivals(sql);
    return { deliveries: 0, events: 0 };
  }
  const now = services.clock();
  const deliveries = await nextDeliveries(sql, now, limit);
  const read = deliveries.map((delivery) => ({ delivery, answer: readDelivery(delivery) }));
  const readable = read.flatMap(({ delivery, answer }) =>
    answer.kind === 'read' ? [{ delivery, changes: answer.changes }] : [],
  );
  const changes = readable.flatMap((one) => one.changes);

  const touched = await applyChanges(sql, changes);
  await finishDeliveries(
    sql,
    readable.map(({ delivery }) => delivery.deliveryId),
    now,
  );
  await parkDeliveries(
    sql,
    read.flatMap(({ delivery, answer }) =>
      answer.kind === 'read' ? [] : [{ deliveryId: delivery.deliveryId, reason: answer.reason }],
    ),
  );
  // Erasures come last: they reach what the same batch brought, too.
  for (const one of readable)
    for (const change of one.changes)
      for (const customerId of await applyToShop(services, sql, one.delivery, change, now)) touched.add(customerId);
  await emptyDeliveries(
    sql,
    readable.flatMap(({ delivery: { deliveryId }, changes: told }) =>
      told.flatMap((change) =>
        'customerId' in change && change.customerId !== null ? [{ deliveryId, customerId: change.customerId }] : [],
      ),
    ),
  );
  const events = await takeSiteEvents(sql, EVENT_BATCH);
  for (const customerId of events.customerIds) touched.add(customerId);
  await decideCustomers(sql, [...touched], now);
  await forgetPlaces(
    sql,
    changes.flatMap((change) => (change.kind === 'redact-customer' ? [change.customerId] : [])),
  );
  return { deliveries: deliveries.length, events: events.taken };
}

/** Changes that concern the shop itself or erase somebody. @returns Customers to decide anew. */
async function applyToShop(
  services: Services,
  sql: ShopSql,
  delivery: Delivery,
  change: Change,
  now: number,
): Promise<DecimalId[]> {
  switch (change.kind) {
    case 'export-finished':
      await ring(sql, { task: 'backfill', shopId: sql.shopId });
      return [];
    case 'uninstalled':
      await markUninstalled(sql, change.at);
      return [];
    case 'data-request':
      await noteRequest(sql, delivery.deliveryId, delivery.topic, delivery.receivedAt);
      return [];
    case 'redact-customer': {
      await noteRequest(sql, delivery.deliveryId, delivery.topic, delivery.receivedAt);
      const { counts, concerned } = await eraseCustomer(sql, change, now);
      const proof = services.secrets.fingerprint(`customer:${change.customerId}`);
      await finishRequest(sql, delivery.deliveryId, { ...counts, customer: proof }, now);
      return [change.customerId, ...concerned];
    }
    case 'redact-shop':
      await noteRequest(sql, delivery.deliveryId, delivery.topic, delivery.receivedAt);
      if (await cameBack(sql, delivery)) {
        await finishRequest(sql, delivery.deliveryId, { kept: 'installed again' }, now);
        return [];
      }
      await eraseShop(sql);
      await finishRequest(sql, delivery.deliveryId, { erased: 'shop' }, now);
      return [];
    default:
      return [];
  }
}

/** Shopify asks for a shop's erasure this long after the app was removed. */
const ERASURE_AFTER_MS = 48 * 3_600_000;

/** Whether the shop was installed again after the removal that this request for its erasure follows. */
async function cameBack(sql: ShopSql, { triggeredAt, receivedAt }: Delivery): Promise<boolean> {
  const shop = await loadShop(sql);
  return shop?.status === 'installed' && shop.installedAt > (triggeredAt ?? receivedAt) - ERASURE_AFTER_MS;
}

/** Puts the oldest waiting delivery off, longer each time; in the end it is parked with the error. */
async function putOff(services: Services, shopId: ShopId, error: unknown): Promise<void> {
  const text = error instanceof Error ? error.message : String(error);
  await services.database.inShop(shopId, async (sql) => {
    await holdShop(sql);
    const now = services.clock();
    const [delivery] = await nextDeliveries(sql, now, 1);
    if (!delivery) throw error;
    services.log.error(
      { shopId, topic: delivery.topic, deliveryId: delivery.deliveryId, attempts: delivery.attempts, err: error },
      'delivery not absorbed',
    );
    if (delivery.attempts + 1 >= MAX_ATTEMPTS)
      await parkDeliveries(sql, [{ deliveryId: delivery.deliveryId, reason: text }]);
    else await postponeDelivery(sql, delivery.deliveryId, text, now + 1_000 * 4 ** delivery.attempts);
  });
}

/**
 * True for errors that say nothing about a delivery: the connection broke (E… are the network's codes, ERR_… our own
 * mistakes), or the server is stopping, full or undoing one of two that met.
 */
function isDatabaseAway(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== 'string') return error instanceof Error && /connection|terminat|timeout/i.test(error.message);
  return (
    code.startsWith('08') ||
    code.startsWith('57') ||
    code.startsWith('53') ||
    code.startsWith('40') ||
    (code.startsWith('E') && !code.startsWith('ERR_'))
  );
}
