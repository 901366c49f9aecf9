/** What the fitted models say of one buyer at one instant. */
import { expectedOrdersIfAlive, probabilityAlive, type PurchaseParameters } from './bgNbd.ts';
import { expectedMean, type ValueParameters } from './gammaGamma.ts';

const DAY_MS = 86_400_000;
const ORDERS_WITHIN_DAYS = 30;
const SPEND_WITHIN_DAYS = 365;

export interface FittedModels {
  /** Fitted with days as the unit of time. */
  readonly purchases: PurchaseParameters;
  /** Fitted to values in minor units; null where there is no model of values. */
  readonly value: ValueParameters | null;
}

export interface ScoredBuyer {
  readonly firstOrderAt: number;
  readonly lastOrderAt: number;
  /** Counted orders, the first one included; at least 1. */
  readonly orderCount: number;
  /** Mean value of all orders but the first; of no matter where there is but one. */
  readonly meanRepeatMinor: number;
}

export interface BuyerScore {
  /** Probability from 0 to 1 that the buyer is not lost. */
  readonly pAlive: number;
  readonly expectedOrders30d: number;
  /** In minor units, not rounded. Null where there is no model of values. */
  readonly expectedSpendMinor365d: number | null;
}

/** @param asOf An instant; one before the last order is taken for that of the last order. */
export function scoreBuyer(models: FittedModels, buyer: ScoredBuyer, asOf: number): BuyerScore {
  const { purchases, value } = models;
  const x = Math.max(buyer.orderCount - 1, 0);
  const tx = x === 0 ? 0 : Math.max(buyer.lastOrderAt - buyer.firstOrderAt, 0) / DAY_MS;
  const T = Math.max((asOf - buyer.firstOrderAt) / DAY_MS, tx);
  const pAlive = probabilityAlive(purchases, { x, tx, T });
  return {
    pAlive,
    expectedOrders30d: pAlive * expectedOrdersIfAlive(purchases, x, T, ORDERS_WITHIN_DAYS),
    expectedSpendMinor365d:
      value === null
        ? null
        : pAlive *
          expectedOrdersIfAlive(purchases, x, T, SPEND_WITHIN_DAYS) *
          expectedMean(value, x, buyer.meanRepeatMinor),
  };
}
