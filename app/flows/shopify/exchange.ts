/** One HTTP exchange with Shopify: a deadline, no redirects, and failures as values that tell whether we were heard. */
import { isUnheard, networkCode } from '#app/core/networkErrors.ts';
import type { Environment } from '#app/platform/environment.ts';

export type Exchange =
  | { kind: 'answered'; status: number; retryAfterMs: number | null; body: string }
  /** `heard`: whether Shopify may have acted on it all the same. */
  | { kind: 'lost'; heard: 'no' | 'maybe'; reason: string };

/**
 * Address of a shop's admin, without a slash at the end.
 * @throws Error when the domain is not one of Shopify's: tokens are sent there.
 */
export function adminAddress(environment: Environment, domain: string): string {
  if (!/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/.test(domain)) throw new Error(`Not a shop's domain: ${domain}`);
  return environment.SHOPIFY_ADMIN_BASE_URL.replace('{shop}', domain).replace(/\/+$/, '');
}

/** Posts JSON and reads the whole answer within `timeoutMs`, or gives it up when the signal fires. */
export async function postJson(
  url: string,
  body: unknown,
  headers: Record<string, string>,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<Exchange> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', ...headers },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
    });
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    const retryAfterMs = Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
    return { kind: 'answered', status: response.status, retryAfterMs, body: await response.text() };
  } catch (error) {
    const code = networkCode(error);
    return { kind: 'lost', heard: isUnheard(code) ? 'no' : 'maybe', reason: code };
  }
}

/** The body as an object, or null. */
export function jsonObject(body: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
