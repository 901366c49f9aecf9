/** Ending and renewing connections by HTTP: what becomes of the lists of the same account, and of those of another one. */
import { beforeAll, describe, expect, it } from 'vitest';
import { deliver } from '#app/flows/deliver/deliver.ts';
import { runInstall } from '#app/flows/install/runInstall.ts';
import { placeShop } from '#app/flows/decide/recomputeShop.ts';
import type { Services } from '#app/flows/services.ts';
import { placeCustomers } from '#app/store/placements.ts';
import { adminStage, type AdminStage } from '#test/support/adminStage.ts';
import { visitorOf, type Visitor } from './adminVisitor.ts';

let stage: AdminStage;
let visitor: Visitor;
let shopId: number;
/** The same outside world an hour later. */
let later: Services;

beforeAll(async () => {
  stage = await adminStage();
  visitor = visitorOf(stage);
  await visitor.get(`/app?${await visitor.framed()}`);
  shopId = await visitor.shopId();
  await runInstall(stage.services, shopId);
  later = { ...stage.services, clock: () => stage.services.clock() + 3_600_000 };
  await stage.services.database.inShop(shopId, async (sql) => {
    await sql.query(
      `INSERT INTO customer (shop_id, customer_id, email, email_key, tags, email_consent)
       SELECT $1, id, 'c' || id || '@example.com', 'c' || id || '@example.com', '{}', 'subscribed' FROM unnest($2::bigint[]) id`,
      [shopId, ['4001', '4002']],
    );
    await sql.query(
      'INSERT INTO membership (shop_id, segment_id, customer_id, entered_at) SELECT $1, 1, id, now() FROM unnest($2::bigint[]) id',
      [shopId, ['4001', '4002']],
    );
  });
  await connect(stage.klaviyoKey);
  for (const segmentId of ['1', '8'])
    await visitor.act('/app/destinations', 'routes/destinations', {
      intent: 'switch',
      segmentId,
      connectionId: '1',
      enabled: 'true',
    });
  await visitor.act('/app/destinations', 'routes/destinations', {
    intent: 'switch',
    segmentId: '8',
    connectionId: '1',
    enabled: 'false',
  });
  await placeShop(stage.services, shopId);
});

const connect = (apiKey: string): Promise<{ ok: boolean; isOtherAccount: boolean }> =>
  visitor.act('/app/connections', 'routes/connections', { intent: 'connect', connector: 'klaviyo', apiKey });

const disconnect = (): Promise<{ ok: boolean }> =>
  visitor.act('/app/connections', 'routes/connections', { intent: 'disconnect', connectionId: '1' });

async function klaviyo<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`${stage.klaviyo.url}/_control${path}`, {
    method,
    body: body === undefined ? null : JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Answer;
}

/** How many are in each list, over all accounts. */
async function held(): Promise<number[]> {
  const { lists } = await klaviyo<{ lists: { count: number }[] }>('GET', '/lists');
  return lists.map(({ count }) => count);
}

async function switches(): Promise<Record<number, boolean>> {
  const { rows } = await stage.database.owner.query<{ segment_id: number; enabled: boolean }>(
    'SELECT segment_id, enabled FROM destination ORDER BY segment_id',
  );
  return Object.fromEntries(rows.map((row) => [row.segment_id, row.enabled]));
}

/** Delivers until Klaviyo's own jobs have ended. The first delivery loads Klaviyo's library, which takes a while. */
const fill = (services: Services) =>
  expect.poll(
    async () => {
      await deliver(services, shopId, 1);
      return held();
    },
    { timeout: 20_000 },
  );

/** Calls that take somebody off a list. */
async function removals(): Promise<number> {
  const { counts } = await klaviyo<{ counts: Record<string, number> }>('GET', '/traffic');
  return Object.entries(counts)
    .filter(([call]) => call.startsWith('DELETE'))
    .reduce((sum, [, count]) => sum + count, 0);
}

