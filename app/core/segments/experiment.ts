/** What an experiment on a segment says: two groups of customers, told apart by chance alone, compared with an interval. */

/** What one group came to. */
export interface ArmFigures {
  /** Customers of the group, whether they were reached or not. */
  exposedCount: number;
  /** Of them, those who ordered within the time that is looked at. */
  buyerCount: number;
  orderCount: number;
  revenueMinor: number;
  /** The sum over all of the group of the square of what each spent, in minor units squared. */
  revenueSquares: number;
}

/** A difference, first group less second, and the interval that holds the true one in 95 of 100 experiments. */
export interface Difference {
  value: number;
  low: number;
  high: number;
}

export type Comparison =
  | { verdict: 'too-few' }
  | {
      /** Of the first group against the second, by the share of those who ordered. */
      verdict: 'better' | 'worse' | 'no-difference-yet';
      /** The share of each group that ordered, 0 to 1. */
      firstShare: number;
      secondShare: number;
      share: Difference;
      /** Of what is spent per customer, in minor units. */
      revenueMinor: Difference;
    };

/** Each group needs so many customers, and both together so many buyers, before they are compared at all. */
export const LEAST_EXPOSED = 100;
export const LEAST_BUYERS = 20;

/** The 97.5th percentile of the standard normal distribution. */
const Z = 1.959963984540054;

export function compareArms(first: ArmFigures, second: ArmFigures): Comparison {
  const fewest = Math.min(first.exposedCount, second.exposedCount);
  if (fewest < LEAST_EXPOSED || first.buyerCount + second.buyerCount < LEAST_BUYERS) return { verdict: 'too-few' };
  const share = differenceOfShares(first.buyerCount, first.exposedCount, second.buyerCount, second.exposedCount);
  return {
    verdict: share.low > 0 ? 'better' : share.high < 0 ? 'worse' : 'no-difference-yet',
    firstShare: first.buyerCount / first.exposedCount,
    secondShare: second.buyerCount / second.exposedCount,
    share,
    revenueMinor: differenceOfMeans(first, second),
  };
}

/**
 * The score interval of one share (Wilson, J. Am. Stat. Assoc. 22, 1927), without a correction for continuity.
 * @param of More than none.
 */
export function shareInterval(count: number, of: number): { low: number; high: number } {
  const [share, zz] = [count / of, Z * Z];
  const half = Z * Math.sqrt((share * (1 - share)) / of + zz / (4 * of * of));
  const scale = 1 + zz / of;
  const centre = share + zz / (2 * of);
  return { low: Math.max(0, (centre - half) / scale), high: Math.min(1, (centre + half) / scale) };
}

/**
 * The difference of two shares with its hybrid score interval: method 10 of Newcombe, Interval estimation for the difference
 * between independent proportions, Statistics in Medicine 17 (1998), 873–890. Right also for few and for shares near 0.
 */
export function differenceOfShares(
  firstCount: number,
  firstOf: number,
  secondCount: number,
  secondOf: number,
): Difference {
  const [first, second] = [firstCount / firstOf, secondCount / secondOf];
  const [one, two] = [shareInterval(firstCount, firstOf), shareInterval(secondCount, secondOf)];
  return {
    value: first - second,
    low: first - second - Math.hypot(first - one.low, two.high - second),
    high: first - second + Math.hypot(one.high - first, second - two.low),
  };
}

/** The difference of what is spent per customer; the groups are large enough for the normal distribution to stand in. */
function differenceOfMeans(first: ArmFigures, second: ArmFigures): Difference {
  const value = meanOf(first) - meanOf(second);
  const half = Z * Math.sqrt(varianceOfMean(first) + varianceOfMean(second));
  return { value, low: value - half, high: value + half };
}

const meanOf = ({ revenueMinor, exposedCount }: ArmFigures): number => revenueMinor / exposedCount;

function varianceOfMean(arm: ArmFigures): number {
  const squares = arm.revenueSquares - arm.revenueMinor * meanOf(arm);
  return Math.max(squares, 0) / (arm.exposedCount - 1) / arm.exposedCount;
}
