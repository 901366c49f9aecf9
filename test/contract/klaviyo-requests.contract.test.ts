/** The checker of requests refuses what Klaviyo's OpenAPI document does not have: what it passes can be believed. */
import { describe, expect, it } from 'vitest';
import { importBody, profileBody } from '#test/sandbox/klaviyo-caller.ts';
import { api } from './klaviyo-reference.ts';

describe('the checker of requests', () => {
  const listPath = '/api/lists/Y6nRLr/relationships/profiles';
  it.each([
    ['an unknown path', { method: 'GET', path: '/api/list' }],
    ['an unknown query parameter', { method: 'GET', path: '/api/lists', query: 'page[number]=2' }],
    ['a page that is too large', { method: 'GET', path: '/api/lists', query: 'page[size]=11' }],
    [
      'an unknown filter field',
      { method: 'GET', path: '/api/metrics', query: { filter: 'equals(name,"Opened Email")' } },
    ],
    ['an unknown filter operator', { method: 'GET', path: '/api/lists', query: { filter: 'contains(name,"V")' } }],
    ['an unknown sort', { method: 'GET', path: '/api/events', query: { sort: 'time' } }],
    ['an unknown sparse field', { method: 'GET', path: '/api/profiles', query: { 'fields[profile]': 'e_mail' } }],
    ['a missing body', { method: 'POST', path: '/api/lists' }],
    ['a body where there is none', { method: 'GET', path: '/api/lists', body: {} }],
    ['a misspelt attribute', { method: 'POST', path: '/api/profiles', body: profileBody({ phone: '+905321112233' }) }],
    ['a wrong type', { method: 'POST', path: listPath, body: { data: [{ type: 'customer', id: '1' }] } }],
    ['a missing field', { method: 'POST', path: listPath, body: { data: [{ type: 'profile' }] } }],
    [
      'a relationship under another name',
      { method: 'POST', path: '/api/profile-bulk-import-jobs', body: withListNotLists() },
    ],
    ['another revision', { method: 'GET', path: '/api/lists', headers: { revision: '2024-10-15' } }],
  ])('refuses %s', (_, request) => expect(api.validateRequest(request)).not.toEqual([]));

  it('accepts quoted text that looks like a filter, and the revision of the document', () => {
    const query = { filter: 'equals(name,"contains(this,\\"x\\")")' };
    expect(
      api.validateRequest({ method: 'GET', path: '/api/lists', query, headers: { revision: api.revision } }),
    ).toEqual([]);
  });
});

function withListNotLists(): unknown {
  const good = importBody([{ attributes: { email: 'a@example.com' } }]) as { data: Record<string, unknown> };
  return { data: { ...good.data, relationships: { list: { data: { type: 'list', id: 'Y6nRLr' } } } } };
}
