/** Failures on order: a rule says which calls it means and what happens to them. The first rule that applies is used. */
import { makeFaults as makeOrders, type FaultOrder, type Faults as Orders } from '../faultOrders.ts';
import type { RowFault } from './store/imports.ts';

/** Paths are such as `/api/lists/*` or `/oauth/token`; any of them when absent. */
export interface FaultRule extends FaultOrder {
  /** Only calls made with this private key or access token, or for tokens by the app of this client id. */
  readonly key?: string | undefined;
  /** Waits before anything else happens. */
  readonly delayMs?: number | undefined;
  /** Answers with this status; the call has no effect unless `handledFirst`. */
  readonly status?: number | undefined;
  readonly code?: string | undefined;
  readonly title?: string | undefined;
  readonly detail?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Whole body instead of an `errors` document; text is sent as it is. */
  readonly body?: unknown;
  /** With `status`: the call takes effect although its answer is a failure. */
  readonly handledFirst?: boolean | undefined;
  /**
   * Closes the connection: `before` the call has any effect, `after` it took effect but before its answer, or `midway` through the
   * answer.
   */
  readonly cut?: 'before' | 'after' | 'midway' | undefined;
  /** Fails rows of the import job that the call creates. */
  readonly rows?: RowFault | undefined;
}

export type Faults = Orders<FaultRule>;

export const makeFaults = (): Faults => makeOrders<FaultRule>(({ key }, caller) => key === undefined || key === caller);
