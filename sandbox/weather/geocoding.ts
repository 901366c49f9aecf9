/** `GET /v1/search`: cities by the beginning of their name. */
import { cities, type City } from './cities.ts';
import { Refusal } from './refusal.ts';

/** As the service compares names: without marks, in small letters. A dotless ı stays one: it carries no mark to take away. */
const folded = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();

/** A city is found by its own name, by others that belong to no language, and by its name in the language asked for. */
const namesOf = (city: City, language: string): string[] => [
  city.name,
  ...city.otherNames,
  ...(city.translations[language] === undefined ? [] : [city.translations[language]]),
];

export function search(query: URLSearchParams): object {
  const name = query.get('name');
  if (name === null) throw new Refusal(400, 'Value required for key ‘name’.');
  const count = Number(query.get('count') ?? '10');
  if (!Number.isInteger(count) || count < 1 || count > 100)
    throw new Refusal(400, 'Parameter count must be between 1 and 100.');
  const language = query.get('language') ?? 'en';
  const countryCode = query.get('countryCode');
  const wanted = folded(name.trim());
  // Of one letter nothing is found, of two only what is called just so.
  const fits = (candidate: string): boolean =>
    wanted.length <= 2 ? wanted.length === 2 && candidate === wanted : candidate.startsWith(wanted);
  const found = cities
    .filter((city) => countryCode === null || city.countryCode === countryCode)
    .flatMap((city) => {
      const matching = namesOf(city, language).map(folded).filter(fits);
      return matching.length === 0 ? [] : [{ city, isExact: matching.includes(wanted) }];
    })
    .sort((a, b) => Number(b.isExact) - Number(a.isExact) || b.city.population - a.city.population)
    .slice(0, count);
  // Empty fields are not answered, and so neither is an empty list.
  return {
    ...(found.length === 0 ? {} : { results: found.map(({ city }) => shown(city, language)) }),
    generationtime_ms: 0.5,
  };
}

const shown = (city: City, language: string): object => ({
  id: city.id,
  name: city.translations[language] ?? city.name,
  latitude: city.latitude,
  longitude: city.longitude,
  elevation: city.elevation,
  feature_code: 'PPL',
  country_code: city.countryCode,
  timezone: city.timezone,
  population: city.population,
  ...(city.province === '' ? {} : { admin1: city.province }),
});
