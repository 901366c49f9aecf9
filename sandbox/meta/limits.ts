/**
 * Rate limits. For each ad account: calls in a rolling hour, and a score (a read 1, a write 3) over 300 seconds that blocks the
 * account when it is used up. For each app: calls in a rolling hour. A call made while blocked is refused, counted, and lengthens
 * the block. Every answer carries the usage headers.
 */
import { appThrottled, callsThrottled, scoreThrottled, type GraphError } from './protocol/errors.ts';
import { makeRollingSum, type RollingSum } from './rolling-sum.ts';
import type { AdAccount } from './store/accounts.ts';
import type { App, Tier } from './store/apps.ts';
import type { Switches } from './switches.ts';

export type LimitMode = 'published' | 'off';

interface TierLimits {
  readonly hourlyCalls: number;
  readonly score: number;
  readonly blockMs: number;
  readonly name: string;
}

const TIERS: Readonly<Record<Tier, TierLimits>> = {
  limited: { hourlyCalls: 5_000, score: 60, blockMs: 300_000, name: 'development_access' },
  full: { hourlyCalls: 190_000, score: 9_000, blockMs: 60_000, name: 'standard_access' },
};
const CALLS_PER_AUDIENCE = 40;
const MOST_HOURLY_CALLS = 700_000;
const SCORE_WINDOW_MS = 300_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const READ_SCORE = 1;
const WRITE_SCORE = 3;

export interface Taken {
  readonly headers: Readonly<Record<string, string>>;
  readonly refusal: GraphError | undefined;
}

export interface AccountCall {
  readonly account: AdAccount;
  readonly audiences: number;
  readonly writes: boolean;
}

export interface Usage {
  readonly accepted: number;
  readonly refused: number;
  readonly score: number;
  readonly hourlyCalls: number;
  readonly blockedUntil: string | null;
}

export interface Limiter {
  mode: LimitMode;
  take(app: App, switches: Switches, call: AccountCall | undefined, nowMs: number): Taken;
  usage(nowMs: number): Record<string, Usage>;
  /** Calls refused because an app or an account was throttled, since the last clearing. */
  refused(): number;
  /** Forgets what was used and what was counted. */
  clear(): void;
  clearCounts(): void;
}

interface AccountUse {
  readonly score: RollingSum;
  readonly calls: RollingSum;
  blockedUntilMs: number;
  blockedBy: 'score' | 'calls';
  accepted: number;
  refused: number;
}

export function makeLimiter(mode: LimitMode): Limiter {
  const uses = new Map<string, AccountUse>();
  const apps = new Map<string, RollingSum>();
  let refusedByApp = 0;

  function useOf(accountId: string): AccountUse {
    let use = uses.get(accountId);
    if (use === undefined) {
      use = {
        score: makeRollingSum(SCORE_WINDOW_MS, 1),
        calls: makeRollingSum(HOUR_MS, 1000),
        blockedUntilMs: 0,
        blockedBy: 'score',
        accepted: 0,
        refused: 0,
      };
      uses.set(accountId, use);
    }
    return use;
  }

  function appUse(appId: string): RollingSum {
    const use = apps.get(appId) ?? makeRollingSum(HOUR_MS, 1000);
    apps.set(appId, use);
    return use;
  }

  return {
    mode,
    take(app, switches, call, nowMs) {
      if (this.mode === 'off') return { headers: {}, refusal: undefined };
      const { appCallsPerHour, accountCallsPerHour } = switches;
      const calls = appUse(app.id);
      const full = calls.at(nowMs) >= appCallsPerHour;
      if (full) refusedByApp += 1;
      else calls.add(nowMs, 1);
      const percent = Math.min(100, Math.floor((100 * calls.at(nowMs)) / appCallsPerHour));
      const headers = { 'X-App-Usage': JSON.stringify({ call_count: percent, total_time: 0, total_cputime: 0 }) };
      if (full) return { headers, refusal: appThrottled() };
      if (call === undefined) return { headers, refusal: undefined };
      const use = useOf(call.account.id);
      const tier = TIERS[app.tier];
      const hourlyLimit = Math.min(
        MOST_HOURLY_CALLS,
        (accountCallsPerHour ?? tier.hourlyCalls) + CALLS_PER_AUDIENCE * call.audiences,
      );
      const refusal = spend(use, tier, hourlyLimit, call, nowMs);
      return { headers: { ...headers, ...accountHeaders(use, tier, hourlyLimit, call, nowMs) }, refusal };
    },
    usage: (nowMs) =>
      Object.fromEntries(
        [...uses].map(([id, use]) => [
          id,
          {
            accepted: use.accepted,
            refused: use.refused,
            score: use.score.at(nowMs),
            hourlyCalls: use.calls.at(nowMs),
            blockedUntil: use.blockedUntilMs > nowMs ? new Date(use.blockedUntilMs).toISOString() : null,
          },
        ]),
      ),
    refused: () => [...uses.values()].reduce((sum, use) => sum + use.refused, refusedByApp),
    clear() {
      uses.clear();
      apps.clear();
      refusedByApp = 0;
    },
    clearCounts() {
      for (const use of uses.values()) Object.assign(use, { accepted: 0, refused: 0 });
      refusedByApp = 0;
    },
  };
}

/** Counts the call, or refuses it and says why. */
function spend(
  use: AccountUse,
  tier: TierLimits,
  limit: number,
  call: AccountCall,
  nowMs: number,
): GraphError | undefined {
  const weight = call.writes ? WRITE_SCORE : READ_SCORE;
  const blocked = use.blockedUntilMs > nowMs;
  if (!blocked && use.calls.at(nowMs) < limit && use.score.at(nowMs) + weight <= tier.score) {
    use.calls.add(nowMs, 1);
    use.score.add(nowMs, weight);
    use.accepted += 1;
    return undefined;
  }
  if (!blocked) use.blockedBy = use.calls.at(nowMs) >= limit ? 'calls' : 'score';
  use.refused += 1;
  const roomAtMs =
    use.blockedBy === 'calls'
      ? use.calls.roomAtMs(nowMs, limit - 1)
      : use.score.roomAtMs(nowMs, tier.score - WRITE_SCORE);
  use.blockedUntilMs = Math.max(use.blockedUntilMs, roomAtMs, nowMs + tier.blockMs);
  return use.blockedBy === 'calls' ? callsThrottled() : scoreThrottled(call.account.scoreCode);
}

function accountHeaders(
  use: AccountUse,
  tier: TierLimits,
  limit: number,
  call: AccountCall,
  nowMs: number,
): Record<string, string> {
  const blockedMs = Math.max(0, use.blockedUntilMs - nowMs);
  const calls = blockedMs > 0 ? 100 : Math.floor((100 * use.calls.at(nowMs)) / limit);
  const score = blockedMs > 0 ? 100 : Math.round((10_000 * use.score.at(nowMs)) / tier.score) / 100;
  const emptyMs = Math.max(blockedMs, use.score.roomAtMs(nowMs, 0) - nowMs);
  return {
    'X-Business-Use-Case-Usage': JSON.stringify({
      [call.account.id]: [
        {
          type: 'custom_audience',
          call_count: calls,
          total_cputime: 0,
          total_time: 0,
          estimated_time_to_regain_access: Math.ceil(blockedMs / MINUTE_MS),
          ads_api_access_tier: tier.name,
        },
      ],
    }),
    'X-Ad-Account-Usage': JSON.stringify({
      acc_id_util_pct: score,
      reset_time_duration: Math.ceil(emptyMs / 1000),
      ads_api_access_tier: tier.name,
    }),
  };
}
