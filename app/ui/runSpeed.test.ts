import { expect, test } from 'vitest';
import { speedOf } from './RunReport.tsx';

const START = Date.parse('2026-11-28T12:00:00Z');

test('a run is as fast as the partner has told of rows, by the minute', () => {
  const counts = { added: 500, removed: 100, accepted: 300, rejected: 100, retry: 7, unanswered: 9 };
  expect(speedOf({ startedAt: START, finishedAt: START + 30_000, counts })).toBe(2_000);
});

test('a run under way has no speed yet', () => {
  expect(speedOf({ startedAt: START, finishedAt: null, counts: { accepted: 10_000 } })).toBeNull();
});

test.each([
  ['short', { startedAt: START, finishedAt: START + 4_999, counts: { added: 10_000 } }],
  ['small', { startedAt: START, finishedAt: START + 60_000, counts: { added: 99 } }],
  ['clock', { startedAt: START, finishedAt: START - 1, counts: { added: 10_000 } }],
])('nothing is said of a run too %s to tell', (_why, report) => {
  expect(speedOf(report)).toBeNull();
});
