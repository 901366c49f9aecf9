/** A shop's buyers → its purchase model: fitted once a week; what does not come to a model leaves the last good one in force. */
import { fitPurchases, type PurchaseFit } from '#app/core/models/fitPurchases.ts';
import { fitValue, type ValueFit } from '#app/core/models/fitValue.ts';
import type { ValueParameters } from '#app/core/models/gammaGamma.ts';
import type { PurchaseModel } from '#app/core/models/purchaseModel.ts';
import { MODEL_EVERY_MS } from '#app/core/yardsticks/schedule.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopId } from '#app/platform/database.ts';
import { readBuyerCells, readScorePage, readValueCells, saveScores } from '#app/store/predictions.ts';
import { holdShop } from '#app/store/shops.ts';
import { type ModelReport, readYardsticks, saveModel } from '#app/store/yardsticks.ts';

/** Fits the model if it is due, and scores everybody by it. @returns Whether anybody's score may be another now. */
export async function refreshModel(services: Services, shopId: ShopId): Promise<boolean> {
  const { database, clock, log } = services;
  const now = clock();
  const { modelDueAt } = await database.inShop(shopId, readYardsticks);
  if (modelDueAt !== null && modelDueAt > now) return false;
  const { purchases, values } = await database.inShop(shopId, async (sql) => ({
    purchases: await readBuyerCells(sql, now),
    values: await readValueCells(sql),
  }));
  const fit = fitPurchases(purchases);
  const value = fit.kind === 'fitted' ? fitValue(values) : null;
  const model = modelOf(fit, value, now);
  const repeatBuyers = purchases.x.reduce((sum, x, index) => sum + (x > 0 ? (purchases.count[index] ?? 0) : 0), 0);
  const report = reportOf(fit, value, repeatBuyers, now);
  log.info({ shopId, outcome: report.outcome, value: report.valueOutcome, repeatBuyers }, 'purchase model fitted');
  await database.inShop(shopId, (sql) => saveModel(sql, model, report, now + MODEL_EVERY_MS));
  await scoreAll(services, shopId);
  return true;
}

/** Scores all buyers by the model in force, some at a time: while the database writes one page, the next is read and scored. */
async function scoreAll({ database }: Services, shopId: ShopId): Promise<void> {
  const { model } = await database.inShop(shopId, readYardsticks);
  let writing: Promise<void> | null = null;
  for (let after: string | null = null; ;) {
    const from: string | null = after;
    const page = await database
      .inShop(shopId, (sql) => readScorePage(sql, model, from))
      .catch(async (error: unknown) => {
        await writing?.catch(() => undefined);
        throw error;
      });
    await writing;
    if (page === null) return;
    writing = database.inShop(shopId, async (sql) => {
      await holdShop(sql);
      await saveScores(sql, page.scores);
    });
    after = page.last;
  }
}

function modelOf(fit: PurchaseFit, value: ValueFit | null, fittedAt: number): PurchaseModel | undefined {
  switch (fit.kind) {
    case 'fitted':
      return { ...fit.parameters, value: valueOf(value), fittedAt };
    case 'degenerate':
      return { kind: 'own-gaps', fittedAt };
    case 'not-converged':
    case 'too-few':
      return undefined;
  }
}

/** Where the mean of all buyers is not bounded, nothing can be expected of those who ordered once. */
function valueOf(fit: ValueFit | null): ValueParameters | null {
  if (fit?.kind === 'fitted' || (fit?.kind === 'degenerate' && fit.reason === 'no-spread')) return fit.parameters;
  return null;
}

function reportOf(fit: PurchaseFit, value: ValueFit | null, repeatBuyers: number, at: number): ModelReport {
  return {
    outcome: fit.kind,
    repeatBuyers,
    reason: 'reason' in fit ? fit.reason : null,
    valueOutcome: value?.kind ?? null,
    logLikelihood: 'logLikelihood' in fit ? fit.logLikelihood : null,
    correlation: value !== null && 'correlation' in value ? value.correlation : null,
    at,
  };
}
