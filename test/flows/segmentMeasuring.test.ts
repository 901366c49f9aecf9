/** The job that measures segments: repeated, late, after a pause, in any zone. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { retainShop } from '#app/flows/retain/retainShop.ts';
import { daysToMeasure } from '#app/flows/segments/measureSegments.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { HOUR_MS, measuredShop, night, type MeasuredShop } from './measuredShop.ts';
import { DAY_MS, NOW } from './segmentedShop.ts';
import { orderTold } from './webhooks.ts';

let database: TestDatabase;
let shop: MeasuredShop;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  shop = await measuredShop(database);
});

describe('measuring', () => {
  it('a second time changes nothing', async () => {
    await shop.makeMember(1);
    await shop.tell(orderTold(2, { customerId: 2, at: NOW - 200 * DAY_MS }));
    shop.time.now = NOW + HOUR_MS;
    await shop.tell(orderTold(1, { customerId: 1, at: NOW + 1 }));
    await shop.mail({ kind: 'received', customerId: '1', occurredAt: NOW + 1 });
    const tables = ['segment_day', 'segment_overlap', 'segment_flow'];
    const all = () =>
      Promise.all(tables.map((table) => shop.rows(`SELECT * FROM ${table} WHERE shop_id = $1 ORDER BY 1, 2, 3, 4`)));
    await shop.measure(night());
    const once = await all();
    expect(once.map((rows) => rows.length > 0)).toEqual([true, true, true]);
    await shop.measure(night());
    expect(await all()).toEqual(once);
  });

  it('is due again in the next night of the shop', async () => {
    await shop.measure(NOW);
    const [row] = await shop.rows('SELECT measure_due_at FROM yardstick WHERE shop_id = $1');
    const dueAt = Number(row?.measure_due_at);
    expect(dueAt).toBeGreaterThanOrEqual(night());
    expect(dueAt).toBeLessThan(night() + HOUR_MS);
  });

  it('leaves other shops alone, and a shop that has taken the app off', async () => {
    const other = shop;
    await shop.makeMember(1);
    shop = await measuredShop(database);
    await shop.makeMember(1);
    await shop.rows(`UPDATE shop SET status = 'uninstalled' WHERE shop_id = $1`);
    await shop.measure(night());
    expect(await shop.rows('SELECT 1 FROM segment_day WHERE shop_id = $1')).toEqual([]);
    expect(await other.rows('SELECT 1 FROM segment_day WHERE shop_id = $1')).toEqual([]);
  });

  it('makes good the days that were missed', async () => {
    await shop.makeMember(1);
    await shop.measure(night());
    shop.time.now = NOW + 6 * DAY_MS;
    await shop.tell(orderTold(1, { customerId: 1, at: NOW + 2 * DAY_MS, totalMinor: 900 }));
    await shop.measure(night(9));
    const { days } = await shop.numbers('repeat-buyers');
    expect(days.map(({ memberCount }) => memberCount)).toEqual(Array.from({ length: 10 }, () => 1));
    expect(await shop.dayOf('repeat-buyers', '2026-11-23')).toMatchObject({ orderCount: 1, revenueMinor: 900 });
  });

  it('is forgotten with the sizes by the hour, after 800 days', async () => {
    await shop.makeMember(1);
    await shop.tell(orderTold(2, { customerId: 2, at: NOW - 200 * DAY_MS }));
    await shop.measure(night());
    const kept = async () => {
      shop.time.now += DAY_MS;
      await retainShop(shop.services, shop.shopId, { pauseMs: 0 });
      const rows = await shop.rows(
        `SELECT DISTINCT day::text FROM segment_day WHERE shop_id = $1
         UNION ALL SELECT DISTINCT day::text FROM segment_flow WHERE shop_id = $1 ORDER BY 1`,
      );
      return rows.map(({ day }) => day);
    };
    shop.time.now = NOW + 799 * DAY_MS;
    expect(await kept()).toEqual(['2026-11-21', '2026-11-21', '2026-11-22', '2026-11-22']);
    expect(await kept()).toEqual(['2026-11-22', '2026-11-22']);
    expect(await kept()).toEqual([]);
  });

  it('looks at today and three days before, as long as the zone’s clocks make them', () => {
    const zone = 'America/New_York';
    const noon = Date.parse('2026-11-02T17:00:00.000Z');
    const days = daysToMeasure(zone, noon, null);
    expect(days.map(({ day, startAt, endAt }) => [day, (endAt - startAt) / HOUR_MS])).toEqual([
      ['2026-10-30', 24],
      ['2026-10-31', 24],
      // Clocks are put back.
      ['2026-11-01', 25],
      ['2026-11-02', 24],
    ]);
    expect(daysToMeasure(zone, noon, '2026-11-01')).toEqual(days);
    expect(daysToMeasure(zone, noon, '2026-10-20')[0]?.day).toBe('2026-10-18');
    expect(daysToMeasure(zone, noon, '2020-01-01')).toHaveLength(31);
    expect(daysToMeasure('Mars/Olympus', noon, null)[0]?.startAt).toBe(Date.parse('2026-10-30T00:00:00.000Z'));
  });
});
