/**
 * The quick way in of a backfill against the way with guards: the same changes, in the same batches, on top of the same rows,
 * leave the same tables.
 */
import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { consentChannels, type Change, type ConsentState } from '#app/core/changes.ts';
import { applyChanges } from '#app/flows/absorb/applyChanges.ts';
import { loadChanges, readyChanges } from '#app/flows/backfill/loadChanges.ts';
import type { ShopId, ShopSql } from '#app/platform/database.ts';
import { holdShop } from '#app/store/shops.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { emptyDatabase } from './installedShop.ts';

const TABLES = ['customer', 'orders', 'order_line', 'order_refund', 'product', 'product_collection', 'collection'];
const RUNS = 150;

let database: TestDatabase;
let guarded: ShopId;
let quick: ShopId;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  await emptyDatabase(database);
  guarded = await database.makeShop('guarded.myshopify.com');
  quick = await database.makeShop('quick.myshopify.com');
});

const id = fc.integer({ min: 1, max: 12 }).map(String);
const instant = fc.integer({ min: 0, max: 6 }).map((day) => Date.UTC(2026, 0, 1 + day, 3, 4, 5, 678));
const instantOrNull = fc.option(instant);
/** Quotes, backslashes, braces, commas and the word NULL: all that means something within an array's text. */
const text = fc.oneof(
  fc.constantFrom('a"b', 'back\\slash', '{x,y}', 'NULL', 'null', '', 'ış ğü', '🎁', "o'k", ' a ', '\n\t', '\\"'),
  fc.string({ unit: 'grapheme', maxLength: 8 }).filter((one) => !one.includes('\0')),
);
const filled = fc.option(text.map((one) => one || 'x'));
const email = fc.option(fc.constantFrom('A@example.com', 'b@example.com', 'İREM@example.com', 'c"\\d@example.com'));
const phone = fc.option(fc.constantFrom('+905321234567', '0532 765 43 21', 'not a number', '+90 (0)5331112233'));
const state = fc.constantFrom<ConsentState[]>('subscribed', 'unsubscribed', 'not_subscribed', 'pending', 'redacted');
const tags = fc.array(text, { maxLength: 3 });
const minor = fc.integer({ min: -5_000, max: 2 ** 40 });

const customerChanges = fc
  .record({
    customerId: id,
    updatedAt: instant,
    email,
    phone,
    firstName: filled,
    lastName: filled,
    accountState: fc.constantFrom('enabled', null),
    countryCode: fc.constantFrom('TR', null),
    province: filled,
    city: filled,
    createdAt: instant,
    locale: fc.constantFrom('tr', null),
    tags,
    metafields: fc.dictionary(fc.constantFrom('custom.a', 'custom.b'), text),
    orderCount: fc.nat(9),
    spentMinor: minor,
    lastOrderAt: instantOrNull,
    consents: fc.tuple(...consentChannels.map(() => fc.option(fc.record({ state, at: instantOrNull })))),
  })
  .map(({ locale, tags: words, metafields, orderCount, spentMinor, lastOrderAt, consents, ...profile }): Change[] => {
    const { customerId, updatedAt } = profile;
    const detail = { locale, tags: words, metafields };
    return [
      { kind: 'customer', ...profile, toldAt: 0, detail },
      { kind: 'customer-totals', customerId, orderCount, spentMinor, lastOrderAt, at: updatedAt },
      ...consentChannels.flatMap((channel, index): Change[] => {
        const consent = consents[index];
        return consent ? [{ kind: `${channel}-consent`, customerId, ...consent }] : [];
      }),
    ];
  });

const orderChanges = fc
  .record({
    orderId: id,
    customerId: fc.option(id),
    updatedAt: instant,
    name: filled,
    createdAt: instant,
    processedAt: instant,
    cancelledAt: instantOrNull,
    isTest: fc.boolean(),
    financialStatus: fc.constantFrom('paid', null),
    totalMinor: minor,
    currentTotalMinor: minor,
    discountMinor: minor,
    sourceName: filled,
    tags,
    checkoutToken: filled,
    cartToken: filled,
    refunds: fc.array(fc.record({ refundId: id, refundedAt: instant, amountMinor: minor }), { maxLength: 2 }),
  })
  .map(({ refunds, ...order }): Change[] => [
    { kind: 'order', ...order, toldAt: 0, currencyCode: 'TRY', lines: null },
    ...refunds.map((refund): Change => ({ kind: 'refund', orderId: order.orderId, ...refund })),
  ]);

/** A line is the same however often it is told: an export holds one state of it. */
const lineChange = fc.record({ orderId: id, lineId: id }).map(({ orderId, lineId }): Change[] => {
  const number = Number(orderId) * 7 + Number(lineId);
  const line = {
    lineId,
    productId: number % 3 === 0 ? null : String(number),
    title: number % 4 === 0 ? null : `t"${number}\\`,
    vendor: number % 5 === 0 ? null : `v,${number}`,
    quantity: number % 4,
    currentQuantity: number % 3,
    totalMinor: number * 100,
    discountMinor: number,
  };
  return [{ kind: 'order-line', orderId, line }];
});

