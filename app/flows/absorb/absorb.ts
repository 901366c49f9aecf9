/**
 * Inbox → state: takes deliveries and storefront events in batches, stores what they tell, and decides the customers they
 * concern, all in one transaction. A delivery that cannot be read is parked with the reason, never dropped.
 */
import type { Change } from '#app/core/changes.ts';
import type { DecimalId } from '#app/core/identifiers.ts';
import { READERS } from '#app/core/placements/readers.ts';
import { decideCustomers } from '#app/flows/decide/decideCustomers.ts';
import { takeDataRequest, takeErasure, takeShopErasure } from '#app/flows/privacy/takeRequests.ts';
import type { Services } from '#app/flows/services.ts';
import { readDelivery } from '#app/ingest/readDelivery.ts';
import type { ShopId, ShopSql } from '#app/platform/database.ts';
import { countArrivals } from '#app/store/arrivals.ts';
import { ring } from '#app/store/bells.ts';
import { dropArrivals, emptyDeliveries, forgetPlaces } from '#app/store/erasure.ts';
import { finishDeliveries, nextDeliveries, parkDeliveries, postponeDelivery, type Delivery } from '#app/store/inbox.ts';
import { tellErased } from '#app/store/listings.ts';
import { holdShop, loadShop, markUninstalled } from '#app/store/shops.ts';
import { absorbEvents } from './absorbEvents.ts';
import { applyChanges } from './applyChanges.ts';
import { applyShopNews } from './applyShopNews.ts';
import { isBusy, isDatabaseAway, tellFailure } from './failure.ts';
import { firstPace, paceAfterFailure, paceAfterSuccess, type Pace } from './pace.ts';

/** How long a batch waits for somebody else who works on the shop, in milliseconds; then others have their turn. */
const PATIENCE_MS = 100;

/** Storefront events taken in one transaction. */
const EVENT_BATCH = 1_000;
/** A delivery that fails this often by an error of ours is parked. */
const MAX_ATTEMPTS = 6;

/** What one batch came to. */
export interface BatchAnswer {
  /** Deliveries and events taken. */
  taken: number;
  /** `more`: something may still wait. `busy`: somebody else works on the shop. */
  rest: 'more' | 'busy' | 'none';
  /** For the next batch of the same shop. */
  pace: Pace;
}

/** Absorbs everything of a shop that waits now, however long it takes. @returns How many deliveries and events were taken. */
export async function absorb(services: Services, shopId: ShopId): Promise<number> {
  let total = 0;
  for (let pace = firstPace; ;) {
    const batch = await absorbOnce(services, shopId, pace);
    total += batch.taken;
    if (batch.rest === 'none') return total;
    pace = batch.pace;
  }
}

/** Absorbs one batch, in one transaction; or puts off the one delivery that cannot be stored. */
export async function absorbOnce(services: Services, shopId: ShopId, pace: Pace): Promise<BatchAnswer> {
  const startedAt = services.clock();
  let asked = 0;
  try {
    const taken = await services.database.inShop(shopId, (sql) =>
      absorbBatch(services, sql, pace, (count) => (asked = count)),
    );
    const next = paceAfterSuccess(pace, taken.deliveries, services.clock() - startedAt);
    const isAll = pace.suspects === 0 && taken.isAll && taken.events < EVENT_BATCH;
    return { taken: taken.deliveries + taken.events, rest: isAll ? 'none' : 'more', pace: next };
  } catch (error) {
    if (isBusy(error)) return { taken: 0, rest: 'busy', pace };
    if (isDatabaseAway(error)) throw error;
    if (asked === 0) throw error;
    const halved = paceAfterFailure(pace, asked);
    if (halved) return { taken: 0, rest: 'more', pace: halved };
    await putOff(services, shopId, error);
    return { taken: 0, rest: 'more', pace: firstPace };
  }
}

