/**
 * Rate limits per account, or installation of an app at an account, and call: fixed windows of one second and sixty seconds, and for some calls a day (UTC). A refused caller
 * is told when to come back; coming back earlier is refused again, even if a new window has begun meanwhile.
 */
import { whole, type Database } from '../database.ts';
import type { Bucket, Endpoint } from './protocol/endpoint.ts';
import { throttled } from './protocol/errors.ts';
import type { KeyHolder } from './store/accounts.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export type LimitMode = 'published' | 'off';

export interface Limiter {
  mode: LimitMode;
  /** Counts the call and returns the headers of the steady window; throws 429 when a window is full. */
  take(holder: KeyHolder, endpoint: Endpoint, search: URLSearchParams, nowMs: number): Record<string, string>;
  clear(): void;
}

interface Use {
  burstWindow: number;
  burstUsed: number;
  steadyWindow: number;
  steadyUsed: number;
  blockedUntilMs: number;
}

export function makeLimiter(db: Database, mode: LimitMode): Limiter {
  const uses = new Map<string, Use>();

  function useOf(key: string, nowMs: number): Use {
    let use = uses.get(key);
    if (use === undefined) {
      use = { burstWindow: -1, burstUsed: 0, steadyWindow: -1, steadyUsed: 0, blockedUntilMs: 0 };
      uses.set(key, use);
    }
    const burstWindow = Math.floor(nowMs / SECOND_MS);
    const steadyWindow = Math.floor(nowMs / MINUTE_MS);
    if (use.burstWindow !== burstWindow) Object.assign(use, { burstWindow, burstUsed: 0 });
    if (use.steadyWindow !== steadyWindow) Object.assign(use, { steadyWindow, steadyUsed: 0 });
    return use;
  }

  function usedToday(accountPk: number, operation: string, day: number): number {
    const row = db.get(
      'SELECT used FROM daily_use WHERE account_pk = ? AND operation = ? AND day = ?',
      accountPk,
      operation,
      day,
    );
    return row === undefined ? 0 : whole(row, 'used');
  }

  /** Instant from which the bucket has room again; `nowMs` or earlier when it has room now. */
  function roomAtMs(use: Use, bucket: Bucket, todayUsed: number, nowMs: number): number {
    let atMs = use.blockedUntilMs;
    if (use.burstUsed >= bucket.burstPerSecond) atMs = Math.max(atMs, (use.burstWindow + 1) * SECOND_MS);
    if (use.steadyUsed >= bucket.steadyPerMinute) atMs = Math.max(atMs, (use.steadyWindow + 1) * MINUTE_MS);
    if (bucket.perDay !== undefined && todayUsed >= bucket.perDay) {
      atMs = Math.max(atMs, (Math.floor(nowMs / DAY_MS) + 1) * DAY_MS);
    }
    return atMs;
  }

  return {
    mode,
    take({ account: { pk: accountPk }, installPk }, endpoint, search, nowMs) {
      if (this.mode === 'off') return {};
      const operation = installPk === null ? endpoint.operationId : `${installPk}/${endpoint.operationId}`;
      const own = { bucket: endpoint.bucket, use: useOf(`${accountPk}:${operation}`, nowMs) };
      const extras = (endpoint.extraBuckets ?? [])
        .filter(({ parameter, value }) => search.get(parameter)?.split(',').includes(value))
        .map(({ bucket, value }) => ({ bucket, use: useOf(`${accountPk}:${operation}:${value}`, nowMs) }));
      const day = Math.floor(nowMs / DAY_MS);
      const todayUsed = own.bucket.perDay === undefined ? 0 : usedToday(accountPk, operation, day);
      const all = [own, ...extras];
      const roomMs = Math.max(...all.map(({ bucket, use }) => roomAtMs(use, bucket, todayUsed, nowMs)));
      if (roomMs > nowMs) {
        const waitSeconds = Math.ceil((roomMs - nowMs) / SECOND_MS);
        // Retry-After is whole seconds: the promise holds until they have passed. A block in force is not prolonged.
        for (const { use } of all) {
          if (use.blockedUntilMs <= nowMs) use.blockedUntilMs = nowMs + waitSeconds * SECOND_MS;
        }
        throw throttled(waitSeconds);
      }
      for (const { use } of all) {
        use.burstUsed += 1;
        use.steadyUsed += 1;
      }
      if (own.bucket.perDay !== undefined) {
        db.run(
          `INSERT INTO daily_use (account_pk, operation, day, used) VALUES (?, ?, ?, 1)
           ON CONFLICT (account_pk, operation) DO UPDATE SET
             used = CASE WHEN day = excluded.day THEN used + 1 ELSE 1 END, day = excluded.day`,
          accountPk,
          operation,
          day,
        );
      }
      return {
        'RateLimit-Limit': String(own.bucket.steadyPerMinute),
        'RateLimit-Remaining': String(own.bucket.steadyPerMinute - own.use.steadyUsed),
        'RateLimit-Reset': String(Math.ceil(((own.use.steadyWindow + 1) * MINUTE_MS - nowMs) / SECOND_MS)),
      };
    },
    clear() {
      uses.clear();
    },
  };
}
