/** Fits of buyers drawn from known parameters find them again, and say so where there is nothing to fit. */
import { describe, expect, it } from 'vitest';
import type { PurchaseParameters } from './bgNbd.ts';
import { fitPurchases } from './fitPurchases.ts';
import { fitValue } from './fitValue.ts';
import { groupBuyers, type PurchaseCells } from './purchaseCells.ts';

/** Mulberry32: the same draws every time. */
function makeLots(seed: number) {
  let state = seed;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  /** Of rate 1; Marsaglia, Tsang, ACM Transactions on Mathematical Software 26(3), 2000. */
  const gamma = (shape: number): number => {
    if (shape < 1) return gamma(shape + 1) * uniform() ** (1 / shape);
    const d = shape - 1 / 3;
    for (;;) {
      const z = normal();
      const v = (1 + z / Math.sqrt(9 * d)) ** 3;
      if (v > 0 && Math.log(uniform()) < z * z * 0.5 + d - d * v + d * Math.log(v)) return d * v;
    }
  };
  const beta = (a: number, b: number): number => 1 / (1 + gamma(b) / gamma(a));
  return { uniform, gamma, beta };
}

/** Buyers of up to `days` of age, followed order by order. */
function drawBuyers(
  count: number,
  days: number,
  kind: PurchaseParameters['kind'],
  rate: () => number,
  loss: () => number,
): PurchaseCells {
  const { uniform } = makeLots(7);
  const [x, tx, T] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  for (let buyer = 0; buyer < count; buyer++) {
    const age = days * uniform();
    const [ordersPerDay, lostEachTime] = [rate(), loss()];
    let alive = kind === 'bg-nbd' || uniform() >= lostEachTime;
    let at = 0;
    let repeats = 0;
    while (alive) {
      const next = at - Math.log(uniform()) / ordersPerDay;
      if (next > age) break;
      at = next;
      repeats++;
      alive = uniform() >= lostEachTime;
    }
    x[buyer] = repeats;
    tx[buyer] = at;
    T[buyer] = age;
  }
  return groupBuyers(x, tx, T);
}

function drawModel({ kind, r, alpha, a, b }: PurchaseParameters, count: number): PurchaseCells {
  const lots = makeLots(11);
  return drawBuyers(
    count,
    1_095,
    kind,
    () => lots.gamma(r) / alpha,
    () => lots.beta(a, b),
  );
}

/** Of the most buyers, tops are looked for in a part. */
const truths: [number, PurchaseParameters][] = [
  [20_000, { kind: 'mbg-nbd', r: 0.6, alpha: 80, a: 0.8, b: 2 }],
  [20_000, { kind: 'mbg-nbd', r: 2, alpha: 60, a: 0.1, b: 0.15 }],
  [150_000, { kind: 'bg-nbd', r: 0.5, alpha: 40, a: 0.7, b: 2.5 }],
];

describe('purchases', () => {
  it.each(truths)('of %i buyers give back what they were drawn from: %o', (count, truth) => {
    const fit = fitPurchases(drawModel(truth, count), truth.kind);
    if (fit.kind !== 'fitted') throw new Error(fit.kind);
    const found = fit.parameters;
    expect(found.kind).toBe(truth.kind);
    // The parameters are known to a few percent; what they predict, rates and loss, to less.
    for (const name of ['r', 'alpha', 'a', 'b'] as const)
      expect(Math.abs(found[name] / truth[name] - 1)).toBeLessThan(0.08);
    expect(Math.abs(found.r / found.alpha / (truth.r / truth.alpha) - 1)).toBeLessThan(0.05);
    expect(Math.abs(found.a / (found.a + found.b) / (truth.a / (truth.a + truth.b)) - 1)).toBeLessThan(0.05);
  });

  it('are fitted with MBG/NBD unless said otherwise, and the same each time', () => {
    const cells = drawModel(truths[0]![1], 3_000);
    const fit = fitPurchases(cells);
    expect(fit).toMatchObject({ kind: 'fitted', parameters: { kind: 'mbg-nbd' } });
    expect(fitPurchases(cells)).toEqual(fit);
  });

  it('find the higher of two tops: many who are lost at once, beside others who hardly ever are', () => {
    const lots = makeLots(5);
    const cells = drawBuyers(
      5_000,
      1_095,
      'mbg-nbd',
      () => lots.gamma(0.7) / 60,
      () => (lots.uniform() < 0.5 ? 1 : 0.01),
    );
    const fit = fitPurchases(cells);
    if (fit.kind !== 'fitted') throw new Error(fit.kind);
    expect(fit.parameters.a).toBeLessThan(0.2);
    expect(Math.abs(fit.parameters.r / 0.7 - 1)).toBeLessThan(0.15);
  });

  it('of shops where nobody is ever lost are said to be such', () => {
    const lots = makeLots(3);
    const cells = drawBuyers(
      5_000,
      1_095,
      'bg-nbd',
      () => lots.gamma(0.7) / 60,
      () => 0,
    );
    for (const kind of ['bg-nbd', 'mbg-nbd'] as const) {
      const fit = fitPurchases(cells, kind);
      if (fit.kind !== 'degenerate') throw new Error(fit.kind);
      expect(fit.reason).toBe('nobody-is-lost');
      expect(Math.abs(fit.parameters.r / 0.7 - 1)).toBeLessThan(0.1);
      expect(Math.abs(fit.parameters.alpha / 60 - 1)).toBeLessThan(0.1);
    }
  });

  it('of too few repeat buyers are not fitted', () => {
    const once = groupBuyers(Array<number>(5_000).fill(0), Array<number>(5_000).fill(0), Array<number>(5_000).fill(90));
    expect(fitPurchases(groupBuyers([], [], []))).toEqual({ kind: 'too-few', repeatBuyers: 0, needed: 200 });
    expect(fitPurchases(once)).toEqual({ kind: 'too-few', repeatBuyers: 0, needed: 200 });
    const almost = Array<number>(199).fill(1);
    expect(fitPurchases(groupBuyers(almost, almost, almost))).toMatchObject({ kind: 'too-few', repeatBuyers: 199 });
  });

  it('of buyers who are all alike come to an end, with parameters that are numbers', () => {
    const all = (value: number) => Array<number>(500).fill(value);
    const fit = fitPurchases(groupBuyers(all(3), all(30), all(60)));
    if (fit.kind !== 'fitted') throw new Error(fit.kind);
    expect(Object.values(fit.parameters).slice(1)).toSatisfy((values: number[]) => values.every(Number.isFinite));
    expect(fitPurchases(groupBuyers(all(1), all(0), all(0)))).toEqual({ kind: 'not-converged', reason: 'not-finite' });
  });
});

