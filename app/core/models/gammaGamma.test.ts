/** The Gamma-Gamma model against the figures of the test suite of `lifetimes`, and by what must hold. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectedMean, logLikelihoodOfMean, type ValueParameters } from './gammaGamma.ts';

/** CDNOW, in dollars: published as 6.25, 3.74, 15.44 (Fader, Hardie, note 025). */
const cdnow: ValueParameters = { p: 6.2488, q: 3.74459, gamma: 15.44775 };

it.each([
  [2, 22.35, 24.65],
  [1, 11.77, 18.91],
  [0, 0, 35.17],
  [7, 73.74, 71.46],
  [2, 25.55, 27.28],
])('after %i repeat orders of %d on average, %d is expected', (x, mean, expected) => {
  expect(Math.abs(expectedMean(cdnow, x, mean) - expected)).toBeLessThan(0.01);
});

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });

describe('for every buyer', () => {
  it('the expectation lies between the own mean and that of all buyers, nearer to the own with more orders', () => {
    fc.assert(
      fc.property(number(0.1, 50), number(1.05, 50), number(1, 1e6), number(1, 1e6), (p, q, gamma, mean) => {
        const model = { p, q, gamma };
        const everybody = expectedMean(model, 0, 0);
        const [few, many] = [expectedMean(model, 1, mean), expectedMean(model, 500, mean)];
        expect(few).toBeGreaterThanOrEqual(Math.min(mean, everybody) * (1 - 1e-9));
        expect(few).toBeLessThanOrEqual(Math.max(mean, everybody) * (1 + 1e-9));
        expect(Math.abs(many - mean)).toBeLessThanOrEqual(Math.abs(few - mean) * (1 + 1e-9) + 1e-6);
      }),
    );
  });

  it('the likelihood is finite for hundreds of orders of any worth', () => {
    fc.assert(
      fc.property(
        number(0.001, 1e4),
        number(1.001, 1e4),
        number(1e-3, 1e9),
        fc.integer({ min: 1, max: 5_000 }),
        number(0.01, 1e9),
        (p, q, gamma, x, mean) => {
          expect(logLikelihoodOfMean({ p, q, gamma }, x, mean)).toSatisfy(Number.isFinite);
        },
      ),
    );
  });

  it('the likelihoods of all means make one', () => {
    let sum = 0;
    const step = 0.001;
    for (let logMean = -10; logMean < 25; logMean += step)
      sum += step * Math.exp(logLikelihoodOfMean(cdnow, 3, Math.exp(logMean)) + logMean);
    expect(sum).toBeCloseTo(1, 6);
  });
});
