/**
 * Holds the models of the customer base to the figures published of CDNOW: 2,357 customers, a tenth of those who first ordered
 * in the first quarter of 1997, observed until 1997-09-30. Time is in weeks; purchases of one day are one order.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  expectedOrders,
  expectedOrdersOfNewBuyer,
  probabilityAlive,
  type BuyerHistory,
  type PurchaseModelKind,
  type PurchaseParameters,
} from '#app/core/models/bgNbd.ts';
import { fitPurchases } from '#app/core/models/fitPurchases.ts';
import { fitValue } from '#app/core/models/fitValue.ts';
import { expectedMean, type ValueParameters } from '#app/core/models/gammaGamma.ts';
import { groupBuyers } from '#app/core/models/purchaseCells.ts';

const DAY_MS = 86_400_000;
const LAST_DAY = Date.UTC(1997, 8, 30) / DAY_MS;
const HOLD_OUT_WEEKS = 39;

const reference = process.env.KESIT_REFERENCE_DIR;
if (reference === undefined || reference === '')
  throw new Error('KESIT_REFERENCE_DIR must name the folder with cdnow/CDNOW_sample.txt and cdnow/CDNOW_master.txt.');

interface Customer {
  /** Days since 1970 of the days with a purchase, rising. */
  readonly days: number[];
  /** Spent on each of them, in dollars. */
  readonly dollars: number[];
}

/** @param columns Where a line has the customer, the date as YYYYMMDD and the dollars. */
function readCustomers(file: string, columns: readonly [number, number, number]): Customer[] {
  const customers = new Map<string, Customer>();
  const lines = readFileSync(path.join(reference ?? '', 'cdnow', file), 'utf8').split('\n');
  // The last line of the larger file is a mark of its end.
  for (const line of lines.filter((text) => /^\s*\d/.test(text))) {
    const fields = line.trim().split(/\s+/);
    const [id, date, dollars] = columns.map((column) => fields[column] ?? '') as [string, string, string];
    const day = Date.UTC(Number(date.slice(0, 4)), Number(date.slice(4, 6)) - 1, Number(date.slice(6))) / DAY_MS;
    const customer = customers.get(id) ?? { days: [], dollars: [] };
    customers.set(id, customer);
    if (customer.days.at(-1) === day) customer.dollars.push((customer.dollars.pop() ?? 0) + Number(dollars));
    else {
      customer.days.push(day);
      customer.dollars.push(Number(dollars));
    }
  }
  return [...customers.values()];
}

/** What is known of a customer at the end of 1997-09-30, and what came after. */
function observe({ days, dollars }: Customer): { history: BuyerHistory; mean: number; later: number } {
  const first = days[0] ?? NaN;
  const known = days.filter((day) => day <= LAST_DAY).length;
  const repeats = dollars.slice(1, known);
  return {
    history: { x: known - 1, tx: ((days[known - 1] ?? NaN) - first) / 7, T: (LAST_DAY - first) / 7 },
    mean: repeats.length === 0 ? 0 : repeats.reduce((sum, value) => sum + value, 0) / repeats.length,
    later: days.length - known,
  };
}

type Observed = ReturnType<typeof observe>;

function fitWeeks(observed: Observed[], kind: PurchaseModelKind) {
  const column = (of: (history: BuyerHistory) => number) => observed.map(({ history }) => of(history));
  const cells = groupBuyers(
    column(({ x }) => x),
    column(({ tx }) => tx * 7),
    column(({ T }) => T * 7),
  );
  const weeks = (days: Float64Array) => days.map((value) => value / 7);
  const fit = fitPurchases({ ...cells, tx: weeks(cells.tx), T: weeks(cells.T) }, kind);
  if (fit.kind !== 'fitted') throw new Error(fit.kind);
  return fit;
}

function expectParameters(found: object, published: Record<string, number>): void {
  const values = found as Record<string, number>;
  for (const [name, value] of Object.entries(published)) expect(values[name], name).toBeCloseTo(value, 3);
}

let sample: Observed[];
let bgNbd: ReturnType<typeof fitWeeks>;
let model: PurchaseParameters;
beforeAll(() => {
  sample = readCustomers('CDNOW_sample.txt', [0, 2, 4]).map(observe);
  bgNbd = fitWeeks(sample, 'bg-nbd');
  model = bgNbd.parameters;
});

/** The mean over customers with 0, 1, … 6, and 7 or more repeat orders. */
function meanByOrders(of: (customer: Observed) => number): number[] {
  return Array.from({ length: 8 }, (_, x) => {
    const group = sample.filter(({ history }) => (x === 7 ? history.x >= 7 : history.x === x));
    return group.reduce((sum, customer) => sum + of(customer), 0) / group.length;
  });
}

