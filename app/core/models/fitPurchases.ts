/** Fits BG/NBD or MBG/NBD to a shop's buyers by maximum likelihood. */
import type { PurchaseParameters, PurchaseModelKind } from './bgNbd.ts';
import { maximise, type Maximum, type NotConverged, type Search } from './maximise.ts';
import { groupLikelihood, type GroupedLikelihood, type PurchaseCells } from './purchaseCells.ts';

/** With fewer buyers who came back, four parameters say more of chance than of the shop. */
export const NEEDED_REPEAT_BUYERS = 200;

export interface TooFew {
  readonly kind: 'too-few';
  readonly repeatBuyers: number;
  readonly needed: typeof NEEDED_REPEAT_BUYERS;
}

export type PurchaseFit =
  | {
      readonly kind: 'fitted';
      readonly parameters: PurchaseParameters;
      readonly logLikelihood: number;
      readonly iterations: number;
    }
  | { readonly kind: 'not-converged'; readonly reason: NotConverged }
  /**
   * `nobody-is-lost`: a model without any loss explains the orders as well. `parameters` has its r and alpha, and an `a` so
   * small that it predicts orders as that model does; its P(alive) says nothing of who is late.
   */
  | { readonly kind: 'degenerate'; readonly parameters: PurchaseParameters; readonly reason: 'nobody-is-lost' }
  | TooFew;

/**
 * Two parameters more must add this much to the log-likelihood to be worth having (Akaike, IEEE Transactions on Automatic
 * Control 19(6), 1974). Where a -> 0 they add nothing.
 */
const LEAST_GAIN = 2;
const LEAST_SHAPE = 1e-5;
const MOST_SHAPE = 1e5;
/** alpha is sought this many times below and above the mean time between orders. */
const ALPHA_RANGE = 1e6;
/**
 * Where searches for a and b begin. The likelihood can have two tops: one where buyers are alike in how easily they are lost,
 * one where some are lost at once and the others hardly ever (a, b < 1). Each is climbed from the likeliest of its starts.
 */
const LOSS_STARTS = [
  [
    { a: 0.5, b: 2 },
    { a: 0.5, b: 10 },
    { a: 1, b: 2 },
    { a: 2, b: 2 },
  ],
  [
    { a: 0.05, b: 0.05 },
    { a: 0.2, b: 0.2 },
  ],
] as const;

/** Tops are looked for with no more cells than this, a part of them all; the higher one is then climbed with all. */
const SEARCHED_CELLS = 40_000;

/**
 * @param cells What `groupBuyers` made of all buyers, those who ordered once included; `alpha` is in its days.
 * @param kind MBG/NBD unless said otherwise: in a shop many buyers are lost after the first order, and BG/NBD takes each of
 *   them for alive.
 */
export function fitPurchases(cells: PurchaseCells, kind: PurchaseModelKind = 'mbg-nbd'): PurchaseFit {
  const totals = totalsOf(cells);
  if (totals.repeatBuyers < NEEDED_REPEAT_BUYERS)
    return { kind: 'too-few', repeatBuyers: totals.repeatBuyers, needed: NEEDED_REPEAT_BUYERS };
  const betweenOrders = totals.time / totals.repeats;
  const likelihood = groupLikelihood(cells, kind);

  const noLoss = maximiseWithoutLoss(likelihood, betweenOrders);
  if (noLoss.kind === 'not-found') return { kind: 'not-converged', reason: noLoss.reason };
  const part = everyNth(cells, Math.ceil(cells.count.length / SEARCHED_CELLS));
  const near = maximiseWithLoss(groupLikelihood(part, kind), betweenOrders, noLoss.at);
  if (near.kind === 'not-found') return { kind: 'not-converged', reason: near.reason };
  const best = part === cells ? near : maximiseFrom(likelihood, modelOf(near.at), betweenOrders, true);
  if (best.kind === 'not-found') return { kind: 'not-converged', reason: best.reason };
  if (best.value - noLoss.value < LEAST_GAIN) {
    const [r, alpha] = pair(noLoss.at);
    return { kind: 'degenerate', parameters: { kind, r, alpha, a: 1e-9, b: 1 }, reason: 'nobody-is-lost' };
  }
  return {
    kind: 'fitted',
    parameters: { kind, ...modelOf(best.at) },
    logLikelihood: best.value,
    iterations: noLoss.iterations + best.iterations,
  };
}

function maximiseWithoutLoss(likelihood: GroupedLikelihood, betweenOrders: number): Maximum {
  return maximise((at) => likelihood.withoutLoss(...pair(at)), orderSearch(1, betweenOrders, betweenOrders));
}

function maximiseWithLoss(likelihood: GroupedLikelihood, betweenOrders: number, noLoss: readonly number[]): Maximum {
  const [r, alpha] = pair(noLoss);
  const tops = LOSS_STARTS.map((losses) => {
    const starts = losses.map((loss) => ({ r, alpha, ...loss }));
    const heights = starts.map(likelihood.of);
    const start = starts[heights.indexOf(Math.max(...heights))] ?? { r, alpha, ...losses[0] };
    return maximiseFrom(likelihood, start, betweenOrders, false);
  });
  return tops.reduce((best, top) => (heightOf(top) > heightOf(best) ? top : best));
}

function maximiseFrom(
  likelihood: GroupedLikelihood,
  { r, alpha, a, b }: Omit<PurchaseParameters, 'kind'>,
  betweenOrders: number,
  isNear: boolean,
): Maximum {
  const search = [...orderSearch(r, alpha, betweenOrders), shapeSearch(a), shapeSearch(b)];
  return maximise((at) => likelihood.of(modelOf(at)), search, isNear);
}

function heightOf(top: Maximum): number {
  return top.kind === 'found' ? top.value : -Infinity;
}

function shapeSearch(start: number): Search {
  return { start, least: LEAST_SHAPE, most: MOST_SHAPE };
}

function orderSearch(r: number, alpha: number, betweenOrders: number): Search[] {
  return [shapeSearch(r), { start: alpha, least: betweenOrders / ALPHA_RANGE, most: betweenOrders * ALPHA_RANGE }];
}

function modelOf([r = NaN, alpha = NaN, a = NaN, b = NaN]: readonly number[]): Omit<PurchaseParameters, 'kind'> {
  return { r, alpha, a, b };
}

function pair([r = NaN, alpha = NaN]: readonly number[]): [number, number] {
  return [r, alpha];
}

/** Each n-th cell; of cells in order that is a fair part of all. The cells themselves where n is 1. */
function everyNth(cells: PurchaseCells, n: number): PurchaseCells {
  if (n <= 1) return cells;
  const part = (column: Float64Array): Float64Array => column.filter((_, cell) => cell % n === 0);
  return { x: part(cells.x), tx: part(cells.tx), T: part(cells.T), count: part(cells.count) };
}

function totalsOf({ x, T, count }: PurchaseCells): { repeatBuyers: number; repeats: number; time: number } {
  let repeatBuyers = 0;
  let repeats = 0;
  let time = 0;
  for (let cell = 0; cell < count.length; cell++) {
    const weight = count[cell] ?? 0;
    if ((x[cell] ?? 0) > 0) repeatBuyers += weight;
    repeats += weight * (x[cell] ?? 0);
    time += weight * (T[cell] ?? 0);
  }
  return { repeatBuyers, repeats, time };
}
