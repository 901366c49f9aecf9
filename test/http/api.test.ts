/** The public API by HTTP: which key may what, how often, and what whoever is refused is told. */
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { readToken } from '#app/core/api/token.ts';
import { changeKey, endKey, readKeys } from '#app/flows/api/keys.ts';
import { buyer, readersShop, REPEAT_BUYERS } from '#test/flows/readersShop.ts';
import { testDatabase } from '#test/support/database.ts';
import { apiStage, newKey, startApi, type ApiStage } from './apiStage.ts';

const HOUR_MS = 3_600_000;

let stage: ApiStage;
let listId: string;
let key: string;
beforeAll(async () => {
  stage = await apiStage(await testDatabase());
  key = await stage.key();
  listId = await stage.shop.switchTo(REPEAT_BUYERS, true);
  await stage.shop.tell(...[1, 2, 3, 4, 5].flatMap((id) => buyer(id)));
});

interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

async function get(path: string, token: string | null = key, headers: Record<string, string> = {}): Promise<Answer> {
  const url = path.startsWith('http') ? path : `${stage.web.url}/api/v1${path}`;
  const given = token === null ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(url, { headers: { ...given, ...headers } });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? (JSON.parse(text) as Answer['body']) : {} };
}

const problem = (status: number, code: string, more = {}): object => ({
  status,
  body: { status, code, type: `urn:kesit:problem:${code}`, detail: expect.stringMatching(/\w+/), ...more },
});

describe('a key', () => {
  it('lets its holder read what its scopes say, and names the scope that is missing', async () => {
    const narrow = await stage.key(['lists:read']);
    expect((await get('/lists', narrow)).status).toBe(200);
    expect(await get(`/lists/${listId}/members`, narrow)).toMatchObject(
      problem(403, 'missing-scope', { scope: 'members:read' }),
    );
    expect(await get('/lists', await stage.key(['members:read']))).toMatchObject(
      problem(403, 'missing-scope', { scope: 'lists:read' }),
    );
  });

  it('is wanted in the header, and refused in the address before anything is looked up', async () => {
    expect(await get('/lists', null)).toMatchObject(problem(401, 'no-key'));
    expect((await get('/lists', null)).headers.get('www-authenticate')).toMatch(/^Bearer/);
    for (const query of [`key=${key}`, `api_key=x`, `access_token=x`, `limit=${key}`])
      expect(await get(`/lists?${query}`), query).toMatchObject(problem(400, 'key-in-query'));
    expect(await get('/lists', null, { authorization: `Basic ${key}` })).toMatchObject(problem(401, 'no-key'));
  });

  it('is not taken with a letter changed, from another shop’s number, or after its end', async () => {
    const named = readToken(key);
    if (!named) throw new Error('A token that was made can be read.');
    const other = await readersShop(stage.database);
    const wrong = [
      key.slice(0, -1) + (key.endsWith('A') ? 'B' : 'A'),
      key.replace(/^kesit_\w+?_/, `kesit_${other.shopId.toString(36)}_`),
      key.replace(/^kesit_\w+?_/, 'kesit_zzzzzzzzzz_'),
      key.toUpperCase(),
      'kesit_',
      'x'.repeat(5_000),
    ];
    for (const token of wrong) expect(await get('/lists', token), token).toMatchObject(problem(401, 'wrong-key'));
    const short = await stage.key(undefined, 30);
    expect((await get('/lists', short)).status).toBe(200);
    const { database } = stage;
    await database.owner.query(`UPDATE api_key SET expires_at = now() WHERE shop_id = $1 AND expires_at IS NOT NULL`, [
      stage.shop.shopId,
    ]);
    expect(await get('/lists', short)).toMatchObject(problem(401, 'wrong-key'));
  });

  it('is nowhere in the database; its hash is', async () => {
    const secret = key.slice(key.lastIndexOf('_', 30) + 1);
    const { rows } = await stage.database.owner.query<{ row: string; hash: Buffer }>(
      'SELECT api_key::text AS row, token_hash AS hash FROM api_key',
    );
    expect(rows.some(({ hash }) => hash.equals(createHash('sha256').update(key).digest()))).toBe(true);
    for (const { row } of rows) expect(row).not.toContain(secret);
  });

  it('that was changed for a new one goes on for as long as was chosen; one that was ended does not', async () => {
    const { shop } = stage;
    const former = await stage.key(['lists:read']);
    const id = readToken(former)?.keyId ?? '';
    const answer = await changeKey(shop.web, shop.shopId, id, 24, 'staff:1');
    if (!answer.ok) throw new Error(answer.problem);
    const fresh = answer.value.token;
    for (const token of [former, fresh]) expect((await get('/lists', token)).status).toBe(200);
    const known = (await readKeys(shop.web, shop.shopId)).filter(({ name }) => name === answer.value.name);
    const endsAt = known.find(({ keyId }) => keyId === id)?.expiresAt ?? 0;
    expect(endsAt).toBe(shop.time.now + 24 * HOUR_MS);
    expect((await get(`/lists/${listId}/members`, fresh)).status).toBe(403);
    expect(await endKey(shop.web, shop.shopId, id)).toBe(true);
    expect(await get('/lists', former)).toMatchObject(problem(401, 'wrong-key'));
    expect((await get('/lists', fresh)).status).toBe(200);
    expect(await endKey(shop.web, shop.shopId, id)).toBe(false);
  });

  it('reads nothing once the app has been removed', async () => {
    const gone = await readersShop(stage.database);
    const token = await newKey(gone);
    expect((await get('/lists', token)).status).toBe(200);
    await gone.rows(`UPDATE shop SET status = 'uninstalled' WHERE shop_id = $1`);
    expect(await get('/lists', token)).toMatchObject(problem(403, 'app-removed'));
  });
});

