/** The shop's own Admin API as a connector is handed it: called with the app's token, which the connector never sees. */
import type { z } from 'zod';

/** A GraphQL document with one root field, whose value is the answer. */
export interface ShopDocument<Answer, Variables extends object> {
  readonly text: string;
  readonly root: string;
  /** Whether sending it twice does no more than sending it once. */
  readonly repeatable: boolean;
  readonly answer: z.ZodType<Answer>;
  /** Only a type. */
  readonly variables?: Variables;
}

/** What a query cost and what the bucket of the shop still holds, in points. */
export interface ShopCost {
  requested: number;
  available: number;
  maximum: number;
  restorePerS: number;
}

/** Why a call came to nothing, named by who must act next. */
export type ShopHalt =
  | { kind: 'retry'; notBeforeMs: number; reason: string }
  | { kind: 'merchant-must-act'; action: 'open-app' | 'grant-access' | 'unfreeze-shop'; reason: string }
  | { kind: 'our-bug'; reason: string };

export type ShopAnswer<Answer> =
  | { kind: 'value'; value: Answer; cost?: ShopCost }
  /** `reached` is there when Shopify may have acted on the call all the same. */
  | { kind: 'halted'; halt: ShopHalt; reached?: 'unknown' };

export interface ShopAdmin {
  /** Never throws for what Shopify or the network may do. */
  ask<Answer, Variables extends object>(
    document: ShopDocument<Answer, Variables>,
    variables: Variables,
  ): Promise<ShopAnswer<Answer>>;
}
