/** Members of a list: adding and removing up to 1,000 profile ids a call, and reading them page by page. */
import { invalid } from '../protocol/errors.ts';
import { identifierList } from '../payloads.ts';
import { joinedMsOf, profileResource } from '../resources.ts';
import { text } from '../../database.ts';
import { addMember, removeMember } from '../store/lists.ts';
import { readPage, type Page } from '../store/pages.ts';
import { PROFILE_COLUMNS, profileKeys, toProfile } from '../store/profiles.ts';
import { toSql } from './conditions.ts';
import { collection, type Call, type Route } from './exchange.ts';
import { listOfPath } from './lists.ts';

const MOST_IDS_PER_CALL = 1000;

/** Adds members. One unknown id fails the whole call and nobody is added. Nobody's consent changes. */
export const addProfilesToList: Route = (call) => {
  const list = listOfPath(call);
  const pks = knownProfiles(call);
  call.db.transaction(() => {
    for (const pk of pks) addMember(call.db, list.pk, pk, call.nowMs);
  });
  return { status: 204 };
};

/** Removes members; a profile that is not in the list is no error. One unknown id fails the whole call. */
export const removeProfilesFromList: Route = (call) => {
  const list = listOfPath(call);
  const pks = knownProfiles(call);
  call.db.transaction(() => {
    for (const pk of pks) removeMember(call.db, list.pk, pk);
  });
  return { status: 204 };
};

function knownProfiles(call: Call): number[] {
  const ids = identifierList(call.body, '', 'profile');
  if (ids.length === 0) throw invalid('At least one profile is required.', '/data');
  if (ids.length > MOST_IDS_PER_CALL) {
    throw invalid(`A maximum of ${MOST_IDS_PER_CALL} profiles is allowed per call.`, '/data');
  }
  const { pks, unknown } = profileKeys(call.db, call.account.pk, ids);
  if (unknown.length > 0) throw invalid(`Invalid profile IDs: ${unknown.join(', ')}`, '/data/');
  return pks;
}

function memberPage(call: Call, columns: string): Page {
  const list = listOfPath(call);
  const filters = toSql(call.query.conditions, {
    email: 'p.email',
    phone_number: 'p.phone_number',
    joined_group_at: 'm.joined_ms',
  });
  const byIdentifier = call.query.conditions.some(({ field }) => field !== 'joined_group_at');
  return readPage(call.db, {
    // CROSS JOIN fixes the order of the tables: from the few profiles a filter names, else along the list.
    from: byIdentifier
      ? 'profiles p CROSS JOIN memberships m ON m.profile_pk = p.pk'
      : 'memberships m CROSS JOIN profiles p ON p.pk = m.profile_pk',
    columns,
    where: [
      { sql: 'm.list_pk = ?', params: [list.pk] },
      ...(byIdentifier ? [{ sql: 'p.account_pk = ?', params: [call.account.pk] }] : []),
      ...filters,
    ],
    sortColumn: 'm.joined_ms',
    keyColumn: 'm.profile_pk',
    descending: call.query.sort?.descending ?? false,
    pageSize: call.query.pageSize,
    cursor: call.query.cursor,
  });
}

export const getProfilesForList: Route = (call) => {
  const page = memberPage(call, `${PROFILE_COLUMNS}, m.joined_ms`);
  const data = page.rows.map((row) =>
    profileResource(toProfile(row), call.query.fields, call.base, call.query.additional, joinedMsOf(row)),
  );
  return collection(call, data, page.next);
};

export const getProfileIdsForList: Route = (call) => {
  const page = memberPage(call, 'p.id');
  return collection(
    call,
    page.rows.map((row) => ({ type: 'profile', id: text(row, 'id') })),
    page.next,
  );
};
