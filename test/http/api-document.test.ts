/** The OpenAPI document and the doors say the same: every address, status, header and field of each is in the other. */
import { beforeAll, describe, expect, it } from 'vitest';
import routes from '#app/routes.ts';
import { consentTold, redactCustomer } from '#test/flows/webhooks.ts';
import { buyer, NEW_SUBSCRIBERS, REPEAT_BUYERS } from '#test/flows/readersShop.ts';
import { NOW } from '#test/flows/segmentedShop.ts';
import { testDatabase } from '#test/support/database.ts';
import { retainShop } from '#app/flows/retain/retainShop.ts';
import { holdTo, type ApiDocument, type Held } from './apiDocument.ts';
import { apiStage, startApi, type ApiStage } from './apiStage.ts';

const DAY_MS = 86_400_000;

let stage: ApiStage;
let document: ApiDocument;
let key: string;
beforeAll(async () => {
  stage = await apiStage(await testDatabase());
  key = await stage.key();
  document = (await (await fetch(`${stage.web.url}/api/v1/openapi.json`)).json()) as ApiDocument;
});

describe('the document', () => {
  it('has the addresses that there are doors for, and no others', () => {
    const doors = (routes as { path?: string }[])
      .map(({ path = '' }) => path)
      .filter((path) => path.startsWith('api/') && !path.includes('*'));
    expect(doors.map((path) => `/${path.replace(':listId', '{id}')}`).sort()).toEqual(
      Object.keys(document.paths).sort(),
    );
    expect(Object.values(document.paths).flatMap((path) => Object.keys(path))).toEqual(doors.map(() => 'get'));
  });

  it('names in each address the parameters that it has, and points to nothing that is not there', () => {
    expect(document.openapi).toBe('3.1.0');
    for (const [path, { get }] of Object.entries(document.paths)) {
      const named = get?.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => `{${name}}`);
      expect(named).toEqual(path.match(/\{\w+\}/g) ?? []);
      for (const scheme of get?.security.flatMap((one) => Object.keys(one)) ?? [])
        expect(document.components.securitySchemes).toHaveProperty(scheme);
    }
    const ids = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, id = '']) => id);
    expect([...new Set(ids)].sort()).toEqual(Object.keys(document.components.schemas).sort());
  });
});

it('every answer is as the document has it, and everything that it has is answered', async () => {
  const { shop } = stage;
  const held = holdTo(document);
  const call = async (
    path: string,
    change: { url?: string; key?: string | null; method?: string; tag?: string } = {},
  ): Promise<Held> => {
    const { url = stage.web.url, method = 'GET' } = change;
    const authorization = change.key === null ? {} : { authorization: `Bearer ${change.key ?? key}` };
    const response = await fetch(url + path, {
      method,
      headers: { ...authorization, ...(change.tag === undefined ? {} : { 'if-none-match': change.tag }) },
    });
    const { problems, ...answer } = await held.check(path.split('?')[0] ?? '', method, response);
    expect(problems, `${method} ${path}`).toEqual([]);
    return answer;
  };

  const listId = await shop.switchTo(REPEAT_BUYERS, true);
  await shop.switchTo(NEW_SUBSCRIBERS, true);
  await shop.tell(...buyer(1, NOW - 5 * DAY_MS), ...buyer(2), ...buyer(3), consentTold(2, 'subscribed', NOW, 'sms'));
  const list = `/api/v1/lists/${listId}`;
  const all = ['/api/v1/lists', list, `${list}/members`, `${list}/changes?since=x`];

  // What works.
  for (const path of ['/api/v1/lists', list, '/api/v1/openapi.json']) {
    const { headers, status } = await call(path);
    expect(status).toBe(200);
    expect((await call(path, { tag: headers.get('etag') ?? '' })).status).toBe(304);
    expect((await call(path, { method: 'HEAD' })).status).toBe(200);
  }
  const first = (await call(`${list}/members?limit=2`)).body as { next_cursor: string; changes_cursor: string };
  await call(`${list}/members?limit=2&cursor=${first.next_cursor}`);
  await shop.tell(consentTold(1, 'unsubscribed', NOW), redactCustomer(2, { at: NOW }), ...buyer(4));
  const changes = `${list}/changes?since=${first.changes_cursor}`;
  expect((await call(changes)).body).toMatchObject({ changes: [{}, {}, {}], has_more: false });

  // What is refused.
  const [listsOnly, membersOnly] = [await stage.key(['lists:read']), await stage.key(['members:read'])];
  const narrow = await startApi(stage.database, { perMin: 1 });
  for (const path of all) {
    const separator = path.includes('?') ? '&' : '?';
    expect((await call(path, { key: null })).status).toBe(401);
    expect((await call(path, { key: 'kesit_1_0123456789abcdef_x' })).status).toBe(401);
    const other = path.includes('/members') || path.includes('/changes') ? listsOnly : membersOnly;
    expect((await call(path, { key: other })).status).toBe(403);
    expect((await call(`${path}${separator}curser=1`)).status).toBe(400);
    expect((await call(`${path}${separator}api_key=${key}`)).status).toBe(400);
    expect((await call(path, { method: 'POST' })).status).toBe(405);
    const spent = await stage.key();
    await call(path, { key: spent, url: narrow.url });
    expect((await call(path, { key: spent, url: narrow.url })).status).toBe(429);
    if (path !== '/api/v1/lists') expect((await call(path.replace(`/lists/${listId}`, '/lists/999'))).status).toBe(404);
  }
  expect((await call('/api/v1/openapi.json', { method: 'PUT' })).status).toBe(405);
  expect((await call('/api/v1/openapi.json?x=1')).status).toBe(400);
  shop.time.now = Date.now() + 100 * DAY_MS;
  await retainShop(shop.services, shop.shopId, { pauseMs: 0 });
  expect((await call(changes)).status).toBe(410);

  // What fails.
  const broken = await startApi(stage.database);
  await stage.database.owner.query('ALTER TABLE destination RENAME TO destination_away');
  for (const path of all) expect((await call(path)).status).toBe(500);
  await stage.database.owner.query('ALTER TABLE destination_away RENAME TO destination');
  await broken.services.database.close();
  for (const path of all) expect((await call(path, { url: broken.url })).status).toBe(503);

  // The document itself is read from nowhere and cannot fail.
  expect(held.unseenAnswers()).toEqual(['readDocument 500']);
  expect(held.unseenFields()).toEqual([]);
});
