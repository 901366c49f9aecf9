/** Lines of orders, products and checkouts: what belongs to a version goes with it, and what was deleted stays so. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Change, ChangeOf, OrderLine } from '#app/core/changes.ts';
import { applyChanges } from '#app/flows/absorb/applyChanges.ts';
import type { ShopId } from '#app/platform/database.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';

let database: TestDatabase;
let shopId: ShopId;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  shopId = await database.makeShop();
});

const AT = Date.parse('2026-10-01T10:00:00Z');
const HOUR_MS = 3_600_000;

async function apply(...batches: Change[][]): Promise<void> {
  for (const batch of batches) await database.worker.inShop(shopId, (sql) => applyChanges(sql, batch));
}
const rows = (text: string): Promise<Record<string, unknown>[]> =>
  database.worker.inShop(shopId, async (sql) => (await sql.query<Record<string, unknown>>(text, [shopId])).rows);

const line = (lineId: string, currentQuantity = 1): OrderLine => ({
  ...{
    lineId,
    productId: '7',
    title: 'Çanta',
    vendor: 'Kesit',
    quantity: 2,
    currentQuantity,
    totalMinor: 500,
    discountMinor: 0,
  },
});
function order(words: { updatedAt?: number; toldAt?: number; lines: OrderLine[] | null }): ChangeOf<'order'> {
  return {
    kind: 'order',
    orderId: '1',
    customerId: null,
    updatedAt: AT,
    toldAt: AT + 5,
    name: '#1',
    createdAt: AT,
    processedAt: AT,
    cancelledAt: null,
    isTest: false,
    financialStatus: 'paid',
    currencyCode: 'TRY',
    totalMinor: 1_000,
    currentTotalMinor: 1_000,
    discountMinor: 0,
    sourceName: 'web',
    tags: ['a, b', 'c"d'],
    checkoutToken: 'token',
    cartToken: null,
    ...words,
  };
}
const lineAlone = (lineId: string): Change => ({ kind: 'order-line', orderId: '1', line: line(lineId) });
const lineIds = async (): Promise<unknown[]> =>
  (
    await rows(`SELECT line_id || ':' || current_quantity AS line FROM order_line WHERE shop_id = $1 ORDER BY line_id`)
  ).map((row) => row.line);

describe('the lines of an order', () => {
  it.each([
    ['in order', false],
    ['the other way round', true],
  ])('are those of its newest version, told %s', async (_, reversed) => {
    const versions = [
      order({ lines: [line('1'), line('2')] }),
      order({ updatedAt: AT + 1_000, lines: [line('2', 0), line('3')] }),
    ];
    await apply(...(reversed ? versions.toReversed() : versions).map((one) => [one]));
    expect(await lineIds()).toEqual(['2:0', '3:1']);
    expect(await rows('SELECT tags, checkout_token FROM orders WHERE shop_id = $1')).toEqual([
      { tags: ['a, b', 'c"d'], checkout_token: 'token' },
    ]);
  });

  it('of two versions in one batch are those of the newer, a line told twice only once', async () => {
    await apply([order({ updatedAt: AT + 1_000, lines: [line('3'), line('3')] }), order({ lines: [line('1')] })]);
    expect(await lineIds()).toEqual(['3:1']);
  });

  it('that an export tells one by one belong to its version only', async () => {
    const exported = order({ toldAt: 0, lines: null });
    await apply([exported], [lineAlone('1'), lineAlone('2')], [lineAlone('2')]);
    expect(await lineIds()).toEqual(['1:1', '2:1']);
    await apply([order({ lines: [line('2')] })], [lineAlone('1')], [exported], [lineAlone('1')]);
    expect(await lineIds()).toEqual(['2:1']);
  });

  it('of an order that is not known are left out', async () => {
    await apply([lineAlone('1')]);
    expect(await lineIds()).toEqual([]);
  });
});

function product(words: Partial<ChangeOf<'product'>>): ChangeOf<'product'> {
  return {
    ...{
      kind: 'product',
      productId: '7',
      updatedAt: AT,
      toldAt: AT + 5,
      title: 'Çanta',
      productType: 'Çanta',
      vendor: 'Kesit',
      tags: ['deri'],
    },
    collections: null,
    ...words,
  };
}
const listed = async (): Promise<unknown[]> =>
  (await rows('SELECT collection_id FROM product_collection WHERE shop_id = $1 ORDER BY 1')).map(
    (row) => row.collection_id,
  );
const inCollections = (...ids: string[]): { collectionId: string; title: string }[] =>
  ids.map((collectionId) => ({ collectionId, title: `Koleksiyon ${collectionId}` }));

describe('a product', () => {
  it('is as it was told last, in the collections it was last read in', async () => {
    await apply(
      [product({ toldAt: AT + 9, collections: inCollections('1', '2') })],
      [product({ toldAt: AT + 7, collections: inCollections('3') })],
    );
    expect(await listed()).toEqual(['1', '2']);
    await apply(
      [product({ updatedAt: AT + HOUR_MS, title: 'Yeni' })],
      [product({ toldAt: AT + 20, collections: inCollections('2', '4') })],
    );
    expect(await listed()).toEqual(['2', '4']);
    expect(await rows('SELECT title, tags FROM product WHERE shop_id = $1')).toEqual([
      { title: 'Yeni', tags: ['deri'] },
    ]);
  });

  it('takes the listings of an export, instead of those of an export before, unless it was read whole since', async () => {
    const exported = product({ toldAt: 0 });
    const listing = (collectionId: string): Change => ({
      kind: 'product-collection',
      productId: '7',
      collectionId,
      title: null,
    });
    await apply([exported, listing('1'), listing('2')], [exported], [listing('2'), listing('3')]);
    expect(await listed()).toEqual(['2', '3']);
    await apply([product({ collections: inCollections('9') })], [exported, listing('1')]);
    expect(await listed()).toEqual(['9']);
  });

  it('that was deleted does not come back, not even when the deletion came first', async () => {
    const gone: Change = { kind: 'product-deleted', productId: '7', at: AT };
    const told = product({ collections: inCollections('1') });
    await apply(
      [told],
      [gone],
      [product({ updatedAt: AT + HOUR_MS, toldAt: AT + HOUR_MS, collections: inCollections('2') })],
    );
    const after = await rows('SELECT * FROM product WHERE shop_id = $1');
    expect(after).toMatchObject([{ title: null, tags: null, updated_at: null, deleted_at: AT }]);
    expect(await listed()).toEqual([]);
    shopId = await database.makeShop();
    await apply([gone], [told]);
    expect((await rows('SELECT * FROM product WHERE shop_id = $1')).map(({ shop_id: _, ...row }) => row)).toEqual(
      after.map(({ shop_id: _, ...row }) => row),
    );
  });

  it('keeps the title that a collection was told with last', async () => {
    await apply(
      [product({ toldAt: AT + 9, collections: [{ collectionId: '1', title: 'Yeni' }] })],
      [product({ collections: [{ collectionId: '1', title: 'Eski' }] })],
    );
    expect(await rows('SELECT title FROM collection WHERE shop_id = $1')).toEqual([{ title: 'Yeni' }]);
  });
});

function checkout(words: Partial<ChangeOf<'checkout'>>): ChangeOf<'checkout'> {
  return {
    ...{
      kind: 'checkout',
      token: 't',
      customerId: '1',
      email: 'AY@example.com',
      createdAt: AT,
      updatedAt: AT,
      toldAt: AT,
    },
    ...{ completedAt: null, currencyCode: 'TRY', totalMinor: 100 },
    ...words,
  };
}

describe('a checkout', () => {
  it.each([
    ['in order', false],
    ['the other way round', true],
  ])('is completed for good, whichever telling says so, %s', async (_, reversed) => {
    const told = [checkout({ completedAt: AT + 5 }), checkout({ updatedAt: AT + 1_000, totalMinor: 200 })];
    await apply(...(reversed ? told.toReversed() : told).map((one) => [one]));
    const expected = [{ completed_at: AT + 5, total_minor: '200', email_key: 'ay@example.com' }];
    expect(await rows('SELECT completed_at, total_minor, email_key FROM checkout WHERE shop_id = $1')).toEqual(
      expected,
    );
    shopId = await database.makeShop();
    await apply(told);
    expect(await rows('SELECT completed_at, total_minor, email_key FROM checkout WHERE shop_id = $1')).toEqual(
      expected,
    );
  });

  it('that was deleted keeps nothing but its token, and does not come back', async () => {
    await apply(
      [checkout({})],
      [{ kind: 'checkout-deleted', token: 't', at: AT }],
      [checkout({ updatedAt: AT + HOUR_MS, completedAt: AT })],
    );
    expect(await rows('SELECT * FROM checkout WHERE shop_id = $1')).toEqual([
      {
        ...{
          shop_id: String(shopId),
          token: 't',
          deleted_at: AT,
          customer_id: null,
          email_key: null,
          created_at: null,
        },
        ...{ updated_at: null, told_at: null, completed_at: null, currency_code: null, total_minor: '0' },
      },
    ]);
  });
});
