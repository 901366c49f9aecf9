/**
 * Yardsticks: figures of the whole shop that rules compare a customer with. They are worked out once a day and stay as they are
 * in between, so that a verdict is always that of known figures. Plain JSON, as it is stored.
 */
import type { PurchaseModel } from '../models/purchaseModel.ts';

/** The facts whose percentiles among the shop's buyers are kept. */
export const rankedFacts = ['spentMinor', 'averageOrderMinor', 'expectedOrders30d', 'expectedSpend365dMinor'] as const;
export type RankedFact = (typeof rankedFacts)[number];

/**
 * Cut points of the three RFM scores, at most four each, ascending: a value that has reached n of them scores n + 1. Recency
 * in epoch milliseconds of the last order, frequency in orders, monetary in minor units.
 */
export interface RfmCuts {
  readonly recency: readonly number[];
  readonly frequency: readonly number[];
  readonly monetary: readonly number[];
}

/** The next three days in one place. */
export interface Forecast {
  readonly rain: boolean;
  readonly snow: boolean;
  /** The lowest and the highest temperature, in degrees Celsius. */
  readonly lowestC: number;
  readonly highestC: number;
}

export interface Yardsticks {
  /** IANA zone of the shop, for the rules that speak of calendar days. */
  readonly timezone: string;
  /** Customers with at least one order that counts. */
  readonly buyerCount: number;
  /** Null before the first buyer. */
  readonly rfm: RfmCuts | null;
  /** Under 50 buyers quintiles mean nothing, and fixed cut points stand in. */
  readonly rfmBasis: 'quintiles' | 'fixed';
  /**
   * By fact the least value that stands above p hundredths of the buyers, at index p − 1 for p from 1 to 99; see percentiles.ts.
   * Where nobody does the list ends.
   */
  readonly percentiles: Readonly<Partial<Record<RankedFact, readonly number[]>>>;
  /** The median, over those who ordered more than once, of their mean length between orders; null while nobody has. */
  readonly medianGapMs: number | null;
  /** The purchase model in force; null while there is none. */
  readonly model: PurchaseModel | null;
  /** Forecasts by place key. */
  readonly forecasts: Readonly<Record<string, Forecast>>;
}

/** Of a shop of which nothing has been worked out yet. */
export const noYardsticks: Yardsticks = {
  timezone: 'UTC',
  buyerCount: 0,
  rfm: null,
  rfmBasis: 'fixed',
  percentiles: {},
  medianGapMs: null,
  model: null,
  forecasts: {},
};
