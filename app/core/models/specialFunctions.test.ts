/** Against values of Abramowitz & Stegun, "Handbook of Mathematical Functions" (1964), and the recurrence. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logGamma, logOnePlusExp } from './specialFunctions.ts';

describe('logGamma', () => {
  it.each([
    [0.5, 0.5 * Math.log(Math.PI)],
    [1, 0],
    [2, 0],
    [1.5, -0.120782237635245],
    [5, Math.log(24)],
    [101, 363.73937555556347],
    [1e-5, 11.512919692895826],
  ])('of %s is known', (argument, expected) => {
    expect(logGamma(argument)).toBeCloseTo(expected, 12);
  });

  it('rises by the logarithm of its argument from one to the next', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (z) => {
        const tolerance = 1e-13 * Math.max(1, Math.abs(logGamma(z + 1)));
        expect(Math.abs(logGamma(z + 1) - logGamma(z) - Math.log(z))).toBeLessThanOrEqual(tolerance * 10);
      }),
    );
  });

  it('is no number where there is none', () => {
    expect([logGamma(0), logGamma(-1.5), logGamma(NaN)]).toEqual([NaN, NaN, NaN]);
  });
});

it('adds two numbers known by their logarithms, however far apart', () => {
  expect(logOnePlusExp(0)).toBeCloseTo(Math.LN2, 15);
  expect(logOnePlusExp(1)).toBeCloseTo(Math.log(1 + Math.E), 15);
  expect(logOnePlusExp(1_000)).toBe(1_000);
  expect(logOnePlusExp(-1_000)).toBe(0);
  expect(logOnePlusExp(-Infinity)).toBe(0);
});
