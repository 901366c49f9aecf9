/** What is typed into the fields of a condition, read as the condition's own parts; and those parts written into fields. */
import { decimalFromMinor, minorFromDecimal } from '#app/core/money.ts';
import { failure, type Result, success } from '#app/core/result.ts';
import type { Locale } from '../locale.ts';
import type { Field } from './conditionFields.ts';
import { plainNumber, typedNumber } from './typedNumber.ts';
import { unquoted } from './typedTexts.ts';

/**
 * By the name of the field, or of a part of one (`windowUnit`, `ofValues`). A list of texts ends with the text that is being typed,
 * which is empty between two.
 */
export type FieldValues = Readonly<Record<string, string | readonly string[]>>;

export interface FieldTerms {
  readonly locale: Locale;
  readonly currencyCode: string;
}

export type FieldFault =
  | { readonly code: 'missing' | 'not-a-number' | 'not-whole' | 'too-precise' | 'invalid' }
  | { readonly code: 'out-of-range'; readonly min: string; readonly max: string }
  | { readonly code: 'too-small'; readonly min: string }
  | { readonly code: 'too-long'; readonly max: string }
  | { readonly code: 'too-many'; readonly max: string };

const MOST_TEXTS = 50;
const MOST_TEXT_LETTERS = 255;
const DAYS_IN_HOURS = 24;
const MOST_WINDOW_DAYS = 3_650;

export const textIn = (values: FieldValues, name: string): string => {
  const value = values[name];
  return typeof value === 'string' ? value : '';
};

export const textsIn = (values: FieldValues, name: string): readonly string[] => {
  const value = values[name];
  return Array.isArray(value) ? (value as readonly string[]) : [''];
};

/** What a field adds to its condition; nothing where it is optional and empty. */
export function readField(
  field: Field,
  values: FieldValues,
  terms: FieldTerms,
): Result<Readonly<Record<string, unknown>>, FieldFault> {
  const { name } = field;
  const typed = textIn(values, name).trim();
  const isEmpty =
    field.editor === 'window' ? textIn(values, 'windowUnit') === 'ever' : field.editor !== 'texts' && typed === '';
  if (isEmpty) return field.isOptional ? success({}) : failure({ code: 'missing' });
  const as = (value: Result<unknown, FieldFault>): Result<Readonly<Record<string, unknown>>, FieldFault> =>
    value.ok ? success({ [name]: value.value }) : value;
  switch (field.editor) {
    case 'whole':
      return as(wholeFrom(typed, field.min, field.max, terms.locale));
    case 'money':
      return as(moneyFrom(typed, field.minMinor, terms));
    case 'decimal':
    case 'share': {
      const plain = plainNumber(typed, terms.locale);
      if (plain === null) return failure({ code: 'not-a-number' });
      return as(success(field.editor === 'share' ? Number(plain) / 100 : Number(plain)));
    }
    case 'window': {
      const isHours = textIn(values, 'windowUnit') === 'hours';
      const length = wholeFrom(typed, 1, MOST_WINDOW_DAYS * (isHours ? DAYS_IN_HOURS : 1), terms.locale);
      return as(length.ok ? success(isHours ? { hours: length.value } : { days: length.value }) : length);
    }
    case 'texts':
      return as(textsFrom(textsIn(values, name)));
    case 'text':
      return typed.length > field.maxLength
        ? failure({ code: 'too-long', max: String(field.maxLength) })
        : as(success(typed));
    case 'fact':
    case 'choice':
      return (field.options as readonly string[]).includes(typed) ? as(success(typed)) : failure({ code: 'missing' });
    case 'subject': {
      const texts = textsFrom(textsIn(values, 'ofValues'));
      return as(texts.ok ? success({ by: typed, values: texts.value }) : texts);
    }
  }
}

/** What stands in a field before anything is typed. */
export function startOf(field: Field): FieldValues {
  switch (field.editor) {
    case 'whole':
      return { [field.name]: field.start };
    case 'window':
      return { window: field.isOptional ? '' : field.start, windowUnit: field.isOptional ? 'ever' : 'days' };
    case 'texts':
      return { [field.name]: [''] };
    case 'fact':
    case 'choice':
      return { [field.name]: field.options[0] ?? '' };
    case 'subject':
      return { of: '', ofValues: [''] };
    default:
      return { [field.name]: '' };
  }
}

/** A part of a condition as it stands in its field. */
export function writeField(field: Field, part: unknown, { locale, currencyCode }: FieldTerms): FieldValues {
  if (part === undefined) return startOf(field);
  const { name } = field;
  switch (field.editor) {
    case 'money':
      return { [name]: typedNumber(decimalFromMinor(Number(part), currencyCode), locale) };
    case 'share':
      // Twelve digits are more than anybody types, and fewer than the error of the product.
      return { [name]: typedNumber(decimal(Number((Number(part) * 100).toPrecision(12))), locale) };
    case 'whole':
    case 'decimal':
      return { [name]: typedNumber(decimal(Number(part)), locale) };
    case 'window': {
      const window = part as { days?: number; hours?: number };
      return window.hours === undefined
        ? { window: String(window.days), windowUnit: 'days' }
        : { window: String(window.hours), windowUnit: 'hours' };
    }
    case 'texts':
      return { [name]: [...(part as readonly string[]), ''] };
    case 'subject': {
      const { by, values } = part as { by: string; values: readonly string[] };
      return { of: by, ofValues: [...values, ''] };
    }
    default:
      return { [name]: typeof part === 'string' ? part : '' };
  }
}

/** Without an exponent, however small. */
const decimal = (value: number): string =>
  String(value).includes('e') ? value.toFixed(20).replace(/0+$/, '') : String(value);

function wholeFrom(typed: string, min: number, max: number, locale: Locale): Result<number, FieldFault> {
  const plain = plainNumber(typed, locale);
  if (plain === null) return failure({ code: 'not-a-number' });
  const value = Number(plain);
  if (!Number.isInteger(value)) return failure({ code: 'not-whole' });
  const format = new Intl.NumberFormat(locale);
  return value < min || value > max
    ? failure({ code: 'out-of-range', min: format.format(min), max: format.format(max) })
    : success(value);
}

function moneyFrom(typed: string, minMinor: number, { locale, currencyCode }: FieldTerms): Result<number, FieldFault> {
  const plain = plainNumber(typed, locale);
  if (plain === null) return failure({ code: 'not-a-number' });
  const minor = minorFromDecimal(plain, currencyCode);
  if (!minor.ok) return failure({ code: minor.problem === 'too-precise' ? 'too-precise' : 'not-a-number' });
  if (minor.value >= minMinor) return minor;
  return failure({ code: 'too-small', min: typedNumber(decimalFromMinor(minMinor, currencyCode), locale) });
}

function textsFrom(typed: readonly string[]): Result<string[], FieldFault> {
  const whole = [...typed.slice(0, -1).map((text) => text.trim()), unquoted(typed.at(-1) ?? '')];
  const texts = [...new Set(whole.filter((text) => text !== ''))];
  if (texts.length === 0) return failure({ code: 'missing' });
  if (texts.length > MOST_TEXTS) return failure({ code: 'too-many', max: String(MOST_TEXTS) });
  if (texts.some(({ length }) => length > MOST_TEXT_LETTERS))
    return failure({ code: 'too-long', max: String(MOST_TEXT_LETTERS) });
  return texts.every((text) => text.isWellFormed() && !text.includes('\0'))
    ? success(texts)
    : failure({ code: 'invalid' });
}
