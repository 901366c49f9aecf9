/** A rule's answer for one customer, and how the answers of parts make the answer of a group. */

export interface Verdict {
  readonly member: boolean;
  /**
   * The first instant, in epoch milliseconds, at which the answer can change by time alone; null if it cannot. Always
   * later than the instant asked about. Until then the answer stays as it is; at that instant it may, but need not, be
   * another one. Any change of a fact makes a verdict void.
   */
  readonly until: number | null;
}

/**
 * The verdict of a group of which all parts must hold. While it holds, the part that changes first can end it. While it
 * does not, every part that fails must change before it can hold: the last of them decides, and one that never changes
 * keeps it false for good.
 */
export function allOf(verdicts: readonly Verdict[]): Verdict {
  const failing = verdicts.filter((verdict) => !verdict.member);
  return failing.length === 0 ? { member: true, until: earliest(verdicts) } : { member: false, until: latest(failing) };
}

/** The verdict of a group of which one part must hold: the mirror image of `allOf`. */
export function anyOf(verdicts: readonly Verdict[]): Verdict {
  const holding = verdicts.filter((verdict) => verdict.member);
  return holding.length === 0 ? { member: false, until: earliest(verdicts) } : { member: true, until: latest(holding) };
}

/** The opposite answer; it changes when the answer does. */
export function opposite(verdict: Verdict): Verdict {
  return { member: !verdict.member, until: verdict.until };
}

/** The least `until`; null, which is never, is later than every instant. */
function earliest(verdicts: readonly Verdict[]): number | null {
  let least: number | null = null;
  for (const { until } of verdicts) if (until !== null && (least === null || until < least)) least = until;
  return least;
}

/** The greatest `until`; null, which is never, is later than every instant. */
function latest(verdicts: readonly Verdict[]): number | null {
  let greatest = Number.NEGATIVE_INFINITY;
  for (const { until } of verdicts) {
    if (until === null) return null;
    if (until > greatest) greatest = until;
  }
  return greatest;
}
