/** A score is what the models say, in days and minor units; and a number for every buyer there can be. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectedOrders, probabilityAlive } from './bgNbd.ts';
import { expectedMean } from './gammaGamma.ts';
import { scoreBuyer, type FittedModels, type ScoredBuyer } from './scoreBuyers.ts';

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 0, 1);
const models = {
  purchases: { kind: 'mbg-nbd', r: 0.6, alpha: 80, a: 0.8, b: 2 },
  value: { p: 6, q: 4, gamma: 15_000 },
} satisfies FittedModels;

const ordered = (orderCount: number, firstDaysAgo: number, lastDaysAgo: number, meanRepeatMinor = 0): ScoredBuyer => ({
  firstOrderAt: NOW - firstDaysAgo * DAY_MS,
  lastOrderAt: NOW - lastDaysAgo * DAY_MS,
  orderCount,
  meanRepeatMinor,
});

it('is that of the models, with x one less than the orders', () => {
  const history = { x: 4, tx: 200, T: 300 };
  const score = scoreBuyer(models, ordered(5, 300, 100, 20_000), NOW);
  expect(score.pAlive).toBe(probabilityAlive(models.purchases, history));
  expect(score.expectedOrders30d).toBeCloseTo(expectedOrders(models.purchases, history, 30), 12);
  expect(score.expectedSpendMinor365d).toBeCloseTo(
    expectedOrders(models.purchases, history, 365) * expectedMean(models.value, 4, 20_000),
    6,
  );
});

describe('a buyer who ordered once', () => {
  it('may be lost, and is expected to spend what all buyers do', () => {
    const score = scoreBuyer(models, ordered(1, 300, 300, 1_000_000), NOW);
    expect(score.pAlive).toBeGreaterThan(0);
    expect(score.pAlive).toBeLessThan(1);
    const orders = expectedOrders(models.purchases, { x: 0, tx: 0, T: 300 }, 365);
    expect(score.expectedSpendMinor365d).toBeCloseTo(orders * 30_000, 6);
  });

  it('is worth less the longer nothing follows', () => {
    const spends = [0, 30, 180, 720, 3_650].map(
      (days) => scoreBuyer(models, ordered(1, days, days), NOW).expectedSpendMinor365d,
    );
    expect(spends).toEqual([...spends].sort((one, other) => (other ?? 0) - (one ?? 0)));
  });
});

it('without a model of values, nothing is said of spending', () => {
  const score = scoreBuyer({ ...models, value: null }, ordered(3, 300, 100, 20_000), NOW);
  expect(score.expectedSpendMinor365d).toBeNull();
  expect(score.expectedOrders30d).toBeGreaterThan(0);
});

it('is a number for every buyer, even with clocks that differ', () => {
  const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  const parameters = fc.record({
    r: number(0.02, 30),
    alpha: number(0.5, 500),
    a: number(0.01, 30),
    b: number(0.02, 60),
  });
  const buyers = fc.record({
    firstDaysAgo: number(-2, 3_660),
    lastDaysAgo: number(-2, 3_660),
    orderCount: fc.integer({ min: 1, max: 900 }),
    mean: number(0, 1e9),
  });
  fc.assert(
    fc.property(parameters, buyers, fc.constantFrom('bg-nbd' as const, 'mbg-nbd' as const), (drawn, buyer, kind) => {
      const { orderCount, firstDaysAgo, lastDaysAgo, mean } = buyer;
      const fitted = { purchases: { kind, ...drawn }, value: models.value };
      const score = scoreBuyer(fitted, ordered(orderCount, firstDaysAgo, lastDaysAgo, mean), NOW);
      for (const value of Object.values(score) as number[]) {
        expect(value).toSatisfy(Number.isFinite);
        expect(value).toBeGreaterThanOrEqual(0);
      }
      expect(score.pAlive).toBeLessThanOrEqual(1);
    }),
  );
});
