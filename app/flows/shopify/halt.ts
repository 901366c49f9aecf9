/** Why a call to Shopify's Admin API came to nothing, named by who must act next. Never thrown. */

/** What only the merchant can do about it. */
export type MerchantAction =
  /** Open the app: that exchanges a fresh token. */
  | 'open-app'
  /** Approve the access scopes the app asks for. */
  | 'grant-access'
  /** Settle the shop's plan with Shopify. */
  | 'unfreeze-shop';

export type AdminHalt =
  /** We, not before an instant (epoch milliseconds): Shopify was busy, out of reach or failing. */
  | { kind: 'retry'; notBeforeMs: number; reason: string }
  | { kind: 'merchant-must-act'; action: MerchantAction; reason: string }
  /** We, by mending the program or its configuration. */
  | { kind: 'our-bug'; reason: string };

/** How a flow that runs as a job ended: `again` asks to be run once more, after `delayMs` milliseconds. */
export interface FlowAnswer {
  again: boolean;
  delayMs: number;
}

export const finished: FlowAnswer = { again: false, delayMs: 0 };

/** How often we look whether the merchant has acted; opening the app does not ring for every flow. */
export const MERCHANT_CHECK_MS = 30_000;

/** When a flow that met a halt is to be run again; our own bugs wait for a new version, looked for rarely. */
export function againAfter(halt: AdminHalt, nowMs: number): FlowAnswer {
  if (halt.kind === 'retry') return { again: true, delayMs: Math.max(0, halt.notBeforeMs - nowMs) };
  return { again: true, delayMs: MERCHANT_CHECK_MS };
}
