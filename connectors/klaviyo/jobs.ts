/** Reads finished import jobs: which rows failed, which profiles they made or changed. */
import { emailKey } from '#app/core/email.ts';
import type { Row } from '../kit/connector.ts';
import type { Complaint } from './errors.ts';
import type { Handle } from './handle.ts';
import { PAGE_ROWS } from './limits.ts';
import { pages, type Sdk } from './sdk.ts';

/** A job that nothing more will come of. `lost`: cancelled, or not known any more. */
export type FinishedJob =
  | { kind: 'complete'; jobId: string; totalCount: number; completedCount: number; failedCount: number }
  | { kind: 'lost'; jobId: string };

/**
 * What failed, by customer id. Errors carry the row as it was sent, so it is known by our id in it, by the profile's id or, failing
 * these, by its e-mail address. A row that was sent again does not count as failed for what went wrong the first time, but as named.
 */
export async function readImportErrors(
  sdk: Sdk,
  jobs: readonly FinishedJob[],
  rows: readonly Row[],
  again: Handle['again'],
): Promise<{ errors: Map<string, Complaint>; namedCount: number }> {
  const find = rowFinder(rows);
  const errors = new Map<string, Complaint>();
  const sentAgain = new Set(again?.customerIds);
  let namedCount = 0;
  for (const [index, job] of jobs.entries()) {
    const isFirstRound = again !== null && index < again.fromJob;
    if (job.kind === 'lost' || job.failedCount === 0) continue;
    const found = pages((cursor) =>
      sdk.profiles.getErrorsForBulkImportProfilesJob(job.jobId, { pageSize: PAGE_ROWS, ...cursor }),
    );
    for await (const { data } of found) {
      for (const { attributes } of data) {
        const { originalPayload, code, detail, source } = attributes;
        const customerId = find(identifiersIn(originalPayload));
        if (customerId === null) continue;
        namedCount += 1;
        if (isFirstRound && sentAgain.has(customerId)) continue;
        errors.set(customerId, { code, detail, pointer: source.pointer ?? '' });
      }
    }
  }
  return { errors, namedCount };
}

/** The profiles that the jobs made or changed, by customer id. */
export async function readImportedProfiles(
  sdk: Sdk,
  jobs: readonly FinishedJob[],
  rows: readonly Row[],
): Promise<Map<string, string>> {
  const find = rowFinder(rows);
  const profileIds = new Map<string, string>();
  for (const job of jobs) {
    if (job.kind === 'lost') continue;
    const found = pages((cursor) =>
      sdk.profiles.getProfilesForBulkImportProfilesJob(job.jobId, {
        fieldsProfile: ['external_id', 'email'],
        pageSize: PAGE_ROWS,
        ...cursor,
      }),
    );
    for await (const { data } of found) {
      for (const { id, attributes } of data) {
        const customerId = find({ id, externalId: attributes.externalId, email: attributes.email });
        if (customerId !== null && id) profileIds.set(customerId, id);
      }
    }
  }
  return profileIds;
}

interface Identifiers {
  id?: unknown;
  externalId?: unknown;
  email?: unknown;
}

/** Finds the customer that identifiers mean, by the strongest that is one of ours; null when none is. */
function rowFinder(rows: readonly Row[]): (identifiers: Identifiers) => string | null {
  const byProfile = new Map<unknown, string>();
  const byAddress = new Map<string, string>();
  const ours = new Set<unknown>();
  for (const { customerId, partnerId, email } of rows) {
    ours.add(customerId);
    if (partnerId !== null) byProfile.set(partnerId, customerId);
    const key = emailKey(email ?? '');
    if (key !== null) byAddress.set(key, customerId);
  }
  return ({ id, externalId, email }) => {
    if (typeof externalId === 'string' && ours.has(externalId)) return externalId;
    const named = byProfile.get(id);
    if (named !== undefined) return named;
    return (typeof email === 'string' ? byAddress.get(emailKey(email) ?? '') : undefined) ?? null;
  };
}

/** The identifiers of a row as it was sent; its form is not promised, so the attributes may stand on their own. */
function identifiersIn(payload: object | null | undefined): Identifiers {
  const outer = record(payload);
  const inner = record(outer.attributes);
  return {
    id: outer.id,
    externalId: inner.external_id ?? outer.external_id,
    email: inner.email ?? outer.email,
  };
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
