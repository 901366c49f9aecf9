/** Finds what a failed call means in the table of rules, and turns it into a halt of the run. */
import type { Halt } from '../kit/connector.ts';
import { shownText } from '../kit/partnerText.ts';
import { CALL_RULES, type CallRule, type Without } from './callRules.ts';
import type { Failure } from './client.ts';
import { OPERATIONS, termsLink } from './graph.ts';

/** Wait before the next run when nobody named an instant. */
export const PLAIN_RETRY_MS = 30_000;

/** @param byLogin Whether the merchant logged in, and entered no token. */
export function ruleOf(failure: Pick<Failure, 'operation' | 'status' | 'error' | 'held'>, byLogin = false): CallRule {
  const { error } = failure;
  const { about } = OPERATIONS[failure.operation];
  const kinds = new Set<number | Without>(error === null ? [withoutError(failure)] : [error.code, 'other']);
  if (error?.isTransient) kinds.add('transient');
  if (error !== null && failure.status !== null && failure.status >= 500) kinds.add('5xx');
  const rule = CALL_RULES.find(
    (candidate) =>
      candidate.codes.some((code) => kinds.has(code)) &&
      (candidate.subcodes === undefined ||
        candidate.subcodes.includes(error?.subcode ?? 0) ||
        candidate.subcodes.includes(error?.code ?? 0)) &&
      (candidate.says === undefined || error?.message.includes(candidate.says) === true) &&
      (candidate.about === undefined || candidate.about === about) &&
      (candidate.of === undefined || byLogin),
  );
  if (rule === undefined) throw new Error('The last rule covers every error of the Graph API.');
  return rule;
}

/** Whether a reading was refused for its size: the same again would be refused again. */
export function asksForLess({ error }: Pick<Failure, 'error'>): boolean {
  return error?.code === 1 && /reduce the amount of data/i.test(error.message);
}

function withoutError({ status, held }: Pick<Failure, 'status' | 'held'>): Without {
  if (held) return 'not asked';
  if (status === null) return 'no answer';
  if (status < 300) return 'unreadable';
  return status < 400 ? '3xx' : status < 500 ? '4xx' : '5xx';
}

/** What a failed call means for the whole run. */
export function haltOf(failure: Failure, accountId: string, nowMs: number, byLogin = false): Halt {
  const rule = ruleOf(failure, byLogin);
  const reason = rule.reason.replace('{terms}', termsLink(accountId));
  switch (rule.next) {
    case 'retry':
    case 'rows-later':
      return { kind: 'retry', notBeforeMs: nowMs + waitOf(failure, rule), reason };
    case 'throttled':
      return { kind: 'retry', notBeforeMs: nowMs + waitOf(failure, rule), reason, throttled: true };
    case 'reconnect':
    case 'fix-setting':
    case 'accept-terms':
      return {
        kind: 'merchant-must-act',
        action: rule.next,
        reason,
        ...(rule.field === undefined ? {} : { field: rule.field }),
      };
    case 'list-gone':
      return { kind: 'list-gone', reason };
    case 'our-bug':
      return { kind: 'our-bug', reason: `${reason} ${failure.text}${said(failure)}` };
  }
}

/** Whole milliseconds. */
export function waitOf({ waitMs }: Failure, { afterMs }: CallRule): number {
  return Math.ceil(waitMs ?? afterMs ?? PLAIN_RETRY_MS);
}

function said({ error }: Failure): string {
  if (error === null || error.message === '') return '';
  return ` (${shownText(error.message)})`;
}
