/** Adds customers to an audience and takes them out of it. Meta confirms no row: what it has received counts as done. */
import type { BatchAnswer, ConnectorContext, ListTarget, Outcome, Row } from '../kit/connector.ts';
import { CallFailed, type Client } from './client.ts';
import { removalOf, uploadOf, type UploadOptions } from './columns.ts';
import { PLAIN_RETRY_MS, ruleOf, waitOf } from './errors.ts';
import { prepareAdditions } from './rows.ts';
import { callsOf, sendUpload } from './uploads.ts';

/** What the calls of one opened ad account have in common. */
export interface Account {
  client: Client;
  /** `act_` and digits. */
  accountId: string;
  context: ConnectorContext;
  nextSessionId: () => number;
}

export async function addToAudience(
  account: Account,
  list: ListTarget,
  rows: readonly Row[],
  options: UploadOptions,
): Promise<BatchAnswer> {
  const { client, context, nextSessionId } = account;
  const { going, setAside } = prepareAdditions(rows);
  const calls = callsOf(uploadOf(going, options), nextSessionId());
  const arrived = await sendUpload(client, 'addUsers', list.listId, calls, context.log);
  return { kind: 'finished', outcomes: new Map([...setAside, ...outcomesOf(going, arrived, context.clock())]) };
}

export async function removeFromAudience(
  account: Account,
  list: ListTarget,
  rows: readonly Row[],
): Promise<BatchAnswer> {
  const { client, context, nextSessionId } = account;
  const calls = callsOf(removalOf(rows), nextSessionId());
  try {
    const arrived = await sendUpload(client, 'removeUsers', list.listId, calls, context.log);
    return { kind: 'finished', outcomes: outcomesOf(rows, arrived, context.clock()) };
  } catch (error) {
    const rule = error instanceof CallFailed ? ruleOf(error.failure) : null;
    if (!(error instanceof CallFailed) || rule?.next !== 'rows-later') throw error;
    // Meta refuses these removals for now, and nothing else of the connection.
    return { kind: 'finished', outcomes: postponed(rows, context.clock() + waitOf(error.failure, rule), rule.reason) };
  }
}

export function outcomesOf(rows: readonly Row[], arrived: boolean, nowMs: number): Map<string, Outcome> {
  if (!arrived) return postponed(rows, nowMs + PLAIN_RETRY_MS, 'Meta did not receive all customers of this upload.');
  return new Map(rows.map(({ customerId }) => [customerId, { kind: 'done', partnerId: customerId }]));
}

export function postponed(rows: readonly Row[], notBeforeMs: number, reason: string): Map<string, Outcome> {
  return new Map(rows.map(({ customerId }) => [customerId, { kind: 'retry', notBeforeMs, reason }]));
}
