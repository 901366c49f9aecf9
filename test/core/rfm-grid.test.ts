/** The page of RFM groups: which scores make which group, what scores stand for, and how moves are drawn. */
import { describe, expect, it } from 'vitest';
import { families } from '#app/core/segments/families.ts';
import { flowLinks, MOST_LINKS, type Move } from '#app/ui/rfm/flowLinks.ts';
import { groupsAt, scoresUp } from '#app/core/presets/rfmScores.ts';
import { rangeOf } from '#app/ui/rfm/rfmGrid.ts';

describe('the table of scores', () => {
  it('has each pair of scores in exactly one group, and each group somewhere', () => {
    const all = scoresUp.flatMap((recency) => scoresUp.map((value) => groupsAt(recency, value)));
    expect(all.filter((groups) => groups.length !== 1)).toEqual([]);
    expect([...new Set(all.flat())].sort()).toEqual([...families.rfm].sort());
  });

  it('puts the best buyers where they belong', () => {
    expect(groupsAt(5, 5)).toEqual(['rfm-champions']);
    expect(groupsAt(1, 5)).toEqual(['rfm-cant-lose']);
    expect(groupsAt(1, 1)).toEqual(['rfm-lost']);
  });
});

describe('what a score stands for', () => {
  it('is from one cut point to the next, open at both ends', () => {
    const cuts = [2, 3, 5, 10];
    expect(scoresUp.map((score) => rangeOf(score, cuts))).toEqual([
      { from: null, to: 2 },
      { from: 2, to: 3 },
      { from: 3, to: 5 },
      { from: 5, to: 10 },
      { from: 10, to: null },
    ]);
  });

  it('is nothing where cut points meet, or where there are fewer', () => {
    expect(scoresUp.map((score) => rangeOf(score, [1, 1, 4]))).toEqual([
      { from: null, to: 1 },
      null,
      { from: 1, to: 4 },
      { from: 4, to: null },
      null,
    ]);
    expect(rangeOf(1, [])).toEqual({ from: null, to: null });
    expect(rangeOf(1, [1, 3, 5], 1)).toBeNull();
  });
});

describe('moves as they are drawn', () => {
  it('lead from groups on the left to the same on the right, in the order of the family', () => {
    const { nodes, links } = flowLinks(
      [
        { from: 3, to: 1, count: 4 },
        { from: 1, to: null, count: 2 },
        { from: null, to: 1, count: 7 },
      ],
      [1, 2, 3],
    );
    expect(nodes).toEqual([
      { side: 'from', segmentId: 1, count: 2 },
      { side: 'from', segmentId: 3, count: 4 },
      { side: 'from', segmentId: null, count: 7 },
      { side: 'to', segmentId: 1, count: 11 },
      { side: 'to', segmentId: null, count: 2 },
    ]);
    expect(links).toEqual([
      { source: 2, target: 3, value: 7 },
      { source: 1, target: 3, value: 4 },
      { source: 0, target: 4, value: 2 },
    ]);
  });

  it('are the largest only', () => {
    const moves = Array.from({ length: 40 }, (_, index): Move => ({ from: index, to: index + 1, count: index + 1 }));
    expect(flowLinks(moves, []).links.map(({ value }) => value)).toEqual(
      Array.from({ length: MOST_LINKS }, (_, index) => 40 - index),
    );
  });
});
