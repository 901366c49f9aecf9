/** The file for a customer, and the days by which it must be there. */
import { describe, expect, it } from 'vitest';
import { makeDataFile, type HeldRows } from './dataFile.ts';
import { daysLeft, deadlineOf, dueAtOf } from './deadlines.ts';
import { holdings } from './holdings.ts';

const DAY_MS = 86_400_000;
const AT = Date.parse('2026-11-21T12:00:00Z');
const nothing = Object.fromEntries(holdings.map(({ table }) => [table, []])) as unknown as HeldRows;
const frame = { shop: 'Kuzey', requestedAt: AT, madeAt: AT + 1_000, currencyCode: 'TRY' };

describe('the file for a customer', () => {
  it('has a section for everything that could be held, also where nothing is', () => {
    const { sections } = makeDataFile(frame, nothing);
    expect(sections.map(({ heading }) => heading.en)).toEqual(holdings.map(({ heading }) => heading.en));
    expect(sections.every(({ rows }) => rows.length === 0)).toBe(true);
  });

  it('says so where something is left out', () => {
    const { sections } = makeDataFile({ ...frame, leftOut: { inbox: 7, orders: 0 } }, nothing);
    const noted = sections.flatMap(({ heading, note }) =>
      note ? [{ en: heading.en, tr: note.tr, note: note.en }] : [],
    );
    expect(noted).toEqual([
      {
        en: 'Messages from Shopify as they came',
        tr: expect.stringContaining('7 kayıt'),
        note: expect.stringContaining('7 more'),
      },
    ]);
  });

  it('has every heading in both languages, and none twice in a section', () => {
    for (const { table, heading, purpose, columns } of holdings) {
      for (const words of [heading, purpose]) expect([words.tr, words.en], table).not.toContain('');
      const headings = Object.values<readonly [string, string]>(columns).map((words) => words.join(' / '));
      expect(new Set(headings).size, table).toBe(headings.length);
      expect(
        headings.every((words) => !words.startsWith(' ') && !words.endsWith('/ ')),
        table,
      ).toBe(true);
    }
  });

  it('tells sums in the currency of their row, else in the shop’s, and leaves out what has no value', () => {
    const columns = { total_minor: 124_990, name: '#1', tags: [], customer_id: null };
    const { sections } = makeDataFile(frame, {
      ...nothing,
      orders: [
        { columns: { ...columns, currency_code: 'JPY' }, extra: {} },
        { columns, extra: {} },
      ],
      membership: [
        {
          columns: { segment_id: 3 },
          extra: { explained: { words: ['Segment', 'Segment'], value: 'vip' } },
        },
      ],
    });
    const rows = (heading: string): unknown => sections.find((section) => section.heading.en === heading)?.rows;
    expect(rows('Orders')).toEqual([
      { 'Sipariş numarası / Order number': '#1', 'Para birimi / Currency': 'JPY', 'Tutar / Total': '124990 JPY' },
      { 'Sipariş numarası / Order number': '#1', 'Tutar / Total': '1249.90 TRY' },
    ]);
    expect(rows('Segments you are in')).toEqual([
      { 'Segment / Segment': 'vip', 'Segment numarası / Segment number': 3 },
    ]);
  });
});

describe('the day of a request', () => {
  const timed = { receivedAt: AT, dueAt: dueAtOf(AT), doneAt: null };

  it.each([
    [0, 'ok', 30],
    [20 * DAY_MS - 1, 'ok', 11],
    [20 * DAY_MS, 'due-soon', 10],
    [30 * DAY_MS - 1, 'due-soon', 1],
    [30 * DAY_MS, 'overdue', 0],
    [33 * DAY_MS, 'overdue', -3],
  ] as const)('%d ms after its coming is %s with %d days left', (passedMs, state, left) => {
    expect([deadlineOf(timed, AT + passedMs), daysLeft(timed, AT + passedMs)]).toEqual([state, left]);
  });

  it('does not matter once it is done', () => {
    const done = { ...timed, doneAt: AT + 40 * DAY_MS };
    expect([deadlineOf(done, AT + 50 * DAY_MS), daysLeft(done, AT + 50 * DAY_MS)]).toEqual(['done', 0]);
  });
});