describe('another shop', () => {
  it('finds none of this shop’s lists, though their numbers are the same', async () => {
    const other = await readersShop(stage.database);
    const token = await newKey(other);
    for (const path of ['', '/members', '/changes?since=x'])
      expect(await get(`/lists/${listId}${path}`, token), path).toMatchObject(problem(404, 'no-such-list'));
    expect((await get('/lists', token)).body).toEqual({ lists: [] });
    await other.switchTo(1, true);
    const cursor = (await get(`/lists/${listId}`)).body.changes_cursor as string;
    expect(await get(`/lists/1/changes?since=${cursor}`, token)).toMatchObject(problem(400, 'bad-cursor'));
  });
});

describe('a request that is wrong', () => {
  it.each([
    ['limit=0', 'limit'],
    ['limit=1001', 'limit'],
    ['limit=ten', 'limit'],
    ['limit=', 'limit'],
    ['cursor=', 'cursor'],
    [`cursor=${'x'.repeat(500)}`, 'cursor'],
    ['cursor=x.y', 'cursor'],
    ['page=2', 'page'],
  ])('is told which parameter is: %s', async (query, parameter) => {
    const answer = await get(`/lists/${listId}/members?${query}`);
    expect(answer).toMatchObject({ status: 400, body: { parameter } });
    expect(String(answer.body.detail).length).toBeGreaterThan(10);
  });

  it('is told that a parameter is missing', async () => {
    expect(await get(`/lists/${listId}/changes`)).toMatchObject(
      problem(400, 'bad-parameter', { parameter: 'since', detail: '“since”: It is missing.' }),
    );
  });

  it.each(['0', '-1', '1e3', '999999999999', 'x', '%00', '%F0%9F%98%80'])('finds no list %s', async (id) => {
    expect(await get(`/lists/${id}`)).toMatchObject(problem(404, 'no-such-list'));
  });

  it('finds nothing at other addresses, and can only read', async () => {
    for (const path of ['/api', '/api/v1', '/api/v2/lists', `/api/v1/lists/${listId}/members/1`])
      expect(await get(stage.web.url + path), path).toMatchObject(problem(404, 'no-such-address'));
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const response = await fetch(`${stage.web.url}/api/v1/lists`, {
        method,
        headers: { authorization: `Bearer ${key}` },
      });
      expect(response.status, method).toBe(405);
      expect(response.headers.get('allow')).toBe('GET, HEAD');
    }
  });
});

