/** Experiments: intervals as they were published, verdicts, and what is said of them in both languages. */
import { describe, expect, it } from 'vitest';
import {
  type ArmFigures,
  compareArms,
  differenceOfShares,
  LEAST_BUYERS,
  LEAST_EXPOSED,
  shareInterval,
} from '#app/core/segments/experiment.ts';
import { experimentSentences } from '#app/core/segments/experimentText.ts';

/** A group in which each buyer ordered once, for the same sum. */
function arm(exposedCount: number, buyerCount: number, eachMinor = 10_000): ArmFigures {
  const revenueMinor = buyerCount * eachMinor;
  return { exposedCount, buyerCount, orderCount: buyerCount, revenueMinor, revenueSquares: revenueMinor * eachMinor };
}

describe('the interval of a share', () => {
  // Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998), table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i in %i is as published', (count, of, low, high) => {
    const interval = shareInterval(count, of);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });
});

describe('the interval of a difference', () => {
  // Newcombe, Interval estimation for the difference between independent proportions, same volume, table II, method 10.
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [0, 10, 0, 10, -0.2775, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ])('of %i in %i and %i in %i is as published', (first, firstOf, second, secondOf, low, high) => {
    const difference = differenceOfShares(first, firstOf, second, secondOf);
    expect(difference.value).toBeCloseTo(first / firstOf - second / secondOf, 12);
    expect(difference.low).toBeCloseTo(low, 4);
    expect(difference.high).toBeCloseTo(high, 4);
  });
});

describe('two groups', () => {
  it('are not compared while they are small, or hardly anybody bought', () => {
    expect(compareArms(arm(LEAST_EXPOSED - 1, 50), arm(5_000, 500))).toEqual({ verdict: 'too-few' });
    expect(compareArms(arm(5_000, 500), arm(LEAST_EXPOSED - 1, 50))).toEqual({ verdict: 'too-few' });
    expect(compareArms(arm(5_000, LEAST_BUYERS - 1), arm(5_000, 0))).toEqual({ verdict: 'too-few' });
    expect(compareArms(arm(LEAST_EXPOSED, LEAST_BUYERS), arm(LEAST_EXPOSED, 0)).verdict).toBe('better');
  });

  it('differ when the interval leaves no room for none, and the other way round are as different', () => {
    const [more, fewer] = [arm(2_000, 300), arm(2_000, 200)];
    const there = compareArms(more, fewer);
    const back = compareArms(fewer, more);
    if (there.verdict === 'too-few' || back.verdict === 'too-few') throw new Error('not compared');
    expect([there.verdict, back.verdict]).toEqual(['better', 'worse']);
    expect(there.share.low).toBeCloseTo(-back.share.high, 12);
    expect(there.revenueMinor.low).toBeCloseTo(-back.revenueMinor.high, 9);
    expect(compareArms(arm(2_000, 210), arm(2_000, 200)).verdict).toBe('no-difference-yet');
  });

  it('are compared by what is spent per customer, with the variance between customers', () => {
    // Three spent 0, one 4: mean 1, variance 4. One spent 2 of every two: mean 1, variance 4/3 in four.
    const first = { exposedCount: 400, buyerCount: 100, orderCount: 100, revenueMinor: 400, revenueSquares: 1_600 };
    const second = { exposedCount: 400, buyerCount: 200, orderCount: 200, revenueMinor: 400, revenueSquares: 800 };
    const comparison = compareArms(first, second);
    if (comparison.verdict === 'too-few') throw new Error('not compared');
    const half = 1.959963984540054 * Math.sqrt(1_200 / 399 / 400 + 400 / 399 / 400);
    expect(comparison.revenueMinor.value).toBe(0);
    expect(comparison.revenueMinor.high).toBeCloseTo(half, 12);
    expect(comparison.revenueMinor.low).toBeCloseTo(-half, 12);
  });
});

describe('the result in words', () => {
  const money = (minor: number): string => `${(minor / 100).toFixed(2)} TRY`;
  const said = (first: ArmFigures, second: ArmFigures, kind: 'holdout' | 'split' = 'holdout') =>
    (['tr', 'en'] as const).map((locale) => experimentSentences(compareArms(first, second), kind, locale, money));

  it('tells a difference by its size, per hundred people, with its interval', () => {
    expect(said(arm(8_000, 1_000), arm(2_000, 200))).toEqual([
      [
        'Gönderilenlerde, gönderilmeyenlere göre 100 kişide 2,5 kişi daha fazla sipariş verdi (%95 aralık: 0,9 ile 3,9).',
        'Kişi başına gelir 2.50 TRY daha fazla (%95 aralık: 1.00 TRY ile 4.00 TRY).',
      ],
      [
        'Among those sent, compared with those held out, 2.5 more of every 100 people ordered (95 % interval: 0.9 to 3.9).',
        'Revenue per person is 2.50 TRY higher (95 % interval: 1.00 TRY to 4.00 TRY).',
      ],
    ]);
  });

  it('turns the interval of a loss, so that it is read from the small to the large', () => {
    const [[share], [shareInEnglish]] = said(arm(2_000, 200), arm(8_000, 1_000), 'split') as [string[], string[]];
    expect(share).toBe(
      'A yarısında, B yarısına göre 100 kişide 2,5 kişi daha az sipariş verdi (%95 aralık: 0,9 ile 3,9).',
    );
    expect(shareInEnglish).toBe(
      'In half A, compared with half B, 2.5 fewer of every 100 people ordered (95 % interval: 0.9 to 3.9).',
    );
  });

  it('says when chance alone may be the reason', () => {
    const [turkish, english] = said(arm(2_000, 210), arm(2_000, 200));
    expect(turkish).toEqual([
      'Gönderilenlerde, gönderilmeyenlere göre henüz kesin bir fark yok: 100 kişide 10,5 kişiye karşı 10,0 kişi sipariş verdi (fark 0,5; %95 aralık: -1,4 ile 2,4).',
      'Kişi başına gelirde henüz kesin bir fark yok (fark 0.50 TRY; %95 aralık: -1.38 TRY ile 2.38 TRY).',
    ]);
    expect(english?.[0]).toBe(
      'Among those sent, compared with those held out, there is no clear difference yet: 10.5 against 10.0 of every 100 people ordered (difference 0.5; 95 % interval: -1.4 to 2.4).',
    );
  });

  it('says what is missing while there are too few', () => {
    expect(said(arm(10, 1), arm(10, 1))).toEqual([
      ['Karşılaştırmak için henüz erken: her grupta en az 100 kişi, iki grupta toplam en az 20 sipariş veren gerekir.'],
      ['Too early to compare: each group needs 100 people, and the two together 20 who ordered.'],
    ]);
  });
});
