/** How numbers, money and instants are written in each language, zone and currency; and which language is chosen. */
import { describe, expect, it } from 'vitest';
import { makeFormats } from './formats.ts';
import { localeOf } from './locale.ts';

const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ');

describe('formats', () => {
  it('follow the language and the shop', () => {
    const turkish = makeFormats('tr', 'Europe/Istanbul', 'TRY');
    const english = makeFormats('en', 'America/New_York', 'USD');
    const at = Date.UTC(2026, 10, 21, 22, 30);
    expect(turkish.number(12_345)).toBe('12.345');
    expect(english.number(12_345)).toBe('12,345');
    expect(plain(turkish.money(124_990))).toBe('₺1.249,90');
    expect(english.money(124_990)).toBe('$1,249.90');
    expect(plain(turkish.instant(at))).toBe('22 Kas 2026 01:30');
    expect(plain(english.instant(at))).toBe('Nov 21, 2026, 5:30 PM');
    expect(turkish.signed(12)).toBe('+12');
    expect(english.signed(-3)).toBe('-3');
    expect(english.signed(0)).toBe('0');
  });

  it('know currencies without hundredths', () => {
    expect(plain(makeFormats('en', 'UTC', 'JPY').money(1_250))).toBe('¥1,250');
    expect(plain(makeFormats('en', 'UTC', 'KWD').money(1_250))).toBe('KWD 1.250');
  });

  it('show UTC for a zone that is not known here', () => {
    expect(plain(makeFormats('en', 'Mars/Olympus', 'USD').instant(0))).toBe('Jan 1, 1970, 12:00 AM');
  });
});

describe('the language', () => {
  it.each([
    ['tr', 'tr'],
    ['tr-TR', 'tr'],
    ['TR', 'tr'],
    ['en', 'en'],
    ['de', 'en'],
    ['trx', 'en'],
    ['', 'en'],
    [null, 'en'],
  ] as const)('asked for as %s is %s', (asked, locale) => {
    expect(localeOf(asked)).toBe(locale);
  });
});
