/** What an answer of the Admin API means for the call: a value, another try, a fresh token, or a halt. Pure. */
import type { AdminDocument } from './documents.ts';
import { jsonObject, type Exchange } from './exchange.ts';
import type { MerchantAction } from './halt.ts';

/** What Shopify's error beside an answer says; `path` leads to the field that is null because of it. */
export interface AnswerError {
  code: string;
  message: string;
  path: readonly (string | number)[];
}

/** What a query cost and what the bucket still holds, in points. */
export interface QueryCost {
  requested: number;
  available: number;
  maximum: number;
  restorePerS: number;
}

/** A value may come beside errors: a null in it may then be a refusal and not the truth. */
export interface AnswerValue<Answer> {
  kind: 'value';
  value: Answer;
  errors?: readonly AnswerError[];
  /** Left out where Shopify tells no cost. */
  cost?: QueryCost;
}

export type Judgement<Answer> =
  | AnswerValue<Answer>
  | { kind: 'token-refused' }
  /** `waitMs`: what Shopify asks for; null when it asks for nothing. `heard`: it may have acted on the request. */
  | { kind: 'again'; waitMs: number | null; heard: boolean; reason: string }
  /** The bucket of query cost is empty for so long. Shopify has not acted on the request. */
  | { kind: 'throttled'; waitMs: number; reason: string }
  | { kind: 'merchant-must-act'; action: MerchantAction; reason: string }
  | { kind: 'our-bug'; reason: string };

/**
 * HTTP statuses that need somebody to act. https://shopify.dev/docs/api/usage/response-codes (read 2026-11).
 * 403 is also the answer to a token of the old kind, without an end: opening the app exchanges it.
 */
const STATUS_ACTIONS: Readonly<Record<number, MerchantAction>> = {
  402: 'unfreeze-shop',
  403: 'open-app',
  423: 'unfreeze-shop',
};

/** Codes of `errors[].extensions.code`; others are our bugs. https://shopify.dev/docs/api/admin-graphql (read 2026-11) */
const CODE_ACTIONS: Readonly<Record<string, MerchantAction>> = {
  ACCESS_DENIED: 'grant-access',
  SHOP_INACTIVE: 'unfreeze-shop',
};
const FAILURE_CODES = new Set(['INTERNAL_SERVER_ERROR', 'TIMEOUT']);

/** When Shopify says it is throttled without saying for how long. */
const THROTTLED_MS = 1_000;

export function judge<Answer>(
  document: Pick<AdminDocument<Answer, object>, 'root' | 'answer'>,
  exchange: Exchange,
): Judgement<Answer> {
  if (exchange.kind === 'lost')
    return { kind: 'again', waitMs: null, heard: exchange.heard === 'maybe', reason: exchange.reason };
  const { status, retryAfterMs } = exchange;
  if (status !== 200) return judgeStatus(status, retryAfterMs);
  const body = jsonObject(exchange.body);
  if (body === null) return { kind: 'again', waitMs: null, heard: true, reason: 'the answer was not JSON' };

  const errors = errorsOf(body);
  const data = body.data;
  const value =
    typeof data === 'object' && data !== null ? (data as Record<string, unknown>)[document.root] : undefined;
  // A null root beside errors is the errors' doing; parts that are missing within a value are told by its shape.
  if (errors.length > 0 && (value === null || value === undefined)) return judgeErrors(errors, body);
  const parsed = document.answer.safeParse(value);
  if (parsed.success) {
    const cost = costOf(body);
    return {
      kind: 'value',
      value: parsed.data,
      ...(errors.length > 0 ? { errors } : {}),
      ...(cost === null ? {} : { cost }),
    };
  }
  if (errors.length > 0) return judgeErrors(errors, body);
  const where = parsed.error.issues.map((issue) => [document.root, ...issue.path].join('.')).join(', ');
  return { kind: 'our-bug', reason: `the answer is not of the expected shape at ${where}` };
}

function judgeStatus(status: number, retryAfterMs: number | null): Judgement<never> {
  const reason = `status ${status}`;
  const action = STATUS_ACTIONS[status];
  if (status === 401) return { kind: 'token-refused' };
  if (status === 429) return { kind: 'throttled', waitMs: retryAfterMs ?? THROTTLED_MS, reason };
  // 430: Shopify takes the request for an attack; what it takes for one changes within minutes.
  if (status >= 500 || status === 408 || status === 430)
    return { kind: 'again', waitMs: retryAfterMs, heard: status !== 430, reason };
  return action === undefined ? { kind: 'our-bug', reason } : { kind: 'merchant-must-act', action, reason };
}

function errorsOf(body: Record<string, unknown>): AnswerError[] {
  const { errors } = body;
  if (errors === undefined) return [];
  if (!Array.isArray(errors)) return [{ code: 'UNKNOWN', message: JSON.stringify(errors).slice(0, 200), path: [] }];
  return errors.map((error: { message?: unknown; path?: unknown; extensions?: { code?: unknown } }) => ({
    code: typeof error.extensions?.code === 'string' ? error.extensions.code : 'UNKNOWN',
    message: typeof error.message === 'string' ? error.message : '',
    path: Array.isArray(error.path) ? (error.path as (string | number)[]) : [],
  }));
}

function judgeErrors(errors: readonly AnswerError[], body: Record<string, unknown>): Judgement<never> {
  const reason = errors.map(({ code, message }) => `${code}: ${message}`).join('; ');
  const codes = errors.map((error) => error.code);
  if (codes.includes('THROTTLED'))
    return { kind: 'throttled', waitMs: costWaitMs(body) ?? THROTTLED_MS, reason: 'THROTTLED' };
  const action = codes.map((code) => CODE_ACTIONS[code]).find((found) => found !== undefined);
  if (action !== undefined) return { kind: 'merchant-must-act', action, reason };
  if (codes.some((code) => FAILURE_CODES.has(code))) return { kind: 'again', waitMs: null, heard: true, reason };
  return { kind: 'our-bug', reason };
}

/** How long the bucket takes to hold what the query costs. */
function costWaitMs(body: Record<string, unknown>): number | null {
  const cost = costOf(body);
  if (cost === null) return null;
  const waitMs = Math.ceil(((cost.requested - cost.available) / cost.restorePerS) * 1000);
  return Number.isFinite(waitMs) ? Math.max(waitMs, 50) : null;
}

/** `extensions.cost`; null when a part of it is missing. */
function costOf(body: Record<string, unknown>): QueryCost | null {
  const { cost } = (body.extensions ?? {}) as {
    cost?: { requestedQueryCost?: unknown; throttleStatus?: Record<string, unknown> };
  };
  const found = {
    requested: Number(cost?.requestedQueryCost),
    available: Number(cost?.throttleStatus?.currentlyAvailable),
    maximum: Number(cost?.throttleStatus?.maximumAvailable),
    restorePerS: Number(cost?.throttleStatus?.restoreRate),
  };
  return Object.values(found).every(Number.isFinite) ? found : null;
}
