/**
 * Where a value stands among others, and the cut points that tell it without them. The percentile rank of a value is the share of
 * those below it plus half the share of those equal to it: equal values share the middle of their ranks, and ties are never split.
 */

/**
 * The cut points of a list in so many equal parts: for k from 1 to parts − 1 the least value whose percentile rank is above
 * k / parts. The list ends where there is none. @param values Ascending.
 */
export function cutsOf(values: readonly number[], parts: number): number[] {
  const cuts: number[] = [];
  for (let first = 0; first < values.length;) {
    let next = first;
    while (next < values.length && values[next] === values[first]) next += 1;
    // Twice the rank, to stay with whole numbers: 2 · below + equal.
    const doubled = 2 * first + (next - first);
    while (cuts.length < parts - 1 && doubled * parts > 2 * values.length * (cuts.length + 1))
      cuts.push(values[first] ?? Number.NaN);
    first = next;
  }
  return cuts;
}

/**
 * `cutsOf` as a statement that returns rows of `cut`, in their order; fewer rows than parts − 1 where the list ends early.
 * @param select A SELECT of the column `value`; NULL is no value.
 */
export function cutsSql(select: string, parts: number): string {
  return `SELECT r.value AS cut
    FROM (
      SELECT value, reached, lag(reached, 1, 0::bigint) OVER (ORDER BY value) AS before FROM (
        SELECT value, least((doubled * ${parts} - 1) / (2 * total), ${parts - 1})::bigint AS reached FROM (
          SELECT value, (2 * sum(equal) OVER (ORDER BY value) - equal)::bigint AS doubled, (sum(equal) OVER ())::bigint AS total
          FROM (SELECT value, count(*) AS equal FROM (${select}) v WHERE value IS NOT NULL GROUP BY value) c) d) b) r
    CROSS JOIN LATERAL generate_series(r.before + 1, r.reached) AS k
    WHERE r.reached > r.before ORDER BY k`;
}

/** The percentile rank of a value among others, from 0 to 1. @param values Ascending, the value itself among them. */
export function percentileRank(value: number, values: readonly number[]): number {
  const below = values.filter((other) => other < value).length;
  const equal = values.filter((other) => other === value).length;
  return (below + equal / 2) / values.length;
}
