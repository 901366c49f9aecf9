/** Numbers, money and instants in the merchant's language, the shop's time zone and its currency. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { currencyExponent } from '#app/core/money.ts';
import { localeOf, type Locale } from './locale.ts';
import { useShop } from './ShopContext.tsx';

export interface Formats {
  number: (value: number) => string;
  /** With a sign, also for a gain: +12, −3. */
  signed: (value: number) => string;
  /** @param share 0 to 1. */
  percent: (share: number) => string;
  /** @param minor Minor units of the shop's currency. */
  money: (minor: number) => string;
  /** Day and minute. */
  instant: (at: number) => string;
  day: (at: number) => string;
  hour: (at: number) => string;
}

/** The chosen language. */
export function useLocale(): Locale {
  return localeOf(useTranslation().i18n.language);
}

export function useFormats(): Formats {
  const locale = useLocale();
  const { timezone, currencyCode } = useShop();
  return useMemo(() => makeFormats(locale, timezone, currencyCode), [locale, timezone, currencyCode]);
}

export function makeFormats(locale: Locale, timezone: string, currencyCode: string): Formats {
  const timeZone = knownZone(timezone);
  const number = new Intl.NumberFormat(locale);
  const signed = new Intl.NumberFormat(locale, { signDisplay: 'exceptZero' });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const money = new Intl.NumberFormat(locale, { style: 'currency', currency: currencyCode });
  const instant = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone });
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone });
  const hour = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
  });
  const minorPerUnit = 10 ** (currencyExponent(currencyCode) ?? 2);
  return {
    number: (value) => number.format(value),
    signed: (value) => signed.format(value),
    percent: (share) => percent.format(share),
    money: (minor) => money.format(minor / minorPerUnit),
    instant: (at) => held(instant.format(at)),
    day: (at) => day.format(at),
    hour: (at) => held(hour.format(at)),
  };
}

/** Keeps AM and PM on the line of their hour. */
const held = (text: string): string => text.replace(/\s(?=[AP]M$)/, '\u00a0');

/** A zone this browser does not know is shown as UTC rather than not at all. */
function knownZone(timezone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone });
    return timezone;
  } catch {
    return 'UTC';
  }
}