describe('the sample', () => {
  it('is read as published: customers by repeat orders', () => {
    const counts = Array.from(
      { length: 8 },
      (_, x) => sample.filter(({ history }) => Math.min(history.x, 7) === x).length,
    );
    expect(counts).toEqual([1411, 439, 214, 100, 62, 38, 29, 64]);
  });
});

describe('BG/NBD (Fader, Hardie, Lee, Marketing Science 24(2), 2005)', () => {
  it('is fitted with the published parameters and likelihood', () => {
    expectParameters(model, { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 });
    expect(bgNbd.logLikelihood).toBeCloseTo(-9582.4, 1);
  });

  it('expects of a customer what Hardie’s note 004 does', () => {
    expect(expectedOrders(model, { x: 2, tx: 30.43, T: 38.86 }, HOLD_OUT_WEEKS)).toBeCloseTo(1.226, 3);
    expect(probabilityAlive(model, { x: 2, tx: 30.43, T: 38.86 })).toBeCloseTo(0.7266, 3);
  });

  it.each([
    [0.1429, 0.0078],
    [1, 0.0532],
    [3, 0.1506],
    [31.8571, 1.0405],
    [32, 1.0437],
    [78, 1.8576],
  ])('expects within %s weeks of the first order what note 004 does', (weeks, expected) => {
    expect(expectedOrdersOfNewBuyer(model, weeks)).toBeCloseTo(expected, 3);
  });

  it('expects of the customers, by their orders so far, what the paper does (figure 5)', () => {
    const expected = meanByOrders(({ history }) => expectedOrders(model, history, HOLD_OUT_WEEKS));
    const published = [0.225, 0.523, 1.044, 1.52, 2.164, 2.654, 3.504, 6.157];
    for (const [x, mean] of published.entries()) expect(expected[x], `x = ${x}`).toBeCloseTo(mean, 2);
    const actual = [0.237, 0.697, 1.393, 1.56, 2.532, 2.947, 3.862, 6.359];
    for (const [x, mean] of meanByOrders(({ later }) => later).entries())
      expect(mean, `x = ${x}`).toBeCloseTo(actual[x]!, 3);
  });

  it('expects 1,654 purchases of all of them', () => {
    const sum = sample.reduce((total, { history }) => total + expectedOrders(model, history, HOLD_OUT_WEEKS), 0);
    expect(Math.abs(sum - 1653.9)).toBeLessThan(0.5);
  });

  it('is fitted to all 23,570 customers as by others', () => {
    const all = readCustomers('CDNOW_master.txt', [0, 1, 3]).map(observe);
    expect(all).toHaveLength(23_570);
    const fit = fitWeeks(all, 'bg-nbd');
    expectParameters(fit.parameters, { r: 0.2516, alpha: 4.7889, a: 0.7234, b: 2.1611 });
    expect(fit.logLikelihood).toBeCloseTo(-95_368.444, 2);
  });
});

describe('MBG/NBD (Batislam, Denizel, Filiztekin 2007; figures of BTYDplus and `lifetimes`)', () => {
  it('is fitted with the published parameters', () => {
    expectParameters(fitWeeks(sample, 'mbg-nbd').parameters, { r: 0.525, alpha: 6.183, a: 0.891, b: 1.614 });
  });
});

describe('Gamma-Gamma (Fader, Hardie, note 025, 2013)', () => {
  let value: ValueParameters;
  it('is fitted with the published parameters', () => {
    const repeated = sample.filter(({ history }) => history.x > 0);
    expect(repeated).toHaveLength(946);
    const fit = fitValue({
      x: repeated.map(({ history }) => history.x),
      // The published table of customers has means in whole cents.
      mean: repeated.map(({ mean }) => Math.round(mean * 100) / 100),
      count: repeated.map(() => 1),
    });
    if (fit.kind !== 'fitted') throw new Error(fit.kind);
    value = fit.parameters;
    expect(value.p).toBeCloseTo(6.25, 2);
    expect(value.q).toBeCloseTo(3.74, 1);
    expect(value.gamma).toBeCloseTo(15.44, 1);
    expect(Math.abs(fit.logLikelihood + 4055.923)).toBeLessThan(0.01);
    expect(fit.correlation).toBeCloseTo(0.1139, 3);
  });

  it('expects of the first ten customers what `lifetimes` does', () => {
    const expected = sample.slice(0, 10).map(({ history, mean }) => expectedMean(value, history.x, mean));
    const published = [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17];
    for (const [index, mean] of published.entries())
      expect(Math.abs((expected[index] ?? NaN) - mean)).toBeLessThan(0.015);
  });
});
