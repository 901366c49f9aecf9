/** What is known of a partner's limits: kept in one place for all who call the same account, so that none calls too often. */
import type { Json } from './exchange.ts';

export interface Allowance {
  /**
   * Reads what is kept under a name (null at first), and keeps what `work` makes of it. One change at a time, over all processes;
   * `work` makes no call.
   */
  change<T>(name: string, work: (kept: Json) => { kept: Json; answer: T }): Promise<T>;
}

/** Keeps it for one process: where the account is not known yet. */
export function ownAllowance(): Allowance {
  const all = new Map<string, Json>();
  return {
    change(name, work) {
      const { kept, answer } = work(all.get(name) ?? null);
      all.set(name, kept);
      return Promise.resolve(answer);
    },
  };
}
