/**
 * What a receiver's answers mean, named by who must act next. The table stands in docs/connectors.md too, and a test holds them equal.
 * Whatever is retried is retried for three days; then the merchant is asked to act (`patienceMs`).
 */
import type { Halt } from '../kit/connector.ts';

/** Who acts next. `throttled` waits as long as the receiver says; `smaller` sends the same rows in smaller pushes. */
export type NextStep = 'retry' | 'throttled' | 'reconnect' | 'fix-setting' | 'list-gone' | 'smaller';

/** A status, the code of the receiver's own error, or what happened instead of an answer. */
export type Sign =
  | number
  | '3xx'
  | '4xx'
  | '5xx'
  | 'list_not_found'
  | 'no answer'
  | 'bad certificate'
  | 'private address'
  | 'web page'
  | 'unreadable'
  | 'error inside'
  | 'other';

export interface CallRule {
  signs: readonly Sign[];
  next: NextStep;
  /** The setting that it is about, where it is about one alone. */
  field?: 'endpoint' | 'secret';
  reason: string;
}

/** Read from the top: the first that fits decides. */
export const CALL_RULES: readonly CallRule[] = [
  {
    signs: ['private address'],
    next: 'fix-setting',
    field: 'endpoint',
    reason: 'The address leads into a private network. Enter one that can be reached from the Internet.',
  },
  {
    signs: ['bad certificate'],
    next: 'retry',
    field: 'endpoint',
    reason: 'The certificate of the receiver is not valid, so nothing was sent.',
  },
  { signs: ['no answer'], next: 'retry', reason: 'The receiver could not be reached, or did not answer in time.' },
  {
    signs: ['web page'],
    next: 'retry',
    field: 'endpoint',
    reason: 'A web page came instead of an answer. Look whether the address is that of a receiver of pushes.',
  },
  { signs: ['unreadable'], next: 'retry', reason: 'The answer of the receiver could not be read.' },
  { signs: ['error inside'], next: 'retry', reason: 'The receiver answered with success, and with an error in it.' },
  { signs: ['list_not_found'], next: 'list-gone', reason: 'The receiver does not know the list any more.' },
  {
    signs: [401, 403],
    next: 'reconnect',
    field: 'secret',
    reason: 'The receiver does not accept the signature. Enter the same signing secret there and here.',
  },
  {
    signs: [410],
    next: 'fix-setting',
    field: 'endpoint',
    reason: 'The receiver has said that nothing is to be sent to this address any more. Enter another one.',
  },
  { signs: [413], next: 'smaller', reason: 'The receiver takes only smaller pushes.' },
  { signs: [429], next: 'throttled', reason: 'The receiver is limiting the number of pushes.' },
  {
    signs: ['3xx'],
    next: 'fix-setting',
    field: 'endpoint',
    reason: 'The address leads on to another one, and redirects are not followed. Enter the final address.',
  },
  { signs: [404, 405], next: 'retry', field: 'endpoint', reason: 'There is no receiver of pushes at this address.' },
  { signs: [408, 425], next: 'retry', reason: 'The receiver asked to come back later.' },
  { signs: ['5xx'], next: 'retry', reason: 'The receiver is failing at the moment.' },
  { signs: ['4xx', 'other'], next: 'retry', reason: 'The receiver refuses the push.' },
];

/** Wait before the next run when nobody named an instant. */
export const PLAIN_RETRY_MS = 30_000;

/** How a push failed. */
export interface Failure {
  signs: readonly Sign[];
  /** The HTTP status; null when no answer came. */
  status: number | null;
  waitMs: number | null;
  /** Whether the receiver may have acted on the push all the same. */
  reached: 'no' | 'unknown';
}

export function ruleOf({ signs }: Pick<Failure, 'signs'>): CallRule {
  const rule = CALL_RULES.find((one) => one.signs.some((sign) => sign === 'other' || signs.includes(sign)));
  if (rule === undefined) throw new Error('The last rule covers every answer.');
  return rule;
}

export function haltOf(failure: Failure, nowMs: number): Halt {
  const { next, reason, field } = ruleOf(failure);
  const about = field === undefined ? {} : { field };
  const told = failure.status === null ? reason : `${reason} (${failure.status})`;
  switch (next) {
    case 'retry':
    case 'smaller':
      return { kind: 'retry', notBeforeMs: nowMs + (failure.waitMs ?? PLAIN_RETRY_MS), reason: told, ...about };
    case 'throttled':
      return { kind: 'retry', notBeforeMs: nowMs + (failure.waitMs ?? PLAIN_RETRY_MS), reason: told, throttled: true };
    case 'reconnect':
    case 'fix-setting':
      return { kind: 'merchant-must-act', action: next, reason: told, ...about };
    case 'list-gone':
      return { kind: 'list-gone', reason };
  }
}
