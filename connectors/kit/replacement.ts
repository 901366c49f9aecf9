/** Replacing everybody in a list in one go, for partners that offer it: whoever is not sent is out afterwards, known to us or not. */
import type { Halt, Outcome, Row } from './connector.ts';

/** A replacement of one list. It lives in the process that opened it; after a crash it is given up. */
export interface Replacement {
  /**
   * Sends the next of those who are to be in the list, at most as many as `addRows`. While it is open nothing else may change the list.
   * @param isLast Nobody comes after these, who may be none.
   */
  send(rows: readonly Row[], isLast: boolean): Promise<ReplacementAnswer>;
}

export type ReplacementAnswer =
  /**
   * `open`: more may be sent. `closed`: the partner goes on by itself, also where it had no time for more; what is left is `retry`.
   * `not-begun`: nobody has been sent so far, and the list is as it was.
   */
  | { kind: 'taken'; outcomes: ReadonlyMap<string, Outcome>; state: 'open' | 'closed' | 'not-begun' }
  /** `unknown`: the partner may replace the list with what it has, sooner or later. */
  | { kind: 'halted'; halt: Halt; reached: 'no' | 'unknown' };

export type ReplacementOpening =
  | { kind: 'open'; replacement: Replacement }
  /** This list cannot be replaced; it can be changed. */
  | { kind: 'impossible'; reason: string }
  | { kind: 'halted'; halt: Halt; reached: 'no' | 'unknown' };

/** What became of a replacement: under way, done, or given up by the partner. */
export type ReplacementEnd = { kind: 'working' | 'over' | 'failed' };
