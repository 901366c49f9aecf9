/** What Shopify tells of the shop itself, in any order; and facts where the shop lets us read its latest orders only. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { applyChanges } from '#app/flows/absorb/applyChanges.ts';
import { applyShopNews } from '#app/flows/absorb/applyShopNews.ts';
import { recomputeShop } from '#app/flows/decide/recomputeShop.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { DAY_MS, NOW, segmentedShop, type Row, type SegmentedShop } from './segmentedShop.ts';
import { customerTold, delivery, orderTold, totalsTold, type TestDelivery } from './webhooks.ts';

let database: TestDatabase;
let shop: SegmentedShop;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  shop = await segmentedShop(database);
});

const ago = (days: number): number => NOW - days * DAY_MS;
const iso = (at: number): string => new Date(at).toISOString();
const scopesTold = (at: number, ...current: string[]): TestDelivery =>
  delivery('app/scopes_update', { previous: [], current, updated_at: iso(at) }, at);
const news = (at: number, words: Row): TestDelivery =>
  delivery(
    'shop/update',
    { currency: 'TRY', iana_timezone: 'Europe/Istanbul', country_code: 'TR', updated_at: iso(at), ...words },
    at,
  );
const planTold = (id: number, at: number, status: string): TestDelivery => {
  const app_subscription = {
    admin_graphql_api_id: `gid://shopify/AppSubscription/${id}`,
    name: 'Plan',
    status,
    updated_at: iso(at),
  };
  return delivery('app_subscriptions/update', { app_subscription }, at);
};
const granted = async (): Promise<Row | undefined> =>
  (await shop.rows('SELECT scopes, reads_all_orders FROM shop WHERE shop_id = $1'))[0];
const backfills = (): Promise<Row[]> => shop.rows('SELECT kind, state FROM backfill WHERE shop_id = $1 ORDER BY kind');
const jobs = async (task: string): Promise<number> => {
  const { rows } = await database.owner.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM graphile_worker.jobs WHERE key = $1',
    [`${task}:${shop.shopId}`],
  );
  return rows[0]?.count ?? 0;
};
/** All of the history has been read. */
const readIn = (): Promise<Row[]> =>
  shop.rows(
    `UPDATE backfill SET state = 'done', started_at = now(), finished_at = now() WHERE shop_id = $1 RETURNING kind`,
  );

describe('scopes', () => {
  it('are the newest told', async () => {
    await shop.tell(scopesTold(ago(1), 'read_orders', 'read_all_orders'), scopesTold(ago(2), 'read_orders'));
    expect(await granted()).toEqual({ scopes: ['read_all_orders', 'read_orders'], reads_all_orders: true });
  });

  it('that open more of the history have it read anew, and nothing else', async () => {
    await shop.rows(`INSERT INTO backfill (shop_id, kind) VALUES ($1, 'customers'), ($1, 'orders') RETURNING kind`);
    await readIn();
    await shop.tell(scopesTold(ago(3), 'read_orders', 'read_customers', 'read_all_orders'));
    expect(await backfills()).toEqual([
      { kind: 'customers', state: 'done' },
      { kind: 'orders', state: 'done' },
    ]);
    await shop.tell(scopesTold(ago(2), 'read_orders', 'read_all_orders'));
    await shop.tell(scopesTold(ago(1), 'read_orders', 'read_customers', 'read_all_orders'));
    expect(await backfills()).toEqual([
      { kind: 'customers', state: 'waiting' },
      { kind: 'orders', state: 'done' },
    ]);
    expect(await jobs('backfill')).toBe(1);
  });
});

