/** Lists as partners read them: what there is, who is in one of them, and what changed. */
import { problemOf } from '#app/core/api/problems.ts';
import type { ApiChange, ApiChanges, ApiList, ApiMember, ApiMembers, ApiProblem } from '#app/core/api/shapes.ts';
import { failure, success, type Result } from '#app/core/result.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopSql } from '#app/platform/database.ts';
import { logApiAccess } from '#app/store/accessLog.ts';
import {
  readChangesAfter,
  readMembersAfter,
  readPublished,
  type ListingChange,
  type PublishedList,
} from '#app/store/publishedLists.ts';
import type { ApiVisit } from './admit.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { iso, memberOf } from './member.ts';

type Answer<Value> = Promise<Result<Value, ApiProblem>>;

export async function readLists(services: Services, { shopId }: ApiVisit): Answer<{ lists: ApiList[] }> {
  const lists = await services.database.inShop(shopId, (sql) => readPublished(sql, null));
  return success({ lists: lists.map((list) => listOf(services, shopId, list)) });
}

export async function readList(services: Services, { shopId }: ApiVisit, id: string): Answer<ApiList> {
  const list = await services.database.inShop(shopId, (sql) => find(sql, id));
  return list === null ? failure(problemOf('no-such-list')) : success(listOf(services, shopId, list));
}

export async function readMembers(
  services: Services,
  visit: ApiVisit,
  id: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Answer<ApiMembers> {
  const { shopId } = visit;
  return services.database.inShop(shopId, async (sql) => {
    // Where the changes are is read before the members: whatever comes in between is told by both.
    const list = await find(sql, id);
    if (list === null) return failure(problemOf('no-such-list'));
    const place = { shopId, listId: list.listId };
    const at = cursor === undefined ? ['0', list.seq] : readCursor(services.secrets, place, 'm', cursor);
    const [after, began] = at ?? [];
    if (after === undefined || began === undefined) return failure(problemOf('bad-cursor', { parameter: 'cursor' }));
    const people = await readMembersAfter(sql, list.listId, after, limit + 1);
    const members = people.slice(0, limit).map((person) => memberOf(person, list.consentRequired));
    await logRead(services, sql, visit, list, members.length);
    const last = people.length > limit ? members.at(-1) : undefined;
    return success({
      members,
      next_cursor: last ? writeCursor(services.secrets, place, 'm', [last.customer_id, began]) : null,
      changes_cursor: writeCursor(services.secrets, place, 'c', [began]),
    });
  });
}

export async function readChanges(
  services: Services,
  visit: ApiVisit,
  id: string,
  { since, limit }: { since: string; limit: number },
): Answer<ApiChanges> {
  const { shopId } = visit;
  return services.database.inShop(shopId, async (sql) => {
    const known = await find(sql, id);
    if (known === null) return failure(problemOf('no-such-list'));
    const place = { shopId, listId: known.listId };
    const [after] = readCursor(services.secrets, place, 'c', since) ?? [];
    if (after === undefined) return failure(problemOf('bad-cursor', { parameter: 'since' }));
    const found = await readChangesAfter(sql, known.listId, after, limit + 1);
    // Looked at last: what was forgotten before the changes were read is known by now.
    const list = (await find(sql, id)) ?? known;
    if (BigInt(after) < BigInt(list.forgottenSeq)) return failure(problemOf('cursor-too-old', { parameter: 'since' }));
    const page = found.slice(0, limit);
    await logRead(services, sql, visit, list, page.filter(({ person }) => person !== null).length);
    return success({
      changes: page.map((change) => changeOf(change, list)),
      next_cursor: writeCursor(services.secrets, place, 'c', [page.at(-1)?.seq ?? after]),
      has_more: found.length > limit,
    });
  });
}

async function find(sql: ShopSql, id: string): Promise<PublishedList | null> {
  if (!/^[1-9]\d{0,8}$/.test(id)) return null;
  return (await readPublished(sql, Number(id)))[0] ?? null;
}

function listOf({ secrets }: Services, shopId: number, list: PublishedList): ApiList {
  return {
    id: String(list.listId),
    name: list.name,
    tag: list.tag,
    state: list.isOn ? 'published' : 'closed',
    consent_required: list.consentRequired,
    created_at: iso(list.createdAt),
    changed_at: list.changedAt === null ? null : iso(list.changedAt),
    changes_cursor: writeCursor(secrets, { shopId, listId: list.listId }, 'c', [list.seq]),
  };
}

function changeOf({ customerId, at, erased, person }: ListingChange, { consentRequired }: PublishedList): ApiChange {
  const base = { customer_id: customerId, at: iso(at) };
  if (person === null) return { type: 'remove', ...base, erase: erased };
  const member: ApiMember = memberOf(person, consentRequired);
  return { type: 'put', ...base, member };
}

async function logRead(
  { clock, secrets }: Services,
  sql: ShopSql,
  { actor }: ApiVisit,
  { listId }: PublishedList,
  rowCount: number,
): Promise<void> {
  if (rowCount === 0) return;
  await logApiAccess(sql, { actor, subjectFingerprint: secrets.fingerprint(`list:${listId}`), rowCount, at: clock() });
}
