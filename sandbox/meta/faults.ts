/** Failures on order: a rule says which calls it means and what happens to them. The first rule that applies is used. */
import { makeFaults as makeOrders, type FaultOrder, type Faults as Orders } from '../faultOrders.ts';

/** Paths are without their version, such as `/act_1/customaudiences` or `/*\/users`. */
export interface FaultRule extends FaultOrder {
  /** Only calls made with this token. */
  readonly token?: string | undefined;
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

export type Faults = Orders<FaultRule>;

export const makeFaults = (): Faults =>
  makeOrders<FaultRule>(({ token }, caller) => token === undefined || token === caller);
