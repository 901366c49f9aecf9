/** A delivery on which something goes wrong, one thing at a time: limits, keys, cut answers, crashes, lists that are gone. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPartner } from '#app/flows/deliver/openPartner.ts';
import { keepJob, openJob } from '#app/store/deliveries.ts';
import type { PartnerSession } from '#connectors/kit/connector.ts';
import { startKlaviyoWorld, type KlaviyoWorld } from '#test/connectors/klaviyo/world.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { CONNECTION, expectListsEqual, klaviyoShop, type KlaviyoShop } from './klaviyoShop.ts';

const IMPORTS = { path: '/api/profile-bulk-import-jobs', method: 'POST' };

let database: TestDatabase;
let world: KlaviyoWorld;
let shop: KlaviyoShop;
beforeAll(async () => {
  database = await testDatabase();
  world = await startKlaviyoWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.control('DELETE', '/faults');
  await world.control('POST', '/import-duration', { durationMs: 1_000 });
  shop = await klaviyoShop(database, world);
  await shop.connect();
  for (let id = 1; id <= 3; id += 1) await shop.tell(...shop.customer(id, 2));
  await shop.switchOn('repeat-buyers');
  await world.forgetCalls();
});

const leave = (id: number): Promise<void> => shop.tell(shop.withoutOrder(id, 2));

/** The connection as another process would have it open. */
async function sessionOfShop(): Promise<{ listId: string; session: PartnerSession }> {
  const partner = await openPartner(shop.services, shop.shopId, CONNECTION);
  const listId = await shop.listId('repeat-buyers');
  if (!partner || listId === null) throw new Error('The shop has no list yet.');
  return { listId, session: partner.session };
}

describe('a stored key that cannot be read', () => {
  it('stops the connection and asks the merchant for it', async () => {
    await shop.rows(`UPDATE connection SET secret = '\\x0102' WHERE shop_id = $1 RETURNING 1`);
    await shop.deliver();
    expect(await shop.connection()).toMatchObject({
      status: 'reconnect',
      status_reason: 'The stored key can no longer be read. Enter it again.',
    });
    await shop.connect();
    await shop.rest();
    expect(await shop.list('repeat-buyers')).toEqual([1, 2, 3]);
  });
});

describe('a limit', () => {
  it('is waited out: no call comes before the instant that Klaviyo named', async () => {
    await world.fault({ ...IMPORTS, status: 429, headers: { 'Retry-After': '120' }, times: 1 });
    const askedAt = world.nowMs();
    await shop.deliver();
    const { retry_at: retryAt, status_reason: reason, failures } = await shop.connection();
    expect(Number(retryAt) - askedAt).toBeGreaterThanOrEqual(120_000);
    expect({ failures, reason }).toEqual({ failures: 1, reason: 'Klaviyo is limiting the number of calls.' });
    await world.forgetCalls();
    await shop.deliver();
    await world.advance(Number(retryAt) - world.nowMs() - 5_000);
    await shop.deliver();
    expect(await world.calls()).toEqual([]);
    await world.advance(5_001);
    await shop.rest();
    await expectListsEqual(shop);
    expect(await shop.connection()).toMatchObject({ failures: 0, retry_at: null, status_reason: null });
  });

  it('met while asking after a batch leaves the batch where it is', async () => {
    await world.control('POST', '/import-duration', { durationMs: 600_000 });
    await shop.deliver();
    await world.advance(2_000);
    await world.fault({
      path: '/api/profile-bulk-import-jobs/*',
      status: 429,
      headers: { 'Retry-After': '120' },
      times: 1,
    });
    await shop.deliver();
    expect(await shop.waiting()).toEqual({ rows: 3, jobs: 1 });
    await leave(1);
    await shop.rest();
    expect(await shop.list('repeat-buyers')).toEqual([2, 3]);
    expect(
      (await world.calls('bulk_import_profiles')).filter(({ body }) => JSON.stringify(body).includes('"lists"')),
    ).toHaveLength(1);
  });
});

describe('a key', () => {
  it('that is refused ends all calls until the merchant connects again, and then it goes on', async () => {
    await world.control('DELETE', `/keys/${shop.key}`);
    await shop.deliver();
    expect(await shop.connection()).toMatchObject({ status: 'reconnect', retry_at: null });
    await world.forgetCalls();
    await world.advance(3_600_000);
    await shop.deliver();
    expect(await world.calls()).toEqual([]);
    await world.control('POST', '/accounts', { key: shop.key, name: 'Again' });
    await shop.connect();
    await shop.rest();
    await expectListsEqual(shop);
    expect(await shop.connection()).toMatchObject({ status: 'active', status_reason: null });
  });

  it('another of the same account goes on where the first ended', async () => {
    await shop.rest();
    const { account_id: accountId } = await shop.connection();
    await world.control('DELETE', `/keys/${shop.key}`);
    await leave(1);
    await shop.deliver();
    await world.control('POST', '/accounts', { key: 'pk_another0001', name: 'Same', accountId });
    await shop.connect('pk_another0001');
    await world.forgetCalls();
    await shop.rest();
    expect(await shop.list('repeat-buyers')).toEqual([2, 3]);
    expect(await world.calls('create_list')).toEqual([]);
  });

  it('replaced during a run is not blamed for what the former was told', async () => {
    await world.fault({ ...IMPORTS, status: 401, delayMs: 2_000, times: 1 });
    const run = shop.deliver();
    await expect.poll(async () => (await shop.waiting()).jobs).toBe(1);
    await shop.connect();
    await run;
    expect(await shop.connection()).toMatchObject({ status: 'active' });
    await shop.rest();
    await expectListsEqual(shop);
  });
});