describe('without the scope to read all orders', () => {
  const bought = (id: number, at: number): TestDelivery => orderTold(id, { customerId: 1, at, totalMinor: 1_000 });

  it('facts rest on Shopify’s totals at once; with it again, from when the history has been read', async () => {
    await shop.tell(
      bought(1, ago(50)),
      bought(2, ago(10)),
      totalsTold(1, { orderCount: 9, spentMinor: 70_000, at: ago(5) }),
    );
    expect(await shop.factsOf(1)).toMatchObject({ order_count: 2, spent_minor: '2000', first_order_at: ago(50) });
    await shop.tell(scopesTold(ago(4), 'read_orders'));
    expect([(await granted())?.reads_all_orders, await jobs('recompute')]).toEqual([false, 1]);
    await recomputeShop(shop.services, shop.shopId);
    const total = { order_count: 9, spent_minor: '70000', first_order_at: null, last_order_at: ago(10) };
    expect(await shop.factsOf(1)).toMatchObject(total);
    expect(await shop.segmentsOf(1)).toEqual(['vip', 'repeat-buyers']);

    await shop.tell(scopesTold(ago(3), 'read_orders', 'read_all_orders'));
    expect(await backfills()).toMatchObject([{ kind: 'orders', state: 'waiting' }]);
    await recomputeShop(shop.services, shop.shopId);
    expect(await shop.factsOf(1)).toMatchObject(total);
    await readIn();
    await recomputeShop(shop.services, shop.shopId);
    expect(await granted()).toMatchObject({ reads_all_orders: true });
    expect(await shop.factsOf(1)).toMatchObject({ order_count: 2, spent_minor: '2000', first_order_at: ago(50) });
  });

  it('the last order is the later of the one known and the one Shopify tells; without totals our own count stands', async () => {
    await shop.tell(scopesTold(ago(9), 'read_orders'), bought(1, ago(30)), customerTold(1, { updatedAt: ago(30) }));
    expect(await shop.factsOf(1)).toMatchObject({ order_count: 1, first_order_at: ago(30), last_order_at: ago(30) });
    const totals = { kind: 'customer-totals', customerId: '1', orderCount: 1, spentMinor: 1_000 } as const;
    await shop.inShop((sql) => applyChanges(sql, [{ ...totals, lastOrderAt: ago(20), at: ago(20) }]));
    await shop.tell(totalsTold(1, { orderCount: 1, spentMinor: 1_500, at: ago(8) }));
    expect(await shop.factsOf(1)).toMatchObject({
      spent_minor: '1500',
      first_order_at: ago(30),
      last_order_at: ago(20),
    });
  });
});

describe('the shop itself', () => {
  it('is as it was told last; a number without its country is read anew after it moved', async () => {
    await shop.tell(customerTold(1, { updatedAt: ago(9), phone: '0532 123 45 67' }));
    const phone = (): Promise<Row[]> => shop.rows('SELECT phone_key FROM customer WHERE shop_id = $1');
    expect(await phone()).toEqual([{ phone_key: null }]);
    await shop.tell(news(ago(2), { name: 'Yeni' }), news(ago(3), { name: 'Eski', country_code: 'DE' }));
    expect(await shop.rows('SELECT name, timezone, country_code FROM shop WHERE shop_id = $1')).toEqual([
      { name: 'Yeni', timezone: 'Europe/Istanbul', country_code: 'TR' },
    ]);
    expect(await phone()).toEqual([{ phone_key: '+905321234567' }]);
  });

  it('counts visits by its own days after its time zone changed', async () => {
    const at = Date.parse('2026-11-10T22:30:00Z');
    await shop.tell(customerTold(1, { updatedAt: ago(30) }));
    await shop.visit({ customerId: 1, at });
    await shop.absorb();
    const days = (): Promise<Row[]> => shop.rows('SELECT DISTINCT day::text FROM site_day WHERE shop_id = $1');
    expect(await days()).toEqual([{ day: '2026-11-10' }]);
    await shop.tell(news(ago(1), { name: 'Dükkân' }));
    expect(await days()).toEqual([{ day: '2026-11-11' }]);
  });

  it('keeps its time zone where one is told that the database does not know', async () => {
    await shop.inShop((sql) =>
      applyShopNews(
        sql,
        {
          kind: 'shop-details',
          name: 'X',
          currencyCode: 'TRY',
          timezone: 'Moon/Crater',
          countryCode: 'TR',
          at: ago(1),
        },
        ago(1),
      ),
    );
    expect(await shop.rows('SELECT name, timezone FROM shop WHERE shop_id = $1')).toEqual([
      { name: 'X', timezone: 'UTC' },
    ]);
  });

  it.each([
    ['in order', false],
    ['the other way round', true],
  ])('has every plan in its newest state, told %s', async (_, reversed) => {
    const told = [planTold(1, ago(9), 'ACTIVE'), planTold(2, ago(5), 'ACTIVE'), planTold(1, ago(4), 'CANCELLED')];
    await shop.tell(...(reversed ? told.toReversed() : told));
    expect(await shop.rows('SELECT subscription, subscription_at FROM shop WHERE shop_id = $1')).toEqual([
      {
        subscription: {
          'gid://shopify/AppSubscription/1': { name: 'Plan', status: 'cancelled', at: ago(4) },
          'gid://shopify/AppSubscription/2': { name: 'Plan', status: 'active', at: ago(5) },
        },
        subscription_at: ago(4),
      },
    ]);
  });
});
