/**
 * Shopify → rows, for a shop's whole history: the job `backfill`. Each run does what can be done now for each kind of
 * history, and says when to be run again. When everything is loaded the shop is computed once, as a whole.
 */
import { recomputeShop } from '#app/flows/decide/recomputeShop.ts';
import type { Services } from '#app/flows/services.ts';
import { withAdmin, type AdminClient } from '#app/flows/shopify/admin.ts';
import { againAfter, finished, type AdminHalt, type FlowAnswer } from '#app/flows/shopify/halt.ts';
import type { ShopId, Sql } from '#app/platform/database.ts';
import { closeBackfills, loadBackfills, noteLoaded, noteProblem, type Backfill } from '#app/store/backfill.ts';
import { loadShop, type Shop } from '#app/store/shops.ts';
import { followExport, requestExport, type Step } from './exportStep.ts';
import { defaultLoadOptions, loadExport, type LoadOptions } from './loadStep.ts';

/** Number of the lock that lets one run per shop work, next to the one of `holdShop`. */
const RUN_LOCK = 7302;
const ELSEWHERE_MS = 1_000;

const isUnderWay = (backfill: Backfill): boolean =>
  (backfill.state === 'waiting' || backfill.state === 'requested' || backfill.state === 'loading') &&
  backfill.finishedAt === null;
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
    return run(services, shopId, sql, { ...defaultLoadOptions, ...options });
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
    const step = await takeStep(services, shop, admin, backfill, options);
    if (step.kind === 'wait') answers.push({ again: true, delayMs: step.delayMs });
    if (step.kind === 'halted') answers.push(await noteHalt(services, shop, backfill, step.halt));
  }
  if (answers.length > 0) return { again: true, delayMs: Math.min(...answers.map((answer) => answer.delayMs)) };

  const left = await database.inShop(shopId, loadBackfills);
  if (left.some(isUnderWay)) return { again: true, delayMs: 0 };
  if (!left.some(awaitsClosing)) return finished;
  await recomputeShop(services, shopId);
  await database.inShop(shopId, (sql) => closeBackfills(sql, clock()));
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
  options: LoadOptions,
): Promise<Step> {
  if (backfill.state === 'waiting') return requestExport(services, shop, admin, backfill);
  const followed = await followExport(services, shop, admin, backfill);
  return followed.kind === 'load'
    ? loadExport(services, shop, backfill, followed.operation, followed.url, options)
    : followed;
}

/** Keeps the reason for the merchant to see. What only a new version can mend is over for now. */
async function noteHalt(services: Services, shop: Shop, backfill: Backfill, halt: AdminHalt): Promise<FlowAnswer> {
  const { database, clock, log } = services;
  const { kind } = backfill;
  log.warn({ shopId: shop.shopId, kind, halt: halt.kind, reason: halt.reason }, 'backfill halted');
  if (halt.kind === 'merchant-must-act')
    await database.inShop(shop.shopId, (sql) => noteProblem(sql, kind, halt.action, clock()));
  if (halt.kind === 'our-bug') {
    await database.inShop(shop.shopId, (sql) => noteLoaded(sql, kind, 'our-bug', clock()));
    return { again: true, delayMs: 0 };
  }
  return againAfter(halt, clock());
}