describe('values', () => {
  const cells = (draw: (buyer: number) => { x: number; mean: number }) => {
    const buyers = Array.from({ length: 20_000 }, (_, buyer) => draw(buyer));
    return { x: buyers.map(({ x }) => x), mean: buyers.map(({ mean }) => mean), count: buyers.map(() => 1) };
  };
  const lots = makeLots(23);
  const drawn = cells(() => {
    const x = 1 + Math.floor(4 * lots.uniform());
    const rate = lots.gamma(4) / 15_000;
    return { x, mean: lots.gamma(6 * x) / rate / x };
  });

  it('of 20,000 buyers give back what they were drawn from', () => {
    const fit = fitValue(drawn);
    if (fit.kind !== 'fitted') throw new Error(fit.kind);
    const { p, q, gamma } = fit.parameters;
    expect(Math.abs(p / 6 - 1)).toBeLessThan(0.08);
    expect(Math.abs(q / 4 - 1)).toBeLessThan(0.08);
    expect(Math.abs(gamma / 15_000 - 1)).toBeLessThan(0.08);
    expect(Math.abs((p * gamma) / (q - 1) / 30_000 - 1)).toBeLessThan(0.02);
    expect(Math.abs(fit.correlation)).toBeLessThan(0.03);
  });

  it('do not count buyers whose repeat orders were worth nothing', () => {
    const free = { x: [...drawn.x, 1, 0], mean: [...drawn.mean, 0, 500], count: [...drawn.count, 9_000, 9_000] };
    expect(fitValue(free)).toEqual(fitValue(drawn));
    expect(fitValue({ x: [1], mean: [0], count: [9_000] })).toEqual({ kind: 'too-few', repeatBuyers: 0, needed: 200 });
  });

  it('count a cell as often as it stands for', () => {
    const twice = fitValue({ ...drawn, count: drawn.count.map(() => 2) });
    const once = fitValue(drawn);
    if (twice.kind !== 'fitted' || once.kind !== 'fitted') throw new Error(twice.kind);
    expect(twice.parameters.p).toBeCloseTo(once.parameters.p, 2);
    expect(twice.logLikelihood / once.logLikelihood).toBeCloseTo(2, 9);
  });

  it('that are all the same are expected of everybody', () => {
    const fit = fitValue(cells(() => ({ x: 2, mean: 1_000 })));
    expect(fit).toMatchObject({ kind: 'degenerate', reason: 'no-spread' });
    if (fit.kind === 'degenerate')
      expect((fit.parameters.p * fit.parameters.gamma) / (fit.parameters.q - 1)).toBeCloseTo(1_000, 6);
  });

  it('spread without bounds have no mean', () => {
    expect(fitValue(cells(() => ({ x: 1, mean: lots.uniform() ** -2 })))).toMatchObject({
      kind: 'degenerate',
      reason: 'no-mean',
    });
  });
});
