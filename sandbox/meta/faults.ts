/** Failures on order: a rule says which calls it means and what happens to them. The first rule that applies is used. */
import { randomUUID } from 'node:crypto';
import { chance } from '../klaviyo/random.ts';

export interface FaultRule {
  readonly id: string;
  /** Any method when absent. */
  readonly method?: string | undefined;
  /** Path without its version, such as `/act_1/customaudiences` or `/*\/users`; `*` stands for any text. */
  readonly path?: string | undefined;
  /** Only calls made with this token. */
  readonly token?: string | undefined;
  /** Lets this many matching calls pass first. */
  readonly skip?: number | undefined;
  /** Applies at most this many times; without limit when absent. */
  readonly times?: number | undefined;
  /** Share of matching calls it applies to, 0 to 1, chosen by `seed`; all when absent. */
  readonly rate?: number | undefined;
  readonly seed?: number | undefined;
  /** Waits before anything else happens. */
  readonly delayMs?: number | undefined;
  /** Answers with this status (200 with a `code`: an error inside); the call has no effect unless `handledFirst`. */
  readonly status?: number | undefined;
  readonly code?: number | undefined;
  readonly subcode?: number | undefined;
  readonly message?: string | undefined;
  readonly transient?: boolean | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Whole body instead of an error; text is sent as it is, as HTML. */
  readonly body?: unknown;
  /** With `status`: the call takes effect although its answer is a failure. */
  readonly handledFirst?: boolean | undefined;
  /**
   * Closes the connection: `before` the call has any effect, `after` it took effect but before its answer, `midway` through the
   * answer; `short` ends half of the answer as if it were whole.
   */
  readonly cut?: 'before' | 'after' | 'midway' | 'short' | undefined;
  /** Sends the answer so many bytes at a time. */
  readonly trickle?: { readonly bytes: number; readonly everyMs: number } | undefined;
}

export interface FaultState extends FaultRule {
  /** Calls that matched, and those the rule was applied to. */
  readonly matched: number;
  readonly applied: number;
}

export interface Faults {
  add(rule: Omit<FaultRule, 'id'> & { readonly id?: string | undefined }): FaultRule;
  remove(id: string): boolean;
  clear(): void;
  all(): FaultState[];
  /** The rule that applies to this call, if any; counts it. */
  choose(method: string, path: string, token: string | undefined): FaultRule | undefined;
}

export function makeFaults(): Faults {
  const rules = new Map<string, { rule: FaultRule; pattern: RegExp | undefined; matched: number; applied: number }>();
  return {
    add(wanted) {
      const rule: FaultRule = { ...wanted, id: wanted.id ?? randomUUID() };
      rules.set(rule.id, { rule, pattern: patternOf(rule.path), matched: 0, applied: 0 });
      return rule;
    },
    remove: (id) => rules.delete(id),
    clear: () => rules.clear(),
    all: () => [...rules.values()].map(({ rule, matched, applied }) => ({ ...rule, matched, applied })),
    choose(method, path, token) {
      for (const entry of rules.values()) {
        const { rule } = entry;
        if (rule.times !== undefined && entry.applied >= rule.times) continue;
        if (rule.method !== undefined && rule.method.toUpperCase() !== method) continue;
        if (rule.token !== undefined && rule.token !== token) continue;
        if (entry.pattern !== undefined && !entry.pattern.test(path)) continue;
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

function patternOf(path: string | undefined): RegExp | undefined {
  if (path === undefined) return undefined;
  const escaped = path.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`);
}
