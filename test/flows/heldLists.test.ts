/** Lists that rest while others go on: deleted at the partner, or more than it makes in a day; and the label that lists are given. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { changeDestination, type DestinationChange } from '#app/flows/destinations/changeDestination.ts';
import { startKlaviyoWorld, type KlaviyoWorld } from '#test/connectors/klaviyo/world.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { klaviyoShop, newAccount, type KlaviyoShop } from './klaviyoShop.ts';
import type { Row } from './segmentedShop.ts';

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
  shop = await klaviyoShop(database, world);
  await shop.connect();
});

const REPEAT_BUYERS = 1;
const DAY_MS = 86_400_000;
const change = (wanted: DestinationChange): Promise<unknown> =>
  changeDestination(shop.services, shop.shopId, REPEAT_BUYERS, wanted);
const buyers = async (...ids: number[]): Promise<void> => shop.tell(...ids.flatMap((id) => shop.customer(id, 2)));
const destination = async (): Promise<Row> =>
  (await shop.rows('SELECT * FROM destination WHERE shop_id = $1 AND destination_id = 1'))[0] ?? {};

async function deleteAtKlaviyo(listId: string | null): Promise<void> {
  const response = await fetch(`${world.url}/api/lists/${listId ?? ''}`, {
    method: 'DELETE',
    headers: { Authorization: `Klaviyo-API-Key ${shop.key}`, revision: '2026-07-15' },
  });
  expect(response.status).toBe(204);
}
/** Whether the sweeper would have the connection delivered now. */
async function isDue(): Promise<boolean> {
  const { rows } = await database.owner.query(
    `SELECT * FROM due_work($1, 'epoch') WHERE task = 'deliver' AND shop_id = $2`,
    [new Date(world.nowMs()).toISOString(), shop.shopId],
  );
  return rows.length > 0;
}

describe('a list that the merchant deletes at the partner', () => {
  it('is made again and filled, unless they want to be told', async () => {
    await buyers(1, 2);
    await shop.switchOn('repeat-buyers');
    await shop.rest();
    const former = await shop.listId('repeat-buyers');
    await deleteAtKlaviyo(former);
    await buyers(3);
    await shop.rest();
    expect(await shop.listId('repeat-buyers')).not.toBe(former);
    expect(await shop.list('repeat-buyers')).toEqual([1, 2, 3]);
  });

  it('rests where they want to be told, while others go on, until they have it made again', async () => {
    await buyers(1, 2);
    await shop.switchOn('repeat-buyers', 'vip');
    await shop.rest();
    expect(await change({ what: 'when-gone', whenGone: 'told' })).toEqual({ ok: true });
    await deleteAtKlaviyo(await shop.listId('repeat-buyers'));
    await shop.tell(...shop.customer(3, 8));
    for (let run = 0; run < 4; run += 1) {
      await shop.deliver();
      await world.advance(5_000);
    }
    expect(await destination()).toMatchObject({ hold: 'gone', held_until: null, partner_list_id: null });
    expect(await shop.list('vip')).toEqual([3]);
    expect(await isDue()).toBe(false);
    const { lists } = (await world.control('GET', `/lists?key=${shop.key}`)) as { lists: unknown[] };
    expect(lists).toHaveLength(1);

    expect(await change({ what: 'make-again' })).toEqual({ ok: true });
    expect(await isDue()).toBe(true);
    await shop.rest();
    expect(await destination()).toMatchObject({ hold: null });
    expect(await shop.list('repeat-buyers')).toEqual([1, 2, 3]);
  });

  it('is made again once they do not want to be told any more', async () => {
    await buyers(1);
    await shop.switchOn('repeat-buyers');
    await shop.rest();
    await change({ what: 'when-gone', whenGone: 'told' });
    await deleteAtKlaviyo(await shop.listId('repeat-buyers'));
    await buyers(2);
    await shop.deliver();
    expect(await destination()).toMatchObject({ hold: 'gone' });
    await change({ what: 'when-gone', whenGone: 'made-again' });
    await shop.rest();
    expect(await shop.list('repeat-buyers')).toEqual([1, 2]);
  });
});

