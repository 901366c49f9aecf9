/** Storefront events → their customer and facts: recognition to the millisecond, its limits, and what erasure leaves. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { forgetSiteEvents } from '#app/store/siteEventErasure.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { DAY_MS, NOW, segmentedShop, type Row, type SegmentedShop } from './segmentedShop.ts';
import { customersMerged, customerTold } from './webhooks.ts';

let database: TestDatabase;
let shop: SegmentedShop;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  shop = await segmentedShop(database, { destinations: false });
});

const ago = (days: number): number => NOW - days * DAY_MS;
const visitorId = 'browser';
const ownersOf = async (...ids: string[]): Promise<unknown[]> => {
  const rows = await shop.rows(
    'SELECT event_id, owner_id FROM site_event WHERE shop_id = $1 AND event_id = ANY ($2)',
    ids,
  );
  return ids.map((id) => rows.find(({ event_id }) => event_id === id)?.owner_id);
};
const folds = async (customerId: string): Promise<Record<string, Row[]>> => ({
  days: await shop.rows('SELECT name FROM site_day WHERE shop_id = $1 AND customer_id = $2', customerId),
  recent: await shop.rows('SELECT name FROM site_recent WHERE shop_id = $1 AND customer_id = $2', customerId),
  sources: await shop.rows('SELECT first_source FROM site_source WHERE shop_id = $1 AND customer_id = $2', customerId),
});
const nothing = { days: [], recent: [], sources: [] };

describe('a browser that signs in', () => {
  it('takes what it did in the 30 days before along, to the millisecond, and all it does afterwards', async () => {
    await shop.tell(customerTold(1, { updatedAt: ago(300) }));
    await shop.visit(
      { id: 'long before', at: ago(40) - 1, visitorId },
      { id: 'exactly', at: ago(40), visitorId },
      { id: 'signed in', at: ago(10), visitorId, customerId: 1 },
      { id: 'signed out', at: ago(1), visitorId },
      { id: 'elsewhere', at: ago(10), visitorId: 'another' },
    );
    await shop.absorb();
    expect(await ownersOf('long before', 'exactly', 'signed in', 'signed out', 'elsewhere')).toEqual([
      null,
      '1',
      '1',
      '1',
      null,
    ]);
    expect(await shop.factsOf(1)).toMatchObject({ last_site_activity_at: ago(1) });
  });

  it('does so later too, when the events are long folded', async () => {
    await shop.tell(customerTold(1, { updatedAt: ago(300) }));
    await shop.visit({ id: 'looked', name: 'product_viewed', at: ago(5), visitorId });
    await shop.absorb();
    expect(await shop.factsOf(1)).toMatchObject({ last_product_view_at: null });
    await shop.visit({ at: ago(4), visitorId, emailKey: 'c1@example.com', name: 'checkout_started' });
    await shop.absorb();
    expect(await shop.factsOf(1)).toMatchObject({ last_product_view_at: ago(5), last_checkout_at: ago(4) });
  });

  it('as two people leaves each what was done before they signed in', async () => {
    await shop.visit(
      { id: 'before one', at: ago(9), visitorId },
      { id: 'one', at: ago(8), visitorId, customerId: 1 },
      { id: 'before two', at: ago(7), visitorId },
      { id: 'two', at: ago(6), visitorId, customerId: 2 },
      { id: 'after', at: ago(5), visitorId },
    );
    await shop.absorb();
    expect(await ownersOf('before one', 'before two', 'after')).toEqual(['1', '2', '2']);
  });
});

describe('an address', () => {
  it('that becomes a customer’s later brings the events under it, and those of the same browser', async () => {
    await shop.visit(
      { id: 'looked', at: ago(3), visitorId, name: 'collection_viewed', more: { collectionId: '71' } },
      { id: 'typed', at: ago(2), visitorId, emailKey: 'new@example.com', name: 'checkout_contact_info_submitted' },
    );
    await shop.absorb();
    expect(await ownersOf('looked', 'typed')).toEqual([null, null]);
    await shop.tell(customerTold(7, { updatedAt: ago(1), email: 'New@Example.com' }));
    expect(await ownersOf('looked', 'typed')).toEqual(['7', '7']);
    expect(await shop.factsOf(7)).toMatchObject({ last_collection_view_at: ago(3), last_site_activity_at: ago(2) });
    expect(await shop.segmentsOf(7)).toEqual(['potential-purchasers']);
  });

  it('that is no longer the customer’s takes them away again', async () => {
    await shop.tell(customerTold(7, { updatedAt: ago(9), email: 'old@example.com' }));
    await shop.visit({ at: ago(3), visitorId }, { at: ago(2), visitorId, emailKey: 'old@example.com' });
    await shop.absorb();
    await shop.tell(customerTold(7, { updatedAt: ago(1), email: 'other@example.com' }));
    expect(await shop.factsOf(7)).toMatchObject({ last_site_activity_at: null });
    expect(await folds('7')).toEqual(nothing);
  });
});

it('what a merged customer did, or is told of later, is the kept one’s', async () => {
  await shop.tell(customerTold(1, { updatedAt: ago(9) }), customerTold(2, { updatedAt: ago(9) }));
  await shop.visit({ id: 'before', at: ago(5), visitorId, customerId: 1, more: { utmSource: 'newsletter' } });
  await shop.absorb();
  await shop.tell(customersMerged(1, 2, ago(4)));
  await shop.visit(
    { id: 'late', at: ago(3), visitorId: 'second', customerId: 1 },
    { id: 'there', at: ago(2), visitorId },
  );
  await shop.absorb();
  expect(await ownersOf('before', 'late', 'there')).toEqual(['2', '2', '2']);
  expect(await folds('1')).toEqual(nothing);
  expect((await folds('2')).sources).toEqual([{ first_source: 'newsletter' }]);
  expect(await shop.factsOf(2)).toMatchObject({ last_site_activity_at: ago(2) });
});

it('each kind has its fact', async () => {
  await shop.visit(
    { at: ago(9), customerId: 1, name: 'product_added_to_cart', more: { productId: '71' } },
    { at: ago(8), customerId: 1, name: 'checkout_started' },
    { at: ago(7), customerId: 1, name: 'search_submitted', more: { resultCount: 0 } },
    { at: ago(6), customerId: 1, name: 'search_submitted', more: { resultCount: 4 } },
    { at: ago(5), customerId: 1, name: 'kesit:wishlist_added', more: { productId: '71' } },
  );
  await shop.absorb();
  await shop.tell(customerTold(1, { updatedAt: ago(1) }));
  expect(await shop.factsOf(1)).toMatchObject({
    last_cart_at: ago(9),
    last_checkout_at: ago(8),
    last_search_at: ago(6),
    last_empty_search_at: ago(7),
    last_site_activity_at: ago(5),
    last_product_view_at: null,
    last_collection_view_at: null,
  });
});

it('the last ten of each are kept', async () => {
  await shop.visit(
    ...Array.from({ length: 14 }, (_, index) => ({
      at: ago(20 - index),
      customerId: 1,
      name: 'product_viewed' as const,
      more: { productId: index % 2 === 0 ? '71' : '72' },
    })),
  );
  await shop.absorb();
  const rows = await shop.rows(
    'SELECT name, subject_id, cardinality(recent) AS kept, last_at FROM site_recent WHERE shop_id = $1 ORDER BY 1, 2',
  );
  expect(rows).toEqual([
    { name: '*', subject_id: '0', kept: 10, last_at: ago(7) },
    { name: 'product_viewed', subject_id: '0', kept: 10, last_at: ago(7) },
    { name: 'product_viewed', subject_id: '71', kept: 7, last_at: ago(8) },
    { name: 'product_viewed', subject_id: '72', kept: 7, last_at: ago(7) },
  ]);
});

it('a browser that does more than any person is stitched up to a limit, whatever comes first', async () => {
  const monday = Date.parse('2026-11-16T00:00:00Z');
  const swarm = (from: number, count: number): void | Promise<void> =>
    shop.visit(
      ...Array.from({ length: count }, (_, index) => ({
        id: `${from + index}`,
        at: monday + (from + index) * 1_000,
        visitorId,
      })),
    );
  await swarm(500, 2_000);
  await shop.visit({ id: 'named', at: monday + 3_000_000, visitorId, customerId: 1 });
  await shop.absorb();
  expect(await ownersOf('500', '2499', 'named')).toEqual(['1', '1', '1']);
  // Earlier events that come late push later ones out.
  await swarm(0, 500);
  await shop.absorb();
  expect(await ownersOf('0', '500', '1999', '2000', '2499', 'named')).toEqual(['1', '1', '1', null, null, '1']);
  expect(await shop.rows(`SELECT sum(event_count)::int AS count FROM site_day WHERE shop_id = $1`)).toEqual([
    { count: 2_001 },
  ]);
});

it('erasure leaves nothing of the person, and what others own as it is', async () => {
  await shop.tell(customerTold(1, { updatedAt: ago(9) }), customerTold(2, { updatedAt: ago(9) }));
  await shop.visit(
    { id: 'stitched', at: ago(5), visitorId },
    { id: 'named', at: ago(4), visitorId, customerId: 1, more: { utmSource: 'a' } },
    { id: 'typed', at: ago(4), visitorId: 'second', emailKey: 'c1@example.com' },
    { id: 'other', at: ago(3), visitorId: 'third', customerId: 2 },
    { id: 'waiting', at: ago(3), visitorId: 'fourth', customerId: 2 },
  );
  await shop.absorb();
  await shop.visit({ id: 'new', at: ago(2), visitorId: 'fifth', customerId: 1 });
  const { counts, concerned } = await shop.inShop((sql) => forgetSiteEvents(sql, ['1'], ['c1@example.com']));
  expect(counts).toMatchObject({ site_event: 4, visitor_identity: 2 });
  expect(concerned).toEqual([]);
  expect(await folds('1')).toEqual(nothing);
  expect(await shop.rows('SELECT event_id FROM site_event WHERE shop_id = $1 ORDER BY 1')).toEqual([
    { event_id: 'other' },
    { event_id: 'waiting' },
  ]);
  expect((await folds('2')).days).toHaveLength(1);
});
