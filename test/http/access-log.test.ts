/** Whoever sees a customer in the admin is noted, by every page that shows one, and the notes hold nothing of the customer. */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { absorb } from '#app/flows/absorb/absorb.ts';
import { runBackfill } from '#app/flows/backfill/runBackfill.ts';
import { runInstall } from '#app/flows/install/runInstall.ts';
import { answerRequests } from '#app/flows/privacy/answerRequests.ts';
import { makeBells } from '#app/ingest/bells.ts';
import { makeInboxWriter, ringForShops } from '#app/ingest/inboxWriter.ts';
import routes from '#app/routes.ts';
import { customerMark } from '#app/store/person.ts';
import { adminStage, type AdminStage } from '#test/support/adminStage.ts';
import { visitorOf, type Visitor } from './adminVisitor.ts';

interface Entry {
  actor: string;
  action: string;
  subject: string | null;
  row_count: number;
}
interface Known {
  customer_id: string;
  first_name: string | null;
  last_name: string | null;
  email: string | null;
  phone: string | null;
}

let stage: AdminStage;
let visitor: Visitor;
let shopId: number;
let customers: Known[];

beforeAll(async () => {
  stage = await adminStage({ customers: 120 });
  visitor = visitorOf(stage);
  await visitor.get(`/app?${await visitor.framed()}`);
  shopId = await visitor.shopId();
  await runInstall(stage.services, shopId);
  await vi.waitFor(async () => expect((await runBackfill(stage.services, shopId)).again).toBe(false), 60_000);
  customers = (
    await stage.services.database.inShop(shopId, (sql) =>
      sql.query<Known & Record<string, unknown>>(
        'SELECT customer_id, first_name, last_name, email, phone FROM customer WHERE shop_id = $1',
        [shopId],
      ),
    )
  ).rows;
  expect(customers.length).toBeGreaterThan(100);
});

const entries = async (): Promise<Entry[]> =>
  (
    await stage.services.database.inShop(shopId, (sql) =>
      sql.query<Entry & Record<string, unknown>>(
        'SELECT actor, action, subject, row_count FROM access_log WHERE shop_id = $1 ORDER BY entry_id',
        [shopId],
      ),
    )
  ).rows;

/** The entries that a visit adds. */
async function noted(visit: () => Promise<unknown>): Promise<Entry[]> {
  const before = (await entries()).length;
  await visit();
  return (await entries()).slice(before);
}

interface SegmentData {
  detail: { page: { members: { customerId: string }[] } };
}
async function segmentWithMembers(): Promise<{ segmentId: number; members: string[] }> {
  const { rows } = await stage.services.database.inShop(shopId, (sql) =>
    sql.query<{ segment_id: number }>(
      'SELECT segment_id FROM membership WHERE shop_id = $1 GROUP BY 1 HAVING count(*) > 3 ORDER BY 1 LIMIT 1',
      [shopId],
    ),
  );
  const segmentId = rows[0]?.segment_id ?? 0;
  const { detail } = await visitor.data<SegmentData>(`/app/segments/${segmentId}/members`, 'routes/segment');
  return { segmentId, members: detail.page.members.map(({ customerId }) => customerId) };
}

const fingerprint = (customerId: string): string => stage.services.secrets.fingerprint(customerMark(customerId));

