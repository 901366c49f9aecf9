/**
 * The form in which Meta compares what is known of a person, key by key; what remains is hashed. After the guide to customer file
 * audiences, as of 2026-09-12; where Meta's own programs differ, the choice and its reason stand beside the key.
 */
import { emailKey } from '#app/core/email.ts';
import { provinceCode } from './provinces.ts';

export type Key =
  | 'EMAIL'
  | 'PHONE'
  | 'GEN'
  | 'DOBY'
  | 'DOBM'
  | 'DOBD'
  | 'FN'
  | 'LN'
  | 'FI'
  | 'CT'
  | 'ST'
  | 'ZIP'
  | 'COUNTRY'
  | 'EXTERN_ID';

/**
 * Null when nothing is left that could be compared: the cell stays empty then.
 * @param countryCode Country of the address, ISO 3166-1 alpha-2; null when it is not known. Only a province needs it.
 */
export function normalise(key: Key, raw: string, countryCode: string | null = null): string | null {
  const found = RULES[key](raw, countryCode);
  return found === '' ? null : found;
}

const RULES: Readonly<Record<Key, (raw: string, countryCode: string | null) => string | null>> = {
  EMAIL: email,
  // Also "+0000000000" is nothing then.
  PHONE: (raw) => raw.replaceAll(/\D/g, '').replace(/^0+/, ''),
  // Never guessed from another word: what is neither is left out.
  GEN: (raw) => ({ m: 'm', male: 'm', f: 'f', female: 'f' })[lower(raw)] ?? null,
  DOBY: (raw) => (/^\d{4}$/.test(raw.trim()) && Number(raw) >= 1900 ? raw.trim() : null),
  DOBM: (raw) => twoDigits(raw, 12),
  DOBD: (raw) => twoDigits(raw, 31),
  // Letters of all scripts stay. The guide is silent on spaces; Meta's Param Builder takes them out.
  FN: name,
  LN: name,
  FI: (raw) => [...name(raw)][0] ?? null,
  // a-z only, as the guide says; letters with marks become plain ones first, rather than being lost.
  CT: roman,
  ST: (raw, countryCode) => provinceCode(roman(raw), countryCode) ?? roman(raw),
  ZIP: zip,
  // Codes only: the first two letters of a name would be another country's.
  COUNTRY: (raw) => (/^[a-z]{2}$/i.test(raw.trim()) ? lower(raw) : null),
  // Ours, and never hashed.
  EXTERN_ID: (raw) => raw.trim(),
};

/** An address that begins or ends with a dot is refused by Meta's programs, or hashed as another one. */
function email(raw: string): string | null {
  const key = emailKey(raw);
  return key === null || /^\.|\.$|\.@|@\./.test(key) ? null : key;
}

function name(raw: string): string {
  return lower(raw).replaceAll(/[\p{P}\p{S}\p{Z}\p{C}\s]/gu, '');
}

function zip(raw: string): string {
  const code = lower(raw).replaceAll(/\s/g, '');
  // The four further digits of an American code; everywhere else a hyphen belongs to it.
  return /^\d{5}-\d{4}$/.test(code) ? code.slice(0, 5) : code;
}

function twoDigits(raw: string, most: number): string | null {
  const text = raw.trim();
  if (!/^\d{1,2}$/.test(text) || Number(text) < 1 || Number(text) > most) return null;
  return text.padStart(2, '0');
}

/** Letters that do not come apart into a plain one and a mark. */
const ROMAN: Readonly<Record<string, string>> = {
  ı: 'i',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  þ: 'th',
};

function roman(raw: string): string {
  const plain = lower(raw).normalize('NFD').replaceAll(/\p{M}/gu, '');
  return plain.replaceAll(/[ıßæœøđðłþ]/g, (letter) => ROMAN[letter] ?? '').replaceAll(/[^a-z]/g, '');
}

/** Lower case that is the same in every locale: `İ` becomes `i`, without the dot that Unicode leaves behind. */
function lower(raw: string): string {
  return raw.trim().toLowerCase().normalize('NFC').replaceAll('i\u0307', 'i');
}
