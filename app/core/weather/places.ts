/**
 * Places as the weather service knows them: how a city of customers is searched for, and which of the answers is meant.
 * https://open-meteo.com/en/docs/geocoding-api (read 2026-11)
 */
import { z } from 'zod';
import { foldText } from '../text.ts';

/** Degrees, north and east positive. */
export interface Coordinates {
  readonly latitude: number;
  readonly longitude: number;
}

/** What to search for. */
export interface PlaceSearch {
  /** ISO 3166-1 alpha-2, in capitals. */
  readonly countryCode: string;
  /** Language most spoken there: that in which its customers write their city. */
  readonly language: string;
  /** Spellings to try, the likeliest first. */
  readonly names: readonly string[];
}

/** Of one letter the service finds nothing, and what is longer than this is no city. */
const NAME_LENGTHS = { least: 2, most: 80 } as const;

/**
 * How to search for a place.
 * @param placeKey Country and city, folded, as in `tr/izmir`.
 * @param written The city as customers write it. It goes first: the service tells ı from i, and the key no longer does. Capitals
 *   become small in the language of the country, so that KADIKÖY is Kadıköy.
 * @returns Null where there is nothing to search for.
 */
export function placeSearch(placeKey: string, written: string): PlaceSearch | null {
  const [, country, city = ''] = /^([a-z]{2})\/(.+)$/.exec(placeKey) ?? [];
  if (country === undefined) return null;
  const countryCode = country.toUpperCase();
  const { language } = new Intl.Locale(`und-${countryCode}`).maximize();
  const name = capitalized(written.trim(), language);
  const names = [name, ...(asCompared(name) === asCompared(city) ? [] : [city])].filter(
    ({ length }) => length >= NAME_LENGTHS.least && length <= NAME_LENGTHS.most,
  );
  return names.length === 0 ? null : { countryCode, language, names };
}

/** A name as the service compares it: two that are the same here need not both be tried. */
const asCompared = (name: string): string => name.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();

/** Small letters but for the first of each word. */
const capitalized = (text: string, language: string): string =>
  text.replaceAll(
    /(\p{L})([\p{L}\p{M}]*)/gu,
    (_, first: string, rest: string) => first.toLocaleUpperCase(language) + rest.toLocaleLowerCase(language),
  );

/** Fields that are empty or zero are left out of the answer, and so is the list when nothing was found. */
export const searchAnswer = z.object({
  results: z
    .array(
      z.object({
        name: z.string(),
        country_code: z.string().default(''),
        latitude: z.number().min(-90).max(90).default(0),
        longitude: z.number().min(-180).max(180).default(0),
      }),
    )
    .default([]),
});

/**
 * The place that is meant: in the country, of that very name before one that only begins so, and else the first, for the
 * service puts what is larger before what is smaller. Null when none is in the country.
 */
export function chooseLocation(
  { results }: z.infer<typeof searchAnswer>,
  countryCode: string,
  name: string,
): Coordinates | null {
  const inCountry = results.filter(({ country_code }) => country_code.toUpperCase() === countryCode);
  const chosen = inCountry.find((result) => foldText(result.name) === foldText(name)) ?? inCountry[0];
  return chosen ? { latitude: chosen.latitude, longitude: chosen.longitude } : null;
}
