/** Cities → the weather service → forecasts: who is asked about, how often, and what is kept. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { foldText } from '#app/core/text.ts';
import { PLACES_LIMIT } from '#app/flows/weather/refreshForecasts.ts';
import { cities } from '#sandbox/weather/cities.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { DAY_MS, NOW } from './segmentedShop.ts';
import { customerTold } from './webhooks.ts';
import { HOUR_MS, RAIN, weatherShop, type WeatherShop } from './weatherShop.ts';

let database: TestDatabase;
let shop: WeatherShop;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  shop = await weatherShop(database);
});

const placesOf = (latitudes: string | undefined): number => (latitudes ?? '').split(',').length;

describe('the weather service is not asked', () => {
  it('when no segment asks for the weather', async () => {
    await shop.settle({ city: 'İzmir', count: 3 });
    expect(await shop.refresh()).toEqual({ changed: false, nextAt: null });
    expect(await shop.calls()).toEqual([]);
  });

  it('when the segment that does is switched off', async () => {
    await shop.settle({ city: 'İzmir' });
    await shop.addSegment(RAIN, false);
    expect(await shop.refresh()).toEqual({ changed: false, nextAt: null });
    expect(await shop.calls()).toEqual([]);
  });

  it('when the app was taken off the shop', async () => {
    await shop.settle({ city: 'İzmir' });
    await shop.addSegment(RAIN);
    await shop.rows("UPDATE shop SET status = 'uninstalled' WHERE shop_id = $1");
    expect(await shop.refresh()).toEqual({ changed: false, nextAt: null });
    expect(await shop.calls()).toEqual([]);
  });
});

it('a segment that refers to one by the weather asks for it, though that one is switched off', async () => {
  await shop.settle({ city: 'İzmir' });
  const rainy = await shop.addSegment(RAIN, false);
  await shop.addSegment({ not: { is: 'member-of', segment: rainy } });
  await shop.refresh();
  expect(Object.keys(await shop.forecasts())).toEqual(['tr/izmir']);
});

describe('what Shopify tells of addresses', () => {
  it('becomes forecasts of the cities, and the service hears names of cities only', async () => {
    const address = (id: number, city: string, country: string) => {
      const told = customerTold(id, { updatedAt: NOW, email: `somebody${id}@example.com`, firstName: 'Ayşe' });
      return { ...told, body: { ...(told.body as object), default_address: { city, country_code: country } } };
    };
    await shop.addSegment(RAIN);
    await shop.tell(address(7777771, 'İZMİR', 'TR'), address(7777772, 'izmir', 'TR'), address(7777773, 'Berlin', 'DE'));
    await shop.control('POST', '/weather', { city: 'İzmir', rain_sum: 12, snowfall_sum: 0, showers_sum: 0 });
    await shop.control('POST', '/weather', {
      city: 'Berlin',
      country: 'DE',
      rain_sum: 0,
      showers_sum: 0,
      snowfall_sum: 4,
    });

    expect(await shop.refresh()).toEqual({ changed: true, nextAt: NOW + 6 * HOUR_MS });
    expect(await shop.forecasts()).toMatchObject({
      'tr/izmir': { rain: true, snow: false },
      'de/berlin': { rain: false, snow: true },
    });
    const calls = await shop.calls();
    expect(calls.map(({ path, query }) => [path, query.name ?? placesOf(query.latitude)])).toEqual([
      ['/v1/search', 'İzmir'],
      ['/v1/search', 'Berlin'],
      ['/v1/forecast', 2],
    ]);
    for (const call of calls) expect(JSON.stringify(call)).not.toMatch(/somebody|ayşe|777777/i);
  });
});

describe('forecasts', () => {
  beforeEach(async () => {
    await shop.addSegment({ is: 'forecast', weather: 'above', degrees: 25 });
    await shop.settle({ city: 'Antalya', count: 2 }, { city: 'Ankara' });
  });

  it('are asked for every 6 hours, and places are looked up once in 90 days', async () => {
    await shop.refresh();
    expect(await shop.calls()).toHaveLength(3);
    shop.time.now += 6 * HOUR_MS - 1;
    expect(await shop.refresh()).toEqual({ changed: false, nextAt: NOW + 6 * HOUR_MS });
    expect(await shop.calls()).toEqual([]);
    shop.time.now += 1;
    await shop.refresh();
    expect((await shop.calls()).map(({ path }) => path)).toEqual(['/v1/forecast']);
    shop.time.now = NOW + 90 * DAY_MS - 1;
    await shop.refresh();
    expect(await shop.calls('/v1/search')).toEqual([]);
    shop.time.now = NOW + 90 * DAY_MS;
    await shop.refresh();
    expect(await shop.calls('/v1/search')).toHaveLength(2);
  });

  it('tell whether any is not as it was', async () => {
    const ordered = { city: 'Antalya', temperature_2m_min: 18, temperature_2m_max: 26.4, rain_sum: 0, showers_sum: 0 };
    await shop.control('POST', '/weather', { ...ordered, snowfall_sum: 0 });
    await shop.control('POST', '/weather', { ...ordered, city: 'Ankara', snowfall_sum: 0 });
    expect(await shop.refresh()).toMatchObject({ changed: true });
    const same = { rain: false, snow: false, lowestC: 18, highestC: 26.4 };
    expect(await shop.forecasts()).toEqual({ 'tr/ankara': same, 'tr/antalya': same });
    shop.time.now += 6 * HOUR_MS;
    expect(await shop.refresh()).toMatchObject({ changed: false });
    await shop.control('POST', '/weather', { ...ordered, temperature_2m_max: 26.5, snowfall_sum: 0 });
    shop.time.now += 6 * HOUR_MS;
    expect(await shop.refresh()).toMatchObject({ changed: true });
    expect((await shop.forecasts())['tr/antalya']).toEqual({ ...same, highestC: 26.5 });
  });

  it('of a place without figures stay as they are until their time is over', async () => {
    await shop.refresh();
    const before = await shop.forecasts();
    await shop.control('POST', '/weather', { city: 'Ankara', temperature_2m_min: null });
    shop.time.now += 47 * HOUR_MS;
    await shop.refresh();
    expect((await shop.forecasts())['tr/ankara']).toEqual(before['tr/ankara']);
    shop.time.now += HOUR_MS;
    expect(await shop.refresh()).toMatchObject({ changed: true });
    expect(Object.keys(await shop.forecasts())).toEqual(['tr/antalya']);
  });

  it('go with the last customer of a place, and with the last segment that asks', async () => {
    await shop.refresh();
    await shop.rows("DELETE FROM customer_fact WHERE shop_id = $1 AND city = 'Ankara'");
    expect(await shop.refresh()).toMatchObject({ changed: true });
    expect(Object.keys(await shop.forecasts())).toEqual(['tr/antalya']);
    await shop.rows("DELETE FROM segment WHERE shop_id = $1 AND rule ->> 'is' = 'forecast'");
    expect(await shop.refresh()).toEqual({ changed: false, nextAt: null });
    expect(await shop.rows('SELECT * FROM forecast WHERE shop_id = $1')).toEqual([]);
  });

  it('of another shop are its own', async () => {
    await shop.refresh();
    const other = await weatherShop(database);
    expect(await other.forecasts()).toEqual({});
  });
});

describe('a city', () => {
  beforeEach(() => shop.addSegment(RAIN));
  /** The latitude of each place, in whole degrees. */
  const placed = async (): Promise<Record<string, number | null>> =>
    Object.fromEntries(
      (await shop.rows('SELECT place_key, latitude FROM forecast WHERE shop_id = $1')).map((row) => [
        String(row.place_key),
        row.latitude === null ? null : Math.round(Number(row.latitude)),
      ]),
    );

  it('is that of the customer’s country', async () => {
    await shop.settle({ city: 'Batman' }, { city: 'Batman', country: 'AU' }, { city: 'Berlin', country: 'US' });
    await shop.refresh();
    expect(await placed()).toEqual({ 'tr/batman': 38, 'au/batman': -38, 'us/berlin': 44 });
  });

  it('is found however customers write it, if one of them writes it well', async () => {
    await shop.settle({ city: 'IGDIR', count: 5 }, { city: 'igdir', count: 2 }, { city: 'Iğdır' });
    await shop.settle({ city: 'MÜNCHEN', country: 'DE' }, { city: 'Munich', country: 'DE' }, { city: 'KAYAPINAR' });
    await shop.refresh();
    expect(await placed()).toEqual({ 'tr/igdir': 40, 'de/munchen': 48, 'de/munich': 48, 'tr/kayapinar': 38 });
  });

  it('that the service does not know has no weather, and is not asked about again for 90 days', async () => {
    await shop.settle({ city: 'Atlantis' }, { city: 'X' });
    expect(await shop.refresh()).toEqual({ changed: false, nextAt: NOW + 6 * HOUR_MS });
    expect(await placed()).toEqual({ 'tr/atlantis': null, 'tr/x': null });
    expect((await shop.calls()).map(({ query }) => query.name)).toEqual(['Atlantis']);
    shop.time.now += 90 * DAY_MS - 1;
    await shop.refresh();
    expect(await shop.calls()).toEqual([]);
    shop.time.now += 1;
    await shop.refresh();
    expect(await shop.calls()).toHaveLength(1);
  });

  it('may be anything that somebody typed', async () => {
    await shop.settle({ city: '<b>&?=#/,;%00"' }, { city: 'x'.repeat(5_000) }, { city: '😀😀' }, { city: 'İzmir' });
    await shop.refresh();
    expect(Object.keys(await shop.forecasts())).toEqual(['tr/izmir']);
  });
});

