/** Money is read and written without losing a minor unit. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { currencyExponent, decimalFromMinor, minorFromDecimal } from '#app/core/money.ts';

describe('a decimal amount', () => {
  test.each([
    ['1249.90', 'TRY', 124_990],
    ['1249.9', 'TRY', 124_990],
    ['1249', 'TRY', 124_900],
    ['0.07', 'USD', 7],
    ['-12.34', 'EUR', -1_234],
    ['-0.00', 'EUR', 0],
    ['19.9900', 'TRY', 1_999],
    ['1000', 'JPY', 1_000],
    ['1000.0', 'JPY', 1_000],
    ['1.234', 'KWD', 1_234],
    ['1.2345', 'CLF', 12_345],
    ['90071992547409.91', 'TRY', Number.MAX_SAFE_INTEGER],
    ['0.29', 'USD', 29],
  ])('%s %s is %d minor units', (amount, currencyCode, minor) => {
    expect(minorFromDecimal(amount, currencyCode)).toEqual({ ok: true, value: minor });
  });

  test.each([
    ['1.00', 'try', 'not-a-currency'],
    ['1.00', '', 'not-a-currency'],
    ['', 'TRY', 'not-a-decimal'],
    ['1,5', 'TRY', 'not-a-decimal'],
    ['1.', 'TRY', 'not-a-decimal'],
    ['.5', 'TRY', 'not-a-decimal'],
    ['1e3', 'TRY', 'not-a-decimal'],
    ['+1', 'TRY', 'not-a-decimal'],
    [' 1', 'TRY', 'not-a-decimal'],
    ['1.00\n', 'TRY', 'not-a-decimal'],
    ['1.005', 'TRY', 'too-precise'],
    ['1000.5', 'JPY', 'too-precise'],
    ['90071992547409.92', 'TRY', 'out-of-range'],
    ['9'.repeat(400), 'TRY', 'out-of-range'],
  ])('%j %s is refused: %s', (amount, currencyCode, problem) => {
    expect(minorFromDecimal(amount, currencyCode)).toEqual({ ok: false, problem });
  });

  test('comes back from what is written of it', () => {
    const currency = fc.constantFrom('TRY', 'USD', 'JPY', 'KWD', 'CLF');
    fc.assert(
      fc.property(fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -20_000, max: 20_000 })), currency, (minor, code) => {
        expect(minorFromDecimal(decimalFromMinor(minor, code), code)).toEqual({ ok: true, value: minor });
      }),
    );
  });

  test.each([
    [124_990, 'TRY', '1249.90'],
    [5, 'TRY', '0.05'],
    [-5, 'TRY', '-0.05'],
    [1_000, 'JPY', '1000'],
    [1, 'KWD', '0.001'],
  ])('%d minor units of %s are written %s', (minor, currencyCode, amount) => {
    expect(decimalFromMinor(minor, currencyCode)).toBe(amount);
  });

  test('cannot be written of what is no sum', () => {
    expect(() => decimalFromMinor(0.5, 'TRY')).toThrow(/whole number/);
    expect(() => decimalFromMinor(1, 'lira')).toThrow(/not a currency code/);
  });

  test('has the decimals that the platform itself gives the currency, where it uses the same standard', () => {
    for (const code of ['TRY', 'USD', 'EUR', 'JPY', 'KRW', 'VND', 'KWD', 'BHD', 'TND', 'XOF', 'PYG', 'RWF']) {
      const { maximumFractionDigits } = new Intl.NumberFormat('en', {
        style: 'currency',
        currency: code,
      }).resolvedOptions();
      expect([code, currencyExponent(code)]).toEqual([code, maximumFractionDigits]);
    }
  });
});
