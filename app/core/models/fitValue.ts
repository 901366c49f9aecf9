/** Fits the Gamma-Gamma model of order values to a shop's repeat buyers by maximum likelihood. */
import { NEEDED_REPEAT_BUYERS, type TooFew } from './fitPurchases.ts';
import type { ValueParameters } from './gammaGamma.ts';
import { maximise, type NotConverged } from './maximise.ts';
import { logGamma } from './specialFunctions.ts';

/** Repeat buyers as columns of equal length. */
export interface ValueCells {
  /** Repeat orders. */
  readonly x: ArrayLike<number>;
  /** Mean value of the repeat orders, in minor units. */
  readonly mean: ArrayLike<number>;
  /** How many buyers have these two. */
  readonly count: ArrayLike<number>;
}

export type ValueFit =
  | {
      readonly kind: 'fitted';
      readonly parameters: ValueParameters;
      readonly logLikelihood: number;
      readonly iterations: number;
      /**
       * Pearson's, of x and mean, over the buyers. The model takes it for 0 (0.11 with CDNOW); far from it, spending of
       * frequent buyers is expected too low, or too high if it is negative.
       */
      readonly correlation: number;
    }
  | { readonly kind: 'not-converged'; readonly reason: NotConverged }
  /**
   * `no-spread`: all means are the same; `parameters` expects that mean of everybody. `no-mean`: values spread so far that
   * the mean of all buyers, which is what those without repeat orders are expected to spend, is not bounded.
   */
  | { readonly kind: 'degenerate'; readonly parameters: ValueParameters; readonly reason: 'no-spread' | 'no-mean' }
  | TooFew;

const LEAST_SHAPE = 1e-3;
const MOST_SHAPE = 1e5;
/** A q that comes this close to 1 would go below it if it might. */
const LEAST_Q_ABOVE_ONE = 0.02;
const GAMMA_RANGE = 1e8;

/** Buyers whose repeat orders were worth nothing are left out: the model knows positive values only. */
export function fitValue(cells: ValueCells): ValueFit {
  const valued = valuedBuyers(cells);
  if (valued.buyers < NEEDED_REPEAT_BUYERS)
    return { kind: 'too-few', repeatBuyers: valued.buyers, needed: NEEDED_REPEAT_BUYERS };
  const { meanOfMeans, varianceOfMeans } = valued;
  if (varianceOfMeans <= 1e-18 * meanOfMeans * meanOfMeans) {
    const parameters = { p: 1, q: 1 + MOST_SHAPE, gamma: meanOfMeans * MOST_SHAPE };
    return { kind: 'degenerate', parameters, reason: 'no-spread' };
  }
  const value = groupValueLikelihood(valued);
  const best = maximise(
    (at) => value(modelOf(at)),
    [
      { start: 4, least: LEAST_SHAPE, most: MOST_SHAPE },
      { start: 3, least: LEAST_SHAPE, most: MOST_SHAPE },
      { start: (meanOfMeans * 3) / 4, least: meanOfMeans / GAMMA_RANGE, most: meanOfMeans * GAMMA_RANGE },
    ],
  );
  if (best.kind === 'not-found') return { kind: 'not-converged', reason: best.reason };
  const parameters = modelOf(best.at);
  if (parameters.q - 1 < LEAST_Q_ABOVE_ONE) return { kind: 'degenerate', parameters, reason: 'no-mean' };
  return {
    kind: 'fitted',
    parameters,
    logLikelihood: best.value,
    iterations: best.iterations,
    correlation: valued.correlation,
  };
}

/** What is sought is q - 1, so that q stays above 1. */
function modelOf([p = NaN, qAboveOne = NaN, gamma = NaN]: readonly number[]): ValueParameters {
  return { p, q: 1 + qAboveOne, gamma };
}

interface ValuedBuyers {
  readonly x: Float64Array;
  readonly mean: Float64Array;
  readonly count: Float64Array;
  readonly buyers: number;
  readonly meanOfMeans: number;
  readonly varianceOfMeans: number;
  readonly correlation: number;
}

function valuedBuyers(cells: ValueCells): ValuedBuyers {
  const x = Float64Array.from(cells.x);
  const mean = Float64Array.from(cells.mean);
  const count = Float64Array.from(cells.count, (weight, cell) =>
    (x[cell] ?? 0) > 0 && (mean[cell] ?? 0) > 0 ? weight : 0,
  );
  const buyers = count.reduce((sum, weight) => sum + weight, 0);
  const average = (of: (cell: number) => number): number =>
    count.reduce((sum, weight, cell) => (weight > 0 ? sum + weight * of(cell) : sum), 0) / buyers;
  const meanX = average((cell) => x[cell] ?? 0);
  const meanOfMeans = average((cell) => mean[cell] ?? 0);
  const covariance = average((cell) => ((x[cell] ?? 0) - meanX) * ((mean[cell] ?? 0) - meanOfMeans));
  const varianceOfX = average((cell) => ((x[cell] ?? 0) - meanX) ** 2);
  const varianceOfMeans = average((cell) => ((mean[cell] ?? 0) - meanOfMeans) ** 2);
  const spread = Math.sqrt(varianceOfX * varianceOfMeans);
  return { x, mean, count, buyers, meanOfMeans, varianceOfMeans, correlation: spread > 0 ? covariance / spread : 0 };
}

/**
 * The sum of `logLikelihoodOfMean`. Gamma functions are taken once per distinct x, and what is linear in p is summed up
 * beforehand, so that one logarithm per buyer remains.
 */
function groupValueLikelihood({ x, mean, count, buyers }: ValuedBuyers): (model: ValueParameters) => number {
  const buyersByX = new Map<number, number>();
  const total = new Float64Array(x.length);
  let logMeans = 0;
  let logMeansTimesX = 0;
  for (let cell = 0; cell < count.length; cell++) {
    const repeats = x[cell] ?? 0;
    const weight = count[cell] ?? 0;
    if (weight === 0) continue;
    total[cell] = repeats * (mean[cell] ?? 0);
    buyersByX.set(repeats, (buyersByX.get(repeats) ?? 0) + weight);
    logMeans += weight * Math.log(mean[cell] ?? 0);
    logMeansTimesX += weight * repeats * Math.log(mean[cell] ?? 0);
  }
  return ({ p, q, gamma }) => {
    let sum = buyers * (q * Math.log(gamma) - logGamma(q)) + p * logMeansTimesX - logMeans;
    for (const [repeats, weight] of buyersByX) {
      const shape = p * repeats;
      sum += weight * (logGamma(shape + q) - logGamma(shape) + shape * Math.log(repeats));
    }
    for (let cell = 0; cell < count.length; cell++) {
      const weight = count[cell] ?? 0;
      if (weight > 0) sum -= weight * (p * (x[cell] ?? 0) + q) * Math.log(gamma + (total[cell] ?? 0));
    }
    return sum;
  };
}
