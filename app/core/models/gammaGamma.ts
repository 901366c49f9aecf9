/**
 * What a buyer's orders are worth on average: the Gamma-Gamma model (Fader, Hardie: The Gamma-Gamma Model of Monetary
 * Value, note 025, 2013; Fader, Hardie, Lee, J. of Marketing Research 42(4), 2005).
 *
 * The value of an order is gamma distributed with shape p around the buyer's own mean, and the rates of the buyers are
 * gamma distributed with shape q and rate gamma. Value and frequency are taken to be independent. As with orders, the
 * first one is left out: x counts repeat orders, and the mean is theirs.
 */
import { logGamma } from './specialFunctions.ts';

/** `p` > 0; `q` > 1, for otherwise buyers have no mean value; `gamma` > 0 is in the unit of the values. */
export interface ValueParameters {
  readonly p: number;
  readonly q: number;
  readonly gamma: number;
}

/**
 * The logarithm of the likelihood of the mean value of x repeat orders (2013, eq. 1a).
 * @param x At least 1.
 * @param mean More than 0.
 */
export function logLikelihoodOfMean({ p, q, gamma }: ValueParameters, x: number, mean: number): number {
  const shape = p * x;
  return (
    logGamma(shape + q) -
    logGamma(shape) -
    logGamma(q) +
    q * Math.log(gamma) +
    (shape - 1) * Math.log(mean) +
    shape * Math.log(x) -
    (shape + q) * Math.log(gamma + mean * x)
  );
}

/**
 * The value expected of the buyer's coming orders: the buyers' mean p·gamma/(q - 1) and the buyer's own, weighed by how
 * many orders the own one rests on (2013, eq. 5). Without repeat orders it is the buyers' mean, whatever `mean` is.
 */
export function expectedMean({ p, q, gamma }: ValueParameters, x: number, mean: number): number {
  return x === 0 ? (p * gamma) / (q - 1) : (p * (gamma + mean * x)) / (p * x + q - 1);
}
