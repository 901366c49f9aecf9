/** Failures on order, as stand-ins take them: which calls a rule means, and how often. What happens to a call is each stand-in's own. */
import { randomUUID } from 'node:crypto';
import { chance } from './random.ts';

/** Which calls are meant. */
export interface FaultOrder {
  readonly id: string;
  /** Any method when absent. */
  readonly method?: string | undefined;
  /** `*` stands for any text; any path when absent. */
  readonly path?: string | undefined;
  /** Lets this many matching calls pass first. */
  readonly skip?: number | undefined;
  /** Applies at most this many times; without limit when absent. */
  readonly times?: number | undefined;
  /** Share of matching calls it applies to, 0 to 1, chosen by `seed`; all when absent. */
  readonly rate?: number | undefined;
  readonly seed?: number | undefined;
}

/** Which calls are meant, and what happens to their answers. */
export interface AnswerFault extends FaultOrder {
  /** Waits before anything else happens. */
  readonly delayMs?: number | undefined;
  /** Answers with this status; the call has no effect unless `handledFirst`. */
  readonly status?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Whole body instead of the partner's own form of an error; text is sent as it is, as HTML. */
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

export interface Faults<Rule extends FaultOrder> {
  add(rule: Omit<Rule, 'id'> & { readonly id?: string | undefined }): Rule;
  remove(id: string): boolean;
  clear(): void;
  /** With the calls that matched each, and those it was applied to. */
  all(): (Rule & { readonly matched: number; readonly applied: number })[];
  /** The first rule that applies to this call, if any; counts it. @param caller By what the caller is known. */
  choose(method: string, path: string, caller: string | undefined): Rule | undefined;
}

/** @param isFor Whether a rule means a caller. */
export function makeFaults<Rule extends FaultOrder>(
  isFor: (rule: Rule, caller: string | undefined) => boolean,
): Faults<Rule> {
  const rules = new Map<string, { rule: Rule; pattern: RegExp | undefined; matched: number; applied: number }>();
  return {
    add(wanted) {
      const rule = { ...wanted, id: wanted.id ?? randomUUID() } as Rule;
      rules.set(rule.id, { rule, pattern: patternOf(rule.path), matched: 0, applied: 0 });
      return rule;
    },
    remove: (id) => rules.delete(id),
    clear: () => rules.clear(),
    all: () => [...rules.values()].map(({ rule, matched, applied }) => ({ ...rule, matched, applied })),
    choose(method, path, caller) {
      for (const entry of rules.values()) {
        const { rule } = entry;
        if (rule.times !== undefined && entry.applied >= rule.times) continue;
        if (rule.method !== undefined && rule.method.toUpperCase() !== method) continue;
        if (!isFor(rule, caller)) continue;
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
