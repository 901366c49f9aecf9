/** Money as whole minor units: how Shopify's decimal texts are read, and written again, without a rounding error. */
import { failure, type Result, success } from './result.ts';

/**
 * Currencies whose minor unit is not a hundredth, with their number of decimals. From ISO 4217 list one (published
 * 2025-05-12) at https://www.six-group.com/en/products-services/financial-information/data-standards.html.
 */
const exceptionalExponents: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  UYI: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
  CLF: 4,
  UYW: 4,
};

/**
 * - `not-a-currency`: the code is not three capital letters.
 * - `not-a-decimal`: the text is not digits with at most one decimal point and a leading minus sign.
 * - `too-precise`: a digit other than zero stands beyond the currency's minor unit; rounding would invent a sum.
 * - `out-of-range`: more than 2^53 − 1 minor units.
 */
export type MoneyProblem = 'not-a-currency' | 'not-a-decimal' | 'too-precise' | 'out-of-range';

/** The number of decimals of a currency; null unless the code is three capital letters. Codes not listed have two. */
export function currencyExponent(currencyCode: string): number | null {
  if (!/^[A-Z]{3}$/.test(currencyCode)) return null;
  return exceptionalExponents[currencyCode] ?? 2;
}

/** Reads a decimal text such as `"1249.90"` as minor units: 124990 for TRY. Zeros past the minor unit are ignored. */
export function minorFromDecimal(amount: string, currencyCode: string): Result<number, MoneyProblem> {
  const exponent = currencyExponent(currencyCode);
  if (exponent === null) return failure('not-a-currency');
  const [, sign, whole, decimals = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount) ?? [];
  if (whole === undefined) return failure('not-a-decimal');
  if (/[^0]/.test(decimals.slice(exponent))) return failure('too-precise');
  const minor = Number(whole + decimals.slice(0, exponent).padEnd(exponent, '0'));
  if (!Number.isSafeInteger(minor)) return failure('out-of-range');
  return success(sign === '-' && minor !== 0 ? -minor : minor);
}

/**
 * Writes minor units as a decimal text with all the currency's decimals: 124990 of TRY is `"1249.90"`. The currency
 * must be one of three capital letters and the figure a whole number within ±(2^53 − 1).
 */
export function decimalFromMinor(minor: number, currencyCode: string): string {
  const exponent = currencyExponent(currencyCode);
  if (exponent === null) throw new TypeError(`not a currency code: ${currencyCode}`);
  if (!Number.isSafeInteger(minor)) throw new TypeError(`not a whole number of minor units: ${minor}`);
  const digits = String(Math.abs(minor)).padStart(exponent + 1, '0');
  const sign = minor < 0 ? '-' : '';
  if (exponent === 0) return sign + digits;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}
