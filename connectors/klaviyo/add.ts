/** Adds customers to a list: one import with the list, which also appends the segment's tag. Nobody is subscribed by it. */
import type { BatchAnswer, ListTarget, Outcome, Row } from '../kit/connector.ts';
import { outcomeOf } from './errors.ts';
import { answerFor, leftForLater } from './handle.ts';
import { submitImports } from './imports.ts';
import { prepareAdditions } from './rows.ts';
import type { Sdk } from './sdk.ts';

export async function addToList(sdk: Sdk, list: ListTarget, rows: readonly Row[], nowMs: number): Promise<BatchAnswer> {
  const { entries, setAside } = prepareAdditions(list, rows);
  const submission = await submitImports(sdk, list.listId, entries);
  const outcomes = new Map<string, Outcome>([...setAside, ...leftForLater(submission.left, nowMs)]);
  for (const [customerId, complaint] of submission.refused) outcomes.set(customerId, outcomeOf(complaint, nowMs));
  return answerFor('add', list, submission, outcomes, nowMs);
}
