/**
 * Reads how far import jobs are. While one is asked after, it is asked for by its id; when others are too, as in a first fill, the
 * newest jobs are read by the hundred, and one call tells of all. One call at a time: what it tells may spare the next.
 */
import type { ProfileImportJobResponseObjectResourceAttributes as Attributes } from 'klaviyo-api';
import { CallFailed } from './client.ts';
import type { FinishedJob } from './jobs.ts';
import { PAGE_ROWS } from './limits.ts';
import { pages, type Sdk } from './sdk.ts';

/** How far a job is. `isOfFill`: others are likely to be asked after, too. */
export type ReadJob = (jobId: string, isOfFill: boolean) => Promise<FinishedJob | 'working'>;

/** What was read of a job that is still worked on is believed for so long; in a fill until all have been looked at. */
const BELIEVED_MS = 1_000;
const BELIEVED_IN_FILL_MS = 15_000;
/** Further back no job is looked for among the newest: 1,000 jobs are ten million rows. */
const MOST_PAGES = 10;

const FIELDS = ['status', 'total_count', 'completed_count', 'failed_count'] as const;

/** @param clock Epoch milliseconds. */
export function makeJobReader(sdk: Sdk, clock: () => number): ReadJob {
  const finished = new Map<string, FinishedJob>();
  const working = new Map<string, number>();
  let lastAsked: string | null = null;

  function note(jobId: string, attributes: Attributes): FinishedJob | 'working' {
    const job = jobOf(jobId, attributes);
    if (job === 'working') working.set(jobId, clock());
    else finished.set(jobId, job);
    return job;
  }

  async function readNewest(jobId: string): Promise<FinishedJob | 'working' | undefined> {
    const newest = pages((cursor) =>
      sdk.profiles.getBulkImportProfilesJobs({
        fieldsProfileBulkImportJob: [...FIELDS],
        sort: '-created_at',
        pageSize: PAGE_ROWS,
        ...cursor,
      }),
    );
    let pageCount = 0;
    let asked: FinishedJob | 'working' | undefined;
    for await (const { data } of newest) {
      for (const { id, attributes } of data) {
        const job = note(id, attributes);
        if (id === jobId) asked = job;
      }
      pageCount += 1;
      if (asked !== undefined || pageCount === MOST_PAGES) break;
    }
    return asked;
  }

  async function read(jobId: string, isOfFill: boolean): Promise<FinishedJob | 'working'> {
    const known = finished.get(jobId);
    if (known !== undefined) return known;
    if (isOfFill || (lastAsked !== null && lastAsked !== jobId)) {
      const readAt = working.get(jobId);
      if (readAt !== undefined && clock() < readAt + (isOfFill ? BELIEVED_IN_FILL_MS : BELIEVED_MS)) return 'working';
      const job = await readNewest(jobId);
      if (job !== undefined) return job;
    }
    lastAsked = jobId;
    try {
      const { body } = await sdk.profiles.getBulkImportProfilesJob(jobId, { fieldsProfileBulkImportJob: [...FIELDS] });
      return note(jobId, body.data.attributes);
    } catch (error) {
      if (error instanceof CallFailed && (error.failure.status === 404 || error.failure.status === 410)) {
        return { kind: 'lost', jobId };
      }
      throw error;
    }
  }

  let latest: Promise<unknown> = Promise.resolve();
  return (jobId, isOfFill) => {
    const next = latest.then(() => read(jobId, isOfFill));
    latest = next.catch(() => undefined);
    return next;
  };
}

function jobOf(
  jobId: string,
  { status, totalCount, completedCount, failedCount }: Attributes,
): FinishedJob | 'working' {
  if (status === 'queued' || status === 'processing') return 'working';
  if (status !== 'complete') return { kind: 'lost', jobId };
  return { kind: 'complete', jobId, totalCount, completedCount: completedCount ?? 0, failedCount: failedCount ?? 0 };
}
