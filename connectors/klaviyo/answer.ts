/** An HTTP answer as the client sees it, whoever fetched it. */

export interface Answer {
  readonly status: number;
  /** A header by its lower-case name; null when the answer has none. */
  header(name: string): string | null;
  /** The parsed JSON; whatever else came when it is not JSON, undefined when nothing came. */
  readonly body: unknown;
}

/** What `Retry-After` asks for: whole seconds or an HTTP date; null when it is absent or unreadable. */
export function retryAfterMs(answer: Answer, nowMs: number): number | null {
  const value = answer.header('retry-after')?.trim();
  if (value === undefined || value === '') return null;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}
