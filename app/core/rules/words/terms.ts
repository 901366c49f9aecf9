/** What rules are put into words with: the language, and how the shop writes figures, sums and instants. */
import { isTimezone } from '../../calendar.ts';
import { currencyExponent, decimalFromMinor } from '../../money.ts';
import type { Locale } from '../../text.ts';
import { type Window, windowMs } from '../window.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = windowMs({ hours: 1 });
const DAY_MS = windowMs({ days: 1 });

export interface WordTerms {
  readonly locale: Locale;
  /** ISO 4217 code of the shop's currency. */
  readonly currencyCode: string;
  /** The name of another segment of the shop, for references. */
  segmentName(segmentId: number): string;
  /** IANA zone in which instants are told; UTC where it is left out or not known here. */
  readonly timezone?: string;
}

/** Writers of single values. */
export interface Formats {
  number(value: number): string;
  /** @param share Of 1; told to the hundredth of a hundredth. */
  hundredths(share: number): string;
  /** @param minor Minor units. */
  money(minor: number): string;
  /** Day and minute; `…` where time has no beginning or no end. */
  instant(at: number): string;
  /** @param day `YYYY-MM-DD`. */
  day(day: string): string;
  window(window: Window): string;
  days(days: number): string;
  /** A length of time, to the tenth of its largest unit. */
  span(ms: number): string;
  celsius(degrees: number): string;
}

export const quoted = (text: string): string => `“${text}”`;

/** Joins texts as the language does. */
export function listed(locale: Locale, joinedBy: 'and' | 'or', texts: readonly string[]): string {
  return new Intl.ListFormat(locale, { type: joinedBy === 'and' ? 'conjunction' : 'disjunction' }).format(texts);
}

const made = new WeakMap<WordTerms, Formats>();

/** The writers for these terms; making them costs more than using them, so they are made once. */
export function formatsOf(terms: WordTerms): Formats {
  const known = made.get(terms) ?? makeFormats(terms);
  made.set(terms, known);
  return known;
}

function makeFormats({ locale, currencyCode, timezone = 'UTC' }: WordTerms): Formats {
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 });
  const decimals = currencyExponent(currencyCode) ?? 2;
  const money = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: currencyCode,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  const timeZone = isTimezone(timezone) ? timezone : 'UTC';
  const instant = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  const measure = (unit: string): Intl.NumberFormat =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 1 });
  const [days, hours, minutes, seconds] = [measure('day'), measure('hour'), measure('minute'), measure('second')];
  return {
    number: (value) => number.format(value),
    hundredths: (share) => number.format(Math.round(share * 10_000) / 100),
    // As a text, so that no sum is rounded on its way.
    money: (minor) => money.format(decimalFromMinor(minor, currencyCode) as `${number}`),
    // Keeps AM and PM on the line of their hour.
    instant: (at) => (Number.isFinite(at) ? instant.format(at).replace(/\s(?=[AP]M$)/, '\u00a0') : '…'),
    day: (text) => day.format(Date.parse(`${text}T00:00:00.000Z`)),
    window: (window) => ('days' in window ? days.format(window.days) : hours.format(window.hours)),
    days: (count) => days.format(count),
    span(ms) {
      if (ms >= DAY_MS) return days.format(ms / DAY_MS);
      if (ms >= HOUR_MS) return hours.format(ms / HOUR_MS);
      return ms >= MINUTE_MS ? minutes.format(ms / MINUTE_MS) : seconds.format(ms / 1_000);
    },
    celsius: (degrees) => `${number.format(degrees)} °C`,
  };
}
