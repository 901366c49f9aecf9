/**
 * How often buyers come back and when they are lost: BG/NBD and MBG/NBD.
 *
 * A buyer who is alive orders at random moments with a rate λ, and after each order is lost with probability p. Over all
 * buyers λ is gamma distributed (shape r, rate alpha) and p is beta distributed (a, b). Under BG/NBD only a repeat order
 * can be the last one, so that who ordered once is alive for certain; under MBG/NBD the first order can be it, too.
 *
 * - Fader, Hardie, Lee: "Counting Your Customers" the Easy Way, Marketing Science 24(2), 2005: BG/NBD.
 * - Batislam, Denizel, Filiztekin, Int. J. of Research in Marketing 24(3), 2007; Hoppe, Wagner, Marketing ZFP JRM 3(2),
 *   2007; Wagner, Hoppe: Erratum, IJRM 25(3), 2008: MBG/NBD.
 * - Fader, Hardie: Overcoming the BG/NBD Model's #NUM! Error Problem, note 027, 2013: likelihood by logarithms.
 *
 * The two models differ by one chance to be lost: with that chance counted, each formula serves both. Time is in any one
 * unit, the same for histories, horizons and 1/rate; `fitPurchases` is given days, the papers use weeks.
 */
import { logGamma, logOnePlusExp } from './specialFunctions.ts';

export type PurchaseModelKind = 'bg-nbd' | 'mbg-nbd';

/** All four are positive. `alpha` is in the unit of time; the others have none. */
export interface PurchaseParameters {
  readonly kind: PurchaseModelKind;
  readonly r: number;
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
}

/** One buyer, in the notation of the papers. */
export interface BuyerHistory {
  /** Repeat orders: all but the first. */
  readonly x: number;
  /** From the first order to the last; 0 without a repeat order. */
  readonly tx: number;
  /** From the first order to now; at least `tx`. */
  readonly T: number;
}

/** Chances to be lost that a buyer without a repeat order has had. */
export function chancesAtFirstOrder(kind: PurchaseModelKind): 0 | 1 {
  return kind === 'mbg-nbd' ? 1 : 0;
}

/** ln(P(lost) / P(alive)); -Infinity where a buyer cannot be lost yet. */
function logOddsLost(model: PurchaseParameters, x: number, tx: number, T: number): number {
  const chances = x + chancesAtFirstOrder(model.kind);
  if (chances === 0) return -Infinity;
  return Math.log(model.a / (model.b + chances - 1)) + (model.r + x) * Math.log1p((T - tx) / (model.alpha + tx));
}

/** The logarithm of the likelihood of one history (2005, eq. 6; 2008 for MBG/NBD). */
export function logLikelihood(model: PurchaseParameters, { x, tx, T }: BuyerHistory): number {
  const { kind, r, alpha, a, b } = model;
  const chances = x + chancesAtFirstOrder(kind);
  const ordered = logGamma(r + x) - logGamma(r) + r * Math.log(alpha) - (r + x) * Math.log(alpha + T);
  const stayed = logGamma(a + b) - logGamma(b) + logGamma(b + chances) - logGamma(a + b + chances);
  return ordered + stayed + logOnePlusExp(logOddsLost(model, x, tx, T));
}

/** The probability that the buyer is not lost at age T (Fader, Hardie, note 021, 2008; 2007 for MBG/NBD, eq. 5). */
export function probabilityAlive(model: PurchaseParameters, { x, tx, T }: BuyerHistory): number {
  return 1 / (1 + Math.exp(logOddsLost(model, x, tx, T)));
}

/**
 * The age from which on P(alive) is below `probability` if no further order comes: `probabilityAlive` solved for T. It is
 * `tx` if P(alive) is below it from the last order on, and null if it never falls that far, as with BG/NBD and x = 0.
 */
export function ageOfFallingBelow(
  model: PurchaseParameters,
  { x, tx }: Omit<BuyerHistory, 'T'>,
  probability: number,
): number | null {
  const oddsAtLastOrder = logOddsLost(model, x, tx, tx);
  if (oddsAtLastOrder === -Infinity || !(probability > 0)) return null;
  const oddsToGain = Math.log((1 - probability) / probability) - oddsAtLastOrder;
  if (!(oddsToGain > 0)) return tx;
  const age = tx + (model.alpha + tx) * Math.expm1(oddsToGain / (model.r + x));
  return Number.isFinite(age) ? age : null;
}

