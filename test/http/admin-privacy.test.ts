/** The privacy page's doors: requests with their days, the file handed over to whom it belongs, and what home says of it. */
import { beforeAll, describe, expect, it } from 'vitest';
import { absorb } from '#app/flows/absorb/absorb.ts';
import type { HomeView } from '#app/flows/adminHome.ts';
import type { PrivacyView } from '#app/flows/adminPrivacy.ts';
import { runInstall } from '#app/flows/install/runInstall.ts';
import { answerRequests } from '#app/flows/privacy/answerRequests.ts';
import { adminStage, type AdminStage } from '#test/support/adminStage.ts';
import { visitorOf, type Visitor } from './adminVisitor.ts';

let stage: AdminStage;
let visitor: Visitor;
let shopId: number;
const DAY_MS = 86_400_000;
const ADDRESS = 'ayse.ozgur@example.com';

const read = (query = ''): Promise<PrivacyView> => visitor.data<PrivacyView>(`/app/privacy${query}`, 'routes/privacy');
const problems = async () => (await visitor.data<HomeView>('/app?index', 'routes/home')).problems;
const fileAt = async (requestId: string): Promise<Response> =>
  visitor.get(`/app/privacy/files/${encodeURIComponent(requestId)}`, {
    authorization: `Bearer ${await stage.idToken()}`,
  });

beforeAll(async () => {
  stage = await adminStage();
  visitor = visitorOf(stage);
  await visitor.get(`/app?${await visitor.framed()}`);
  shopId = await visitor.shopId();
  await runInstall(stage.services, shopId);
});

/** As if it had come in that many days ago. */
async function receive(deliveryId: string, topic: string, body: object, daysAgo = 0): Promise<void> {
  await stage.database.worker.inShop(shopId, (sql) =>
    sql.query(
      'INSERT INTO inbox (shop_id, delivery_id, topic, api_version, body, received_at) VALUES ($1, $2, $3, $4, $5, $6)',
      [
        shopId,
        deliveryId,
        topic,
        '2026-10',
        Buffer.from(JSON.stringify(body)),
        new Date(Date.now() - daysAgo * DAY_MS),
      ],
    ),
  );
  await absorb(stage.services, shopId);
}

const asked = (customerId: number): object => ({
  shop_id: 1,
  customer: { id: customerId, email: ADDRESS, phone: null },
  orders_requested: [],
  data_request: { id: 5 },
});

describe('the privacy page', () => {
  it('is a page of its own, and says so when nobody has asked', async () => {
    const response = await visitor.get(`/app/privacy?${await visitor.framed({ locale: 'tr' })}`);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('Henüz talep yok');
    expect(await read()).toMatchObject({ requests: [], retention: { answerWithin: 30, dataFiles: 30 } });
    expect(await problems()).toEqual([]);
  });

  it('shows requests by their days, and home warns of those that are due', async () => {
    await receive('fresh', 'customers/data_request', asked(11));
    await receive('soon', 'customers/data_request', asked(11), 21);
    await receive('late', 'customers/data_request', asked(11), 33);
    const { requests } = await read();
    expect(requests.map(({ requestId, deadline, daysLeft, file }) => [requestId, deadline, daysLeft, file])).toEqual([
      ['fresh', 'ok', 30, null],
      ['soon', 'due-soon', 9, null],
      ['late', 'overdue', -3, null],
    ]);
    expect(await problems()).toEqual([{ kind: 'privacy', dueSoonCount: 1, overdueCount: 1 }]);
    const html = await (await visitor.get(`/app?${await visitor.framed()}`)).text();
    expect(html).toContain('href="/app/privacy"');
  });

  it('answers a page that cannot be with 400', async () => {
    await expect(read('?before=1;DROP')).rejects.toThrow(/: 400/);
  });
});

