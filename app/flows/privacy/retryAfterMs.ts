/** When what failed for a privacy request is tried again: after a minute, then later each time. */

const FIRST_RETRY_MS = 60_000;
const LONGEST_RETRY_MS = 6 * 3_600_000;

/** @param attempts How often it failed before. */
export const retryAfterMs = (attempts: number): number =>
  Math.min(FIRST_RETRY_MS * 2 ** Math.min(attempts, 20), LONGEST_RETRY_MS);