describe('a page that shows customers', () => {
  it('notes the member of staff, what was shown and of how many, once while it keeps itself fresh', async () => {
    const first = await noted(segmentWithMembers);
    expect(first).toMatchObject([{ actor: expect.stringMatching(/^staff:\d+$/), action: 'members' }]);
    const { members } = await segmentWithMembers();
    expect(first[0]?.row_count).toBe(members.length);
    expect(first[0]?.subject).toMatch(/^[0-9a-f]{64}$/);
    expect(await noted(segmentWithMembers)).toEqual([]);
  });

  it('notes a search, an explanation of one, and nothing for what is not there', async () => {
    const { segmentId, members } = await segmentWithMembers();
    const [member = ''] = members;
    const route = `/app/segments/${segmentId}`;
    expect(await noted(() => visitor.data(`${route}/members?search=${member}`, 'routes/segment'))).toMatchObject([
      { action: 'search', row_count: 1, subject: fingerprint(member) },
    ]);
    expect(await noted(() => visitor.data(`${route}/members?search=nobody@here`, 'routes/segment'))).toMatchObject([
      { action: 'search', row_count: 0, subject: null },
    ]);
    expect(await noted(() => visitor.data(`${route}/customers/${member}`, 'routes/explanation'))).toMatchObject([
      { action: 'explanation', row_count: 1, subject: fingerprint(member) },
    ]);
    const missing = (): Promise<unknown> =>
      visitor.data(`${route}/customers/1`, 'routes/explanation').catch(() => undefined);
    expect(await noted(missing)).toEqual([]);
  });

  it('is every page in which the name or the address of a customer occurs', async () => {
    const { segmentId, members } = await segmentWithMembers();
    const pages: Record<string, string> = {
      'routes/home.tsx': '/app',
      'routes/segments.tsx': '/app/segments',
      'routes/segmentCatalogue.tsx': '/app/segments/catalogue',
      'routes/segmentNew.tsx': '/app/segments/new',
      'routes/segmentEdit.tsx': `/app/segments/${segmentId}/edit`,
      'routes/segment.tsx': `/app/segments/${segmentId}/members`,
      'routes/explanation.tsx': `/app/segments/${segmentId}/customers/${members[1] ?? ''}`,
      'routes/customer.tsx': `/app/customers/${members[2] ?? ''}`,
      'routes/rfm.tsx': '/app/rfm',
      'routes/apiKeys.tsx': '/app/api',
      'routes/connections.tsx': '/app/connections',
      'routes/data.tsx': '/app/data',
      'routes/privacy.tsx': '/app/privacy',
    };
    // Those that are no page: actions, downloads (a customer's is looked at below, a list's in its own test), and what is not there.
    const actions = ['destinations', 'segmentChanges', 'segmentPreview'].map((name) => `routes/${name}.tsx`);
    const others = [...actions, 'routes/privacyFile.tsx', 'routes/listFile.tsx', 'routes/missing.tsx'];
    const inAdmin = (await routes).find(({ path }) => path === 'app')?.children ?? [];
    expect(inAdmin.map(({ file }) => file).sort()).toEqual([...Object.keys(pages), ...others].sort());

    const addresses = customers.flatMap(({ email }) => (email === null ? [] : [email]));
    const telling: string[] = [];
    for (const page of Object.values(pages)) {
      await stage.database.owner.query('DELETE FROM access_log');
      let html = '';
      const added = await noted(async () => {
        const response = await visitor.get(`${page}?${await visitor.framed()}`);
        expect(response.status, page).toBe(200);
        html = await response.text();
      });
      const tells = addresses.some((address) => html.includes(address));
      expect(added.length > 0, page).toBe(tells);
      if (tells) telling.push(page);
    }
    expect(telling).toEqual([
      pages['routes/segment.tsx'],
      pages['routes/explanation.tsx'],
      pages['routes/customer.tsx'],
    ]);
  });
});

describe('the record of accesses', () => {
  it('holds no name, address, number or phone of any customer, whatever was looked at', async () => {
    const { segmentId, members } = await segmentWithMembers();
    for (const { customer_id, email } of customers.slice(0, 25))
      for (const word of [customer_id, email ?? '', (email ?? '').slice(0, 4)])
        await visitor.data(`/app/segments/${segmentId}/members?search=${encodeURIComponent(word)}`, 'routes/segment');
    for (const member of members)
      await visitor.data(`/app/segments/${segmentId}/customers/${member}`, 'routes/explanation');

    const bells = makeBells({
      ring: (shopIds) => ringForShops(stage.database.web, shopIds),
      onFailure: (error) => stage.services.log.error(error),
      clock: stage.services.clock,
      apartMs: 1,
    });
    const asked = customers[0];
    const body = {
      shop_id: 1,
      customer: { id: Number(asked?.customer_id), email: asked?.email },
      orders_requested: [],
    };
    const delivery = {
      shopId,
      deliveryId: 'asked-1',
      topic: 'customers/data_request',
      triggeredAt: null,
      eventId: null,
      apiVersion: '2026-10',
      body: Buffer.from(JSON.stringify(body)),
    };
    await makeInboxWriter(stage.database.web, bells)([delivery], 5_000);
    await bells.close();
    await absorb(stage.services, shopId);
    await answerRequests(stage.services, shopId);
    const download = await visitor.get('/app/privacy/files/asked-1', {
      authorization: `Bearer ${await stage.idToken()}`,
    });
    expect(download.status).toBe(200);
    expect(await download.text()).toContain(asked?.email);

    const all = await entries();
    expect(new Set(all.map(({ action }) => action))).toEqual(
      new Set(['members', 'search', 'explanation', 'file-made', 'file-downloaded']),
    );
    expect(all.length).toBeGreaterThan(25);
    for (const { actor, subject, action } of all) {
      expect(actor).toMatch(/^(staff:\d+|worker)$/);
      expect(action).toMatch(/^[a-z-]+$/);
      if (subject !== null) expect(subject).toMatch(/^[0-9a-f]{64}$/);
    }
    const text = JSON.stringify(all);
    for (const { customer_id, email, phone, first_name, last_name } of customers)
      for (const value of [customer_id, email, phone, first_name, last_name])
        if (value !== null && value.length > 3) expect(text).not.toContain(value);
  });
});
