/** What Shopify's answers mean: for a call, a row, a bulk operation, the definition. Tables, walked by a test against docs/connectors.md. */
import type { Halt } from '../kit/connector.ts';
import type { ShopHalt } from '../kit/shopAdmin.ts';

/** How a failed call ends, by what the app's client makes of it. */
export interface CallRule {
  /** What Shopify answered, as the client tells it: a status, a code beside HTTP 200, or words for none. */
  answers: readonly (number | string)[];
  halt: 'retry' | 'open-app' | 'grant-access' | 'unfreeze-shop' | 'our-bug';
  next: 'retry' | 'reconnect' | 'fix-setting' | 'our-bug';
  reason: string;
}

export const CALL_RULES: readonly CallRule[] = [
  {
    answers: ['no answer', 'no JSON', 408, 429, 430, 500, 503, 'THROTTLED', 'TIMEOUT', 'INTERNAL_SERVER_ERROR'],
    halt: 'retry',
    next: 'retry',
    reason: 'Shopify could not be reached, failed, or asked to wait.',
  },
  {
    answers: [401, 403],
    halt: 'open-app',
    next: 'reconnect',
    reason:
      'Shopify does not accept the app’s access any more. Opening the app here has renewed it: switch the tags on again.',
  },
  {
    answers: ['ACCESS_DENIED'],
    halt: 'grant-access',
    next: 'fix-setting',
    reason:
      'Shopify has not given the app the permission to change customers. Approve the app’s new permissions, then switch the tags on again.',
  },
  {
    answers: [402, 423, 'SHOP_INACTIVE'],
    halt: 'unfreeze-shop',
    next: 'fix-setting',
    reason: 'The shop is closed or frozen at Shopify. Settle its plan there, then switch the tags on again.',
  },
  {
    answers: [400, 404, 'MAX_COST_EXCEEDED', 'other'],
    halt: 'our-bug',
    next: 'our-bug',
    reason: 'Shopify refused the call as malformed.',
  },
];

export function haltOf(halt: ShopHalt): Halt {
  const kind = halt.kind === 'merchant-must-act' ? halt.action : halt.kind;
  const rule = CALL_RULES.find((one) => one.halt === kind);
  if (rule === undefined) throw new Error(`No rule for ${kind}.`);
  if (halt.kind === 'retry') return { kind: 'retry', notBeforeMs: halt.notBeforeMs, reason: rule.reason };
  if (halt.kind === 'our-bug') return { kind: 'our-bug', reason: `${rule.reason} ${halt.reason}`.slice(0, 400) };
  return {
    kind: 'merchant-must-act',
    action: rule.next === 'reconnect' ? 'reconnect' : 'fix-setting',
    reason: rule.reason,
  };
}

/** Why a customer is left without the tag. `gone` counts as done when the tag was to be taken away. */
export const REJECTIONS = {
  gone: 'Shopify does not have this customer any more.',
  too_many_tags: 'The customer has 250 tags already; Shopify takes no more. Remove some there.',
  tag_refused: 'Shopify does not accept the tag.',
  list_refused: 'Shopify does not accept the list of segments in the customer’s metafield.',
} as const;
export type Rejection = keyof typeof REJECTIONS;

/** What a refused row becomes. Errors of tags carry no code, but name the argument they are about. */
export interface RowRule {
  call: 'tags' | 'metafieldsSet' | 'metafieldsDelete';
  /** The code, or the argument; `*` for any. */
  errors: readonly string[];
  becomes: 'retry' | Rejection;
}

export const ROW_RULES: readonly RowRule[] = [
  { call: 'tags', errors: ['id'], becomes: 'gone' },
  { call: 'tags', errors: ['*'], becomes: 'tag_refused' },
  // Somebody wrote between our reading and our writing, or the answer to our first try was lost.
  { call: 'metafieldsSet', errors: ['STALE_OBJECT', 'INVALID_COMPARE_DIGEST'], becomes: 'retry' },
  { call: 'metafieldsSet', errors: ['INTERNAL_ERROR'], becomes: 'retry' },
  { call: 'metafieldsSet', errors: ['*'], becomes: 'list_refused' },
  { call: 'metafieldsDelete', errors: ['*'], becomes: 'list_refused' },
];

export function rowRuleOf(call: RowRule['call'], error: string): RowRule {
  const rule = ROW_RULES.find((one) => one.call === call && (one.errors.includes(error) || one.errors.includes('*')));
  if (rule === undefined) throw new Error('The last rule of each call covers every error.');
  return rule;
}

/** When Shopify does not take a bulk operation, by its BulkMutationErrorCode. */
export const START_RULES: readonly { codes: readonly string[]; next: 'retry' | 'our-bug'; reason: string }[] = [
  {
    codes: ['LIMIT_REACHED', 'OPERATION_IN_PROGRESS'],
    next: 'retry',
    reason: 'Shopify is still working on other bulk operations.',
  },
  {
    codes: ['INTERNAL_FILE_SERVER_ERROR', 'NO_SUCH_FILE'],
    next: 'retry',
    reason: 'Shopify could not read the uploaded file; it is uploaded again.',
  },
  {
    codes: ['INVALID_MUTATION', 'INVALID_STAGED_UPLOAD_FILE', '*'],
    next: 'our-bug',
    reason: 'Shopify refused the bulk operation as malformed.',
  },
];

/** Wait before the next run when nobody named an instant. */
const PLAIN_RETRY_MS = 30_000;

export function startHalt(code: string, nowMs: number): Halt {
  const rule = START_RULES.find(({ codes }) => codes.includes(code) || codes.includes('*'));
  if (rule === undefined) throw new Error('The last rule covers every code.');
  const { reason } = rule;
  return rule.next === 'retry'
    ? { kind: 'retry', notBeforeMs: nowMs + PLAIN_RETRY_MS, reason }
    : { kind: 'our-bug', reason: `${reason} (${code})` };
}

/** What the state of a bulk operation means for its batch. */
export const STATUS_RULES: readonly {
  statuses: readonly string[];
  next: 'wait' | 'read the result' | 'read customers';
}[] = [
  { statuses: ['CREATED', 'RUNNING', 'CANCELING'], next: 'wait' },
  // Whatever it left undone, for whatever error code, shows in the result or in the customers, and is made good.
  { statuses: ['COMPLETED', 'FAILED', 'CANCELED'], next: 'read the result' },
  { statuses: ['EXPIRED', 'not there'], next: 'read customers' },
];

/** What follows from a refused definition. Without one the metafield is written all the same. */
export const DEFINITION_RULES: readonly {
  codes: readonly string[];
  next: 'there already' | 'without filter' | 'without definition';
}[] = [
  { codes: ['TAKEN'], next: 'there already' },
  {
    codes: ['INVALID_CAPABILITY', 'OWNER_TYPE_LIMIT_EXCEEDED_FOR_USE_AS_ADMIN_FILTERS'],
    next: 'without filter',
  },
  { codes: ['*'], next: 'without definition' },
];