describe('the file of a request', () => {
  it('is not there before it is made', async () => {
    expect((await fileAt('fresh')).status).toBe(404);
  });

  it('is handed to the shop’s staff as a file that nobody keeps a copy of, and that is written down', async () => {
    await receive('ayse', 'customers/update', {
      id: 11,
      email: ADDRESS,
      first_name: 'Ayşe',
      updated_at: new Date().toISOString(),
      created_at: '2024-03-01T10:00:00Z',
    });
    await answerRequests(stage.services, shopId);
    expect(await problems()).toEqual([]);
    const [request] = (await read()).requests;
    expect(request).toMatchObject({ requestId: 'fresh', deadline: 'done', file: { downloadedAt: null } });

    const answer = await fileAt('fresh');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json\b/);
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="kesit-data-request-[\d-]+\.json"$/,
    );
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const text = await answer.text();
    expect(Buffer.byteLength(text)).toBe(request?.file?.byteCount);
    expect(text).toContain(ADDRESS);
    expect(text).toContain('Ayşe');

    const { requests, accesses } = await read();
    expect(requests[0]?.file?.downloadedAt).not.toBeNull();
    expect(accesses.entries[0]).toMatchObject({ action: 'file-downloaded', rowCount: 1 });
    expect(accesses.entries[0]?.actor).toMatch(/^staff:\d+$/);
    // The page, its record among it, says nothing of the person.
    expect(JSON.stringify(await read())).not.toMatch(/ayse|Ayşe/i);
  });

  it.each(['nothing', 'fresh%27', '../fresh', 'x'.repeat(300)])(
    'that is not there (%s) is answered with 404',
    async (id) => {
      expect((await fileAt(id)).status).toBe(404);
    },
  );

  it('of another shop is not there', async () => {
    await stage.database.owner.query(
      `WITH other AS (SELECT register_shop('other.myshopify.com') AS shop_id)
       INSERT INTO privacy_file (shop_id, request_id, body, byte_count, made_at, expires_at)
       SELECT o.shop_id, 'theirs', f.body, f.byte_count, f.made_at, f.expires_at FROM other o, privacy_file f
       WHERE f.request_id = 'fresh'`,
    );
    expect((await fileAt('theirs')).status).toBe(404);
  });

  it('is nobody’s without a token', async () => {
    const answer = await visitor.get('/app/privacy/files/fresh');
    expect(answer.status).not.toBe(200);
    expect(await answer.text()).not.toContain(ADDRESS);
    const wrong = await visitor.get('/app/privacy/files/fresh', { authorization: 'Bearer e30.e30.e30' });
    expect(wrong.status).toBe(401);
  });

  it('is gone when its days are over', async () => {
    await stage.database.owner.query(`UPDATE privacy_file SET expires_at = now() - interval '1 second'`);
    expect((await fileAt('fresh')).status).toBe(404);
    expect((await read()).requests[0]?.file).toBeNull();
  });
});

describe('the record of who saw personal data', () => {
  it('is paged', async () => {
    await stage.database.owner.query(
      `INSERT INTO access_log (shop_id, at, actor, action, subject, row_count)
       SELECT $1, now() - n * interval '1 minute', 'staff:7', 'members', 'f' || n, n FROM generate_series(1, 60) n`,
      [shopId],
    );
    const ids: string[] = [];
    let page = (await read()).accesses;
    for (; page.hasMore; page = (await read(`?before=${ids.at(-1) ?? ''}`)).accesses) {
      expect(page.entries).toHaveLength(25);
      ids.push(...page.entries.map(({ entryId }) => entryId));
    }
    ids.push(...page.entries.map(({ entryId }) => entryId));
    const { rows } = await stage.database.owner.query('SELECT count(*)::int AS count FROM access_log');
    expect(rows).toEqual([{ count: ids.length }]);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('home', () => {
  it('tells what keeps Shopify from being asked, and how many notifications were set aside', async () => {
    await receive('bad', 'customers/delete', { id: 'x' });
    await stage.database.owner.query(`UPDATE shop SET access_problem = 'open-app', access_problem_at = now()`);
    expect(await problems()).toEqual([
      { kind: 'access', code: 'open-app', sinceAt: expect.any(Number) },
      { kind: 'parked', count: 1 },
    ]);
    const html = await (await visitor.get(`/app?${await visitor.framed()}`)).text();
    expect(html).toContain('Access to your shop has run out');
    expect(html).toContain('href="/app/data"');
  });
});
