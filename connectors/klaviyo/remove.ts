/**
 * Takes customers off a list. Only the list's membership is ended and the segment's tag taken away; no consent changes, which is why
 * this never goes by Klaviyo's unsubscribe calls.
 */
import type { BatchAnswer, ListTarget, Outcome, Row } from '../kit/connector.ts';
import { CallFailed } from './client.ts';
import { removalOutcomeOf } from './errors.ts';
import { answerFor, leftForLater } from './handle.ts';
import { submitImports } from './imports.ts';
import { REMOVE_ROWS } from './limits.ts';
import { profileIdsOf } from './lookup.ts';
import { tagRemoval } from './rows.ts';
import type { Sdk } from './sdk.ts';

export async function removeFromList(
  sdk: Sdk,
  list: ListTarget,
  rows: readonly Row[],
  nowMs: number,
): Promise<BatchAnswer> {
  const found = await profileIdsOf(
    sdk,
    rows.filter(({ partnerId }) => partnerId === null),
  );
  const profileIds = new Map<string, string>();
  const outcomes = new Map<string, Outcome>();
  for (const row of rows) {
    const profileId = row.partnerId ?? found.get(row.customerId);
    // Nobody there by any name: nothing to take off.
    if (profileId === undefined) outcomes.set(row.customerId, { kind: 'done' });
    else profileIds.set(row.customerId, profileId);
  }

  const gone = await endMemberships(sdk, list.listId, [...new Set(profileIds.values())]);
  const entries = [...profileIds].flatMap(([customerId, profileId]) => {
    if (!gone.has(profileId)) return [tagRemoval(list, customerId, profileId)];
    outcomes.set(customerId, { kind: 'done' });
    return [];
  });
  const submission = await afterRemoval(() => submitImports(sdk, null, entries));
  for (const [customerId, outcome] of leftForLater(submission.left, nowMs)) outcomes.set(customerId, outcome);
  for (const [customerId, complaint] of submission.refused)
    outcomes.set(customerId, removalOutcomeOf(complaint, nowMs));
  return answerFor('remove', list, submission, outcomes, nowMs);
}

/** Ends the memberships and gives back the ids that Klaviyo does not know any more. */
async function endMemberships(sdk: Sdk, listId: string, profileIds: readonly string[]): Promise<Set<string>> {
  const gone = new Set<string>();
  const parts: string[][] = [];
  for (let start = 0; start < profileIds.length; start += REMOVE_ROWS) {
    parts.push(profileIds.slice(start, start + REMOVE_ROWS));
  }
  let removedSome = false;
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    if (part.length === 0) continue;
    try {
      await sdk.lists.removeProfilesFromList(listId, { data: part.map((id) => ({ type: 'profile', id })) });
      removedSome = true;
    } catch (error) {
      const named = error instanceof CallFailed ? unknownIds(error, part) : null;
      if (named === null) {
        if (removedSome && error instanceof CallFailed)
          throw new CallFailed({ ...error.failure, reached: 'unknown' }, error);
        throw error;
      }
      // One unknown id fails the whole call: without the ones it names, or by halves when it names none of ours.
      if (named.size > 0 || part.length === 1) {
        for (const id of named.size > 0 ? named : part) gone.add(id);
        parts.push(part.filter((id) => !gone.has(id)));
      } else {
        const middle = Math.ceil(part.length / 2);
        parts.push(part.slice(0, middle), part.slice(middle));
      }
    }
  }
  return gone;
}

/** The ids of this part that a refusal names as unknown; null when the refusal is about something else. */
function unknownIds(error: CallFailed, part: readonly string[]): Set<string> | null {
  const { status, complaints } = error.failure;
  const said = complaints.map(({ detail }) => detail).find((detail) => /invalid profile ids?/i.test(detail));
  if (status !== 400 || said === undefined) return null;
  const words = new Set(said.split(/[^\w-]+/));
  return new Set(part.filter((id) => words.has(id)));
}

/** What fails after the memberships have ended has to be told as such: Klaviyo did act. */
async function afterRemoval<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    throw new CallFailed({ ...error.failure, reached: 'unknown' }, error);
  }
}
