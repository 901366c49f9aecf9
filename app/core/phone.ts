/** The form of a phone number by which records of one person are found, and which partners want: E.164. */
import { isSupportedCountry, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max';

/** What stands in no number but comes with texts that were copied: marks of direction, joiners, soft hyphens. */
const INVISIBLE = /[\p{Cf}\p{Cc}]/gu;
/** Between digits by habit, but unknown to the library. */
const LIKE_A_SPACE = /[_,'’`]/g;
/** No number is written longer; what follows would cost time and say nothing. */
const LONGEST = 100;

/**
 * `+905321234567` for any spelling of it; null for what is no valid number.
 * @param defaultCountry Of numbers written without their country: ISO 3166-1 alpha-2. Null if there is none to suppose.
 */
export function phoneKey(text: string, defaultCountry: string | null): string | null {
  if (text.length > LONGEST) return null;
  // NFKC: digits and signs of full width become ordinary ones. Arabic digits are read as they are.
  const plain = text.normalize('NFKC').replaceAll(INVISIBLE, '').replaceAll(LIKE_A_SPACE, ' ').trim();
  const country = supported(defaultCountry);
  return valid(plain, country) ?? (country === null ? null : withoutZeros(plain, country));
}

function valid(text: string, country: CountryCode | null): string | null {
  const number = parsePhoneNumberFromString(text, country === null ? {} : { defaultCountry: country });
  return number?.isValid() ? number.number : null;
}

/** The country's code after the zeros of a national number, `0 90 532 …`: nobody dials so, but it is written. */
function withoutZeros(text: string, country: CountryCode): string | null {
  const digits = text.replaceAll(/[\s()./+-]/g, '').replace(/^0+/, '');
  if (!/^\p{Nd}+$/u.test(digits)) return null;
  const number = parsePhoneNumberFromString(`+${digits}`);
  return number?.isValid() && number.country === country ? number.number : null;
}

function supported(country: string | null): CountryCode | null {
  const code = country?.toUpperCase() ?? '';
  return isSupportedCountry(code) ? code : null;
}