describe('the daily number of new lists', () => {
  it('is kept for all processes: what comes after waits for the day to pass, and other lists go on', async () => {
    await shop.tell(...shop.customer(1, 8));
    await shop.switchOn('vip');
    await shop.rest();
    const now = world.nowMs();
    await database.owner.query(`UPDATE partner_allowance SET kept = $1 WHERE name = 'create_list'`, [
      JSON.stringify({ sentAt: Array.from({ length: 150 }, (_, index) => now - 3_600_000 + index), pausedUntil: 0 }),
    ]);
    await shop.switchOn('repeat-buyers');
    await world.forgetCalls();
    await shop.tell(...shop.customer(2, 8));
    await shop.deliver();
    await world.advance(5_000);
    await shop.deliver();
    const [held] = await shop.rows(`SELECT * FROM destination WHERE shop_id = $1 AND hold IS NOT NULL`);
    expect(held).toMatchObject({ hold: 'daily-limit', partner_list_id: null });
    const until = Number(held?.held_until);
    expect(until).toBeGreaterThan(now + 22 * 3_600_000);
    expect(until).toBeLessThan(now + 25 * 3_600_000);
    expect(await world.calls('create_list')).toEqual([]);
    expect(await shop.list('vip')).toEqual([1, 2]);
    expect(await shop.connection()).toMatchObject({ retry_at: null, status: 'active' });
    expect(await isDue()).toBe(false);
    await world.advance(DAY_MS);
    expect(await isDue()).toBe(true);
    await shop.rest();
    expect(await shop.list('repeat-buyers')).toEqual([1, 2]);
  });

  it('that others have used up is told by Klaviyo, and kept to', async () => {
    await buyers(1);
    await shop.switchOn('repeat-buyers');
    const headers = { 'Retry-After': '40000' };
    await world.fault({ method: 'POST', path: '/api/lists', times: 1, status: 429, headers });
    await shop.deliver();
    expect(await destination()).toMatchObject({ hold: 'daily-limit' });
    await world.advance(40_001_000);
    await shop.rest();
    expect(await shop.list('repeat-buyers')).toEqual([1]);
  });
});

describe('the label of lists', () => {
  it('is given to every list we make', async () => {
    await buyers(1);
    await shop.switchOn('repeat-buyers', 'vip');
    await shop.rest();
    const { lists } = (await world.control('GET', `/lists?key=${shop.key}`)) as { lists: { tags: string[] }[] };
    expect(lists.map(({ tags }) => tags)).toEqual([['Kesit']]);
    expect(await destination()).toMatchObject({ labelled: true });
  });

  it('never holds delivery up, is told of once, and is tried again with another key', async () => {
    const scopes = ['accounts:read', 'lists:read', 'lists:write', 'profiles:read', 'profiles:write'];
    const { accounts } = (await world.control('GET', '/accounts')) as { accounts: { id: string }[] };
    const accountId = accounts.at(-1)?.id;
    const [weak, strong] = [`${shop.key}weak`, await newAccount(world)];
    await world.control('POST', '/accounts', { key: weak, name: 'Weak', scopes, accountId });
    await shop.connect(weak);
    await buyers(1);
    await shop.switchOn('repeat-buyers');
    await shop.rest();
    expect(await shop.list('repeat-buyers')).toEqual([1]);
    expect(await shop.connection()).toMatchObject({ label_problem: 'permission', status: 'active', retry_at: null });
    await world.forgetCalls();
    await buyers(2);
    await shop.rest();
    expect(await world.calls('get_tags')).toEqual([]);
    await shop.connect(strong);
    await shop.switchOn('repeat-buyers');
    await shop.rest();
    expect(await shop.connection()).toMatchObject({ label_problem: null });
    expect(await destination()).toMatchObject({ labelled: true });
  });
});
