/** A row of `customer_fact` becomes facts in whatever shape the driver hands it over, or not at all. */
import { describe, expect, test } from 'vitest';
import { type Facts, noFacts } from '#app/core/facts/catalogue.ts';
import { askedFromAnswers, factColumns, factsFromRow, rowFromFacts, type Slots } from '#app/core/facts/columns.ts';
import { storedFact } from '#app/core/facts/stored.ts';
import { type Question, questionKey } from '#app/core/questions/question.ts';
import { slotsFor } from './fact-table.ts';

const nothing = { count: 0, money: '0', flag: false, words: [], map: {} } as const;

/** Of a customer never seen. */
const row: Record<string, unknown> = Object.fromEntries(
  factColumns.map(({ name, column, nullable }) => {
    const { kind } = storedFact(name);
    return [column, nullable ? null : nothing[kind as keyof typeof nothing]];
  }),
);

const readRow = (change: Record<string, unknown> = {}, slots: Slots = []): Facts =>
  factsFromRow({ ...row, ...change }, slots);

describe('a row', () => {
  test('of a customer never seen gives no facts', () => {
    expect(readRow()).toEqual(noFacts);
  });

  test('may hold other columns, which are left alone', () => {
    expect(readRow({ shop_id: '7', due_at: new Date(0) })).toEqual(noFacts);
  });

  test.each([
    ['text', '9007199254740991'],
    ['a BigInt', 9_007_199_254_740_991n],
    ['a number', 9_007_199_254_740_991],
  ])('may hold a sum as %s', (_shape, spent) => {
    expect(readRow({ spent_minor: spent }).spentMinor).toBe(Number.MAX_SAFE_INTEGER);
  });

  test.each([
    ['a Date', new Date(1_774_744_200_123)],
    ['epoch milliseconds', 1_774_744_200_123],
  ])('may hold an instant as %s', (_shape, orderedAt) => {
    expect(readRow({ last_order_at: orderedAt }).lastOrderAt).toBe(1_774_744_200_123);
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
    ['a ratio is no number', { expected_orders_30d: 'many' }],
    ['a ratio has no end', { expected_orders_30d: Number.POSITIVE_INFINITY }],
    ['a text is a number', { city: 35 }],
    ['a list of words is null', { tags: null }],
    ['a word is none', { tags: ['vip', null] }],
    ['a list of words is a text', { tags: '{vip}' }],
    ['a map is a list', { metafields: [] }],
    ['a text of a map is none', { metafields: { 'custom.size': 3 } }],
    ['a date is an instant', { birth_date: new Date(0) }],
    ['a date has a time', { birth_date: '1990-03-29T00:00:00Z' }],
  ])('is refused if %s', (_what, change) => {
    const [column = ''] = Object.keys(change);
    expect(() => readRow(change)).toThrow(`column ${column} holds no`);
  });
});

test('facts that become a row and are read back are the same', () => {
  const facts: Facts = {
    ...noFacts,
    orderCount: 3,
    spentMinor: 12_345,
    lastOrderAt: 1_774_744_200_123,
    emailReachable: true,
    expectedOrders30d: 0.25,
    tags: ['vip'],
    metafields: { 'custom.size': 'M' },
    birthDate: '1988-02-29',
  };
  const written = rowFromFacts(facts);
  expect(written).toMatchObject({
    order_count: 3,
    spent_minor: 12_345,
    last_order_at: '2026-03-29T00:30:00.123Z',
    email_reachable: true,
    expected_orders_30d: 0.25,
    tags: ['vip'],
    metafields: { 'custom.size': 'M' },
    birth_date: '1988-02-29',
  });
  // What is null stands in no column.
  expect(written).not.toHaveProperty('last_cart_at');
  expect(readRow({ ...written, last_order_at: new Date(String(written.last_order_at)) })).toEqual(facts);
});

describe('answers', () => {
  const visits: Question = { ask: 'active-days', days: 5, windowDays: 30 };
  const mobile: Question = { ask: 'device', device: 'mobile', windowDays: 90 };
  const ordered: Question = { ask: 'latest', event: 'ordered', times: 1 };
  const slots = slotsFor([visits, mobile, ordered]);
  const at = 1_774_744_200_123;
  const text = '2026-03-29T00:30:00.123Z';

  test('lie one after the other, each in as many places as its question has instants', () => {
    expect(slots.map(({ slot }) => slot)).toEqual([1, 2, 6]);
    const asked = { [questionKey(mobile)]: [at, at, null, null], [questionKey(ordered)]: [at] };
    expect(askedFromAnswers(asked, slots)).toEqual([null, text, text, null, null, text]);
    expect(askedFromAnswers({}, slots)).toEqual([null, null, null, null, null, null]);
    expect(askedFromAnswers(asked, [])).toBeNull();
  });

  test('may have holes where questions have been given up', () => {
    expect(askedFromAnswers({ [questionKey(ordered)]: [at] }, [{ question: ordered, slot: 3 }])).toEqual([
      null,
      null,
      text,
    ]);
  });

  test.each([
    ['dates', [null, new Date(at), new Date(at + 5), null, null, new Date(at)]],
    ['epoch milliseconds', [null, at, at + 5, null, null, at]],
  ])('are read back from %s', (_shape, asked) => {
    expect(readRow({ asked }, slots).asked).toEqual({
      [questionKey(visits)]: [null],
      [questionKey(mobile)]: [at, at + 5, null, null],
      [questionKey(ordered)]: [at],
    });
  });

  test('that are shorter than the questions, or none, are unknown for the rest', () => {
    expect(readRow({ asked: [at] }, slots).asked).toEqual({
      [questionKey(visits)]: [at],
      [questionKey(mobile)]: [null, null, null, null],
      [questionKey(ordered)]: [null],
    });
    expect(readRow({ asked: null }, slots).asked).toEqual({});
  });
});
