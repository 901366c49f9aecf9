/**
 * Does the work of bulk import jobs as their time passes. There is no timer: whoever looks at the stand-in first sees every row
 * applied that is due by the clock, so a test with its own clock decides exactly how far a job has come.
 */
import { invalidEntry, type ErrorEntry } from './protocol/errors.ts';
import { chance } from '../random.ts';
import { writeProfile, type ProfilePayload } from './profile-writes.ts';
import type { Database } from '../database.ts';
import {
  completeJob,
  jobPayload,
  openJobs,
  recordFailure,
  recordImported,
  saveProgress,
  type ImportJob,
  type RowFault,
} from './store/imports.ts';
import { addMember, listsByPk } from './store/lists.ts';

export interface ImportProcessor {
  /** Applies every row due by `nowMs`, job by job in the order they started. */
  catchUp(nowMs: number): void;
  /** Drops what is held in memory, when the database under it was emptied. */
  forget(): void;
}

export function makeImportProcessor(db: Database): ImportProcessor {
  /** Parsed payloads of unfinished jobs; rebuilt from the database after a restart. */
  const payloads = new Map<number, unknown[]>();

  function work(job: ImportJob, nowMs: number): void {
    const finished = nowMs >= job.dueMs;
    const share = finished ? 1 : (nowMs - job.startsMs) / (job.dueMs - job.startsMs);
    const dueRows = Math.floor(job.total * share);
    if (!finished && dueRows <= job.applied && job.status === 'processing') return;
    let rows = payloads.get(job.pk);
    if (rows === undefined) payloads.set(job.pk, (rows = jobPayload(db, job.pk)));
    const atMs = Math.min(nowMs, job.dueMs);
    const applied = rows.slice(job.applied, Math.max(dueRows, job.applied));
    db.transaction(() => {
      let failed = job.failed;
      const listPks = listsByPk(db, job.listPks).map((list) => list.pk);
      for (const [offset, row] of applied.entries()) {
        if (!applyRow(db, job, job.applied + offset, row as ProfilePayload, listPks, atMs)) failed += 1;
      }
      saveProgress(db, job.pk, job.applied + applied.length, failed);
      if (finished) completeJob(db, job.pk, job.dueMs);
    });
    if (finished) payloads.delete(job.pk);
  }

  return {
    catchUp(nowMs) {
      for (const job of openJobs(db, nowMs)) work(job, nowMs);
    },
    forget: () => payloads.clear(),
  };
}

function applyRow(
  db: Database,
  job: ImportJob,
  rowIndex: number,
  payload: ProfilePayload,
  listPks: readonly number[],
  atMs: number,
): boolean {
  const problem = orderedFailure(job.rowFault, rowIndex, payload) ?? write();
  if (problem === undefined) return true;
  const pointer = `/data/attributes/profiles/data/${rowIndex}${problem.pointer ?? ''}`;
  recordFailure(db, job.pk, rowIndex, { ...problem, pointer }, payload);
  return false;

  function write(): ErrorEntry | undefined {
    const result = writeProfile(db, job.accountPk, payload, { mode: 'upsert', nullClears: false, nowMs: atMs });
    switch (result.outcome) {
      case 'created':
      case 'updated':
        recordImported(db, job.pk, rowIndex, result.pk);
        for (const listPk of listPks) addMember(db, listPk, result.pk, atMs);
        return undefined;
      case 'invalid':
        return result.entry;
      case 'unknown-id':
        return invalidEntry(`A profile with id ${result.id} does not exist.`, '/id');
      case 'duplicate':
        return {
          code: 'duplicate_profile',
          title: 'Conflict.',
          detail: `Duplicate ${result.field} found: the identifiers of this row belong to more than one profile.`,
          pointer: `/attributes/${result.field}`,
        };
    }
  }
}

function orderedFailure(fault: RowFault | null, rowIndex: number, payload: ProfilePayload): ErrorEntry | undefined {
  if (fault === null) return undefined;
  const externalId = payload.attributes.external_id;
  const hit =
    rowIndex < (fault.first ?? 0) ||
    (typeof externalId === 'string' && (fault.externalIds ?? []).includes(externalId)) ||
    (fault.rate !== undefined && chance(fault.seed ?? 1, rowIndex) < fault.rate);
  if (!hit) return undefined;
  return {
    code: fault.code ?? 'internal_error',
    title: fault.title ?? 'Processing failed.',
    detail: fault.detail ?? 'This profile could not be processed. Please try again.',
    pointer: '',
  };
}