async function absorbBatch(
  services: Services,
  sql: ShopSql,
  pace: Pace,
  onTaken: (count: number) => void,
): Promise<{ deliveries: number; events: number; isAll: boolean }> {
  await holdShop(sql, 'some rows', PATIENCE_MS);
  if ((await loadShop(sql))?.status === 'redacted') {
    await dropArrivals(sql);
    return { deliveries: 0, events: 0, isAll: true };
  }
  const now = services.clock();
  const { deliveries, isAll } = await nextDeliveries(sql, now, pace.limit);
  onTaken(deliveries.length);
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
    now,
  );
  await countArrivals(sql, 'webhook', deliveries.filter(isFirstTime));
  // Erasures come last: they reach what the same batch brought, too.
  const erased: DecimalId[] = [];
  for (const one of readable)
    for (const change of one.changes) {
      const whom = await applyToShop(services, sql, one.delivery, change, now);
      erased.push(...whom.erased);
      for (const customerId of whom.concerned) touched.add(customerId);
    }
  const erasedLate = await emptyDeliveries(
    sql,
    readable.flatMap(({ delivery: { deliveryId }, changes: told }) =>
      told.flatMap((change) =>
        'customerId' in change && change.customerId !== null ? [{ deliveryId, customerId: change.customerId }] : [],
      ),
    ),
  );
  const events = pace.suspects > 0 ? { taken: 0, arrivals: [], customerIds: [] } : await absorbEvents(sql, EVENT_BATCH);
  await countArrivals(sql, 'storefront', events.arrivals);
  for (const customerId of events.customerIds) touched.add(customerId);
  await decideCustomers(sql, [...touched], now);
  erased.push(...erasedLate);
  await tellErased(sql, READERS, erased);
  await forgetPlaces(sql, erased);
  return { deliveries: deliveries.length, events: events.taken, isAll };
}

/** Whom a change erased, and whom to decide anew for it. */
interface Whom {
  erased: readonly DecimalId[];
  concerned: readonly DecimalId[];
}
const NOBODY: Whom = { erased: [], concerned: [] };

/** Changes that concern the shop itself or erase somebody. */
async function applyToShop(
  services: Services,
  sql: ShopSql,
  delivery: Delivery,
  change: Change,
  now: number,
): Promise<Whom> {
  switch (change.kind) {
    case 'export-finished':
      await ring(sql, { task: 'backfill', shopId: sql.shopId });
      return NOBODY;
    case 'scopes':
    case 'shop-details':
    case 'subscription':
      await applyShopNews(sql, change, now);
      return NOBODY;
    case 'uninstalled':
      await markUninstalled(sql, change.at);
      return NOBODY;
    case 'data-request':
      await takeDataRequest(services, sql, delivery, change);
      return NOBODY;
    case 'redact-customer':
      return takeErasure(services, sql, delivery, change, now);
    case 'redact-shop':
      await takeShopErasure(sql, delivery, now);
      return NOBODY;
    default:
      return NOBODY;
  }
}

/** A delivery worked in again was counted when it was set aside. */
const isFirstTime = ({ replays }: Delivery): boolean => replays === 0;

/** Puts the oldest waiting delivery off, longer each time; in the end it is parked with the error. */
async function putOff(services: Services, shopId: ShopId, error: unknown): Promise<void> {
  const reason = tellFailure(error);
  await services.database.inShop(shopId, async (sql) => {
    await holdShop(sql);
    const now = services.clock();
    const [delivery] = (await nextDeliveries(sql, now, 1)).deliveries;
    if (!delivery) throw error;
    const { topic, deliveryId, attempts } = delivery;
    services.log.error({ shopId, topic, deliveryId, attempts, reason }, 'delivery not absorbed');
    if (attempts + 1 >= MAX_ATTEMPTS) {
      await parkDeliveries(sql, [{ deliveryId, reason }], now);
      await countArrivals(sql, 'webhook', [delivery].filter(isFirstTime));
    } else await postponeDelivery(sql, deliveryId, reason, now + 1_000 * 4 ** attempts);
  });
}
