/** What the stand-in for Klaviyo refuses before it does anything. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startKlaviyo, type RunningKlaviyo } from '#sandbox/klaviyo/server.ts';
import { at, control, KEY, listBody, makeCaller, profileBody, textAt, type Caller } from './klaviyo-caller.ts';

let server: RunningKlaviyo;
let call: Caller;

beforeAll(async () => {
  server = await startKlaviyo({ limits: 'off' });
  await control(server.url, 'POST', '/accounts', { key: KEY, name: 'Gate' });
  call = makeCaller(server.url);
});
afterAll(() => server.close());

describe('keys', () => {
  it.each([
    ['no key', { authorization: '' }],
    ['an unknown key', { authorization: 'Klaviyo-API-Key pk_nobody' }],
    ['another scheme', { authorization: `Bearer ${KEY}` }],
  ])('answers 401 to %s', async (_, headers) => {
    const answer = await call('GET', '/api/lists', { headers });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('ratelimit-limit')).toBeNull();
  });

  it('answers 401 once a key is revoked, and lets another key of the account see the same data', async () => {
    const { id } = (await control(server.url, 'POST', '/accounts', { key: 'pk_first', name: 'Two keys' })) as {
      id: string;
    };
    await control(server.url, 'POST', '/accounts', { key: 'pk_second', name: 'Two keys', accountId: id });
    await makeCaller(server.url, 'pk_first')('POST', '/api/lists', { body: listBody('Kept') });
    await control(server.url, 'DELETE', '/keys/pk_first');
    expect((await makeCaller(server.url, 'pk_first')('GET', '/api/lists')).status).toBe(401);
    const seen = await makeCaller(server.url, 'pk_second')('GET', '/api/lists');
    expect(textAt(seen.body, 'data.0.attributes.name')).toBe('Kept');
  });

  it('answers 403 naming the scopes a key lacks', async () => {
    await control(server.url, 'POST', '/accounts', { key: 'pk_reader', name: 'Reader', scopes: ['lists:read'] });
    const reader = makeCaller(server.url, 'pk_reader');
    expect((await reader('GET', '/api/lists')).status).toBe(200);
    const refused = await reader('POST', '/api/lists', { body: listBody('No') });
    expect(refused.status).toBe(403);
    expect(textAt(refused.body, 'errors.0.detail')).toContain('lists:write');
  });

  it('keeps accounts apart', async () => {
    await control(server.url, 'POST', '/accounts', { key: 'pk_other', name: 'Other' });
    const list = textAt((await call('POST', '/api/lists', { body: listBody('Mine') })).body, 'data.id');
    const other = makeCaller(server.url, 'pk_other');
    expect((await other('GET', `/api/lists/${list}`)).status).toBe(404);
    expect(at((await other('GET', '/api/lists')).body, 'data')).toEqual([]);
    expect((await other('DELETE', `/api/lists/${list}`)).status).toBe(404);
    expect((await call('GET', `/api/lists/${list}`)).status).toBe(200);
  });
});

describe('headers, paths and bodies', () => {
  it.each([
    ['a missing revision', 400, { revision: '' }],
    ['another revision', 400, { revision: '2024-02-15' }],
    ['an Accept without JSON', 406, { accept: 'text/html' }],
  ])('refuses %s with %i', async (_, status, headers) => {
    expect((await call('GET', '/api/lists', { headers })).status).toBe(status);
  });

  it('accepts what the official client sends', async () => {
    const headers = { 'content-type': 'application/json', accept: 'application/vnd.api+json' };
    expect((await call('POST', '/api/lists', { body: listBody('By SDK'), headers })).status).toBe(201);
  });

  it('accepts a path with a slash at the end', async () => {
    expect((await call('GET', '/api/lists/')).status).toBe(200);
  });

  it('answers 404 for an unknown path and 405 for an unknown method', async () => {
    expect((await call('GET', '/api/customers')).status).toBe(404);
    expect((await call('DELETE', '/api/lists')).status).toBe(405);
  });

  it('answers 415 for a body that is not declared as JSON and 400 for one that is not JSON', async () => {
    const text = { body: '{"data":', headers: { 'content-type': 'text/plain' } };
    expect((await call('POST', '/api/lists', text)).status).toBe(415);
    expect((await call('POST', '/api/lists', { body: '{"data":' })).status).toBe(400);
  });

  it('answers 413 for more than 100 KB of one profile and for more than 5 MB of an import', async () => {
    const large = profileBody({ email: 'large@example.com', title: 'x'.repeat(100_001) });
    expect((await call('POST', '/api/profile-import', { body: large })).status).toBe(413);
    const body = JSON.stringify({ data: 'x'.repeat(5_000_001) });
    expect((await call('POST', '/api/profile-bulk-import-jobs', { body })).status).toBe(413);
  });

  it.each([
    ['an unknown parameter', { 'page[number]': 2 }],
    ['a parameter of another call', { 'additional-fields[profile]': 'subscriptions' }],
    ['a sparse field that does not exist', { 'fields[list]': 'names' }],
    ['a sort that does not exist', { sort: 'size' }],
    ['a page size of 0', { 'page[size]': 0 }],
    ['a page that is too large', { 'page[size]': 11 }],
    ['a cursor of somebody else', { 'page[cursor]': 'bm90IG91cnM' }],
    ['a filter on an unknown field', { filter: 'equals(size,"1")' }],
    ['an operator the field does not have', { filter: 'greater-than(name,"a")' }],
    ['an unquoted string', { filter: 'equals(name,VIP)' }],
    ['a filter that does not close', { filter: 'equals(name,"VIP"' }],
    ['a filter with text after it', { filter: 'equals(name,"VIP")x' }],
  ])('answers 400 to %s', async (_, query) => {
    const answer = await call('GET', '/api/lists', { query });
    expect(answer.status).toBe(400);
    expect(at(answer.body, 'errors.0.source.parameter')).toBe(Object.keys(query)[0]);
  });
});