describe('a connection', () => {
  it('ends with its key; its lists are out of sight and of the figures, and stay as they are', async () => {
    await fill(stage.services).toEqual([2]);
    expect(await disconnect()).toMatchObject({ ok: true });
    const { rows } = await stage.database.owner.query('SELECT status, secret FROM connection');
    expect(rows).toEqual([{ status: 'disconnected', secret: null }]);
    expect(await visitor.data('/app?index', 'routes/home')).toMatchObject({
      steps: { connection: 'todo', destination: 'todo', sync: 'todo' },
      figures: { enabledDestinationCount: 0, pendingPlacementCount: 0, lastSyncedAt: null },
    });
    expect(await visitor.data('/app/segments', 'routes/segments')).toMatchObject({ connections: [] });
    await deliver(later, shopId, 1);
    expect(await held()).toEqual([2]);
    expect(await disconnect()).toMatchObject({ ok: false });
  });

  it('goes on with the lists of the same account, by another key too, and takes nobody off for it', async () => {
    // A customer is decided while nothing is connected.
    await stage.services.database.inShop(shopId, (sql) => placeCustomers(sql, ['4001']));
    const { accounts } = await klaviyo<{ accounts: { id: string }[] }>('GET', '/accounts');
    await klaviyo('POST', '/accounts', { key: 'pk_same0001', name: 'Kuzey Tekstil', accountId: accounts[0]?.id });
    await visitor.forgetJobs();
    expect(await connect('pk_same0001')).toMatchObject({ ok: true, isOtherAccount: false });
    expect(await switches()).toEqual({ 1: true, 8: false });
    expect(await visitor.jobs()).toEqual(['deliver', 'place', 'pull']);
    // A delivery that is rung before the wishes are worked out again waits.
    await deliver(stage.services, shopId, 1);
    await placeShop(stage.services, shopId);
    await deliver(later, shopId, 1);
    expect(await held()).toEqual([2]);
    expect(await removals()).toBe(0);
    // It is no trouble with the partner, and is not told as one.
    expect(await visitor.data('/app/connections', 'routes/connections')).toMatchObject({
      connectors: expect.arrayContaining([
        expect.objectContaining({ connection: expect.objectContaining({ status: 'active', failureCount: 0 }) }),
        expect.objectContaining({ id: 'meta', connection: null }),
      ]),
    });
  });

  it('sends nothing to another account before the merchant switches it on there', async () => {
    await klaviyo('POST', '/accounts', { key: 'pk_other0001', name: 'Another' });
    expect(await connect('pk_other0001')).toMatchObject({ ok: true, isOtherAccount: true });
    expect(await switches()).toEqual({ 1: false, 8: false });
    await deliver(stage.services, shopId, 1);
    await placeShop(stage.services, shopId);
    await deliver(later, shopId, 1);
    expect(await held()).toEqual([2]);
    await visitor.act('/app/destinations', 'routes/destinations', {
      intent: 'switch',
      segmentId: '1',
      connectionId: '1',
      enabled: 'true',
    });
    await placeShop(stage.services, shopId);
    await fill(later).toEqual([2, 2]);
  });
});

describe('what can be chosen of a list and of an account', () => {
  const list = (change: Record<string, string>): Promise<unknown> =>
    visitor.act('/app/destinations', 'routes/destinations', { destinationId: '1', ...change });
  const account = (order: Record<string, string>): Promise<unknown> =>
    visitor.act('/app/connections', 'routes/connections', { connectionId: '1', ...order });
  const shown = async (): Promise<{ connection: Record<string, unknown>; list: Record<string, unknown> }> => {
    const { connectors } = await visitor.data<{ connectors: { connection: Record<string, unknown> }[] }>(
      '/app/connections',
      'routes/connections',
    );
    const { detail } = await visitor.data<{ detail: { destinations: Record<string, unknown>[] } }>(
      '/app/segments/1/lists',
      'routes/segment',
    );
    return { connection: connectors[0]?.connection ?? {}, list: detail.destinations[0] ?? {} };
  };

  it('is stored and shown, or refused with the reason', async () => {
    expect(await list({ intent: 'name', listName: 'Yeni  gelenler' })).toEqual({ ok: true });
    expect(await list({ intent: 'name', listName: '' })).toEqual({ ok: false, problem: 'bad-name' });
    expect(await list({ intent: 'exclusions', segmentIds: '2,3' })).toEqual({ ok: true });
    expect(await list({ intent: 'exclusions', segmentIds: '1' })).toEqual({ ok: false, problem: 'bad-exclusion' });
    expect(await list({ intent: 'value', value: 'spent' })).toEqual({ ok: false, problem: 'not-offered' });
    await expect(list({ intent: 'value', value: 'guessed' })).rejects.toThrow('400');
    expect(await account({ intent: 'pause' })).toEqual({ ok: true });
    expect(await account({ intent: 'list-names', pattern: 'Dükkân: {segment}' })).toEqual({ ok: true });
    expect(await account({ intent: 'list-names', pattern: 'Dükkân' })).toEqual({ ok: false, problem: 'bad-pattern' });
    expect(await shown()).toMatchObject({
      connection: { pausedAt: expect.any(Number), listNamePattern: 'Dükkân: {segment}' },
      list: { listName: 'Yeni gelenler', excludedSegmentIds: [2, 3] },
    });
    await account({ intent: 'resume' });
    await list({ intent: 'exclusions', segmentIds: '' });
    expect(await shown()).toMatchObject({ connection: { pausedAt: null }, list: { excludedSegmentIds: [] } });
    expect(await list({ intent: 'name', destinationId: '99', listName: 'x' })).toMatchObject({
      problem: 'no-such-destination',
    });
    expect(await account({ intent: 'pause', connectionId: '99' })).toMatchObject({ problem: 'no-such-connection' });
  });

  it('is shown before anything is sent, and the look is noted', async () => {
    const ask = { intent: 'dry-run', segmentId: '1', connectionId: '1' };
    const answer = await visitor.act<Record<string, unknown>>('/app/destinations', 'routes/destinations', ask);
    expect(answer).toMatchObject({ ok: true, memberCount: 2, wantedCount: 2, kept: [] });
    const { rows } = await stage.database.owner.query(
      `SELECT row_count FROM access_log WHERE action = 'preview' ORDER BY entry_id DESC LIMIT 1`,
    );
    expect(rows).toEqual([{ row_count: (answer.examples as unknown[]).length }]);
  });

  it('is nothing at Meta before the merchant has said on what legal basis', async () => {
    const connect = (settings: Record<string, string>): Promise<unknown> =>
      visitor.act('/app/connections', 'routes/connections', { intent: 'connect', connector: 'meta', ...settings });
    const given = { accessToken: 'EAAtoken0123456789abcdef', adAccountId: 'act_1234567890', limitedDataUse: 'off' };
    expect(await connect(given)).toEqual({ ok: false, problems: [{ code: 'missing', field: 'basis', detail: null }] });
    expect(await connect({ ...given, basis: 'none' })).toEqual({
      ok: false,
      problems: [{ code: 'malformed', field: 'basis', detail: null }],
    });
  });
});

