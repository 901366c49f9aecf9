/** How storefront events are kept: months made ahead, what came before its month was made, and what is old enough to go. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dropSitePartitions, prepareSitePartitions, retainSiteEvents } from '#app/store/sitePartitions.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { DAY_MS, segmentedShop, type SegmentedShop } from './segmentedShop.ts';
import { customerTold } from './webhooks.ts';

let database: TestDatabase;
let shop: SegmentedShop;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  shop = await segmentedShop(database, { destinations: false });
});

async function partitions(): Promise<string[]> {
  const { rows } = await database.owner.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid
     WHERE i.inhparent = 'site_event'::regclass ORDER BY 1`,
  );
  return rows.map(({ name }) => name.replace('site_event_', ''));
}

const placeOf = async (eventId: string): Promise<unknown> =>
  (
    await database.owner.query('SELECT tableoid::regclass::text AS place FROM site_event WHERE event_id = $1', [
      eventId,
    ])
  ).rows[0];

describe('the months', () => {
  it('are made from the one before to two after; what lay in the rest moves, keeps its checks and its shop', async () => {
    const at = Date.parse('2031-01-01T00:00:00Z');
    await shop.visit({ id: 'first', at, customerId: 1 }, { id: 'last', at: at - 1, customerId: 1 });
    await shop.absorb();
    expect(await placeOf('first')).toEqual({ place: 'site_parts.site_event_rest' });

    expect(await prepareSitePartitions(database.worker, at)).toBe(4);
    expect(await partitions()).toEqual(expect.arrayContaining(['2030_12', '2031_01', '2031_02', '2031_03', 'rest']));
    expect(await placeOf('first')).toEqual({ place: 'site_parts.site_event_2031_01' });
    expect(await placeOf('last')).toEqual({ place: 'site_parts.site_event_2030_12' });
    expect(await prepareSitePartitions(database.worker, at)).toBe(0);

    await shop.visit({ id: 'next', at: at + 1, customerId: 1 }, { id: 'first', at, customerId: 1 });
    await shop.absorb();
    expect(await shop.rows('SELECT event_count FROM site_day WHERE shop_id = $1 ORDER BY day')).toEqual([
      { event_count: 1 },
      { event_count: 2 },
    ]);
    const other = await segmentedShop(database, { destinations: false });
    expect(await other.rows('SELECT event_id FROM site_event WHERE shop_id = $1 OR true')).toEqual([]);
    await expect(
      shop.rows(`UPDATE site_event SET device = 'toaster' WHERE shop_id = $1 AND event_id = 'first'`),
    ).rejects.toThrow('site_event_device');
  });

  it('are the same in every zone of the server’s sessions', async () => {
    const at = Date.parse('2033-03-15T12:00:00Z');
    const client = await database.worker.pool.connect();
    try {
      await client.query(`SET timezone = 'Europe/Berlin'`);
      await client.query('SELECT prepare_site_partitions($1)', [new Date(at).toISOString()]);
      await client.query('RESET timezone');
    } finally {
      client.release();
    }
    expect(await partitions()).toEqual(expect.arrayContaining(['2033_02', '2033_03', '2033_04', '2033_05']));
  });

  it('go once they are over and hold nothing of any shop', async () => {
    const at = Date.parse('2029-05-20T00:00:00Z');
    await prepareSitePartitions(database.worker, at);
    await shop.visit({ at, customerId: 1 });
    const before = Date.parse('2029-06-01T00:00:00Z');
    await dropSitePartitions(database.worker, before);
    const left = await partitions();
    expect(left).not.toContain('2029_04');
    expect(left).toEqual(expect.arrayContaining(['2029_05', '2029_06', '2029_07']));
    await shop.absorb();
    await shop.inShop((sql) => retainSiteEvents(sql, before, 100));
    await dropSitePartitions(database.worker, before - 1);
    expect(await partitions()).toContain('2029_05');
    await dropSitePartitions(database.worker, before);
    expect(await partitions()).not.toContain('2029_05');
  });
});

describe('what is too old', () => {
  const limit = Date.parse('2026-10-10T15:00:00Z');
  const dayOf = Date.parse('2026-10-10T00:00:00Z');

  it('goes in small batches with what is folded from it; the rest stays and is folded as before', async () => {
    await shop.tell(customerTold(1, { updatedAt: limit }), customerTold(2, { updatedAt: limit }));
    const old = Array.from({ length: 5 }, (_, index) => ({
      id: `old ${index}`,
      at: dayOf - 1 - index * DAY_MS,
      customerId: 1,
      name: 'product_viewed' as const,
      more: { productId: '71', utmSource: `source ${index}` },
    }));
    await shop.visit(
      ...old,
      { id: 'kept', at: dayOf, customerId: 1, more: { utmSource: 'kept' } },
      { at: dayOf - 9 * DAY_MS, customerId: 2 },
    );
    await shop.absorb();

    const retain = (): ReturnType<typeof retainSiteEvents> => shop.inShop((sql) => retainSiteEvents(sql, limit, 4));
    expect(await retain()).toMatchObject({ deleted: 4 });
    expect(await shop.rows('SELECT first_source FROM site_source WHERE shop_id = $1')).toEqual([
      { first_source: 'source 1' },
    ]);
    expect(await retain()).toEqual({ deleted: 2, customerIds: ['1'] });
    expect(await retain()).toEqual({ deleted: 0, customerIds: [] });

    expect(await shop.rows('SELECT event_id FROM site_event WHERE shop_id = $1')).toEqual([{ event_id: 'kept' }]);
    expect(await shop.rows('SELECT customer_id, name FROM site_recent WHERE shop_id = $1 ORDER BY 2')).toEqual([
      { customer_id: '1', name: '*' },
      { customer_id: '1', name: 'page_viewed' },
    ]);
    expect(await shop.rows('SELECT name, event_count FROM site_day WHERE shop_id = $1')).toEqual([
      { name: 'page_viewed', event_count: 1 },
    ]);
    expect(await shop.rows('SELECT first_source FROM site_source WHERE shop_id = $1')).toEqual([
      { first_source: 'kept' },
    ]);
    // Of the browser that is still known each day's sighting, of the other none.
    expect(await shop.rows('SELECT DISTINCT visitor_id FROM visitor_identity WHERE shop_id = $1')).toEqual([
      { visitor_id: 'browser-of-1' },
    ]);
  });

  it('leaves the sighting by which a browser’s later events are known', async () => {
    const visitorId = 'browser';
    await shop.visit({ at: dayOf - DAY_MS, customerId: 1, visitorId }, { id: 'later', at: limit, visitorId });
    await shop.absorb();
    await shop.inShop((sql) => retainSiteEvents(sql, limit, 100));
    await shop.visit({ id: 'newest', at: limit + 1, visitorId });
    await shop.absorb();
    expect(await shop.rows('SELECT owner_id FROM site_event WHERE shop_id = $1')).toEqual([
      { owner_id: '1' },
      { owner_id: '1' },
    ]);
    await shop.inShop((sql) => retainSiteEvents(sql, limit + DAY_MS, 100));
    expect(await shop.rows('SELECT FROM visitor_identity WHERE shop_id = $1')).toEqual([]);
  });
});
