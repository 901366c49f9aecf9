// Faults on order: the next calls that match, or a share of them, answer another status, wait, or lose their connection
// before or after they are handled. Set by the control API; kept in memory, so a restarted sandbox is well again.
import type { SandboxRequest } from './http.ts';
import type { Random } from './random.ts';
import { makeRandom } from './random.ts';

export interface FaultAction {
  /** Answers this instead of handling the call. */
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
  delayMs?: number;
  /** 'before': the call is never handled. 'after': it is handled and its answer is lost. */
  cut?: 'before' | 'after';
  /** The answer breaks off after this many bytes of its body. */
  cutAtBytes?: number;
}

export interface FaultRule {
  method?: string;
  /** A regular expression on the path; default any. */
  path?: string;
  /** Text the body must contain, such as the name of a GraphQL operation. */
  bodyContains?: string;
  /** How many calls it strikes; default 1, or without end when a rate is given. */
  times?: number;
  /** Share of matching calls, 0 to 1; default all. */
  rate?: number;
  seed?: number;
  action: FaultAction;
}

export type FaultState = FaultRule & { id: number; struck: number };

export interface Faults {
  add(rule: FaultRule): FaultState;
  remove(id: number | null): void;
  list(): FaultState[];
  /** What is to go wrong with this call; counts as struck. */
  strike(request: SandboxRequest): FaultAction | null;
}

type Armed = FaultState & { pattern: RegExp; random: Random; left: number };

export function makeFaults(): Faults {
  let armed: Armed[] = [];
  let lastId = 0;
  const toState = ({ pattern: _pattern, random: _random, left: _left, ...state }: Armed): FaultState => state;
  return {
    add(rule) {
      lastId += 1;
      const left = rule.times ?? (rule.rate === undefined ? 1 : Infinity);
      const random = makeRandom(rule.seed ?? lastId);
      const fault: Armed = { ...rule, id: lastId, struck: 0, pattern: new RegExp(rule.path ?? ''), random, left };
      armed.push(fault);
      return toState(fault);
    },
    remove(id) {
      armed = id === null ? [] : armed.filter((fault) => fault.id !== id);
    },
    list: () => armed.map(toState),
    strike(request) {
      for (const fault of armed) {
        if (fault.left <= 0 || !fault.pattern.test(request.path)) continue;
        if (fault.method !== undefined && fault.method.toUpperCase() !== request.method) continue;
        if (fault.bodyContains !== undefined && !request.body.includes(fault.bodyContains)) continue;
        if (fault.rate !== undefined && !fault.random.chance(fault.rate)) continue;
        fault.left -= 1;
        fault.struck += 1;
        return fault.action;
      }
      return null;
    },
  };
}
