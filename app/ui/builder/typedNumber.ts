/** Numbers as people type them: with the marks of either language between thousands and before decimals. */
import type { Locale } from '../locale.ts';

const marks: Record<Locale, { thousands: string; decimals: string }> = {
  tr: { thousands: '.', decimals: ',' },
  en: { thousands: ',', decimals: '.' },
};

/**
 * The number as digits with at most one decimal point; null for what is no number. Marks between thousands are read as the
 * language has them; where the text has none, either mark stands before decimals.
 */
export function plainNumber(typed: string, locale: Locale): string | null {
  const text = typed.trim().replaceAll(/[\s\u00a0]/g, '');
  const { thousands, decimals } = marks[locale];
  const grouped = new RegExp(`^-?\\d{1,3}(\\${thousands}\\d{3})+(\\${decimals}\\d+)?$`);
  if (grouped.test(text)) return text.replaceAll(thousands, '').replace(decimals, '.');
  return /^-?\d+([.,]\d+)?$/.test(text) ? text.replace(',', '.') : null;
}

/** A plain number as it stands in a field: no marks between thousands, no decimals that say nothing. */
export function typedNumber(plain: string, locale: Locale): string {
  const short = plain.includes('.') ? plain.replace(/\.?0+$/, '') : plain;
  return short.replace('.', marks[locale].decimals);
}
