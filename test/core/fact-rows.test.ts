/** A row of `customer_fact` becomes facts in whatever shape the driver hands it over, or not at all. */
import { describe, expect, test } from 'vitest';
import { noFacts } from '#app/core/facts/catalogue.ts';
import { factColumns, factsFromRow, rowFromFacts } from '#app/core/facts/columns.ts';

const row: Record<string, unknown> = {
  ...Object.fromEntries(factColumns().map(({ column }) => [column, null])),
  order_count: 0,
  spent_minor: '0',
  email_reachable: false,
};

describe('a row', () => {
  test('of a customer never seen gives no facts', () => {
    expect(factsFromRow(row)).toEqual(noFacts);
  });

  test('may hold other columns, which are left alone', () => {
    expect(factsFromRow({ ...row, shop_id: '7', due_at: new Date(0) })).toEqual(noFacts);
  });

  test.each([
    ['text', '9007199254740991'],
    ['a BigInt', 9_007_199_254_740_991n],
    ['a number', 9_007_199_254_740_991],
  ])('may hold a sum as %s', (_shape, spent) => {
    expect(factsFromRow({ ...row, spent_minor: spent }).spentMinor).toBe(Number.MAX_SAFE_INTEGER);
  });

  test.each([
    ['a Date', new Date(1_774_744_200_123)],
    ['epoch milliseconds', 1_774_744_200_123],
  ])('may hold an instant as %s', (_shape, orderedAt) => {
    expect(factsFromRow({ ...row, last_order_at: orderedAt }).lastOrderAt).toBe(1_774_744_200_123);
  });

  test.each([
    ['a count is null', { order_count: null }],
    ['a count is not whole', { order_count: 1.5 }],
    ['a count is an empty text', { order_count: '' }],
    ['a sum is past what is exact', { spent_minor: '9007199254740992' }],
    ['a flag is null', { email_reachable: null }],
    ['a flag is a text', { email_reachable: 't' }],
    ['an instant is no date', { last_order_at: new Date(Number.NaN) }],
    ['an instant is a text', { last_order_at: '2026-03-29' }],
    ['a column is missing', { last_order_at: undefined }],
  ])('is refused if %s', (_what, change) => {
    const [column = ''] = Object.keys(change);
    expect(() => factsFromRow({ ...row, ...change })).toThrow(`column ${column} holds no`);
  });
});

test('facts that become a row and are read back are the same', () => {
  const facts = { ...noFacts, orderCount: 3, spentMinor: 12_345, lastOrderAt: 1_774_744_200_123, emailReachable: true };
  const written = rowFromFacts(facts);
  expect(written).toEqual({
    ...{ order_count: 3, spent_minor: 12_345, last_order_at: '2026-03-29T00:30:00.123Z', email_reachable: true },
  });
  const read = { ...row, ...written, last_order_at: new Date(String(written.last_order_at)) };
  expect(factsFromRow(read)).toEqual(facts);
});
