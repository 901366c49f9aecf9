/** Grouping buyers loses nothing: neither buyers nor likelihood. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { logLikelihood } from './bgNbd.ts';
import { groupBuyers, groupLikelihood } from './purchaseCells.ts';

it('groups equal histories, in order, with days rounded', () => {
  const cells = groupBuyers([1, 0, 1, 2, 1], [9.6, 0, 10.4, 30, 10], [20.2, 5, 19.8, 40, 21]);
  expect(cells).toEqual({
    x: Float64Array.of(0, 1, 1, 2),
    tx: Float64Array.of(0, 10, 10, 30),
    T: Float64Array.of(5, 20, 21, 40),
    count: Float64Array.of(1, 2, 1, 1),
  });
});

it('takes what cannot be for the nearest that can', () => {
  const cells = groupBuyers([1, 0, -1, NaN], [12, 4, 3, 1], [10, 10, 10, -5]);
  expect(cells).toEqual({
    x: Float64Array.of(0, 0, 1),
    tx: Float64Array.of(0, 0, 10),
    T: Float64Array.of(0, 10, 10),
    count: Float64Array.of(1, 2, 1),
  });
});

it('of no buyers are no cells', () => {
  expect(groupBuyers([], [], []).count).toHaveLength(0);
});

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });

it('the likelihood of the cells is the sum of those of the buyers', () => {
  const buyers = fc.array(
    fc.record({
      x: fc.integer({ min: 0, max: 300 }),
      tx: fc.integer({ min: 0, max: 40 }),
      quiet: fc.integer({ min: 0, max: 3_600 }),
    }),
    { minLength: 1, maxLength: 200 },
  );
  const models = fc.record({ r: number(0.05, 20), alpha: number(0.1, 400), a: number(1e-4, 20), b: number(0.05, 50) });
  fc.assert(
    fc.property(buyers, models, fc.constantFrom('bg-nbd' as const, 'mbg-nbd' as const), (drawn, parameters, kind) => {
      const histories = drawn.map(({ x, tx, quiet }) => ({ x, tx: x === 0 ? 0 : tx, T: tx + quiet }));
      const column = (name: 'x' | 'tx' | 'T') => histories.map((history) => history[name]);
      const cells = groupBuyers(column('x'), column('tx'), column('T'));
      const single = histories.reduce((sum, history) => sum + logLikelihood({ kind, ...parameters }, history), 0);
      const grouped = groupLikelihood(cells, kind).of(parameters);
      expect(Math.abs(grouped - single)).toBeLessThan(1e-9 * (1 + Math.abs(single)));
      expect(cells.count.reduce((sum, count) => sum + count, 0)).toBe(histories.length);
    }),
  );
});

it('without loss, it is what the model comes to where hardly anybody is lost', () => {
  const cells = groupBuyers([0, 1, 5, 2], [0, 10, 90, 20], [100, 50, 120, 400]);
  const { of, withoutLoss } = groupLikelihood(cells, 'mbg-nbd');
  expect(of({ r: 0.7, alpha: 40, a: 1e-12, b: 1 })).toBeCloseTo(withoutLoss(0.7, 40), 8);
});
