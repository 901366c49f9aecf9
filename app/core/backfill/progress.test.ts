/** How far the reading of a history is: percent and estimate from what the rows say, in every phase. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backfillProgress, type BackfillState } from './progress.ts';

const NOW = Date.UTC(2026, 0, 1);
const fresh: BackfillState = {
  kind: 'customers',
  state: 'waiting',
  paused: false,
  totalCount: null,
  rootCount: 0,
  rowsDone: 0,
  objectCount: 0,
  linesDone: 0,
  problem: null,
  hiddenFields: [],
  startedAt: null,
  finishedAt: null,
  phaseAt: null,
  phaseRows: 0,
  unreadCount: 0,
  unreadReasons: [],
  updatedAt: NOW,
};
const of = (change: Partial<BackfillState>): BackfillState => ({ ...fresh, ...change });
const one = (change: Partial<BackfillState>) => backfillProgress([of(change)], NOW).subjects[0];

const exporting: Partial<BackfillState> = {
  state: 'requested',
  totalCount: 1_000,
  rootCount: 500,
  startedAt: NOW - 10_000,
  phaseAt: NOW - 10_000,
};
const loading: Partial<BackfillState> = {
  state: 'loading',
  totalCount: 1_000,
  rootCount: 1_000,
  objectCount: 4_000,
  linesDone: 1_000,
  rowsDone: 250,
  startedAt: NOW - 60_000,
  phaseAt: NOW - 5_000,
};

describe('progress', () => {
  it('of a backfill that waits is nothing, with no estimate', () => {
    expect(one({})).toMatchObject({ phase: 'waiting', percent: 0, remainingMs: null, totalCount: null });
  });

  it('while Shopify exports counts half of the export as a fifth of the way', () => {
    // The other 500 take as long as the first, and then all are loaded at the speed supposed.
    expect(one(exporting)).toMatchObject({ phase: 'exporting', percent: 20, remainingMs: 10_000 + 100 });
  });

  it('while lines are loaded goes by the lines, and the estimate by the rows of this phase', () => {
    expect(one(loading)).toMatchObject({ phase: 'loading', percent: 55, rowsDone: 250, remainingMs: 15_000 });
  });

  it('after a pause goes by the speed since', () => {
    expect(one({ ...loading, phaseRows: 200 })).toMatchObject({ remainingMs: 75_000 });
  });

  it('lets the time that has passed since the last news count', () => {
    expect(backfillProgress([of(loading)], NOW + 4_000).subjects[0]).toMatchObject({ remainingMs: 11_000 });
  });

  it('of a paused backfill stays and promises nothing', () => {
    expect(one({ ...loading, paused: true })).toMatchObject({ phase: 'paused', percent: 55, remainingMs: null });
  });

  it('is never 100 before the end', () => {
    const stored = { ...loading, linesDone: 4_000, rowsDone: 1_000, finishedAt: NOW };
    expect(one(stored)).toMatchObject({ phase: 'computing', percent: 99 });
    expect(one({ ...stored, state: 'done' })).toMatchObject({ phase: 'done', percent: 100, finishedAt: NOW });
    expect(one({ ...stored, state: 'failed', problem: 'export-failed' })).toMatchObject({
      phase: 'failed',
      problem: 'export-failed',
      remainingMs: null,
    });
  });

  it('adds up the slices of the orders, and tells what is hidden once', () => {
    const answer = backfillProgress(
      [
        of({ kind: 'orders', ...loading, hiddenFields: ['email'] }),
        of({ kind: 'orders:2', ...exporting, hiddenFields: ['email', 'phone'] }),
        of({ kind: 'orders:3', state: 'done', totalCount: 2_000, rowsDone: 2_000, finishedAt: NOW }),
      ],
      NOW,
    );
    expect(answer.subjects).toMatchObject([
      {
        subject: 'orders',
        phase: 'exporting',
        totalCount: 4_000,
        rowsDone: 2_250,
        percent: 68,
        remainingMs: 15_000 + 10_100,
        hiddenFields: ['email', 'phone'],
        finishedAt: null,
      },
    ]);
  });

  it('adds up what could not be read, and tells each reason once and few of them', () => {
    const answer = backfillProgress(
      [
        of({ kind: 'orders', unreadCount: 2, unreadReasons: ['not JSON', 'id: missing'] }),
        of({ kind: 'orders:2' }),
        of({ kind: 'orders:3', unreadCount: 40, unreadReasons: ['not JSON', 'name: not a text', 'tags: missing'] }),
        of({ kind: 'products' }),
      ],
      NOW,
    );
    expect(answer.subjects).toMatchObject([
      { subject: 'orders', unreadCount: 42, unreadReasons: ['not JSON', 'id: missing', 'name: not a text'] },
      { subject: 'products', unreadCount: 0, unreadReasons: [] },
    ]);
  });

  it('of all together weighs each subject by its size', () => {
    const done = of({ state: 'done', totalCount: 3_000, rowsDone: 3_000, finishedAt: NOW });
    const answer = backfillProgress([done, of({ kind: 'orders', ...loading })], NOW);
    expect(answer).toMatchObject({ percent: Math.floor((3 * 100 + 55) / 4), remainingMs: 15_000, isUnderWay: true });
    expect(backfillProgress([done], NOW)).toMatchObject({ percent: 100, remainingMs: null, isUnderWay: false });
  });

  it('is sound whatever the rows say', () => {
    const count = fc.nat(10_000);
    const instant = fc.option(fc.integer({ min: NOW - 100_000, max: NOW + 1_000 }));
    const state = fc.record({
      state: fc.constantFrom('waiting', 'requested', 'loading', 'done', 'failed'),
      paused: fc.boolean(),
      totalCount: fc.option(count),
      rootCount: count,
      rowsDone: count,
      objectCount: count,
      linesDone: count,
      finishedAt: instant,
      phaseAt: instant,
      phaseRows: count,
    });
    fc.assert(
      fc.property(fc.array(state, { maxLength: 3 }), (states) => {
        const rows = states.map((row, index) =>
          of({
            ...(row as Partial<BackfillState>),
            kind: (['customers', 'orders', 'products'] as const)[index % 3] ?? 'orders',
          }),
        );
        const answer = backfillProgress(rows, NOW);
        for (const { percent, remainingMs } of [answer, ...answer.subjects]) {
          if (percent !== null)
            expect(percent).toSatisfy((value: number) => Number.isInteger(value) && value >= 0 && value <= 100);
          if (remainingMs !== null) expect(remainingMs).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});
