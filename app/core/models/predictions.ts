/** What the shop's purchase model expects of a customer, as facts. */
import type { Facts } from '../facts/catalogue.ts';
import type { PurchaseModel } from './purchaseModel.ts';
import { scoreBuyer } from './scoreBuyers.ts';

/** What a score is worked out from. */
export type ScoredFacts = Pick<Facts, 'orderCount' | 'spentMinor' | 'firstOrderAt' | 'lastOrderAt' | 'firstOrderMinor'>;

export type Predictions = Pick<Facts, 'expectedOrders30d' | 'expectedSpend365dMinor'>;

const nothing: Predictions = { expectedOrders30d: null, expectedSpend365dMinor: null };

/**
 * As of the model's fit, or of the last order where that is later, so that the same facts and the same model always expect the
 * same. Nothing of those who never ordered, or whose first order is not known, and nothing where the model tells nothing.
 */
export function predict(facts: ScoredFacts, model: PurchaseModel | null): Predictions {
  const { orderCount, spentMinor, firstOrderAt, lastOrderAt, firstOrderMinor } = facts;
  if (model === null || model.kind === 'own-gaps') return nothing;
  if (orderCount === 0 || firstOrderAt === null || lastOrderAt === null) return nothing;
  const { value, fittedAt } = model;
  const repeats = orderCount - 1;
  const meanRepeatMinor = repeats === 0 ? 0 : Math.max(spentMinor - (firstOrderMinor ?? 0), 0) / repeats;
  const score = scoreBuyer(
    { purchases: model, value },
    { firstOrderAt, lastOrderAt, orderCount, meanRepeatMinor },
    Math.max(fittedAt, lastOrderAt),
  );
  const spend = score.expectedSpendMinor365d;
  return {
    expectedOrders30d: score.expectedOrders30d,
    expectedSpend365dMinor: spend === null ? null : Math.min(Math.round(spend), Number.MAX_SAFE_INTEGER),
  };
}

/** The facts with what is expected put in. */
export const withPredictions = (facts: Facts, model: PurchaseModel | null): Facts => ({
  ...facts,
  ...predict(facts, model),
});
