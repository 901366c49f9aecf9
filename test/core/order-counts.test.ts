/** Which orders count: the function's meaning, and the SQL text held equal to it on a real PostgreSQL. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  type CountableOrder,
  orderCounts,
  orderCountsSql,
  orderWorthMinor,
  orderWorthMinorSql,
} from '#app/core/orders/counts.ts';
import { defaultShopSettings } from '#app/core/settings.ts';
import { type TestDatabase, testDatabase } from '#test/support/database.ts';

const paid: CountableOrder = {
  test: false,
  cancelledAt: null,
  deletedAt: null,
  financialStatus: 'paid',
  currentTotalMinor: 10_000,
  refundedSinceMinor: 0,
};

describe('an order', () => {
  test.each<[title: string, change: Partial<CountableOrder>, counts: boolean]>([
    ['that is paid', {}, true],
    ['that is a test', { test: true }, false],
    ['that was cancelled', { cancelledAt: 0 }, false],
    ['that was deleted', { deletedAt: 0 }, false],
    ['that waits for payment', { financialStatus: 'pending' }, true],
    ['that is authorized', { financialStatus: 'authorized' }, true],
    ['that is paid in part', { financialStatus: 'partially_paid' }, true],
    ['that was refunded in part', { financialStatus: 'partially_refunded' }, true],
    ['that was refunded', { financialStatus: 'refunded' }, false],
    ['that was voided', { financialStatus: 'voided' }, false],
    ['that expired', { financialStatus: 'expired' }, false],
    ['of unknown state', { financialStatus: null }, true],
    ['refunded in part since its latest version', { refundedSinceMinor: 9_999 }, true],
    ['refunded in full since its latest version', { refundedSinceMinor: 10_000 }, false],
    ['that was free of charge', { currentTotalMinor: 0 }, true],
  ])('%s counts or not', (_title, change, counts) => {
    expect(orderCounts({ ...paid, ...change }, defaultShopSettings)).toBe(counts);
  });

  test('that waits for payment does not count if the shop says so', () => {
    const settings = { countPendingOrders: false };
    expect(orderCounts({ ...paid, financialStatus: 'pending' }, settings)).toBe(false);
    expect(orderCounts(paid, settings)).toBe(true);
    expect(orderCounts({ ...paid, financialStatus: null }, settings)).toBe(true);
  });

  test('is worth what is left of it, and never less than nothing', () => {
    expect(orderWorthMinor({ currentTotalMinor: 10_000, refundedSinceMinor: 2_500 })).toBe(7_500);
    expect(orderWorthMinor({ currentTotalMinor: 10_000, refundedSinceMinor: 12_000 })).toBe(0);
  });
});

describe('the SQL text', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await testDatabase();
  });

  const instant = fc.option(fc.integer({ min: 0, max: 2_000_000_000_000 }), { freq: 3 });
  const minor = fc.oneof(fc.integer({ min: -2, max: 3 }), fc.maxSafeNat());
  const order: fc.Arbitrary<CountableOrder> = fc.record({
    test: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    cancelledAt: instant,
    deletedAt: instant,
    financialStatus: fc.constantFrom(
      ...['authorized', 'expired', 'paid', 'partially_paid', 'partially_refunded'],
      ...['pending', 'pending', 'refunded', 'voided', 'unheard_of', '', null],
    ),
    currentTotalMinor: minor,
    refundedSinceMinor: minor,
  });

  test('says of every order what the function says', async () => {
    const columns = {
      test: 'o.is_test',
      cancelledAt: 'o.cancelled_at',
      deletedAt: 'o.deleted_at',
      financialStatus: 'o.financial_status',
      currentTotalMinor: 'o.current_total_minor',
      refundedSinceMinor: 'o.refunded_since_minor',
      countPending: '$2::boolean',
    };
    const text = `SELECT ${orderCountsSql(columns)} AS counts, ${orderWorthMinorSql(columns)}::text AS worth
      FROM ROWS FROM (jsonb_to_recordset($1::text::jsonb) AS (is_test boolean, cancelled_at timestamptz,
        deleted_at timestamptz, financial_status text, current_total_minor bigint, refunded_since_minor bigint))
      WITH ORDINALITY AS o ORDER BY o.ordinality`;
    const iso = (atMs: number | null) => (atMs === null ? null : new Date(atMs).toISOString());
    const answers = { true: 0, false: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(order, { size: 'max', maxLength: 100 }), fc.boolean(), async (orders, countPending) => {
        const rowsIn = orders.map((one) => ({
          is_test: one.test,
          cancelled_at: iso(one.cancelledAt),
          deleted_at: iso(one.deletedAt),
          financial_status: one.financialStatus,
          current_total_minor: one.currentTotalMinor,
          refunded_since_minor: one.refundedSinceMinor,
        }));
        const { rows } = await database.owner.query<{ counts: boolean; worth: string }>(text, [
          JSON.stringify(rowsIn),
          countPending,
        ]);
        expect(rows.map(({ counts, worth }) => ({ counts, worth: Number(worth) }))).toEqual(
          orders.map((one) => ({
            counts: orderCounts(one, { countPendingOrders: countPending }),
            worth: orderWorthMinor(one),
          })),
        );
        for (const { counts } of rows) answers[`${counts}`] += 1;
      }),
    );
    expect(answers.true).toBeGreaterThan(0);
    expect(answers.false).toBeGreaterThan(0);
  });
});
