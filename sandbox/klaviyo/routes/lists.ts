/** Lists: find by name or id, create, read, rename, delete. */
import { invalid, notFound } from '../protocol/errors.ts';
import { objectAt, resourceOf } from '../payloads.ts';
import { listResource } from '../resources.ts';
import { readPage } from '../store/pages.ts';
import {
  createList,
  DEFAULT_OPT_IN,
  deleteList,
  findList,
  LIST_COLUMNS,
  renameList,
  toList,
  type List,
  type OptInProcess,
} from '../store/lists.ts';
import { toSql } from './conditions.ts';
import { collection, param, single, type Call, type Route } from './exchange.ts';

const COLUMNS: Readonly<Record<string, string>> = {
  name: 'l.name',
  id: 'l.id',
  created: 'l.created_ms',
  updated: 'l.updated_ms',
};

/** An account may hold lists of the same name; Klaviyo does not prevent it, and neither does the stand-in. */
export const getLists: Route = (call) => {
  const sort = call.query.sort ?? { field: 'created', descending: false };
  const page = readPage(call.db, {
    from: 'lists l',
    columns: LIST_COLUMNS,
    where: [{ sql: 'l.account_pk = ?', params: [call.account.pk] }, ...toSql(call.query.conditions, COLUMNS)],
    sortColumn: COLUMNS[sort.field] ?? 'l.created_ms',
    keyColumn: 'l.pk',
    descending: sort.descending,
    pageSize: call.query.pageSize,
    cursor: call.query.cursor,
  });
  const data = page.rows.map((row) => listResource(toList(row), call.query.fields, call.base));
  return collection(call, data, page.next, call.query.includes.size > 0 ? { included: [] } : {});
};

export const createListRoute: Route = (call) => {
  const data = resourceOf(call.body, 'list', ['attributes']);
  const attributes = objectAt(data.attributes, '/data/attributes', ['name', 'opt_in_process']);
  const name = readName(attributes.name);
  const optIn = readOptIn(attributes.opt_in_process) ?? DEFAULT_OPT_IN;
  const list = createList(call.db, call.account.pk, name, optIn, call.nowMs);
  return single(call, listResource(list, call.query.fields, call.base), {}, 201);
};

export const getList: Route = (call) => {
  const list = listOfPath(call);
  const data = listResource(list, call.query.fields, call.base, call.query.additional.has('profile_count'));
  return single(call, data, call.query.includes.size > 0 ? { included: [] } : {});
};

export const updateList: Route = (call) => {
  const list = listOfPath(call);
  const data = resourceOf(call.body, 'list', ['id', 'attributes']);
  if (data.id !== list.id) throw invalid('The id must be the one in the path.', '/data/id');
  const attributes = objectAt(data.attributes, '/data/attributes', ['name', 'opt_in_process']);
  if (attributes.opt_in_process != null) {
    throw invalid('Only the name of a list can be changed.', '/data/attributes/opt_in_process');
  }
  renameList(call.db, list.pk, readName(attributes.name), call.nowMs);
  return single(call, listResource(listOfPath(call), call.query.fields, call.base));
};

export const deleteListRoute: Route = (call) => {
  deleteList(call.db, listOfPath(call).pk);
  return { status: 204 };
};

/** The list named in the path; throws 404 when this account has none of that id. */
export function listOfPath(call: Call): List {
  const id = param(call, 'id');
  const list = findList(call.db, call.account.pk, id);
  if (list === undefined) throw notFound('list', id);
  return list;
}

function readName(value: unknown): string {
  if (typeof value !== 'string' || value.trim() === '') throw invalid('A list needs a name.', '/data/attributes/name');
  return value;
}

function readOptIn(value: unknown): OptInProcess | undefined {
  if (value === undefined || value === null) return undefined;
  if (value === 'single_opt_in' || value === 'double_opt_in') return value;
  throw invalid('opt_in_process must be single_opt_in or double_opt_in.', '/data/attributes/opt_in_process');
}
