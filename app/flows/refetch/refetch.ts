/**
 * Objects of which only a hint came → read whole at Shopify → rows: the job `refetch`. Works in turns: after a few seconds
 * others have theirs. An object leaves the queue in the transaction that stores it.
 */
import { metafieldsRead } from '#app/core/settings.ts';
import { firstPageSize, nextPageSize, politePauseMs, smallerPageSize } from '#app/core/reconcile/pageSizes.ts';
import { refetchKinds, type RefetchKind } from '#app/core/reconcile/kinds.ts';
import type { Services } from '#app/flows/services.ts';
import { withAdmin, type AdminClient } from '#app/flows/shopify/admin.ts';
import { againAfter, finished, MERCHANT_CHECK_MS, type AdminHalt, type FlowAnswer } from '#app/flows/shopify/halt.ts';
import type { ShopId } from '#app/platform/database.ts';
import {
  nextObjectAt,
  postponeObjects,
  restObjects,
  waitingObjects,
  type WaitingObject,
} from '#app/store/refetchQueue.ts';
import { isGranted, loadGranted } from '#app/store/shopAccess.ts';
import { loadShop, type Shop } from '#app/store/shops.ts';
import { readObjects } from './readObjects.ts';
import { storeObjects } from './storeObjects.ts';

export interface RefetchOptions {
  /** How long one run reads before others have their turn, in milliseconds. */
  sliceMs: number;
}

const defaultOptions: RefetchOptions = { sliceMs: 3_000 };
/** How long an object rests that Shopify refuses to show, or over which we stumbled. */
const REFUSED_REST_MS = 60 * 60_000;

/** What ended the reading of one kind. */
type End = { kind: 'empty' } | { kind: 'left' } | { kind: 'turn'; answer: FlowAnswer };

/** Reads what waits. `again` while more waits that may be read. */
export async function refetch(
  services: Services,
  shopId: ShopId,
  options: Partial<RefetchOptions> = {},
): Promise<FlowAnswer> {
  const shop = await services.database.inShop(shopId, loadShop);
  if (shop?.status !== 'installed') return finished;
  const admin = withAdmin(services, shopId, shop.domain);
  const sliceEndMs = services.clock() + (options.sliceMs ?? defaultOptions.sliceMs);
  for (const kind of refetchKinds) {
    const end = await readKind(services, shop, admin, kind, sliceEndMs);
    if (end.kind === 'left') return finished;
    if (end.kind === 'turn') return end.answer;
  }
  // Orders of customers who are gone join the queue while customers are read.
  const nextAt = await services.database.inShop(shopId, nextObjectAt);
  return nextAt !== null && nextAt <= services.clock() ? { again: true, delayMs: 0 } : finished;
}

/** What is needed for one page, and whether the shop is still there: it may have left since the last one. */
async function nextPage(services: Services, shopId: ShopId, kind: RefetchKind, size: number | null) {
  return services.database.inShop(shopId, async (sql) => {
    const shop = await loadShop(sql);
    if (shop?.status !== 'installed') return null;
    const granted = await loadGranted(sql);
    const metafields = metafieldsRead(shop.settings);
    const limit = size ?? firstPageSize(kind, metafields.length);
    return {
      objects: await waitingObjects(sql, kind, limit, services.clock()),
      limit,
      readsAllOrders: granted.readsAllOrders,
      options: { metafields, readsProducts: isGranted(granted, 'read_products') },
    };
  });
}

async function readKind(
  services: Services,
  { shopId }: Shop,
  admin: AdminClient,
  kind: RefetchKind,
  sliceEndMs: number,
): Promise<End> {
  let size: number | null = null;
  for (;;) {
    const page = await nextPage(services, shopId, kind, size);
    if (page === null) return { kind: 'left' };
    const { objects, options, readsAllOrders } = page;
    if (objects.length === 0) return { kind: 'empty' };
    const askedAt = services.clock();
    const ids = objects.map(({ id }) => id);
    const answer = await readObjects(admin, kind, ids, options, askedAt);
    if (answer.kind === 'halted') {
      const smaller = isTooDear(answer.halt) ? smallerPageSize(objects.length) : null;
      if (smaller === null) return afterHalt(services, shopId, kind, objects, answer.halt);
      size = smaller;
      continue;
    }
    const read = objects.map((object) => ({
      object,
      reading: answer.readings.get(object.id) ?? { kind: 'unread' as const, reason: 'no answer' },
    }));
    for (const { reading } of read)
      if (reading.kind === 'unread') services.log.warn({ shopId, kind, reason: reading.reason }, 'object not read');
    await storeObjects({ services, shopId, kind, readsAllOrders, askedAt }, read);

    const pauseMs = answer.cost === undefined ? 0 : politePauseMs(answer.cost);
    if (answer.cost) size = nextPageSize(objects.length, answer.cost.requested);
    if (pauseMs > 0 || services.clock() >= sliceEndMs)
      return { kind: 'turn', answer: { again: true, delayMs: pauseMs } };
  }
}

const isTooDear = (halt: AdminHalt): boolean => halt.kind === 'our-bug' && halt.reason.includes('MAX_COST_EXCEEDED');

async function afterHalt(
  services: Services,
  shopId: ShopId,
  kind: RefetchKind,
  objects: readonly WaitingObject[],
  halt: AdminHalt,
): Promise<End> {
  const now = services.clock();
  services.log.warn({ shopId, kind, halt: halt.kind, reason: halt.reason }, 'reading anew halted');
  const isRefused = halt.kind === 'merchant-must-act' && halt.action === 'grant-access';
  // What is wrong with one kind, or with our question for it, must not hold the others up. All else stops every call.
  const isOfKind = isRefused || halt.kind === 'our-bug';
  const restMs = isOfKind ? REFUSED_REST_MS : halt.kind === 'merchant-must-act' ? MERCHANT_CHECK_MS : 0;
  const answer = againAfter(halt, now);
  await services.database.inShop(shopId, async (sql) => {
    if (restMs > 0)
      await postponeObjects(
        sql,
        kind,
        objects.map(({ id }) => ({ id, notBefore: now + restMs })),
      );
    // What waits beside them would be rung for every second, and refused page by page.
    if (isRefused) await restObjects(sql, [kind], now + restMs);
    if (!isOfKind) await restObjects(sql, refetchKinds, now + answer.delayMs);
  });
  return isOfKind ? { kind: 'empty' } : { kind: 'turn', answer };
}
