/** Places: what is searched for, and which answer is taken. */
import { describe, expect, it } from 'vitest';
import { chooseLocation, placeSearch, searchAnswer } from './places.ts';

describe('a search', () => {
  it('tries the city as customers write it, and without the letters that the service tells apart where there are any', () => {
    expect(placeSearch('tr/diyarbakir', 'Diyarbakır')).toEqual({
      countryCode: 'TR',
      language: 'tr',
      names: ['Diyarbakır', 'diyarbakir'],
    });
    expect(placeSearch('de/berlin', ' berlin ')?.names).toEqual(['Berlin']);
    expect(placeSearch('tr/istanbul', 'İSTANBUL')?.names).toEqual(['İstanbul']);
  });

  it.each([
    ['tr/kadikoy', 'KADIKÖY', 'Kadıköy'],
    ['tr/igdir', 'IĞDIR', 'Iğdır'],
    ['tr/igdir merkez', 'ığdır MERKEZ', 'Iğdır Merkez'],
    ['tr/izmir', 'izmir', 'İzmir'],
    ['us/miami', 'MIAMI', 'Miami'],
    ['de/munchen', 'MÜNCHEN', 'München'],
  ])('of %s, written %s, is for %s', (key, written, name) => {
    expect(placeSearch(key, written)?.names[0]).toBe(name);
  });

  it('is in the language of the country', () => {
    const languages = ['tr/izmir', 'de/koln', 'fr/lyon', 'us/boston', 'az/baki'].map(
      (key) => placeSearch(key, 'city')?.language,
    );
    expect(languages).toEqual(['tr', 'de', 'fr', 'en', 'az']);
  });

  it('keeps a city with a slash in its name whole', () => {
    expect(placeSearch('tr/bahcelievler/istanbul', 'Bahçelievler/İstanbul')?.names).toEqual(['Bahçelievler/İstanbul']);
  });

  it.each([
    ['one letter', 'tr/a', 'A'],
    ['more than any city has', `tr/${'a'.repeat(81)}`, 'a'.repeat(81)],
    ['no country of two letters', 'turkey/izmir', 'İzmir'],
    ['no city', 'tr/', ''],
  ])('is not made for %s', (_, key, written) => {
    expect(placeSearch(key, written)).toBeNull();
  });
});

describe('the place that is meant', () => {
  const found = (...results: object[]) => searchAnswer.parse({ results, generationtime_ms: 0.5 });
  const place = (name: string, country_code: string, latitude: number) => ({
    name,
    country_code,
    latitude,
    longitude: 1,
    population: 5,
  });

  it('is in the country, wherever else there is one of the name', () => {
    const answer = found(place('Batman', 'AU', -37), place('Batman', 'TR', 37.9));
    expect(chooseLocation(answer, 'TR', 'batman')).toEqual({ latitude: 37.9, longitude: 1 });
    expect(chooseLocation(answer, 'DE', 'batman')).toBeNull();
  });

  it('is one of that very name before a larger one that only begins so', () => {
    const answer = found(place('Kaşüstü', 'TR', 40), place('KAŞ', 'TR', 36));
    expect(chooseLocation(answer, 'TR', 'Kaş')?.latitude).toBe(36);
  });

  it('is the first where the service knows it by another name', () => {
    const answer = found(place('München', 'DE', 48), place('Münchenbernsdorf', 'DE', 50));
    expect(chooseLocation(answer, 'DE', 'Munich')?.latitude).toBe(48);
  });

  it('may lie on the equator, which the answer leaves out', () => {
    expect(chooseLocation(found({ name: 'Pontianak', country_code: 'ID', longitude: 109 }), 'ID', 'Pontianak')).toEqual(
      {
        latitude: 0,
        longitude: 109,
      },
    );
  });

  it('is nowhere when nothing was found', () => {
    expect(chooseLocation(searchAnswer.parse({ generationtime_ms: 0.2 }), 'TR', 'Atlantis')).toBeNull();
  });
});
