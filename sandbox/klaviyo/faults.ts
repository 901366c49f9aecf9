/** Failures on order: a rule says which calls it means and what happens to them. The first rule that applies is used. */
import { makeFaults as makeOrders, type AnswerFault, type Faults as Orders } from '../faultOrders.ts';
import type { RowFault } from './store/imports.ts';

/** Paths are such as `/api/lists/*` or `/oauth/token`; any of them when absent. */
export interface FaultRule extends Omit<AnswerFault, 'cut' | 'trickle'> {
  /** Only calls made with this private key or access token, or for tokens by the app of this client id. */
  readonly key?: string | undefined;
  readonly code?: string | undefined;
  readonly title?: string | undefined;
  readonly detail?: string | undefined;
  readonly cut?: 'before' | 'after' | 'midway' | undefined;
  /** Fails rows of the import job that the call creates. */
  readonly rows?: RowFault | undefined;
}

export type Faults = Orders<FaultRule>;

export const makeFaults = (): Faults => makeOrders<FaultRule>(({ key }, caller) => key === undefined || key === caller);