/** Expected orders in the next `t` of a buyer with this history (2005, eq. 10; 2008 for MBG/NBD). */
export function expectedOrders(model: PurchaseParameters, history: BuyerHistory, t: number): number {
  return probabilityAlive(model, history) * expectedOrdersIfAlive(model, history.x, history.T, t);
}

/** `expectedOrders` of a buyer who is known to be alive. */
export function expectedOrdersIfAlive(model: PurchaseParameters, x: number, T: number, t: number): number {
  const chances = x + chancesAtFirstOrder(model.kind);
  return ordersUntilLost(model.r + x, model.alpha + T, model.a, model.b + chances, t);
}

/** Expected repeat orders within `t` of the first order of a buyer of whom nothing is known (2005, eq. 9). */
export function expectedOrdersOfNewBuyer(model: PurchaseParameters, t: number): number {
  return expectedOrders(model, { x: 0, tx: 0, T: 0 }, t);
}

/** What is left out of a sum, relative to it. */
const PRECISION = 1e-10;
/** Differences of probabilities carry no digits below this. */
const NOISE = 1e-13;
/** Logarithm of the least probability that a sum may start at; e^-745 is no double. */
const LEAST_LOG = -600;

/**
 * Expected orders within `t` of a buyer who is alive. The papers write it with Gauss's hypergeometric function,
 * (a+b-1)/(a-1) · (1 - (α/(α+t))^r · ₂F₁(r, b; a+b-1; t/(α+t))), which divides zero by zero at a = 1, loses its digits near
 * it and overflows with hundreds of orders. The same number is a sum of positive terms: if N, negative binomial, is how
 * often the buyer would order if nothing could be lost, and S(j) = (b)ⱼ/(a+b)ⱼ the probability of surviving j orders, then
 * it is Σ S(j) · P(N > j) over j ≥ 0. (Expand ₂F₁ and (1 - qⁿ)/(1 - q) = Σ qʲ under the beta integral.)
 */
function ordersUntilLost(r: number, alpha: number, a: number, b: number, t: number): number {
  if (!(t > 0)) return 0;
  const z = t / (alpha + t);
  const logNone = -r * Math.log1p(t / alpha);
  let count = 0;
  let exactly: number;
  let more: number;
  let survival = 1;
  let sum = 0;
  if (logNone > LEAST_LOG) {
    exactly = Math.exp(logNone);
    more = -Math.expm1(logNone);
  } else {
    const start = firstLikelyCount(r, alpha, t, logNone);
    for (; count < start; count++) {
      sum += survival;
      survival *= (b + count) / (a + b + count);
    }
    exactly = Math.exp(logProbabilityOfCount(start, r, z, logNone));
    more = 1 - exactly;
  }
  const noise = more * NOISE;
  for (;;) {
    const term = survival * more;
    sum += term;
    const ratio = (z * (r + count)) / (count + 1);
    const bound = 1 - (ratio > z ? ratio : z);
    if (more <= noise || term <= PRECISION * bound * sum) return sum;
    exactly *= ratio;
    more -= exactly;
    survival *= (b + count) / (a + b + count);
    count++;
  }
}

function logProbabilityOfCount(count: number, r: number, z: number, logNone: number): number {
  return logGamma(r + count) - logGamma(r) - logGamma(count + 1) + logNone + count * Math.log(z);
}

/** The least count whose probability is worth writing down, where that of 0 is not: fewer orders do not happen. */
function firstLikelyCount(r: number, alpha: number, t: number, logNone: number): number {
  const z = t / (alpha + t);
  let unlikely = 0;
  let likely = Math.max(1, Math.floor(((r - 1) * t) / alpha));
  while (likely - unlikely > 1) {
    const middle = Math.floor((unlikely + likely) / 2);
    if (logProbabilityOfCount(middle, r, z, logNone) > LEAST_LOG) likely = middle;
    else unlikely = middle;
  }
  return likely;
}
