/**
 * Shopify → rows, for a shop's whole history: the job `backfill`. Each run does what can be done now for each kind of
 * history, and says when to be run again. When everything is loaded the shop is computed once, as a whole.
 */
import { SLICED_FROM_ORDERS, subjectOf } from '#app/core/backfill/kinds.ts';
import { recomputeShop } from '#app/flows/decide/recomputeShop.ts';
import type { Services } from '#app/flows/services.ts';
import { withAdmin, type AdminClient } from '#app/flows/shopify/admin.ts';
import { againAfter, finished, MERCHANT_CHECK_MS, type AdminHalt, type FlowAnswer } from '#app/flows/shopify/halt.ts';
import type { ShopId, Sql } from '#app/platform/database.ts';
import { closeBackfills, loadBackfills, noteProblem, type Backfill } from '#app/store/backfill.ts';
import { beginComparing } from '#app/store/reconcile.ts';
import { loadShop, type Shop } from '#app/store/shops.ts';
import { abandon, followExport, requestExport, type Step } from './exportStep.ts';
import { loadExport, type LoadOptions } from './loadStep.ts';

/** Number of the lock that lets one run per shop work, next to the one of `holdShop`. */
const RUN_LOCK = 7305;
const ELSEWHERE_MS = 1_000;
const TURN_MS = 1_000;

const defaultOptions: LoadOptions = { batchLines: 2_500, sliceMs: 3_000, slicedFromOrders: SLICED_FROM_ORDERS };

const isOpen = (backfill: Backfill): boolean =>
  (backfill.state === 'waiting' || backfill.state === 'requested' || backfill.state === 'loading') &&
  backfill.finishedAt === null;
const isUnderWay = (backfill: Backfill): boolean => isOpen(backfill) && !backfill.paused;
/**
 * Orders wait for customers that are coming in without trouble: a customer who has no row yet is stored several times as fast as
 * one whose orders came before.
 */
const comesFirst = (backfill: Backfill): boolean =>
  backfill.kind === 'customers' && isUnderWay(backfill) && backfill.problem === null && backfill.attempts === 0;
const awaitsClosing = (backfill: Backfill): boolean => backfill.state === 'loading' && backfill.finishedAt !== null;

/** Does what can be done now. `again` as long as anything is under way. Safe to be called in several processes at once. */
export async function runBackfill(
  services: Services,
  shopId: ShopId,
  options: Partial<LoadOptions> = {},
): Promise<FlowAnswer> {
  return services.database.inShop(shopId, async (sql) => {
    const { rows } = await sql.query<{ locked: boolean }>('SELECT pg_try_advisory_xact_lock($1, $2::int) AS locked', [
      RUN_LOCK,
      shopId,
    ]);
    if (!rows[0]?.locked) return { again: true, delayMs: ELSEWHERE_MS };
    return run(services, shopId, sql, { ...defaultOptions, ...options });
  });
}

async function run(services: Services, shopId: ShopId, lock: Sql, options: LoadOptions): Promise<FlowAnswer> {
  const { database, clock } = services;
  const { shop, backfills } = await database.inShop(shopId, async (sql) => ({
    shop: await loadShop(sql),
    backfills: await loadBackfills(sql),
  }));
  if (shop?.status !== 'installed') return finished;

  const admin = withAdmin(services, shopId, shop.domain);
  const answers: FlowAnswer[] = [];
  for (const backfill of backfills.filter(isUnderWay)) {
    // The lock is gone with its connection: another run may have begun.
    await lock.query('SELECT 1');
    const step = await takeStep(services, shop, admin, backfill, backfills.some(comesFirst), options);
    if (step.kind === 'wait') answers.push({ again: true, delayMs: step.delayMs });
    if (step.kind === 'halted') answers.push(await noteHalt(services, shop, backfill, step.halt));
  }
  if (answers.length > 0) return { again: true, delayMs: Math.min(...answers.map((answer) => answer.delayMs)) };

  const left = await database.inShop(shopId, loadBackfills);
  if (left.some(isUnderWay)) return { again: true, delayMs: 0 };
  // Segments of half a history would send people to lists they do not belong to: what is paused is waited for.
  if (left.some(isOpen) || !left.some(awaitsClosing)) return finished;
  await recomputeShop(services, shopId);
  await database.inShop(shopId, async (sql) => {
    await closeBackfills(sql, clock());
    await beginComparing(sql, clock());
  });
  services.log.info(
    { shopId, kinds: left.map(({ kind, linesDone, problem }) => ({ kind, linesDone, problem })) },
    'history read in',
  );
  return finished;
}

async function takeStep(
  services: Services,
  shop: Shop,
  admin: AdminClient,
  backfill: Backfill,
  customersFirst: boolean,
  options: LoadOptions,
): Promise<Step> {
  // Bells ring every second; what only the merchant can mend is not asked of Shopify that often.
  const heldUntilMs = backfill.updatedAt + MERCHANT_CHECK_MS;
  if (backfill.problem !== null && heldUntilMs > services.clock())
    return { kind: 'wait', delayMs: heldUntilMs - services.clock() };
  if (backfill.state === 'waiting') return requestExport(services, shop, admin, backfill, options.slicedFromOrders);
  const followed = await followExport(services, shop, admin, backfill);
  if (followed.kind === 'load' && customersFirst && subjectOf(backfill.kind) === 'orders')
    return { kind: 'wait', delayMs: TURN_MS };
  return followed.kind === 'load' ? loadExport(services, shop, admin, backfill, followed, options) : followed;
}

/** Keeps the reason for the merchant to see. An answer that we do not understand counts as a failed attempt. */
async function noteHalt(services: Services, shop: Shop, backfill: Backfill, halt: AdminHalt): Promise<FlowAnswer> {
  const { database, clock, log } = services;
  const { kind } = backfill;
  log.warn({ shopId: shop.shopId, kind, halt: halt.kind, reason: halt.reason }, 'backfill halted');
  if (halt.kind === 'our-bug') {
    const step = await abandon(services, shop, backfill, halt.reason, 'our-bug');
    return { again: true, delayMs: step.kind === 'wait' ? step.delayMs : 0 };
  }
  if (halt.kind === 'merchant-must-act')
    await database.inShop(shop.shopId, (sql) => noteProblem(sql, kind, halt.action, clock()));
  return againAfter(halt, clock());
}
