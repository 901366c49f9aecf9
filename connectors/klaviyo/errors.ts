/**
 * What Klaviyo's refusals mean, named by who must act next: one table for whole calls, one for single rows of an import. Both stand
 * in docs/connectors.md too, and a test holds them equal.
 */
import type { Halt, Outcome } from '../kit/connector.ts';
import { shownText } from '../kit/partnerText.ts';
import type { Failure } from './client.ts';

/** One entry of an answer's `errors`. */
export interface Complaint {
  code: string;
  detail: string;
  pointer: string;
}

export function readComplaints(body: unknown): Complaint[] {
  const errors = field(body, 'errors');
  if (!Array.isArray(errors)) return [];
  return errors.map((error: unknown) => ({
    code: text(field(error, 'code')),
    detail: text(field(error, 'detail')),
    pointer: text(field(field(error, 'source'), 'pointer')),
  }));
}

/** Who acts next when a call fails. */
export type NextStep = 'retry' | 'reconnect' | 'list-gone' | 'our-bug';

export interface CallRule {
  /** A status, a hundred of them, or `none` when no answer came. */
  status: number | '3xx' | '4xx' | '5xx' | 'none';
  /** The rule holds only where it is the list that Klaviyo does not find. */
  onList?: true;
  next: NextStep;
  /** What the merchant or we are told. */
  reason: string;
}

/** Read from the top: the first that fits decides. */
export const CALL_RULES: readonly CallRule[] = [
  { status: 'none', next: 'retry', reason: 'Klaviyo could not be reached, or did not answer in time.' },
  {
    status: 401,
    next: 'reconnect',
    reason: 'Klaviyo does not accept the private API key any more. Create a new one and connect again.',
  },
  {
    status: 403,
    next: 'reconnect',
    reason: 'The private API key lacks a permission that is needed. Create one with full access and connect again.',
  },
  { status: 400, onList: true, next: 'list-gone', reason: 'The list does not exist in Klaviyo any more.' },
  { status: 404, onList: true, next: 'list-gone', reason: 'The list does not exist in Klaviyo any more.' },
  { status: 410, onList: true, next: 'list-gone', reason: 'The list does not exist in Klaviyo any more.' },
  { status: 408, next: 'retry', reason: 'Klaviyo took too long.' },
  { status: 425, next: 'retry', reason: 'Klaviyo asked to come back later.' },
  { status: 429, next: 'retry', reason: 'Klaviyo is limiting the number of calls.' },
  { status: '5xx', next: 'retry', reason: 'Klaviyo is failing at the moment.' },
  { status: '4xx', next: 'our-bug', reason: 'Klaviyo refused the call as malformed.' },
  { status: '3xx', next: 'our-bug', reason: 'The address of Klaviyo points somewhere else.' },
];

/** Wait before the next run when nobody named an instant. */
export const PLAIN_RETRY_MS = 30_000;

function callRuleOf({ status }: Failure, onList: boolean): CallRule {
  const rule = CALL_RULES.find((candidate) => {
    if (candidate.onList === true && !onList) return false;
    if (typeof candidate.status === 'number') return candidate.status === status;
    if (candidate.status === 'none') return status === null;
    return status !== null && candidate.status.startsWith(String(Math.floor(status / 100)));
  });
  // 1xx never ends a call, and 2xx does not come here.
  if (rule === undefined) throw new Error(`No rule covers the status ${status}.`);
  return rule;
}

/** Whether a refusal is about the list: it says so, or "not found" can mean nothing else in this call. */
function isAboutList({ operation, status, complaints }: Failure): boolean {
  if (complaints.some(({ pointer }) => pointer.startsWith('/data/relationships/lists'))) return true;
  return status !== 400 && (operation.path.startsWith('/api/lists/') || operation.id === 'bulk_import_profiles');
}

/** What a failed call means for the whole run. */
export function haltOf(failure: Failure, nowMs: number): Halt {
  const rule = callRuleOf(failure, isAboutList(failure));
  const [complaint] = failure.complaints;
  const said = complaint === undefined ? '' : ` (${complaint.code}: ${shownText(complaint.detail)})`;
  switch (rule.next) {
    case 'retry':
      return {
        kind: 'retry',
        notBeforeMs: nowMs + Math.ceil(failure.retryAfterMs ?? PLAIN_RETRY_MS),
        reason: rule.reason,
        ...(failure.status === 429 && failure.retryAfterMs !== null ? { throttled: true } : {}),
      };
    case 'reconnect':
      return { kind: 'merchant-must-act', action: 'reconnect', reason: rule.reason, field: 'apiKey' };
    case 'list-gone':
      return { kind: 'list-gone', reason: rule.reason };
    case 'our-bug':
      return { kind: 'our-bug', reason: `${rule.reason} ${failure.text}${said}` };
  }
}

/** What a refusal of one row means, whether it comes with the call or afterwards in the import's errors. */
export interface RowRule {
  code: string;
  /** The rule holds only where the pointer ends so. */
  pointerEnd?: string;
  becomes: 'rejected' | 'retry' | 'retry-without-id';
  /** Our code for the reason. */
  as: string;
  reason: string;
}

/** Read from the top: the first that fits decides. */
export const ROW_RULES: readonly RowRule[] = [
  {
    code: '*',
    pointerEnd: '/id',
    becomes: 'retry-without-id',
    as: 'profile_gone',
    reason: 'The profile we knew does not exist in Klaviyo any more.',
  },
  {
    code: 'duplicate_profile',
    becomes: 'rejected',
    as: 'identifier_conflict',
    reason:
      'In Klaviyo this e-mail address belongs to another profile than this customer. Merge the two profiles there, or change the address of one.',
  },
  {
    code: '*',
    pointerEnd: '/email',
    becomes: 'rejected',
    as: 'invalid_email',
    reason: 'Klaviyo does not accept the e-mail address.',
  },
  {
    code: 'internal_error',
    becomes: 'retry',
    as: 'partner_failed',
    reason: 'Klaviyo failed while it worked on this row.',
  },
  { code: 'throttled', becomes: 'retry', as: 'partner_failed', reason: 'Klaviyo failed while it worked on this row.' },
  { code: '*', becomes: 'rejected', as: 'refused', reason: 'Klaviyo refuses the data of this customer.' },
];

export function rowRuleOf(complaint: Complaint): RowRule {
  const rule = ROW_RULES.find(
    ({ code, pointerEnd }) =>
      (code === '*' || code === complaint.code) && (pointerEnd === undefined || complaint.pointer.endsWith(pointerEnd)),
  );
  if (rule === undefined) throw new Error('The last row rule fits everything.');
  return rule;
}

/** The outcome of a refused row; a row that could go again without its profile id is `retry` here. */
export function outcomeOf(complaint: Complaint, nowMs: number): Outcome {
  const rule = rowRuleOf(complaint);
  if (rule.becomes !== 'rejected') return { kind: 'retry', notBeforeMs: nowMs + PLAIN_RETRY_MS, reason: rule.reason };
  const said = rule.as === 'refused' ? ` (${complaint.code}: ${shownText(complaint.detail)})` : '';
  return { kind: 'rejected', code: rule.as, reason: `${rule.reason}${said}` };
}

/**
 * The outcome of a row whose membership has ended and whose tag could not be taken away: what is refused for good (a profile deleted or
 * merged meanwhile, above all) will not be accepted later either, and the list is right.
 */
export function removalOutcomeOf(complaint: Complaint, nowMs: number): Outcome {
  return rowRuleOf(complaint).becomes === 'retry' ? outcomeOf(complaint, nowMs) : { kind: 'done' };
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
