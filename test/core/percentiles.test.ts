/** Cut points tell a value's place among others as its percentile rank does: ties are never split. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutsOf, percentileRank } from '#app/core/yardsticks/percentiles.ts';

const values = fc
  .array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 60 })
  .map((list) => list.sort((a, b) => a - b));

/** The score of a value by cut points: one more than it has reached. */
const scoreBy = (cuts: readonly number[], value: number): number => 1 + cuts.filter((cut) => value >= cut).length;

describe('a score of 1 to 5', () => {
  test('by cut points is five times the percentile rank, rounded up', () => {
    fc.assert(
      fc.property(values, (list) => {
        const cuts = cutsOf(list, 5);
        for (const value of list) expect(scoreBy(cuts, value)).toBe(Math.ceil(5 * percentileRank(value, list) - 1e-9));
      }),
    );
  });

  test('is 1, 2, 3, 4 and 5 of five different values, and 3 where all are the same', () => {
    const five = [10, 20, 30, 40, 50];
    expect(five.map((value) => scoreBy(cutsOf(five, 5), value))).toEqual([1, 2, 3, 4, 5]);
    expect(scoreBy(cutsOf([7, 7, 7], 5), 7)).toBe(3);
  });
});

describe('the top tenth', () => {
  test('of ten different values is the greatest, and of ten equal ones nobody', () => {
    const ten = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    expect(cutsOf(ten, 100)[89]).toBe(10);
    expect(cutsOf(Array<number>(10).fill(4), 100)[89]).toBeUndefined();
  });

  test('has a cut that nobody below reaches', () => {
    fc.assert(
      fc.property(values, (list) => {
        const cut = cutsOf(list, 100)[89];
        for (const value of list)
          expect(cut !== undefined && value >= cut).toBe(percentileRank(value, list) > 0.9 + 1e-9);
      }),
    );
  });
});
