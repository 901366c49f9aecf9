/** The table of RFM scores as it is shown: its order, and what each score stands for. */

/** The highest first, as rows stand. */
export const scoresDown = [5, 4, 3, 2, 1] as const;

/** From and up to, but not including; null where there is no end. */
export interface ScoreRange {
  readonly from: number | null;
  readonly to: number | null;
}

/**
 * The figures that get a score; null where none does.
 * @param cuts Ascending, at most four: a figure that has reached n of them scores n + 1.
 * @param least No figure is less.
 */
export function rangeOf(
  score: number,
  cuts: readonly number[],
  least: number = Number.NEGATIVE_INFINITY,
): ScoreRange | null {
  if (score > cuts.length + 1) return null;
  const [from, to] = [cuts[score - 2] ?? null, cuts[score - 1] ?? null];
  return (from !== null && from === to) || (to !== null && to <= least) ? null : { from, to };
}
