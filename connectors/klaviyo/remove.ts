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
import { profileIdsOf, readProfiles } from './lookup.ts';
import { tagRemoval, type Entry } from './rows.ts';
import type { Sdk } from './sdk.ts';

export async function removeFromList(
  sdk: Sdk,
  list: ListTarget,
  rows: readonly Row[],
  nowMs: number,
): Promise<BatchAnswer> {
  // Whom we have no id of is looked for now, by a hundred a call: asking when they are added would take far more calls.
  const found = await profileIdsOf(
    sdk,
    rows.filter(({ partnerId }) => partnerId === null),
  );
  const profileIds = new Map(found);
  for (const { customerId, partnerId } of rows) if (partnerId !== null) profileIds.set(customerId, partnerId);

  const removal = await endMemberships(sdk, list.listId, new Set(profileIds.values()));
  // A profile that is gone may live on in another that it was merged with at Klaviyo, and be on the list there.
  const moved = rows.filter(({ partnerId }) => partnerId !== null && removal.gone.has(partnerId));
  const survivors = await afterRemoval(() => profileIdsOf(sdk, moved));
  for (const [customerId, profileId] of survivors) {
    found.set(customerId, profileId);
    profileIds.set(customerId, profileId);
  }
  const second = await afterRemoval(() => endMemberships(sdk, list.listId, new Set(survivors.values())));

  const outcomes = new Map<string, Outcome>();
  const left: string[] = [];
  const entries: Entry[] = [];
  for (const row of rows) {
    const { customerId } = row;
    const profileId = profileIds.get(customerId);
    // Nobody there by any name: nothing to take off.
    if (profileId === undefined || removal.gone.has(profileId) || second.gone.has(profileId)) {
      outcomes.set(customerId, { kind: 'done' });
    } else if (removal.left.has(profileId) || second.left.has(profileId)) left.push(customerId);
    else entries.push(tagRemoval(list, row, profileId));
  }
  const submission = await afterRemoval(() => submitImports(sdk, null, entries));
  for (const [customerId, outcome] of leftForLater([...left, ...submission.left], nowMs))
    outcomes.set(customerId, outcome);
  for (const [customerId, complaint] of submission.refused)
    outcomes.set(customerId, removalOutcomeOf(complaint, nowMs));
  return answerFor('remove', list, submission, outcomes, nowMs, found);
}

/** What became of profiles that were to leave a list, where it is not as it should be. */
interface Removal {
  /** Klaviyo does not know them any more. */
  gone: Set<string>;
  /** Klaviyo refuses to say which of them it does not know; they are tried in another run. */
  left: Set<string>;
}

/** Ends the memberships of profiles, in as few calls as Klaviyo allows. */
async function endMemberships(sdk: Sdk, listId: string, profileIds: ReadonlySet<string>): Promise<Removal> {
  const removal: Removal = { gone: new Set(), left: new Set() };
  const all = [...profileIds];
  for (let start = 0; start < all.length; start += REMOVE_ROWS) {
    const part = all.slice(start, start + REMOVE_ROWS);
    if (start === 0) await removePart(sdk, listId, part, removal);
    else await afterRemoval(() => removePart(sdk, listId, part, removal));
  }
  return removal;
}

/**
 * One id that Klaviyo does not know fails the whole call: the ids it names are dropped, and when it names none, or others still, those
 * are that it does not have when asked. So a part takes three such calls at most, however many ids are unknown.
 */
async function removePart(sdk: Sdk, listId: string, part: readonly string[], { gone, left }: Removal): Promise<void> {
  let rest = part;
  for (let refusals = 0; rest.length > 0; refusals += 1) {
    try {
      await sdk.lists.removeProfilesFromList(listId, { data: rest.map((id) => ({ type: 'profile', id })) });
      return;
    } catch (error) {
      const named = error instanceof CallFailed ? unknownIds(error, rest) : null;
      if (named === null) throw error;
      if (refusals === 2) {
        for (const id of rest) left.add(id);
        return;
      }
      const unknown = refusals === 0 && named.size > 0 ? named : await missingOf(sdk, rest);
      for (const id of unknown) gone.add(id);
      rest = rest.filter((id) => !gone.has(id));
    }
  }
}

/** Those of the profiles that Klaviyo does not have. */
async function missingOf(sdk: Sdk, profileIds: readonly string[]): Promise<Set<string>> {
  const missing = new Set(profileIds);
  for (const { id } of await readProfiles(sdk, 'id', profileIds)) missing.delete(id);
  return missing;
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
