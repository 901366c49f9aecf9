/**
 * The formulas of BG/NBD and MBG/NBD: against published figures of CDNOW (in weeks), against the papers' own way of writing
 * them with Gauss's hypergeometric function, and by what must hold for every buyer.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ageOfFallingBelow,
  expectedOrders,
  expectedOrdersIfAlive,
  expectedOrdersOfNewBuyer,
  logLikelihood,
  probabilityAlive,
  type BuyerHistory,
  type PurchaseParameters,
} from './bgNbd.ts';

/** Fader, Hardie, Lee, Marketing Science 24(2), 2005, table 2. */
const cdnow: PurchaseParameters = { kind: 'bg-nbd', r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
/** Test suite of `lifetimes`, after BTYDplus. */
const cdnowModified: PurchaseParameters = { kind: 'mbg-nbd', r: 0.525, alpha: 6.183, a: 0.891, b: 1.614 };
const buyer: BuyerHistory = { x: 2, tx: 30.43, T: 38.86 };

describe('published figures', () => {
  it('expected orders of a customer (Hardie, note 004 and its spreadsheet)', () => {
    expect(expectedOrders(cdnow, buyer, 39)).toBeCloseTo(1.226, 3);
  });

  it('P(alive) of the same customer', () => {
    expect(probabilityAlive(cdnow, buyer)).toBeCloseTo(0.726579, 5);
  });

  it.each([
    [0.1429, 0.0078],
    [1, 0.0532],
    [3, 0.1506],
    [31.8571, 1.0405],
    [32, 1.0437],
    [78, 1.8576],
  ])('expected orders within %s weeks of the first (Hardie, note 004)', (weeks, expected) => {
    const unrounded: PurchaseParameters = { kind: 'bg-nbd', r: 0.242593, alpha: 4.413532, a: 0.792886, b: 2.425754 };
    expect(Math.abs(expectedOrdersOfNewBuyer(unrounded, weeks) - expected)).toBeLessThan(0.0005);
  });

  it('MBG/NBD expects about the same of them, as the test suite of `lifetimes` asks', () => {
    expect(Math.abs(expectedOrders(cdnowModified, buyer, 39) - 1.226)).toBeLessThan(0.05);
    expect(expectedOrdersOfNewBuyer(cdnowModified, 78) / 1.8576).toBeCloseTo(1, 1);
    expect(probabilityAlive(cdnowModified, { x: 0, tx: 0, T: 1 })).toBeLessThan(1);
  });
});

/** The papers' formula, fit for moderate arguments only. */
function withHypergeometric({ r, alpha, a, b }: Omit<PurchaseParameters, 'kind'>, t: number): number {
  const z = t / (alpha + t);
  let term = 1;
  let series = 1;
  for (let n = 0; n < 20_000; n++) {
    term *= ((r + n) * (b + n) * z) / ((a + b - 1 + n) * (n + 1));
    series += term;
  }
  return ((a + b - 1) / (a - 1)) * (1 - (alpha / (alpha + t)) ** r * series);
}

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const kinds = fc.constantFrom('bg-nbd' as const, 'mbg-nbd' as const);
const models = fc.record({
  kind: kinds,
  r: number(0.02, 30),
  alpha: number(5, 500),
  a: number(0.01, 30),
  b: number(0.02, 60),
});
/** Up to ten years in days, with hundreds of orders. */
const histories = fc
  .record({ x: fc.integer({ min: 0, max: 900 }), part: number(0, 1), T: number(0, 3_660) })
  .map(({ x, part, T }): BuyerHistory => ({ x, tx: x === 0 ? 0 : part * T, T }));
const horizons = number(0.01, 730);

describe('for every buyer', () => {
  it('the expectation is what the papers write with the hypergeometric function', () => {
    const usual = fc.record({ r: number(0.1, 5), alpha: number(2, 100), a: number(1.1, 5), b: number(0.5, 8) });
    fc.assert(
      fc.property(usual, number(1, 200), (parameters, t) => {
        const { r, alpha, a, b } = parameters;
        const expected = withHypergeometric(parameters, t);
        const modified = (b / (a + b)) * withHypergeometric({ r, alpha, a, b: b + 1 }, t);
        expect(expectedOrdersOfNewBuyer({ kind: 'bg-nbd', ...parameters }, t) / expected).toBeCloseTo(1, 7);
        expect(expectedOrdersOfNewBuyer({ kind: 'mbg-nbd', ...parameters }, t) / modified).toBeCloseTo(1, 7);
      }),
      { numRuns: 60 },
    );
  });

  it('the likelihood is finite, and one of a probability where it is one', () => {
    fc.assert(
      fc.property(models, histories, (model, history) => {
        expect(logLikelihood(model, history)).toSatisfy(Number.isFinite);
        expect(logLikelihood(model, { x: 0, tx: 0, T: history.T })).toBeLessThanOrEqual(1e-9);
      }),
    );
  });

  it('P(alive) is a probability that falls while no order comes', () => {
    fc.assert(
      fc.property(models, histories, number(1, 1_000), (model, history, later) => {
        const now = probabilityAlive(model, history);
        const then = probabilityAlive(model, { ...history, T: history.T + later });
        expect(now).toBeGreaterThanOrEqual(0);
        expect(now).toBeLessThanOrEqual(1);
        if (model.kind === 'bg-nbd' && history.x === 0) expect([now, then]).toEqual([1, 1]);
        else if (now > 1e-300 && now < 1) expect(then).toBeLessThan(now);
      }),
    );
  });

  it('expected orders are positive, grow with the horizon, and never exceed those of a buyer who is never lost', () => {
    fc.assert(
      fc.property(models, histories, horizons, number(1.01, 3), (model, history, t, factor) => {
        const orders = expectedOrdersIfAlive(model, history.x, history.T, t);
        const later = expectedOrdersIfAlive(model, history.x, history.T, t * factor);
        const neverLost = (t * (model.r + history.x)) / (model.alpha + history.T);
        expect(orders).toBeGreaterThan(0);
        expect(later).toBeGreaterThanOrEqual(orders * (1 - 1e-9));
        expect(orders).toBeLessThanOrEqual(neverLost * (1 + 1e-9));
        expect(expectedOrders(model, history, t)).toBe(probabilityAlive(model, history) * orders);
      }),
    );
  });

  it('the age of falling below a probability is where P(alive) has it', () => {
    fc.assert(
      fc.property(models, histories, number(0.001, 0.999), (model, { x, tx }, probability) => {
        const age = ageOfFallingBelow(model, { x, tx }, probability);
        if (age === null) expect(probabilityAlive(model, { x, tx, T: 1e300 })).toBeGreaterThan(probability);
        else if (age === tx) expect(probabilityAlive(model, { x, tx, T: tx })).toBeLessThanOrEqual(probability + 1e-12);
        else {
          expect(age).toBeGreaterThan(tx);
          expect(probabilityAlive(model, { x, tx, T: age })).toBeCloseTo(probability, 9);
        }
      }),
    );
  });
});

describe('at the edges', () => {
  it('under BG/NBD a buyer without a repeat order is never lost', () => {
    expect(ageOfFallingBelow(cdnow, { x: 0, tx: 0 }, 0.5)).toBeNull();
    expect(ageOfFallingBelow(cdnowModified, { x: 0, tx: 0 }, 0.5)).toBeGreaterThan(0);
  });

  it('probabilities that are none are reached never, or at once', () => {
    expect(ageOfFallingBelow(cdnowModified, { x: 3, tx: 10 }, 0)).toBeNull();
    expect(ageOfFallingBelow(cdnowModified, { x: 3, tx: 10 }, 1)).toBe(10);
  });

  it('a = 1, where the papers’ formula divides zero by zero, is like its neighbours', () => {
    const at = (a: number): number => expectedOrders({ ...cdnow, a }, buyer, 39);
    expect(at(1)).toBeCloseTo((at(1 - 1e-6) + at(1 + 1e-6)) / 2, 9);
  });

  it('nothing is expected of no time', () => {
    expect(expectedOrders(cdnow, buyer, 0)).toBe(0);
  });

  it('thousands of orders to come are summed up without underflow', () => {
    const busy: PurchaseParameters = { kind: 'bg-nbd', r: 4_000, alpha: 400, a: 1e-9, b: 1 };
    expect(expectedOrdersIfAlive(busy, 0, 0, 400)).toBeCloseTo(4_000, 3);
    const lostAfterAFew: PurchaseParameters = { kind: 'bg-nbd', r: 4_000, alpha: 400, a: 2_000, b: 8_000 };
    expect(expectedOrdersIfAlive(lostAfterAFew, 0, 0, 400)).toBeCloseTo(9_999 / 1_999, 6);
  });
});
