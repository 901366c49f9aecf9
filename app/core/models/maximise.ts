/** The highest point of a likelihood over positive parameters: Nelder & Mead's simplex (1965) on their logarithms. */
import { Simplex } from 'dfoptim';

/** A parameter's start, and what it must not go below or above. */
export interface Search {
  readonly start: number;
  readonly least: number;
  readonly most: number;
}

export type Maximum =
  | { readonly kind: 'found'; readonly at: readonly number[]; readonly value: number; readonly iterations: number }
  | { readonly kind: 'not-found'; readonly reason: NotConverged };

/** `not-finite`: the likelihood is no number where the search starts. `still-rising`: it went on rising until we gave up. */
export type NotConverged = 'not-finite' | 'still-rising';

/** A simplex may fold up before the top. Another is set up where it ended, until one rises by no more than this. */
const LEAST_RISE = 1e-5;
const MOST_SIMPLEXES = 12;
/** Of one simplex; a usual one takes a hundred or two. */
const MOST_STEPS = 1_000;
/** Edges of the first simplex, where the start is a guess, and of the later ones; in natural logarithms of the parameters. */
const FIRST_EDGE = 0.5;
const LATER_EDGE = 0.15;
/** A simplex is done when its corners are this close, as a part of its first edge. */
const TOLERANCE = 4e-5;

/**
 * Maximises a log-likelihood; deterministic. @param value Called with the parameters themselves; what it returns is in
 * units of log-likelihood, of which a hundred-thousandth is nothing. @param isNear Whether the start is near the top.
 */
export function maximise(
  value: (parameters: readonly number[]) => number,
  search: readonly Search[],
  isNear = false,
): Maximum {
  let at = search.map(({ start, least, most }) => Math.log(Math.min(Math.max(start, least), most)));
  let highest = value(at.map(Math.exp));
  if (!Number.isFinite(highest)) return { kind: 'not-found', reason: 'not-finite' };
  let iterations = 0;
  for (let turn = 0; turn < MOST_SIMPLEXES; turn++) {
    const best = climb(value, search, at, turn === 0 && !isNear ? FIRST_EDGE : LATER_EDGE);
    iterations += best.iterations;
    const rise = best.value - highest;
    if (rise > 0) {
      at = best.at;
      highest = best.value;
    }
    if (turn > 0 && best.converged && rise <= LEAST_RISE) {
      return { kind: 'found', at: at.map(Math.exp), value: highest, iterations };
    }
  }
  return { kind: 'not-found', reason: 'still-rising' };
}

interface Top {
  at: number[];
  value: number;
  iterations: number;
  converged: boolean;
}

/**
 * One simplex. The library sizes its edges by the coordinates of the start, which are logarithms and may be 0: so it is
 * given coordinates that are all 1 there, and an edge is 1 long. Outside the limits nothing is likely.
 */
function climb(value: (p: readonly number[]) => number, search: readonly Search[], from: number[], edge: number): Top {
  const logarithms = (location: readonly number[]): number[] =>
    from.map((start, index) => start + edge * ((location[index] ?? 1) - 1));
  const depth = (location: number[]): number => {
    const at = logarithms(location).map(Math.exp);
    const inside = search.every(({ least, most }, index) => {
      const parameter = at[index] ?? NaN;
      return parameter >= least && parameter <= most;
    });
    const height = inside ? value(at) : -Infinity;
    return Number.isNaN(height) ? Infinity : -height;
  };
  const simplex = new Simplex(
    depth,
    from.map(() => 1),
    { deltaNonZero: 1, tolerance: TOLERANCE, errorOnFailure: true },
  );
  const result = simplex.run(MOST_STEPS);
  return {
    at: logarithms(result.location),
    value: -result.value,
    iterations: result.iterations,
    converged: result.converged,
  };
}
