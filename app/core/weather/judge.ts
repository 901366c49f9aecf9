/** What an answer of the weather service means: a value, or who must act next and when. */
import { z } from 'zod';

/** One HTTP exchange. */
export type WeatherExchange =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfter: string | null; readonly body: string }
  | { readonly kind: 'lost'; readonly reason: string };

/**
 * - `again`: this call came to nothing; the same one may succeed.
 * - `limited`: no call may succeed before an instant (epoch milliseconds).
 * - `our-bug`: the service refuses this request, or answers as we do not expect.
 * - `no-access`: the service refuses us altogether; whoever runs the app has to look after its key and its addresses.
 */
export type WeatherFailure =
  | { readonly kind: 'again'; readonly reason: string }
  | { readonly kind: 'limited'; readonly notBefore: number; readonly reason: string }
  | { readonly kind: 'our-bug'; readonly reason: string }
  | { readonly kind: 'no-access'; readonly reason: string };

export type WeatherJudgement<Value> = { readonly kind: 'value'; readonly value: Value } | WeatherFailure;

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Refusals of who asks, not of what is asked. */
const NO_ACCESS = new Set([401, 402, 403]);

/** How the service reports an error: in words. */
const errorBody = z.object({ error: z.literal(true), reason: z.string() });

export function judge<Value>(
  exchange: WeatherExchange,
  schema: z.ZodType<Value>,
  now: number,
): WeatherJudgement<Value> {
  if (exchange.kind === 'lost') return { kind: 'again', reason: exchange.reason };
  const { status, retryAfter } = exchange;
  const body = jsonOf(exchange.body);
  const error = errorBody.safeParse(body).data;
  const reason = [`status ${status}`, ...(error ? [error.reason.slice(0, 200)] : [])].join(': ');
  if (status === 429) return { kind: 'limited', notBefore: limitedUntil(error?.reason ?? '', retryAfter, now), reason };
  if (status >= 500 || status === 408) return { kind: 'again', reason };
  if (NO_ACCESS.has(status)) return { kind: 'no-access', reason };
  if (status !== 200) return { kind: 'our-bug', reason };
  if (body === undefined) return { kind: 'again', reason: 'the answer was not JSON' };
  // The answer is streamed: what fails on the way is told after the status was sent.
  if (error) return { kind: 'again', reason };
  const parsed = schema.safeParse(body);
  if (parsed.success) return { kind: 'value', value: parsed.data };
  const where = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'answer'}: ${message}`).join(', ');
  return { kind: 'our-bug', reason: `the answer is not of the expected shape: ${where.slice(0, 200)}` };
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * When to come back after a limit was met: when the header says, which the service is not known to send, or else after the
 * period whose limit its words name. Periods are those of the clock, in UTC; a few seconds more for clocks that differ.
 */
function limitedUntil(reason: string, retryAfter: string | null, now: number): number {
  const told = retryAfter === null ? Number.NaN : retryInstant(retryAfter, now);
  if (Number.isFinite(told)) return Math.min(Math.max(told, now + SECOND_MS), now + DAY_MS);
  const periodMs = /\b(daily|monthly)\b/i.test(reason) ? DAY_MS : /\bhourly\b/i.test(reason) ? HOUR_MS : MINUTE_MS;
  return (Math.floor(now / periodMs) + 1) * periodMs + 5 * SECOND_MS;
}

/** `Retry-After` as an instant: seconds or an HTTP date; NaN when it is neither. */
const retryInstant = (header: string, now: number): number =>
  /^\d+$/.test(header.trim()) ? now + Number(header) * SECOND_MS : Date.parse(header);