describe('reading the history', () => {
  it('is tried again when the merchant asks, and what is done is left alone', async () => {
    await stage.database.owner.query(
      `UPDATE backfill SET state = 'failed', error = 'export-failed', finished_at = now() WHERE kind = 'orders'`,
    );
    await stage.database.owner.query(
      `UPDATE backfill SET state = 'done', error = NULL, started_at = now() + interval '1 hour' WHERE kind = 'customers'`,
    );
    const problems = async (): Promise<unknown> =>
      (await visitor.data<{ problems: unknown }>('/app?index', 'routes/home')).problems;
    expect(await problems()).toEqual([
      { kind: 'history', histories: ['orders'], code: 'export-failed', hasFailed: true },
    ]);
    await visitor.forgetJobs();
    expect(await visitor.act('/app?index', 'routes/home', { intent: 'retry-history' })).toEqual({ ok: true });
    expect(await visitor.jobs()).toEqual(['backfill', 'install']);
    await runInstall(stage.services, shopId);
    const { rows } = await stage.database.owner.query('SELECT kind, state FROM backfill ORDER BY kind');
    expect(rows).toEqual([
      { kind: 'customers', state: 'done' },
      { kind: 'orders', state: 'waiting' },
      { kind: 'products', state: 'waiting' },
    ]);
    expect(await problems()).toEqual([]);
    await expect(visitor.act('/app?index', 'routes/home', { intent: 'dance' })).rejects.toThrow('400');
  });

  it('tells once what holds several kinds up while they are under way, in the language of the merchant', async () => {
    await stage.database.owner.query(`UPDATE backfill SET state = 'waiting', error = 'grant-access'`);
    expect(await visitor.data('/app?index', 'routes/home')).toMatchObject({
      problems: [
        { kind: 'history', histories: ['customers', 'orders', 'products'], code: 'grant-access', hasFailed: false },
      ],
    });
    const page = await (await visitor.get(`/app?${await visitor.framed({ locale: 'tr' })}`)).text();
    expect(page).toContain('Uygulamanın istediği izinleri onaylayın');
    expect(page).not.toContain('grant-access<');
  });
});

interface MembersData {
  detail: { page: { members: { customerId: string }[] } };
}

describe('the members of a segment', () => {
  it('are found by the beginning of an address in any case, and a sign of a pattern is only a sign', async () => {
    const found = async (search: string): Promise<string[]> => {
      const path = `/app/segments/1/members?${new URLSearchParams({ search }).toString()}`;
      const { detail } = await visitor.data<MembersData>(path, 'routes/segment');
      return detail.page.members.map(({ customerId }) => customerId);
    };
    expect(await found('C400')).toEqual(['4002', '4001']);
    expect(await found('c4001@')).toEqual(['4001']);
    expect(await found('4002')).toEqual(['4002']);
    expect(await found('c%')).toEqual([]);
    expect(await found('c_00')).toEqual([]);
    expect(await found('d')).toEqual([]);
  });
});
