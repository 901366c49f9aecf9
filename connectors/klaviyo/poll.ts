/** Asks after accepted imports and, once they are through, tells the fate of every row. */
import { emailKey } from '#app/core/email.ts';
import type { BatchAnswer, Outcome, Row } from '../kit/connector.ts';
import { outcomeOf, PLAIN_RETRY_MS, removalOutcomeOf, type RowRule, rowRuleOf, type Complaint } from './errors.ts';
import { firstPollMs, isOfFill, nextPollMs, outcomesKept, type Handle } from './handle.ts';
import { submitImports } from './imports.ts';
import { readImportErrors, readImportedProfiles, type FinishedJob } from './jobs.ts';
import type { ReadJob } from './jobStates.ts';
import { readProfiles } from './lookup.ts';
import { prepareAdditions } from './rows.ts';
import type { Sdk } from './sdk.ts';

export async function pollImports(
  sdk: Sdk,
  readJob: ReadJob,
  handle: Handle,
  rows: readonly Row[],
  nowMs: number,
): Promise<BatchAnswer> {
  const jobs: FinishedJob[] = [];
  for (const jobId of handle.jobIds) {
    const job = await readJob(jobId, isOfFill(handle));
    if (job === 'working') return { kind: 'accepted', handle, pollAfterMs: nextPollMs(handle, nowMs) };
    jobs.push(job);
  }

  const outcomes = outcomesKept(handle, nowMs);
  const waiting = rows.filter(({ customerId }) => !outcomes.has(customerId));
  const { errors, namedCount } = await readImportErrors(sdk, jobs, waiting, handle.again);
  if (handle.action === 'add' && handle.again === null) {
    const again = await sendOnceMore(sdk, handle, waiting, errors, nowMs);
    if (again !== null) return again;
  }
  for (const [customerId, complaint] of errors) {
    outcomes.set(
      customerId,
      handle.action === 'add' ? outcomeOf(complaint, nowMs) : removalOutcomeOf(complaint, nowMs),
    );
  }

  const candidates = waiting.filter(({ customerId }) => !errors.has(customerId));
  const confirmed = countsAddUp(handle, jobs, waiting.length, namedCount)
    ? confirmedByCount(handle, candidates)
    : await readImportedProfiles(sdk, jobs, candidates);
  for (const row of rows) {
    if (outcomes.has(row.customerId)) continue;
    const partnerId = confirmed.get(row.customerId);
    outcomes.set(row.customerId, partnerId === undefined ? unconfirmed(jobs, nowMs) : done(partnerId));
  }
  return { kind: 'finished', outcomes };
}

/**
 * Rows that failed although another way may lead go once more: without the id of a profile that is gone, so that Klaviyo finds or
 * makes one; or with the id of the profile that has the address, where that is left from a customer who is gone. The rows of the
 * first jobs are asked for again when these are through. Null when there are none.
 */
async function sendOnceMore(
  sdk: Sdk,
  handle: Handle,
  waiting: readonly Row[],
  errors: ReadonlyMap<string, Complaint>,
  nowMs: number,
): Promise<BatchAnswer | null> {
  const failedAs = (rule: Partial<RowRule>): Row[] =>
    waiting.filter(({ customerId }) => {
      const complaint = errors.get(customerId);
      const is = complaint && rowRuleOf(complaint);
      return is !== undefined && (is.becomes === rule.becomes || is.as === rule.as);
    });
  const goneAnew = failedAs({ becomes: 'retry-without-id' }).map((row) => ({ ...row, partnerId: null }));
  const inherited = await withInheritedProfiles(sdk, failedAs({ as: 'identifier_conflict' }));
  const { entries } = prepareAdditions(handle.list, [...goneAnew, ...inherited]);
  if (entries.length === 0) return null;
  const submission = await submitImports(sdk, handle.list.listId, entries);
  if (submission.jobIds.length === 0) return null;
  return {
    kind: 'accepted',
    handle: {
      ...handle,
      jobIds: [...handle.jobIds, ...submission.jobIds],
      sentCount: handle.sentCount + submission.sentCount,
      again: { customerIds: entries.map(({ customerId }) => customerId), fromJob: handle.jobIds.length },
    },
    pollAfterMs: firstPollMs(submission.sentCount, nowMs),
  };
}

/** Those whose address is on a profile of somebody who had it before them and is gone, with that profile's id. */
async function withInheritedProfiles(sdk: Sdk, rows: readonly Row[]): Promise<Row[]> {
  const heirs = rows.filter(({ email, formerIds }) => email !== null && formerIds.length > 0);
  if (heirs.length === 0) return [];
  const addresses = heirs.flatMap(({ email }) => (email === null ? [] : [email.trim()]));
  const profiles = await readProfiles(sdk, 'email', addresses);
  return heirs.flatMap((row) => {
    const profile = profiles.find(({ email }) => emailKey(email ?? '') === emailKey(row.email ?? ''));
    const isLeft = profile?.externalId != null && row.formerIds.includes(profile.externalId);
    return isLeft ? [{ ...row, partnerId: profile.id }] : [];
  });
}

/**
 * Rows of which Klaviyo's own count says that all were applied, with their profile ids where they are known (null where not). Ids are
 * not asked for here: a hundred a call, they would take a hundred times the calls of the import. Who leaves is looked up then.
 */
function confirmedByCount(handle: Handle, candidates: readonly Row[]): Map<string, string | null> {
  const sentAgain = new Set(handle.again?.customerIds);
  return new Map(
    candidates.map(({ customerId, partnerId }) => [
      customerId,
      handle.found[customerId] ?? (sentAgain.has(customerId) ? null : partnerId),
    ]),
  );
}

/**
 * Whether the jobs account for every row they were given, and these are the rows we ask for: applied, or failed with an error that
 * names its row.
 */
function countsAddUp(handle: Handle, jobs: readonly FinishedJob[], waitingCount: number, namedCount: number): boolean {
  if (waitingCount + (handle.again?.customerIds.length ?? 0) !== handle.sentCount) return false;
  let total = 0;
  let failed = 0;
  for (const job of jobs) {
    if (job.kind !== 'complete' || job.completedCount + job.failedCount < job.totalCount) return false;
    total += job.totalCount;
    failed += job.failedCount;
  }
  return total === handle.sentCount && failed === namedCount;
}

function done(partnerId: string | null): Outcome {
  return partnerId === null ? { kind: 'done' } : { kind: 'done', partnerId };
}

function unconfirmed(jobs: readonly FinishedJob[], nowMs: number): Outcome {
  const lost = jobs.some(({ kind }) => kind !== 'complete');
  return {
    kind: 'retry',
    notBeforeMs: lost ? nowMs : nowMs + PLAIN_RETRY_MS,
    reason: lost ? 'Klaviyo dropped the import before it was through.' : 'Klaviyo did not say what became of this row.',
  };
}