describe('many places', () => {
  beforeEach(() => shop.addSegment(RAIN));

  it('are asked about by the hundred, the most populous first', async () => {
    // The service finds a city by the beginning of its name, so every beginning is a place of its own.
    const beginnings = cities
      .filter(({ countryCode }) => countryCode === 'TR')
      .flatMap(({ name }) => Array.from({ length: name.length - 2 }, (_, index) => name.slice(0, index + 3).trim()));
    const distinct = [...new Map(beginnings.map((name) => [foldText(name), name])).values()].slice(0, 230);
    for (const [index, city] of distinct.entries()) await shop.settle({ city, count: index === 229 ? 9 : 1 });
    await shop.refresh();
    const calls = await shop.calls();
    expect(calls[0]?.query.name).toBe(distinct[229]);
    const batches = calls.filter(({ path }) => path === '/v1/forecast').map(({ query }) => placesOf(query.latitude));
    expect(batches).toEqual([100, 100, 30]);
    expect(Object.keys(await shop.forecasts())).toHaveLength(230);
  });

  it('are no more than a limit', async () => {
    await shop.rows(
      `INSERT INTO customer_fact (shop_id, customer_id, country, city, place_key)
       SELECT $1, id, 'TR', 'yok' || id % $2::int, 'tr/yok' || id % $2::int FROM generate_series(10001, 10000 + $2::int) AS id`,
      PLACES_LIMIT + 5,
    );
    await shop.settle({ city: 'Rize', count: 3 });
    await shop.refresh();
    const calls = await shop.calls('/v1/search');
    expect(calls).toHaveLength(PLACES_LIMIT);
    expect(calls[0]?.query.name).toBe('Rize');
    expect(await shop.rows('SELECT count(*)::int AS n FROM forecast WHERE shop_id = $1')).toEqual([
      { n: PLACES_LIMIT },
    ]);
  });
});
