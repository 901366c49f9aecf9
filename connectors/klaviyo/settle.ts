/** Tells whether Klaviyo may still be working on an import whose answer we never got. */
import { any } from './filters.ts';
import { PAGE_ROWS } from './limits.ts';
import { pages, type Sdk } from './sdk.ts';

/** Klaviyo's clock and ours may differ by so much. */
const CLOCK_SKEW_MS = 60_000;
const CHECK_AGAIN_MS = 2000;

export async function settle(
  sdk: Sdk,
  sinceMs: number,
): Promise<{ kind: 'quiet' } | { kind: 'busy'; checkAfterMs: number }> {
  const open = pages((cursor) =>
    sdk.profiles.getBulkImportProfilesJobs({
      filter: any('status', ['queued', 'processing']),
      fieldsProfileBulkImportJob: ['status', 'created_at'],
      sort: '-created_at',
      pageSize: PAGE_ROWS,
      ...cursor,
    }),
  );
  for await (const { data } of open) {
    for (const { attributes } of data) {
      // Newest first: from here on all are older.
      if (attributes.createdAt.getTime() < sinceMs - CLOCK_SKEW_MS) return { kind: 'quiet' };
      if (attributes.status === 'queued' || attributes.status === 'processing') {
        return { kind: 'busy', checkAfterMs: CHECK_AGAIN_MS };
      }
    }
  }
  return { kind: 'quiet' };
}
