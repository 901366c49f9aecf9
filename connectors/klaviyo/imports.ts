/** Hands profiles to Klaviyo as import jobs, leaving out the rows that Klaviyo refuses at once. */
import { CallFailed, type Failure } from './client.ts';
import { rowRuleOf, type Complaint } from './errors.ts';
import { cutIntoImports, type Entry } from './rows.ts';
import type { Sdk } from './sdk.ts';

/** After so many refusals of ever new rows the rest waits for the next run, which starts without the refused ones. */
const MOST_ROUNDS = 20;

export interface Submission {
  jobIds: string[];
  sentCount: number;
  /** Rows that Klaviyo refused at once, by customer id; they are in no job. */
  refused: Map<string, Complaint>;
  /** Customer ids of rows that were left for another run. */
  left: string[];
}

/**
 * Submits the entries, to a list or to none. Throws CallFailed when a call fails as a whole; its `reached` is 'unknown' when an earlier
 * part had been accepted.
 */
export async function submitImports(sdk: Sdk, listId: string | null, entries: readonly Entry[]): Promise<Submission> {
  const submission: Submission = { jobIds: [], sentCount: 0, refused: new Map(), left: [] };
  for (const part of cutIntoImports(entries)) {
    try {
      await submitPart(sdk, listId, part, submission);
    } catch (error) {
      if (!(error instanceof CallFailed) || submission.jobIds.length === 0) throw error;
      throw new CallFailed({ ...error.failure, reached: 'unknown' }, error);
    }
  }
  return submission;
}

async function submitPart(
  sdk: Sdk,
  listId: string | null,
  part: readonly Entry[],
  submission: Submission,
): Promise<void> {
  let entries = [...part];
  for (let round = 1; entries.length > 0; round += 1) {
    if (round > MOST_ROUNDS) {
      submission.left.push(...entries.map(({ customerId }) => customerId));
      return;
    }
    try {
      submission.jobIds.push(await createJob(sdk, listId, entries));
      submission.sentCount += entries.length;
      return;
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      const complaints = rowComplaints(error.failure, entries.length);
      if (complaints.size === 0) throw error;
      entries = entries.flatMap((entry, index) => {
        const complaint = complaints.get(index);
        if (complaint === undefined) return [entry];
        const { id, ...profile } = entry.profile;
        const canGoWithoutId =
          rowRuleOf(complaint).becomes === 'retry-without-id' && id && profile.attributes.externalId;
        if (canGoWithoutId) return [{ ...entry, profile }];
        submission.refused.set(entry.customerId, complaint);
        return [];
      });
    }
  }
}

async function createJob(sdk: Sdk, listId: string | null, entries: readonly Entry[]): Promise<string> {
  const { body } = await sdk.profiles.bulkImportProfiles({
    data: {
      type: 'profile-bulk-import-job',
      attributes: { profiles: { data: entries.map(({ profile }) => profile) } },
      ...(listId === null ? {} : { relationships: { lists: { data: [{ type: 'list', id: listId }] } } }),
    },
  });
  return body.data.id;
}

/** What a 400 complains of, by the index of the row; empty unless it names rows that were sent. */
function rowComplaints(failure: Failure, rowCount: number): Map<number, Complaint> {
  const byRow = new Map<number, Complaint>();
  if (failure.status !== 400) return byRow;
  for (const complaint of failure.complaints) {
    const [, index] = /^\/data\/attributes\/profiles\/data\/(\d+)(?:\/|$)/.exec(complaint.pointer) ?? [];
    if (index !== undefined && Number(index) < rowCount && !byRow.has(Number(index)))
      byRow.set(Number(index), complaint);
  }
  return byRow;
}
