/** Bulk import jobs: accepted now, worked off as time passes, read until complete, with the rows that failed. */
import { ApiError, invalid, invalidEntry, notFound, type ErrorEntry } from '../protocol/errors.ts';
import { PROFILE_LIMIT_BYTES } from '../protocol/endpoint.ts';
import { identifierList, objectAt, profileProblems, resourceOf } from '../payloads.ts';
import { importErrorResource, jobResource, listResource, profileResource } from '../resources.ts';
import { text } from '../../database.ts';
import { createJob, findJob, JOB_COLUMNS, toJob, type ImportJob } from '../store/imports.ts';
import { findList, listsByPk } from '../store/lists.ts';
import { readPage, type Page } from '../store/pages.ts';
import { PROFILE_COLUMNS, toProfile } from '../store/profiles.ts';
import { toSql } from './conditions.ts';
import { collection, param, single, type Call, type Route } from './exchange.ts';

const MOST_PROFILES_PER_JOB = 10_000;
/** More entries than this help nobody; the first ones are answered. */
const MOST_ERRORS_PER_ANSWER = 100;
const PROFILES_POINTER = '/data/attributes/profiles/data';
/** A job waits in the queue for this share of its whole duration. */
const QUEUED_SHARE = 0.2;

export const bulkImportProfiles: Route = (call) => {
  const data = resourceOf(call.body, 'profile-bulk-import-job', ['attributes', 'relationships']);
  const attributes = objectAt(data.attributes, '/data/attributes', ['profiles']);
  const profiles = objectAt(attributes.profiles, '/data/attributes/profiles', ['data']).data;
  if (!Array.isArray(profiles)) throw invalid('This field must be an array.', PROFILES_POINTER);
  if (profiles.length === 0) throw invalid('At least one profile is required.', PROFILES_POINTER);
  if (profiles.length > MOST_PROFILES_PER_JOB) {
    throw invalid(`A maximum of ${MOST_PROFILES_PER_JOB} profiles is allowed per job.`, PROFILES_POINTER);
  }
  const problems = (profiles as unknown[]).flatMap(rowProblems);
  if (problems.length > 0) throw new ApiError(400, problems.slice(0, MOST_ERRORS_PER_ANSWER));
  const listPks = targetLists(call, data.relationships);
  const durationMs = call.importDurationMs(profiles.length);
  const job = createJob(call.db, {
    accountPk: call.account.pk,
    listPks,
    rowFault: call.rowFault,
    profiles: profiles as unknown[],
    createdMs: call.nowMs,
    startsMs: call.nowMs + Math.round(durationMs * QUEUED_SHARE),
    dueMs: call.nowMs + durationMs,
  });
  return single(call, jobResource(job, call.query.fields, call.base), {}, 202);
};

function rowProblems(profile: unknown, index: number): ErrorEntry[] {
  const pointer = `${PROFILES_POINTER}/${index}`;
  const problems = profileProblems(profile, { pointer, allowMeta: true, needsIdentifier: true });
  if (Buffer.byteLength(JSON.stringify(profile)) > PROFILE_LIMIT_BYTES) {
    problems.push(invalidEntry('A profile may have at most 100 KB.', pointer));
  }
  return problems;
}

function targetLists(call: Call, relationships: unknown): number[] {
  if (relationships === undefined) return [];
  const { lists } = objectAt(relationships, '/data/relationships', ['lists']);
  if (lists === undefined) return [];
  return identifierList(lists, '/data/relationships/lists', 'list').map((id, index) => {
    const list = findList(call.db, call.account.pk, id);
    if (list === undefined) throw notFound('list', id, `/data/relationships/lists/data/${index}/id`);
    return list.pk;
  });
}

export const getImportJobs: Route = (call) => {
  const page = readPage(call.db, {
    from: 'import_jobs j',
    columns: JOB_COLUMNS,
    where: [
      { sql: 'j.account_pk = ?', params: [call.account.pk] },
      ...toSql(call.query.conditions, { status: 'j.status' }),
    ],
    sortColumn: 'j.created_ms',
    keyColumn: 'j.pk',
    descending: call.query.sort?.descending ?? true,
    pageSize: call.query.pageSize,
    cursor: call.query.cursor,
  });
  return collection(
    call,
    page.rows.map((row) => jobResource(toJob(row), call.query.fields, call.base)),
    page.next,
  );
};

export const getImportJob: Route = (call) => {
  const job = jobOfPath(call, 'job_id');
  const data = jobResource(job, call.query.fields, call.base);
  if (!call.query.includes.has('lists')) return single(call, data);
  return single(call, data, { included: listResources(call, job) });
};

export const getImportErrors: Route = (call) => {
  const job = jobOfPath(call, 'id');
  const page = readPage(call.db, {
    from: 'import_errors r',
    columns: 'r.id, r.code, r.title, r.detail, r.pointer, r.original_payload',
    where: [{ sql: 'r.job_pk = ?', params: [job.pk] }],
    sortColumn: 'r.row_index',
    keyColumn: 'r.row_index',
    descending: false,
    pageSize: call.query.pageSize,
    cursor: call.query.cursor,
  });
  return collection(
    call,
    page.rows.map((row) => importErrorResource(row, call.query.fields)),
    page.next,
  );
};

function importedPage(call: Call, columns: string): Page {
  const job = jobOfPath(call, 'id');
  return readPage(call.db, {
    from: 'import_profiles r CROSS JOIN profiles p ON p.pk = r.profile_pk',
    columns,
    where: [{ sql: 'r.job_pk = ?', params: [job.pk] }],
    sortColumn: 'r.row_index',
    keyColumn: 'r.row_index',
    descending: false,
    pageSize: call.query.pageSize,
    cursor: call.query.cursor,
  });
}

export const getImportedProfiles: Route = (call) => {
  const page = importedPage(call, PROFILE_COLUMNS);
  const data = page.rows.map((row) =>
    profileResource(toProfile(row), call.query.fields, call.base, call.query.additional),
  );
  return collection(call, data, page.next);
};

export const getImportedProfileIds: Route = (call) => {
  const page = importedPage(call, 'p.id');
  return collection(
    call,
    page.rows.map((row) => ({ type: 'profile', id: text(row, 'id') })),
    page.next,
  );
};

export const getImportLists: Route = (call) => collection(call, listResources(call, jobOfPath(call, 'id')), undefined);

export const getImportListIds: Route = (call) => {
  const lists = listsByPk(call.db, jobOfPath(call, 'id').listPks);
  return collection(
    call,
    lists.map((list) => ({ type: 'list', id: list.id })),
    undefined,
  );
};

function listResources(call: Call, job: ImportJob): unknown[] {
  return listsByPk(call.db, job.listPks).map((list) => listResource(list, call.query.fields, call.base));
}

function jobOfPath(call: Call, name: string): ImportJob {
  const id = param(call, name);
  const job = findJob(call.db, call.account.pk, id);
  if (job === undefined) throw notFound('profile-bulk-import-job', id);
  return job;
}
