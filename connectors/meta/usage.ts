/** Reads how much of its allowance Meta says is used: three headers with JSON, all of which may be missing or say nothing. */
import type { Tier } from './graph.ts';

export interface Usage {
  /** Highest share of any hourly allowance, in percent; 100 means that Meta refuses. */
  percent: number;
  /** Until Meta lets us in again, in milliseconds; 0 when it does not keep us out. */
  regainMs: number;
  tier: Tier | null;
  /** Share of the ad account's score that is used, and when it begins anew; null when nothing is said of it. */
  score: { percent: number; resetMs: number } | null;
}

export function readUsage(header: (name: string) => string | null): Usage {
  const business = Object.values(parsed(header('x-business-use-case-usage')))
    .flat()
    .map(record);
  const app = parsed(header('x-app-usage'));
  const account = parsed(header('x-ad-account-usage'));
  const tiers = [...business.map(({ ads_api_access_tier: tier }) => tier), account.ads_api_access_tier];
  return {
    percent: Math.max(0, ...[...business, app].flatMap((entry) => SHARES.map((share) => number(entry[share])))),
    regainMs: Math.max(0, ...business.map((entry) => number(entry.estimated_time_to_regain_access))) * 60_000,
    tier: tiers.includes('standard_access') ? 'full' : tiers.includes('development_access') ? 'limited' : null,
    score:
      account.acc_id_util_pct === undefined
        ? null
        : { percent: number(account.acc_id_util_pct), resetMs: number(account.reset_time_duration) * 1000 },
  };
}

const SHARES = ['call_count', 'total_cputime', 'total_time'] as const;

/** The names that are read; each may be missing. */
type Entry = Partial<
  Record<
    | (typeof SHARES)[number]
    | 'estimated_time_to_regain_access'
    | 'ads_api_access_tier'
    | 'acc_id_util_pct'
    | 'reset_time_duration',
    unknown
  >
>;

function parsed(text: string | null): Entry {
  if (text === null) return {};
  try {
    return record(JSON.parse(text));
  } catch {
    return {};
  }
}

function record(value: unknown): Entry {
  return typeof value === 'object' && value !== null ? value : {};
}

function number(value: unknown): number {
  const found = typeof value === 'number' || typeof value === 'string' ? Number(value) : 0;
  return Number.isFinite(found) ? found : 0;
}