const productChanges = fc
  .record({ productId: id, collectionId: id, updatedAt: instant, title: filled, tags })
  .map(({ productId, collectionId, title, ...rest }): Change[] => [
    { kind: 'product', productId, title, ...rest, toldAt: 0, productType: null, vendor: title, collections: null },
    { kind: 'product-collection', productId, collectionId, title: `c${collectionId}` },
  ]);

/** What came by webhook before or meanwhile: newer and older versions, bare customers, deletions, merges. */
const live = fc.oneof(
  customerChanges.map((changes) =>
    changes.map((one) => ('toldAt' in one ? { ...one, toldAt: one.updatedAt + 5 } : one)),
  ),
  orderChanges.map((changes) =>
    changes.map((one) => (one.kind === 'order' ? { ...one, toldAt: one.updatedAt + 5, lines: [] } : one)),
  ),
  fc.record({ customerId: id, at: instant }).map((one): Change[] => [{ kind: 'customer-deleted', ...one }]),
  fc.record({ orderId: id, at: instant }).map((one): Change[] => [{ kind: 'order-deleted', ...one }]),
  fc
    .record({ customerId: id, keptId: id, at: instant })
    .map((one): Change[] => (one.customerId === one.keptId ? [] : [{ kind: 'customer-merged', ...one }])),
);

const exported = fc
  .array(fc.oneof(customerChanges, orderChanges, orderChanges, lineChange, lineChange, productChanges), {
    maxLength: 25,
  })
  .map((lines) => lines.flat());
const someLive = fc.array(live, { maxLength: 5 }).map((changes) => changes.flat());
/** Batches of an export with what comes live before each. */
const history = fc
  .array(fc.record({ before: someLive, batch: exported }), { minLength: 1, maxLength: 4 })
  .map((parts) => {
    const told = new Map<string, Change>();
    // A version is the same however often it is told.
    const asFirstTold = (change: Change): Change => {
      const version = versionOf(change);
      if (version === null) return change;
      const first = told.get(version) ?? change;
      told.set(version, first);
      return first;
    };
    return parts.map(({ before, batch }) => ({ before: before.map(asFirstTold), batch: batch.map(asFirstTold) }));
  });

function versionOf(change: Change): string | null {
  if (change.kind === 'customer') return `customer ${change.customerId} ${change.updatedAt} ${change.toldAt}`;
  if (change.kind === 'order') return `order ${change.orderId} ${change.updatedAt} ${change.toldAt}`;
  if (change.kind === 'product') return `product ${change.productId} ${change.updatedAt} ${change.toldAt}`;
  return change.kind === 'refund' ? `refund ${change.orderId} ${change.refundId}` : null;
}

const inShop = (shopId: ShopId, work: (sql: ShopSql) => Promise<unknown>): Promise<void> =>
  database.worker.inShop(shopId, async (sql) => {
    await holdShop(sql);
    await work(sql);
  });

async function tablesOf(shopId: ShopId): Promise<unknown> {
  const tables: Record<string, unknown[]> = {};
  for (const table of TABLES) {
    const { rows } = await database.owner.query<{ row: unknown }>(
      `SELECT to_jsonb(t) - 'shop_id' AS row FROM ${table} t WHERE shop_id = $1 ORDER BY (to_jsonb(t) - 'shop_id')::text`,
      [shopId],
    );
    tables[table] = rows.map(({ row }) => row);
  }
  return tables;
}

describe('the quick way in', () => {
  it(`leaves the same rows as the way with guards, in ${RUNS} generated histories`, async () => {
    let compared = 0;
    await database.owner.query(`UPDATE shop SET country_code = 'TR'`);
    await fc.assert(
      fc.asyncProperty(history, async (parts) => {
        for (const table of TABLES) await database.owner.query(`DELETE FROM ${table}`);
        for (const { before, batch } of parts) {
          for (const shopId of [guarded, quick]) await inShop(shopId, (sql) => applyChanges(sql, before));
          await inShop(guarded, (sql) => applyChanges(sql, batch));
          await inShop(quick, async (sql) => loadChanges(sql, await readyChanges(batch, 'TR'), 'TR'));
        }
        expect(await tablesOf(quick)).toEqual(await tablesOf(guarded));
        compared += 1;
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
    expect(compared).toBeGreaterThanOrEqual(RUNS);
  }, 60_000);

  it('gives storefront events of an address to the customer who comes with it', async () => {
    const seen = `INSERT INTO visitor_identity (shop_id, visitor_id, identity, seen_on, seen_at, email_key)
      VALUES ($1, 'v1', 'a@example.com', '2026-01-01', '2026-01-01Z', 'a@example.com')`;
    const [changes = []] = fc.sample(customerChanges, { numRuns: 1, seed: 7 });
    const batch = changes.map((one) => (one.kind === 'customer' ? { ...one, email: 'A@example.com' } : one));
    await inShop(quick, async (sql) => {
      await sql.query(seen, [quick]);
      await loadChanges(sql, await readyChanges(batch, null), null);
    });
    const { rows } = await database.owner.query('SELECT customer_id IS NOT NULL AS known FROM visitor_identity');
    expect(rows).toEqual([{ known: true }]);
  });
});