describe('an answer that is lost', () => {
  it.each(['after', 'midway', 'before'] as const)(
    'is no reason to leave anybody in the list who has left meanwhile (cut %s)',
    async (cut) => {
      await world.control('POST', '/import-duration', { durationMs: 20_000 });
      await world.fault({ ...IMPORTS, cut, times: 1 });
      await shop.deliver();
      expect((await shop.connection()).unsettled_since).not.toBeNull();
      await leave(1);
      await leave(2);
      await shop.rest();
      expect(await shop.list('repeat-buyers')).toEqual([3]);
      await world.advance(60_000);
      expect(await shop.list('repeat-buyers')).toEqual([3]);
      expect((await shop.connection()).unsettled_since).toBeNull();
    },
  );

  it('of a removal is no reason to keep out who came back', async () => {
    await shop.rest();
    await leave(1);
    await world.fault({ path: '/api/lists/*/relationships/profiles', method: 'DELETE', cut: 'after' });
    await shop.deliver();
    await world.control('DELETE', '/faults');
    await shop.tell(...shop.customer(1, 2), ...shop.customer(1, 3).slice(-1));
    await shop.rest();
    expect(await shop.list('repeat-buyers')).toEqual([1, 2, 3]);
  });
});

describe('a crash', () => {
  const target = { connectionId: CONNECTION, destinationId: 1, turn: 'additions', limit: 10 } as const;

  it('before the call leaves rows that are asked for again', async () => {
    await shop.inShop((sql) => openJob(sql, { ...target, now: world.nowMs() }));
    expect(await shop.waiting()).toEqual({ rows: 3, jobs: 1 });
    await leave(2);
    await shop.rest();
    expect(await shop.list('repeat-buyers')).toEqual([1, 3]);
  });

  it('after the call, before its answer was kept, adds nobody who has left meanwhile', async () => {
    await shop.rest();
    await world.control('POST', '/import-duration', { durationMs: 20_000 });
    await shop.tell(...shop.customer(4, 2), ...shop.customer(5, 2));
    const { listId, session } = await sessionOfShop();
    const opened = await shop.inShop((sql) => openJob(sql, { ...target, now: world.nowMs() }));
    const answer = await session.add({ listId, tag: 'repeat-buyers' }, opened?.rows ?? []);
    expect(answer.kind).toBe('accepted');
    await leave(4);
    await shop.rest();
    await world.advance(60_000);
    expect(await shop.list('repeat-buyers')).toEqual([1, 2, 3, 5]);
  });

  it('after the answer was kept costs nothing', async () => {
    await shop.deliver();
    const [job] = await shop.rows('SELECT * FROM partner_job WHERE shop_id = $1');
    expect(job).toMatchObject({ state: 'running', row_count: 3, polls: 1 });
    await shop.inShop((sql) => keepJob(sql, String(job?.job_id), job?.handle as never, world.nowMs()));
    await shop.rest();
    expect(await world.calls('bulk_import_profiles')).toHaveLength(1);
    await expectListsEqual(shop);
  });
});

describe('a list that is gone at Klaviyo', () => {
  async function deleteList(): Promise<void> {
    const response = await fetch(`${world.url}/api/lists/${await shop.listId('repeat-buyers')}`, {
      method: 'DELETE',
      headers: { Authorization: `Klaviyo-API-Key ${shop.key}`, revision: '2026-07-15' },
    });
    expect(response.status).toBe(204);
  }

  it('is made again and filled whole', async () => {
    await shop.rest();
    const former = await shop.listId('repeat-buyers');
    await deleteList();
    await shop.tell(...shop.customer(4, 2));
    await shop.rest();
    expect(await shop.list('repeat-buyers')).toEqual([1, 2, 3, 4]);
    expect(await shop.listId('repeat-buyers')).not.toBe(former);
  });

  it('is made again and filled whole when all that was to be done was a removal', async () => {
    await shop.rest();
    await deleteList();
    await leave(1);
    await shop.rest();
    expect(await shop.list('repeat-buyers')).toEqual([2, 3]);
  });

  it('while a batch is on its way is made again and filled with those of the batch too', async () => {
    await world.control('POST', '/import-duration', { durationMs: 5_000 });
    await shop.deliver();
    await deleteList();
    await shop.tell(...shop.customer(4, 2));
    await shop.rest();
    expect(await shop.list('repeat-buyers')).toEqual([1, 2, 3, 4]);
  });
});
