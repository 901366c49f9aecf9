/**
 * A new installation → a shop that is being read in: the job `install`. Every part may be done again without harm, so a run
 * that is broken off is simply repeated.
 */
import { backfillSubjects } from '#app/core/backfill/kinds.ts';
import { defaultParameters, presetRule } from '#app/core/presets/parameters.ts';
import { standardPresets } from '#app/core/presets/registry.ts';
import { applyShopNews } from '#app/flows/absorb/applyShopNews.ts';
import { oldestReadable } from '#app/core/reconcile/schedule.ts';
import { recomputeShop } from '#app/flows/decide/recomputeShop.ts';
import type { Services } from '#app/flows/services.ts';
import { withAdmin } from '#app/flows/shopify/admin.ts';
import { grantedScopes, shopDetails } from '#app/flows/shopify/documents.ts';
import { againAfter, finished, type AdminHalt, type FlowAnswer } from '#app/flows/shopify/halt.ts';
import type { ShopId } from '#app/platform/database.ts';
import { loadBackfills, queueBackfills } from '#app/store/backfill.ts';
import { ring } from '#app/store/bells.ts';
import { addPresetSegments } from '#app/store/installation.ts';
import { holdShop, loadShop } from '#app/store/shops.ts';
import { resumeComparing } from '#app/store/reconcile.ts';
import { clearAccessProblems, noteAccessProblem } from '#app/store/shopAccess.ts';
import { setUpPixel } from './mendPixel.ts';

/** What a new shop has, switched on. The rules of the standard presets speak of no money. */
const presetSegments = standardPresets.map((preset, index) => {
  const params = defaultParameters(preset);
  return { presetId: preset.id, params, rule: presetRule(preset, params, { minorPerUnit: 100 }), position: index + 1 };
});

/** Without these there is nothing to make segments of. */
const NEEDED_SCOPES = ['read_customers', 'read_orders'];

/** Sets the shop up. `again` while Shopify cannot be asked: no token yet, or out of reach. */
export async function runInstall(services: Services, shopId: ShopId): Promise<FlowAnswer> {
  const { database, clock, log } = services;
  const shop = await database.inShop(shopId, loadShop);
  if (shop?.status !== 'installed') return finished;

  const admin = withAdmin(services, shopId, shop.domain);
  const detailsAt = clock();
  const details = await admin.ask(shopDetails, {});
  if (details.kind === 'halted') return noteHalt(services, shopId, details.halt);

  const scopesAt = clock();
  const granted = await admin.ask(grantedScopes, {});
  if (granted.kind === 'halted') return noteHalt(services, shopId, granted.halt);
  const scopes = granted.value.accessScopes.map(({ handle }) => handle);
  // Whose products may not be read is not asked for them.
  const subjects = backfillSubjects.filter((subject) => subject !== 'products' || scopes.includes('read_products'));

  const done = await database.inShop(shopId, async (sql) => {
    await holdShop(sql);
    await applyShopNews(sql, { kind: 'scopes', scopes, at: scopesAt }, clock());
    const news = {
      kind: 'shop-details',
      name: details.value.name,
      currencyCode: details.value.currencyCode,
      timezone: details.value.ianaTimezone,
      countryCode: details.value.shopAddress.countryCodeV2,
      at: detailsAt,
    } as const;
    await applyShopNews(sql, news, clock());
    const segmentsAdded = await addPresetSegments(sql, presetSegments);
    const backfillsQueued = await queueBackfills(sql, subjects, clock());
    if (backfillsQueued > 0) await ring(sql, { task: 'backfill', shopId });
    await resumeComparing(sql, oldestReadable(scopes.includes('read_all_orders'), clock()), clock());
    if (NEEDED_SCOPES.every((scope) => scopes.includes(scope))) await clearAccessProblems(sql, ['grant-access']);
    else await noteAccessProblem(sql, 'grant-access', clock());
    const isReadIn = (await loadBackfills(sql)).every((backfill) => backfill.state === 'done');
    return { segmentsAdded, backfillsQueued, isReadIn };
  });
  // A shop that is being read in is computed at the end of that; one that was read in long ago is computed here.
  if (done.segmentsAdded > 0 && done.isReadIn) await recomputeShop(services, shopId);

  const pixel = await setUpPixel(services, shop, admin);
  if (pixel.kind === 'halted') return noteHalt(services, shopId, pixel.halt);
  log.info({ shopId, ...done, pixel: pixel.note }, 'shop set up');
  return finished;
}

/** Our own bugs end the set-up: asking again would not help. The log holds the reason. */
function noteHalt(services: Services, shopId: ShopId, halt: AdminHalt): FlowAnswer {
  services.log.warn({ shopId, halt: halt.kind, reason: halt.reason }, 'set-up halted');
  return halt.kind === 'our-bug' ? finished : againAfter(halt, services.clock());
}
