/** When a merchant is told that a login runs out that nothing refreshes. */

/** So long before. */
export const LOGIN_WARNING_DAYS = 7;
const DAY_MS = 86_400_000;

/** Whether the end is near, or past. @param endsAt Null when it does not end by itself. */
export const isLoginEnding = (endsAt: number | null, now: number): boolean =>
  endsAt !== null && endsAt - now <= LOGIN_WARNING_DAYS * DAY_MS;