describe('answers', () => {
  it('with people in them are kept by nobody on the way; lists can be asked for again cheaply', async () => {
    expect((await get(`/lists/${listId}/members`)).headers.get('cache-control')).toBe('private, no-store');
    const since = (await get(`/lists/${listId}`)).body.changes_cursor as string;
    expect((await get(`/lists/${listId}/changes?since=${since}`)).headers.get('cache-control')).toBe(
      'private, no-store',
    );
    const { headers } = await get('/lists');
    expect(headers.get('cache-control')).toBe('private, no-cache');
    const tag = headers.get('etag') ?? '';
    expect((await get('/lists', key, { 'if-none-match': `"other", W/${tag}` })).status).toBe(304);
    await stage.shop.tell(...buyer(6));
    expect((await get('/lists', key, { 'if-none-match': tag })).status).toBe(200);
  });
});

describe('the allowance of a key', () => {
  it('is one for all web processes, and told with each answer; a refused request costs nothing', async () => {
    const [one, two] = [await startApi(stage.database, { perMin: 20 }), await startApi(stage.database, { perMin: 20 })];
    const token = await stage.key();
    const first = await get(`${one.url}/api/v1/lists`, token);
    expect(first.headers.get('ratelimit-policy')).toBe('"key";q=20;w=60');
    expect(first.headers.get('ratelimit')).toMatch(/^"key";r=19;t=\d+$/);
    const at = Date.now();
    const many = await Promise.all(
      Array.from({ length: 60 }, (_, index) => get(`${(index % 2 ? one : two).url}/api/v1/lists`, token)),
    );
    const refilled = Math.ceil(((Date.now() - at) / 60_000) * 20) + 1;
    const done = many.filter(({ status }) => status === 200).length;
    expect(done).toBeGreaterThanOrEqual(19);
    expect(done).toBeLessThanOrEqual(19 + refilled);
    const refused = many.find(({ status }) => status === 429);
    expect(refused).toMatchObject(problem(429, 'too-many-requests'));
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(Number(refused?.headers.get('retry-after'))).toBeLessThanOrEqual(3);
    expect(refused?.headers.get('ratelimit')).toMatch(/^"key";r=0;t=\d+$/);
    expect((await get(`${one.url}/api/v1/lists`, await stage.key())).status).toBe(200);
  });

  it('is not spent by whoever knows the key’s public part', async () => {
    const token = await stage.key();
    const guess = token.slice(0, -43) + 'x'.repeat(43);
    for (let nth = 0; nth < 5; nth += 1) await get('/lists', guess);
    const { rows } = await stage.database.owner.query<{ allowance: number | null }>(
      'SELECT allowance FROM api_key WHERE key_id = $1',
      [readToken(token)?.keyId],
    );
    expect(rows).toEqual([{ allowance: null }]);
  });
});

describe('the record of accesses', () => {
  it('says which key read how many of a list, in one entry for all pages of an hour', async () => {
    const token = await stage.key();
    const actor = `api:${readToken(token)?.keyId ?? ''}`;
    let cursor: string | null = '';
    let since = '';
    let count = 0;
    while (cursor !== null) {
      const { body } = await get(`/lists/${listId}/members?limit=2${cursor && `&cursor=${cursor}`}`, token);
      cursor = body.next_cursor as string | null;
      since = body.changes_cursor as string;
      count += (body.members as unknown[]).length;
    }
    await get(`/lists/${listId}/changes?since=${since}`, token);
    expect(count).toBeGreaterThanOrEqual(5);
    const entries = await stage.shop.rows(
      'SELECT actor, action, row_count FROM access_log WHERE shop_id = $1 AND actor = $2',
      actor,
    );
    expect(entries).toEqual([{ actor, action: 'list-read', row_count: count }]);
  });
});
