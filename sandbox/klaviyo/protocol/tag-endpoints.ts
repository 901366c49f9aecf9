/** The calls about tags and tag groups, as `endpoints.ts` has all others. */
import { PLAIN_LIMIT_BYTES, S, type Endpoint, type FilterRule } from './endpoint.ts';

const name: FilterRule = { operators: ['contains', 'ends-with', 'equals', 'starts-with'], value: 'string' };
const sorts = ['id', '-id', 'name', '-name'];
const writing = ['tags:read', 'tags:write'];

export const TAG_ENDPOINTS: readonly Endpoint[] = [
  {
    operationId: 'get_tags',
    method: 'GET',
    path: '/api/tags',
    scopes: ['tags:read'],
    bucket: S,
    filters: { name },
    sorts,
    page: { defaultSize: 50, maxSize: 50, sizeParameter: true },
    fieldsets: ['tag', 'tag-group'],
    includes: ['tag-group'],
  },
  {
    operationId: 'create_tag',
    method: 'POST',
    path: '/api/tags',
    scopes: writing,
    bucket: S,
    fieldsets: ['tag'],
    bodyLimitBytes: PLAIN_LIMIT_BYTES,
  },
  {
    operationId: 'get_tag_groups',
    method: 'GET',
    path: '/api/tag-groups',
    scopes: ['tags:read'],
    bucket: S,
    filters: { name },
    sorts,
    page: { defaultSize: 25, maxSize: 25, sizeParameter: true },
    fieldsets: ['tag-group'],
  },
  {
    operationId: 'create_tag_group',
    method: 'POST',
    path: '/api/tag-groups',
    scopes: writing,
    bucket: S,
    fieldsets: ['tag-group'],
    bodyLimitBytes: PLAIN_LIMIT_BYTES,
  },
  {
    operationId: 'get_list_ids_for_tag',
    method: 'GET',
    path: '/api/tags/{id}/relationships/lists',
    scopes: ['lists:read', 'tags:read'],
    bucket: S,
  },
  {
    operationId: 'tag_lists',
    method: 'POST',
    path: '/api/tags/{id}/relationships/lists',
    scopes: ['lists:write', 'tags:write'],
    bucket: S,
    bodyLimitBytes: PLAIN_LIMIT_BYTES,
  },
];
