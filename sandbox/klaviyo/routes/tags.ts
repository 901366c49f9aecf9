/** Tags and tag groups: find by name, create, and put on lists. */
import { ApiError, invalid, notFound } from '../protocol/errors.ts';
import { pickFields } from '../protocol/fieldsets.ts';
import { identifierList, objectAt, resourceOf } from '../payloads.ts';
import { findList } from '../store/lists.ts';
import { readPage } from '../store/pages.ts';
import {
  countOf,
  createGroup,
  createTag,
  defaultGroup,
  groupById,
  GROUP_COLUMNS,
  isNameTaken,
  listIdsOfTag,
  TAG_COLUMNS,
  tagById,
  tagList,
  toGroup,
  toTag,
  type Tag,
  type TagGroup,
} from '../store/tags.ts';
import { toSql } from './conditions.ts';
import { collection, param, single, type Call, type Route } from './exchange.ts';

const MOST_TAGS = 500;
const MOST_GROUPS = 50;

export const getTags: Route = (call) => {
  const page = readPage(call.db, {
    from: 'tags t JOIN tag_groups g ON g.pk = t.group_pk',
    columns: `${TAG_COLUMNS}, ${GROUP_COLUMNS}`,
    where: [
      { sql: 't.account_pk = ?', params: [call.account.pk] },
      ...toSql(call.query.conditions, { name: 't.name' }),
    ],
    ...sortedBy(call, 't'),
  });
  const tags = page.rows.map(toTag);
  const groups = new Map(tags.map(({ group }) => [group.id, group]));
  const included = [...groups.values()].map((group) => groupResource(call, group));
  return collection(
    call,
    tags.map((tag) => tagResource(call, tag)),
    page.next,
    call.query.includes.has('tag-group') ? { included } : {},
  );
};

export const createTagRoute: Route = (call) => {
  const data = resourceOf(call.body, 'tag', ['attributes', 'relationships']);
  const name = nameIn(data.attributes, ['name']);
  const group = groupNamed(call, data.relationships);
  if (isNameTaken(call.db, 'tags', call.account.pk, name)) throw taken('tag', name);
  if (countOf(call.db, 'tags', call.account.pk) >= MOST_TAGS) throw full(`${MOST_TAGS} tags`);
  return single(call, tagResource(call, createTag(call.db, call.account.pk, name, group)), {}, 201);
};

export const getTagGroups: Route = (call) => {
  defaultGroup(call.db, call.account.pk);
  const page = readPage(call.db, {
    from: 'tag_groups g',
    columns: GROUP_COLUMNS,
    where: [
      { sql: 'g.account_pk = ?', params: [call.account.pk] },
      ...toSql(call.query.conditions, { name: 'g.name' }),
    ],
    ...sortedBy(call, 'g'),
  });
  return collection(
    call,
    page.rows.map((row) => groupResource(call, toGroup(row))),
    page.next,
  );
};

export const createTagGroup: Route = (call) => {
  defaultGroup(call.db, call.account.pk);
  const data = resourceOf(call.body, 'tag-group', ['attributes']);
  const name = nameIn(data.attributes, ['name', 'exclusive']);
  const { exclusive } = objectAt(data.attributes, '/data/attributes', ['name', 'exclusive']);
  if (isNameTaken(call.db, 'tag_groups', call.account.pk, name)) throw taken('tag group', name);
  if (countOf(call.db, 'tag_groups', call.account.pk) >= MOST_GROUPS) throw full(`${MOST_GROUPS} tag groups`);
  const group = createGroup(call.db, call.account.pk, { name, exclusive: exclusive === true });
  return single(call, groupResource(call, group), {}, 201);
};

export const getListIdsForTag: Route = (call) => {
  const ids = listIdsOfTag(call.db, tagOfPath(call).pk);
  return collection(
    call,
    ids.map((id) => ({ type: 'list', id })),
    undefined,
  );
};

/** Tagging a list that carries the tag already changes nothing. */
export const tagLists: Route = (call) => {
  const tag = tagOfPath(call);
  const lists = identifierList(call.body, '', 'list').map((id) => {
    const list = findList(call.db, call.account.pk, id);
    if (list === undefined) throw notFound('list', id, '/data');
    return list;
  });
  for (const { pk } of lists) tagList(call.db, tag.pk, pk);
  return { status: 204 };
};

function tagOfPath(call: Call): Tag {
  const id = param(call, 'id');
  const tag = tagById(call.db, call.account.pk, id);
  if (tag === undefined) throw notFound('tag', id);
  return tag;
}

function groupNamed(call: Call, relationships: unknown): TagGroup {
  if (relationships === undefined) return defaultGroup(call.db, call.account.pk);
  const at = '/data/relationships/tag-group';
  const holder = objectAt(relationships, '/data/relationships', ['tag-group'])['tag-group'];
  const { type, id } = objectAt(objectAt(holder, at, ['data']).data, `${at}/data`, ['type', 'id']);
  if (type !== 'tag-group' || typeof id !== 'string') throw invalid('A tag group is named by its id.', `${at}/data`);
  const group = groupById(call.db, call.account.pk, id);
  if (group === undefined) throw notFound('tag group', id, `${at}/data`);
  return group;
}

function nameIn(attributes: unknown, fields: readonly string[]): string {
  const { name } = objectAt(attributes, '/data/attributes', fields);
  if (typeof name !== 'string' || name.trim() === '') throw invalid('A name is required.', '/data/attributes/name');
  return name;
}

const taken = (what: string, name: string): ApiError =>
  new ApiError(400, {
    code: 'invalid',
    title: 'Invalid input.',
    detail: `A ${what} with the name '${name}' exists already.`,
    pointer: '/data/attributes/name',
  });

const full = (most: string): ApiError => invalid(`An account cannot have more than ${most}.`, '/data');

function sortedBy(call: Call, alias: 't' | 'g') {
  const { field, descending } = call.query.sort ?? { field: 'name', descending: false };
  return {
    sortColumn: `${alias}.${field}`,
    keyColumn: `${alias}.pk`,
    descending,
    pageSize: call.query.pageSize,
    cursor: call.query.cursor,
  };
}

function tagResource(call: Call, tag: Tag): object {
  const self = `${call.base}/api/tags/${tag.id}`;
  const links = (name: string) => ({ self: `${self}/relationships/${name}`, related: `${self}/${name}` });
  return {
    type: 'tag',
    id: tag.id,
    attributes: pickFields({ name: tag.name }, call.query.fields.get('tag')),
    relationships: {
      'tag-group': { data: { type: 'tag-group', id: tag.group.id }, links: links('tag-group') },
      lists: { links: links('lists') },
    },
    links: { self },
  };
}

function groupResource(call: Call, group: TagGroup): object {
  const self = `${call.base}/api/tag-groups/${group.id}`;
  const attributes = { name: group.name, exclusive: group.exclusive, default: group.isDefault };
  return {
    type: 'tag-group',
    id: group.id,
    attributes: pickFields(attributes, call.query.fields.get('tag-group')),
    links: { self },
  };
}
