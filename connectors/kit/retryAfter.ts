/** When a partner wants to be asked again, as the header `Retry-After` says (RFC 9110, 10.2.3). */

/** What asks for more is not believed: a day. */
const MOST_WAIT_MS = 86_400_000;

/** Milliseconds until the instant that the header names, as whole seconds or as an HTTP date; null when it names none. */
export function retryAfterMs(header: string | null, nowMs: number): number | null {
  const value = header?.trim() ?? '';
  if (value === '') return null;
  const waitMs = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  return Number.isNaN(waitMs) ? null : Math.min(Math.max(0, waitMs), MOST_WAIT_MS);
}
