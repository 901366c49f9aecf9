/** Failures on order: a rule says which calls it means and what happens to them. The first rule that applies is used. */
import { chance } from './random.ts';

export interface FaultRule {
  /** `/v1/search` or `/v1/forecast`; both when absent. */
  readonly path?: string | undefined;
  /** Lets this many matching calls pass first. */
  readonly skip?: number | undefined;
  /** Applies at most this many times; without limit when absent. */
  readonly times?: number | undefined;
  /** Share of matching calls it applies to, 0 to 1, chosen by `seed`; all when absent. */
  readonly rate?: number | undefined;
  readonly seed?: number | undefined;
  /** Waits before anything else happens. */
  readonly delayMs?: number | undefined;
  /** Answers with this status, and `reason` in the service's form or `body` as it is. */
  readonly status?: number | undefined;
  readonly reason?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
  /** Closes the connection instead of an answer, or in the middle of it; `short`: ends a whole answer early, as a full disk would. */
  readonly cut?: 'before' | 'midway' | 'short' | undefined;
}

export interface Faults {
  add(rule: FaultRule): void;
  clear(): void;
  all(): (FaultRule & { readonly applied: number })[];
  /** The rule that applies to this call, if any; counts it. */
  choose(path: string): FaultRule | undefined;
}

export function makeFaults(): Faults {
  let rules: { rule: FaultRule; matched: number; applied: number }[] = [];
  return {
    add: (rule) => void rules.push({ rule, matched: 0, applied: 0 }),
    clear: () => void (rules = []),
    all: () => rules.map(({ rule, applied }) => ({ ...rule, applied })),
    choose(path) {
      for (const entry of rules) {
        const { rule } = entry;
        if (rule.times !== undefined && entry.applied >= rule.times) continue;
        if (rule.path !== undefined && rule.path !== path) continue;
        const position = entry.matched;
        entry.matched += 1;
        if (position < (rule.skip ?? 0)) continue;
        if (rule.rate !== undefined && chance(rule.seed ?? 1, position) >= rule.rate) continue;
        entry.applied += 1;
        return rule;
      }
      return undefined;
    },
  };
}
