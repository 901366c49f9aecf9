/** The weather service fails: what was known holds for two days, the service is left alone, and in the end nothing is missing. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cities } from '#sandbox/weather/cities.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { NOW } from './segmentedShop.ts';
import { HOUR_MS, MINUTE_MS, RAIN, weatherShop, type WeatherShop } from './weatherShop.ts';

let database: TestDatabase;
let shop: WeatherShop;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  shop = await weatherShop(database);
  await shop.addSegment(RAIN);
  await shop.settle({ city: 'İzmir', count: 3 }, { city: 'Ankara', count: 2 }, { city: 'Van' });
});

const html = '<!doctype html><title>502 Bad Gateway</title>';
const failures: Record<string, object> = {
  'a failure of the service': { status: 500 },
  'a page of a proxy': { status: 502, body: html },
  'a page in place of an answer': { status: 200, body: html, headers: { 'Content-Type': 'text/html' } },
  'an answer that ends in the middle': { cut: 'short' },
  'a connection that breaks before the answer': { cut: 'before' },
  'a connection that breaks within it': { cut: 'midway' },
  'an error told in place of the figures': { status: 200, body: '{"error":true,"reason":"streaming failed"}' },
};

describe.each(Object.entries(failures))('%s', (_, failure) => {
  it('leaves the last forecast in force until 48 hours after it was asked for', async () => {
    await shop.refresh();
    const known = await shop.forecasts();
    await shop.control('POST', '/faults', { path: '/v1/forecast', ...failure });
    shop.time.now = NOW + 6 * HOUR_MS;
    expect(await shop.refresh()).toEqual({ changed: false, nextAt: NOW + 6 * HOUR_MS + 10 * MINUTE_MS });
    shop.time.now = NOW + 48 * HOUR_MS - 1;
    expect(await shop.refresh()).toEqual({ changed: false, nextAt: NOW + 48 * HOUR_MS });
    expect(await shop.forecasts()).toEqual(known);
    shop.time.now = NOW + 48 * HOUR_MS;
    expect(await shop.refresh()).toMatchObject({ changed: true });
    expect(await shop.forecasts()).toEqual({});

    await shop.control('DELETE', '/faults');
    shop.time.now += 10 * MINUTE_MS;
    expect(await shop.refresh()).toMatchObject({ changed: true });
    expect(Object.keys(await shop.forecasts())).toHaveLength(3);
  });

  it('while a place is looked up leaves out that place alone, and it is looked up the next time', async () => {
    await shop.control('POST', '/faults', { path: '/v1/search', skip: 1, times: 1, ...failure });
    expect(await shop.refresh()).toEqual({ changed: true, nextAt: NOW + 10 * MINUTE_MS });
    expect(Object.keys(await shop.forecasts())).toEqual(['tr/izmir', 'tr/van']);
    await shop.calls();
    shop.time.now += 10 * MINUTE_MS;
    expect(await shop.refresh()).toMatchObject({ changed: true });
    expect((await shop.calls('/v1/search')).map(({ query }) => query.name)).toEqual(['Ankara']);
    expect(Object.keys(await shop.forecasts())).toHaveLength(3);
  });
});

describe('three failures in a row', () => {
  it('are the end of a run', async () => {
    await shop.settle({ city: 'Bursa' }, { city: 'Rize' });
    await shop.control('POST', '/faults', { path: '/v1/search', status: 503 });
    expect(await shop.refresh()).toEqual({ changed: false, nextAt: NOW + 10 * MINUTE_MS });
    expect((await shop.calls()).map(({ path, status }) => [path, status])).toEqual(
      Array.from({ length: 3 }, () => ['/v1/search', 503]),
    );
  });

  it('at one address do not keep from asking at the other', async () => {
    await shop.refresh();
    await shop.settle({ city: 'Bursa' }, { city: 'Rize' }, { city: 'Sivas' }, { city: 'Trabzon' });
    await shop.control('POST', '/faults', { path: '/v1/search', status: 503 });
    await shop.calls();
    shop.time.now += 6 * HOUR_MS;
    await shop.refresh();
    expect((await shop.calls()).map(({ path, status }) => `${path} ${status}`)).toEqual([
      '/v1/search 503',
      '/v1/search 503',
      '/v1/search 503',
      '/v1/forecast 200',
    ]);
  });
});

describe('a limit', () => {
  it('ends the run at once, and is waited for as long as the service says', async () => {
    await shop.refresh();
    await shop.calls();
    await shop.control('POST', '/faults', { path: '/v1/forecast', status: 429, headers: { 'Retry-After': '120' } });
    shop.time.now += 6 * HOUR_MS;
    expect(await shop.refresh()).toEqual({ changed: false, nextAt: shop.time.now + 120_000 });
    expect(await shop.calls()).toHaveLength(1);
    expect(Object.keys(await shop.forecasts())).toHaveLength(3);
  });

  it('of the free service is met, waited for, and all is done in the end', async () => {
    await shop.control('POST', '/limits', { mode: 'published' });
    await shop.rows(
      `INSERT INTO customer_fact (shop_id, customer_id, country, city, place_key)
       SELECT $1, id, 'TR', 'yok' || id, 'tr/yok' || id FROM generate_series(1001, 1700) AS id`,
    );
    const first = await shop.refresh();
    expect(first).toEqual({ changed: true, nextAt: NOW + MINUTE_MS + 5_000 });
    expect(Object.keys(await shop.forecasts())).toHaveLength(3);
    const calls = await shop.calls();
    // The three forecasts count as one call each.
    expect(calls.filter(({ status }) => status === 200)).toHaveLength(600 - 3 + 1);
    expect(calls.filter(({ status }) => status === 429)).toHaveLength(1);

    shop.time.now = first.nextAt ?? 0;
    expect(await shop.refresh()).toMatchObject({ changed: false });
    expect((await shop.calls()).map(({ status }) => status)).not.toContain(429);
    expect(await shop.rows('SELECT count(*)::int AS n FROM forecast WHERE shop_id = $1')).toEqual([{ n: 703 }]);
  });
});

describe('a refusal of what we ask', () => {
  it('for one place lets it rest for a day; the others have their turn an hour later', async () => {
    await shop.control('POST', '/faults', { path: '/v1/search', times: 1, status: 400, reason: 'Odd name.' });
    expect(await shop.refresh()).toEqual({ changed: false, nextAt: NOW + HOUR_MS });
    expect(await shop.calls()).toHaveLength(1);
    shop.time.now += HOUR_MS;
    await shop.refresh();
    expect(Object.keys(await shop.forecasts())).toEqual(['tr/ankara', 'tr/van']);
    shop.time.now = NOW + 24 * HOUR_MS;
    await shop.refresh();
    expect(Object.keys(await shop.forecasts())).toHaveLength(3);
  });

  it.each<[string, object]>([
    ['of a forecast', { status: 400, reason: 'Forecast days is invalid.' }],
    ['an answer of another shape', { status: 200, body: '[{"daily":{"rain_sum":"much"}}]' }],
    ['an answer about fewer places', { status: 200, body: '[]' }],
    ['an answer that never ends', { status: 200, body: `[${' '.repeat(5_000_000)}]` }],
  ])('%s leaves everything as it is', async (_, failure) => {
    await shop.refresh();
    const known = await shop.forecasts();
    await shop.calls();
    await shop.control('POST', '/faults', { path: '/v1/forecast', ...failure });
    shop.time.now += 6 * HOUR_MS;
    expect(await shop.refresh()).toMatchObject({ changed: false });
    expect(await shop.calls()).toHaveLength(1);
    expect(await shop.forecasts()).toEqual(known);
  });
});

it('an address where nobody answers is tried three times, then left alone', async () => {
  const nowhere = 'http://127.0.0.1:9';
  const refreshed = shop.refresh({ WEATHER_GEOCODING_BASE_URL: nowhere, WEATHER_FORECAST_BASE_URL: nowhere });
  expect(await refreshed).toEqual({ changed: false, nextAt: NOW + 10 * MINUTE_MS });
});

it('calls under way end when the app is taken off the shop, and none follows', { timeout: 15_000 }, async () => {
  await shop.control('POST', '/faults', { delayMs: 30_000, status: 500 });
  const refreshed = shop.refresh();
  const applied = async (): Promise<number | undefined> =>
    ((await shop.control('GET', '/faults')) as { faults: { applied: number }[] }).faults[0]?.applied;
  await expect.poll(applied).toBe(1);
  await shop.rows("UPDATE shop SET status = 'uninstalled' WHERE shop_id = $1");
  expect(await refreshed).toMatchObject({ changed: false });
  expect(await applied()).toBe(1);
  expect(await shop.rows('SELECT * FROM forecast WHERE shop_id = $1')).toEqual([]);
});

describe('with a subscription', () => {
  const KEY = 'subscription-0001';

  it('the key goes into a header and into no address', async () => {
    const paid = await weatherShop(database, { apiKey: KEY });
    await paid.addSegment(RAIN);
    await paid.settle({ city: 'İzmir' });
    expect(await paid.refresh({ WEATHER_API_KEY: KEY })).toMatchObject({ changed: true });
    const calls = await paid.calls();
    expect(calls.map(({ headers }) => headers['x-api-key'])).toEqual([KEY, KEY]);
    for (const { path, query } of calls) expect(path + JSON.stringify(query)).not.toContain(KEY);
  });

  it('without the key nothing is answered, and the service is left alone for an hour', async () => {
    const paid = await weatherShop(database, { apiKey: KEY });
    await paid.addSegment(RAIN);
    await paid.settle({ city: 'İzmir' }, { city: 'Ankara' });
    expect(await paid.refresh()).toEqual({ changed: false, nextAt: NOW + HOUR_MS });
    expect((await paid.calls()).map(({ status }) => status)).toEqual([401]);
  });
});

it('whatever fails on the way, in the end every place has the weather that it would have had', async () => {
  const names = cities.filter(({ countryCode }) => countryCode === 'TR').map(({ name }) => name);
  for (const city of [...new Set(names)]) await shop.settle({ city });
  const smooth = await weatherShop(database);
  await smooth.addSegment(RAIN);
  for (const city of [...new Set(names)]) await smooth.settle({ city });

  for (const [seed, failure] of Object.values(failures).entries())
    await shop.control('POST', '/faults', { rate: 0.07, seed: seed + 1, ...failure });
  let runs = 0;
  for (; runs < 200; runs += 1) {
    const { nextAt } = await shop.refresh();
    const open = await shop.rows(
      `SELECT count(DISTINCT c.place_key) - count(DISTINCT c.place_key) FILTER (WHERE f.forecast IS NOT NULL) AS n
       FROM customer_fact c LEFT JOIN forecast f ON f.shop_id = c.shop_id AND f.place_key = c.place_key WHERE c.shop_id = $1`,
    );
    if (Number(open[0]?.n) === 0) break;
    shop.time.now = nextAt ?? 0;
  }
  expect(runs).toBeGreaterThan(0);
  // Both on the same day: what was asked for on the way is asked for once more.
  await shop.control('DELETE', '/faults');
  smooth.time.now = shop.time.now += 6 * HOUR_MS;
  await shop.refresh();
  await smooth.refresh();
  const forecasts = await shop.forecasts();
  expect(forecasts).toEqual(await smooth.forecasts());
  expect(Object.keys(forecasts)).toHaveLength(new Set(names).size);
});
