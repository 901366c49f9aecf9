/** Buyers with the same history count together, and their likelihood is written over them: a million buyers fit fast. */
import { chancesAtFirstOrder, type PurchaseParameters, type PurchaseModelKind } from './bgNbd.ts';
import { logOnePlusExp } from './specialFunctions.ts';

/** Histories and how many buyers have each, as columns of equal length; x, tx and T as in `BuyerHistory`. */
export interface PurchaseCells {
  readonly x: Float64Array;
  readonly tx: Float64Array;
  readonly T: Float64Array;
  readonly count: Float64Array;
}

/** Ages up to 44 years fit into the key below. */
const MOST_DAYS = 2 ** 14 - 1;
const MOST_REPEATS = 2 ** 24 - 1;

/**
 * Groups buyers by repeat orders and whole days, ordered by x, tx, T. Days are rounded to the nearest, and a last order is
 * not later than now. @param x Repeat orders of each buyer. @param txDays From first to last order. @param ageDays Its T.
 */
export function groupBuyers(
  x: ArrayLike<number>,
  txDays: ArrayLike<number>,
  ageDays: ArrayLike<number>,
): PurchaseCells {
  const keys = new Float64Array(x.length);
  for (let index = 0; index < keys.length; index++) {
    const repeats = wholeWithin(x[index], MOST_REPEATS);
    const age = wholeWithin(ageDays[index], MOST_DAYS);
    const recency = repeats === 0 ? 0 : wholeWithin(txDays[index], age);
    keys[index] = (repeats * (MOST_DAYS + 1) + recency) * (MOST_DAYS + 1) + age;
  }
  keys.sort();
  let cellCount = 0;
  for (let index = 0; index < keys.length; index++) if (index === 0 || keys[index] !== keys[index - 1]) cellCount++;
  const columns = (): Float64Array => new Float64Array(cellCount);
  const cells = { x: columns(), tx: columns(), T: columns(), count: columns() };
  let cell = -1;
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] ?? 0;
    if (index === 0 || key !== keys[index - 1]) {
      cell++;
      const pair = Math.floor(key / (MOST_DAYS + 1));
      cells.T[cell] = key % (MOST_DAYS + 1);
      cells.tx[cell] = pair % (MOST_DAYS + 1);
      cells.x[cell] = Math.floor(pair / (MOST_DAYS + 1));
    }
    cells.count[cell] = (cells.count[cell] ?? 0) + 1;
  }
  return cells;
}

/** NaN and undefined become 0. */
function wholeWithin(value: number | undefined, most: number): number {
  return Math.min(Math.max(Math.round(value ?? 0) || 0, 0), most);
}

/** Log-likelihoods of all cells, as `logLikelihood` would add up, as functions of parameters only. */
export interface GroupedLikelihood {
  /** Of the model without any loss, the negative binomial: what both kinds become as a/b goes to 0. */
  readonly withoutLoss: (r: number, alpha: number) => number;
  readonly of: (model: Omit<PurchaseParameters, 'kind'>) => number;
}

/**
 * Everything but the probability of being lost needs sums by x and by T alone, and that one needs one exponential and one
 * logarithm per cell: logarithms of times are taken once per distinct time, those of gamma functions once per x.
 */
export function groupLikelihood(cells: PurchaseCells, kind: PurchaseModelKind): GroupedLikelihood {
  const { x: repeats, count } = cells;
  const chancesAtFirst = chancesAtFirstOrder(kind);
  const ages = distinct(cells.T);
  const recencies = distinct(cells.tx);
  const buyersByAge = new Float64Array(ages.values.length);
  const repeatsByAge = new Float64Array(ages.values.length);
  const buyersByX = new Float64Array(repeats.reduce((most, x) => Math.max(most, x), 0) + 1);
  let buyers = 0;
  for (let cell = 0; cell < count.length; cell++) {
    const x = repeats[cell] ?? 0;
    const weight = count[cell] ?? 0;
    const age = ages.index[cell] ?? 0;
    buyers += weight;
    buyersByAge[age] = (buyersByAge[age] ?? 0) + weight;
    repeatsByAge[age] = (repeatsByAge[age] ?? 0) + weight * x;
    buyersByX[x] = (buyersByX[x] ?? 0) + weight;
  }
  const logAge = new Float64Array(ages.values.length);
  const logRecency = new Float64Array(recencies.values.length);
  const logOddsAtOrder = new Float64Array(buyersByX.length);

  function withoutLoss(r: number, alpha: number): number {
    let sum = buyers * r * Math.log(alpha);
    let ordered = 0;
    for (let x = 1; x < buyersByX.length; x++) {
      ordered += Math.log(r + x - 1);
      sum += (buyersByX[x] ?? 0) * ordered;
    }
    for (let age = 0; age < logAge.length; age++) {
      const logarithm = Math.log(alpha + (ages.values[age] ?? 0));
      logAge[age] = logarithm;
      sum -= (r * (buyersByAge[age] ?? 0) + (repeatsByAge[age] ?? 0)) * logarithm;
    }
    return sum;
  }

  function of({ r, alpha, a, b }: Omit<PurchaseParameters, 'kind'>): number {
    let sum = withoutLoss(r, alpha);
    let stayed = chancesAtFirst === 1 ? Math.log1p(-a / (a + b)) : 0;
    for (let x = 0; x < buyersByX.length; x++) {
      const chances = x + chancesAtFirst;
      sum += (buyersByX[x] ?? 0) * stayed;
      stayed += Math.log1p(-a / (a + b + chances));
      logOddsAtOrder[x] = chances === 0 ? -Infinity : Math.log(a / (b + chances - 1));
    }
    for (let index = 0; index < logRecency.length; index++)
      logRecency[index] = Math.log(alpha + (recencies.values[index] ?? 0));
    // Most cells hold one buyer: their factors are multiplied, and the logarithm is taken before they overflow.
    let product = 1;
    for (let cell = 0; cell < count.length; cell++) {
      const x = repeats[cell] ?? 0;
      const weight = count[cell] ?? 0;
      const quiet = (logAge[ages.index[cell] ?? 0] ?? 0) - (logRecency[recencies.index[cell] ?? 0] ?? 0);
      const logOdds = (logOddsAtOrder[x] ?? 0) + (r + x) * quiet;
      if (weight !== 1 || logOdds > 30) {
        sum += weight * logOnePlusExp(logOdds);
        continue;
      }
      product *= 1 + Math.exp(logOdds);
      if (product > 1e250) {
        sum += Math.log(product);
        product = 1;
      }
    }
    sum += Math.log(product);
    return sum;
  }

  return { withoutLoss, of };
}

/** The distinct values of a column, and for each row which of them it has. */
function distinct(column: Float64Array): { values: number[]; index: Int32Array } {
  const places = new Map<number, number>();
  const index = new Int32Array(column.length);
  for (let row = 0; row < column.length; row++) {
    const value = column[row] ?? 0;
    let place = places.get(value);
    if (place === undefined) {
      place = places.size;
      places.set(value, place);
    }
    index[row] = place;
  }
  return { values: [...places.keys()], index };
}
