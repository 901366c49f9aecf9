/** Profiles one at a time: find, read, create, change, create-or-update. */
import { ApiError, duplicateProfile, invalid, notFound } from '../protocol/errors.ts';
import { isValidEmail, isValidPhone } from '../protocol/identifiers.ts';
import { singleProfile } from '../payloads.ts';
import { writeProfile, type ProfilePayload, type WriteResult } from '../profile-writes.ts';
import { listResource, profileResource } from '../resources.ts';
import { listsOfProfile } from '../store/lists.ts';
import { readPage } from '../store/pages.ts';
import { PROFILE_COLUMNS, profileById, profilesByPk, toProfile, type Profile } from '../store/profiles.ts';
import { toSql } from './conditions.ts';
import { collection, param, single, type Call, type Reply, type Route } from './exchange.ts';

const FILTER_COLUMNS: Readonly<Record<string, string>> = {
  id: 'p.id',
  email: 'p.email',
  phone_number: 'p.phone_number',
  external_id: 'p.external_id',
  created: 'p.created_ms',
  updated: 'p.updated_ms',
};

const SORT_COLUMNS: Readonly<Record<string, string>> = {
  id: 'p.id',
  email: 'p.email',
  created: 'p.created_ms',
  updated: 'p.updated_ms',
};

/** Filters that name a few profiles. */
const IDENTIFIERS: readonly string[] = ['id', 'email', 'phone_number', 'external_id'];

export const getProfiles: Route = (call) => {
  const sort = call.query.sort;
  const sortColumn = SORT_COLUMNS[sort?.field ?? 'created'] ?? 'p.created_ms';
  const named = call.query.conditions.some(({ field }) => IDENTIFIERS.includes(field));
  const page = readPage(call.db, {
    from: 'profiles p',
    columns: PROFILE_COLUMNS,
    where: [
      { sql: 'p.account_pk = ?', params: [call.account.pk] },
      ...toSql(call.query.conditions, FILTER_COLUMNS),
      // Rows without an e-mail address have no place in an order by it.
      ...(sort?.field === 'email' ? [{ sql: 'p.email IS NOT NULL', params: [] }] : []),
    ],
    // The plus sign keeps SQLite from walking the index of the order when the filter leads to the rows directly.
    sortColumn: named ? `+${sortColumn}` : sortColumn,
    keyColumn: 'p.pk',
    descending: sort?.descending ?? false,
    pageSize: call.query.pageSize,
    cursor: call.query.cursor,
  });
  const data = page.rows.map((row) =>
    profileResource(toProfile(row), call.query.fields, call.base, call.query.additional),
  );
  return collection(call, data, page.next, call.query.includes.size > 0 ? { included: [] } : {});
};

export const getProfile: Route = (call) => {
  const profile = profileOfPath(call);
  const data = profileResource(profile, call.query.fields, call.base, call.query.additional);
  if (call.query.includes.size === 0) return single(call, data);
  const lists = call.query.includes.has('lists') ? listsOfProfile(call.db, profile.pk) : [];
  const included = lists.map((list) => listResource(list, call.query.fields, call.base));
  return single(call, data, { included });
};

/**
 * Creates a profile; 409 names the one that exists already. A valid e-mail address with an invalid phone number succeeds without the
 * phone, which only the header `X-Klaviyo-Partial-Failure` tells.
 */
export const createProfile: Route = (call) => {
  const payload = singleProfile(call.body, { allowMeta: false, needsIdentifier: true });
  if (payload.id != null) throw invalid('A new profile cannot choose its id.', '/data/id');
  const { phone_number: phone, ...rest } = payload.attributes;
  const { email } = rest;
  const dropsPhone =
    typeof phone === 'string' && !isValidPhone(phone) && typeof email === 'string' && isValidEmail(email);
  const written = writeProfile(call.db, call.account.pk, dropsPhone ? { attributes: rest } : payload, {
    mode: 'create',
    nullClears: true,
    nowMs: call.nowMs,
  });
  const reply = answer(call, written, 201);
  return dropsPhone ? { ...reply, headers: { 'X-Klaviyo-Partial-Failure': 'phone_number' } } : reply;
};

export const updateProfileRoute: Route = (call) => {
  const profile = profileOfPath(call);
  const payload = singleProfile(call.body, { allowMeta: true, needsIdentifier: false });
  if (payload.id !== profile.id) throw invalid('The id must be the one in the path.', '/data/id');
  return answer(call, write(call, payload, 'update'), 200);
};

/** Create or update: 201 for a new profile, 200 for a known one. */
export const upsertProfile: Route = (call) => {
  const payload = singleProfile(call.body, { allowMeta: true, needsIdentifier: true });
  const written = write(call, payload, 'upsert');
  return answer(call, written, written.outcome === 'created' ? 201 : 200);
};

function write(call: Call, payload: ProfilePayload, mode: 'update' | 'upsert'): WriteResult {
  return writeProfile(call.db, call.account.pk, payload, { mode, nullClears: true, nowMs: call.nowMs });
}

function answer(call: Call, written: WriteResult, status: number): Reply {
  switch (written.outcome) {
    case 'invalid':
      throw new ApiError(400, { ...written.entry, pointer: `/data${written.entry.pointer ?? ''}` });
    case 'unknown-id':
      throw notFound('profile', written.id, '/data/id');
    case 'duplicate':
      throw duplicateProfile(written.ownerId);
    case 'created':
    case 'updated': {
      const [profile] = profilesByPk(call.db, [written.pk]);
      if (profile === undefined) throw new Error('The profile just written cannot be read back.');
      return single(call, profileResource(profile, call.query.fields, call.base, call.query.additional), {}, status);
    }
  }
}

function profileOfPath(call: Call): Profile {
  const id = param(call, 'id');
  const profile = profileById(call.db, call.account.pk, id);
  if (profile === undefined) throw notFound('profile', id);
  return profile;
}
