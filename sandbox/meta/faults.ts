/** Failures on order: a rule says which calls it means and what happens to them. The first rule that applies is used. */
import { makeFaults as makeOrders, type AnswerFault, type Faults as Orders } from '../faultOrders.ts';

/** Paths are without their version, such as `/act_1/customaudiences` or `/*\/users`. */
export interface FaultRule extends AnswerFault {
  /** Only calls made with this token. */
  readonly token?: string | undefined;
  /** Of the error inside the answer, which may come with status 200. */
  readonly code?: number | undefined;
  readonly subcode?: number | undefined;
  readonly message?: string | undefined;
  readonly transient?: boolean | undefined;
}

export type Faults = Orders<FaultRule>;

export const makeFaults = (): Faults =>
  makeOrders<FaultRule>(({ token }, caller) => token === undefined || token === caller);
