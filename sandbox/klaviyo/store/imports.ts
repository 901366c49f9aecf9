/** Bulk import jobs as stored: their progress, the rows still to do, the profiles they wrote and the rows that failed. */
import { randomUUID } from 'node:crypto';
import { makeUlid } from '../protocol/ids.ts';
import type { ErrorEntry } from '../protocol/errors.ts';
import { text, textOrNull, whole, wholeOrNull, type Database, type Row } from '../../database.ts';

export type JobStatus = 'queued' | 'processing' | 'complete';

/** Import rows a test wants to fail although nothing is wrong with them. Conditions are alternatives. */
export interface RowFault {
  /** Share of rows, 0 to 1, chosen by the seed. */
  readonly rate?: number | undefined;
  readonly seed?: number | undefined;
  /** The first so many rows. */
  readonly first?: number | undefined;
  readonly externalIds?: readonly string[] | undefined;
  readonly code?: string | undefined;
  readonly title?: string | undefined;
  readonly detail?: string | undefined;
}

export interface ImportJob {
  readonly pk: number;
  readonly accountPk: number;
  readonly id: string;
  readonly listPks: readonly number[];
  readonly rowFault: RowFault | null;
  readonly createdMs: number;
  readonly startsMs: number;
  readonly dueMs: number;
  readonly completedMs: number | null;
  readonly status: JobStatus;
  readonly total: number;
  /** Rows dealt with so far, failed ones included. */
  readonly applied: number;
  readonly failed: number;
}

export const JOB_COLUMNS = `j.pk, j.account_pk, j.id, j.list_pks, j.row_fault, j.created_ms, j.starts_ms, j.due_ms, j.completed_ms,
  j.status, j.total, j.applied, j.failed`;

export function toJob(row: Row): ImportJob {
  const fault = textOrNull(row, 'row_fault');
  return {
    pk: whole(row, 'pk'),
    accountPk: whole(row, 'account_pk'),
    id: text(row, 'id'),
    listPks: JSON.parse(text(row, 'list_pks')) as number[],
    rowFault: fault === null ? null : (JSON.parse(fault) as RowFault),
    createdMs: whole(row, 'created_ms'),
    startsMs: whole(row, 'starts_ms'),
    dueMs: whole(row, 'due_ms'),
    completedMs: wholeOrNull(row, 'completed_ms'),
    status: text(row, 'status') as JobStatus,
    total: whole(row, 'total'),
    applied: whole(row, 'applied'),
    failed: whole(row, 'failed'),
  };
}

export interface NewJob {
  readonly accountPk: number;
  readonly listPks: readonly number[];
  readonly rowFault: RowFault | undefined;
  readonly profiles: readonly unknown[];
  readonly createdMs: number;
  readonly startsMs: number;
  readonly dueMs: number;
}

export function createJob(db: Database, job: NewJob): ImportJob {
  return db.transaction(() => {
    const { lastRowId } = db.run(
      `INSERT INTO import_jobs (account_pk, id, list_pks, row_fault, created_ms, starts_ms, due_ms, status, total)
       VALUES (?, ?, ?, ?, ?, ?, ?, 'queued', ?)`,
      job.accountPk,
      makeUlid(job.createdMs),
      JSON.stringify(job.listPks),
      job.rowFault === undefined ? null : JSON.stringify(job.rowFault),
      job.createdMs,
      job.startsMs,
      job.dueMs,
      job.profiles.length,
    );
    db.run('INSERT INTO import_payloads (job_pk, profiles) VALUES (?, ?)', lastRowId, JSON.stringify(job.profiles));
    const row = db.get(`SELECT ${JOB_COLUMNS} FROM import_jobs j WHERE j.pk = ?`, lastRowId);
    if (row === undefined) throw new Error('The job just written cannot be read back.');
    return toJob(row);
  });
}

export function findJob(db: Database, accountPk: number, id: string): ImportJob | undefined {
  const row = db.get(`SELECT ${JOB_COLUMNS} FROM import_jobs j WHERE j.id = ? AND j.account_pk = ?`, id, accountPk);
  return row === undefined ? undefined : toJob(row);
}

/** Jobs whose work has begun by `nowMs` and is not finished, oldest first. */
export function openJobs(db: Database, nowMs: number): ImportJob[] {
  return db
    .all(
      `SELECT ${JOB_COLUMNS} FROM import_jobs j WHERE j.status <> 'complete' AND j.starts_ms <= ? ORDER BY j.starts_ms, j.pk`,
      nowMs,
    )
    .map(toJob);
}

export function jobPayload(db: Database, jobPk: number): unknown[] {
  const row = db.get('SELECT profiles FROM import_payloads WHERE job_pk = ?', jobPk);
  return row === undefined ? [] : (JSON.parse(text(row, 'profiles')) as unknown[]);
}

export function recordImported(db: Database, jobPk: number, rowIndex: number, profilePk: number): void {
  db.run('INSERT INTO import_profiles (job_pk, row_index, profile_pk) VALUES (?, ?, ?)', jobPk, rowIndex, profilePk);
}

export function recordFailure(
  db: Database,
  jobPk: number,
  rowIndex: number,
  entry: ErrorEntry,
  payload: unknown,
): void {
  db.run(
    `INSERT INTO import_errors (job_pk, row_index, id, code, title, detail, pointer, original_payload)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    jobPk,
    rowIndex,
    randomUUID(),
    entry.code,
    entry.title,
    entry.detail,
    entry.pointer ?? '/data',
    JSON.stringify(payload),
  );
}

export function saveProgress(db: Database, jobPk: number, applied: number, failed: number): void {
  db.run("UPDATE import_jobs SET status = 'processing', applied = ?, failed = ? WHERE pk = ?", applied, failed, jobPk);
}

/** Marks a job complete and forgets its payload; failed rows keep their own copy. */
export function completeJob(db: Database, jobPk: number, completedMs: number): void {
  db.run("UPDATE import_jobs SET status = 'complete', completed_ms = ? WHERE pk = ?", completedMs, jobPk);
  db.run('DELETE FROM import_payloads WHERE job_pk = ?', jobPk);
}
