/** What tests of the weather share: a shop with customers in cities, and the stand-in of the weather service, on one clock. */
import { afterAll } from 'vitest';
import type { Rule } from '#app/core/rules/rule.ts';
import { foldText } from '#app/core/text.ts';
import type { Forecast } from '#app/core/yardsticks/yardsticks.ts';
import type { Services } from '#app/flows/services.ts';
import { refreshForecasts, type ForecastRefresh } from '#app/flows/weather/refreshForecasts.ts';
import { loadForecasts } from '#app/store/forecasts.ts';
import type { Call } from '#sandbox/weather/world.ts';
import { startWeather, type RunningWeather, type WeatherOptions } from '#sandbox/weather/server.ts';
import type { TestDatabase } from '#test/support/database.ts';
import { segmentedShop, type SegmentedShop } from './segmentedShop.ts';

export const HOUR_MS = 3_600_000;
export const MINUTE_MS = 60_000;
export const RAIN: Rule = { is: 'forecast', weather: 'rain' };

export interface WeatherShop extends SegmentedShop {
  weather: RunningWeather;
  /** Customers who live somewhere, as facts alone. */
  settle(...people: { city: string; country?: string; count?: number }[]): Promise<void>;
  addSegment(rule: Rule, active?: boolean): Promise<number>;
  refresh(more?: Partial<Services['environment']>): Promise<ForecastRefresh>;
  forecasts(): Promise<Record<string, Forecast>>;
  control(method: string, path: string, body?: object): Promise<unknown>;
  /** Calls since the last look. */
  calls(path?: '/v1/search' | '/v1/forecast'): Promise<Call[]>;
}

export async function weatherShop(
  database: TestDatabase,
  options: Omit<WeatherOptions, 'clock'> = {},
): Promise<WeatherShop> {
  const shop = await segmentedShop(database, { destinations: false });
  const weather = await startWeather({ limits: 'off', ...options, clock: () => shop.time.now });
  afterAll(() => weather.close());
  let customerCount = 0;
  let segmentCount = 100;

  const control: WeatherShop['control'] = async (method, path, body) => {
    const sent = body === undefined ? null : JSON.stringify(body);
    const response = await fetch(`${weather.url}/_control${path}`, { method, body: sent });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };

  return {
    ...shop,
    weather,
    control,
    async settle(...people) {
      for (const { city, country = 'TR', count = 1 } of people) {
        await shop.rows(
          `INSERT INTO customer_fact (shop_id, customer_id, country, city, place_key)
           SELECT $1, id, $4, $5, $6 FROM generate_series($2::int, $3::int) AS id`,
          ...[customerCount + 1, customerCount + count, country, city, `${foldText(country)}/${foldText(city)}`],
        );
        customerCount += count;
      }
    },
    async addSegment(rule, active = true) {
      segmentCount += 1;
      await shop.rows(
        'INSERT INTO segment (shop_id, segment_id, name, rule, active, position) VALUES ($1, $2, $3, $4, $5, $2)',
        ...[segmentCount, `Segment ${segmentCount}`, JSON.stringify(rule), active],
      );
      return segmentCount;
    },
    refresh: (more = {}) =>
      refreshForecasts(
        {
          ...shop.services,
          environment: {
            ...shop.services.environment,
            WEATHER_GEOCODING_BASE_URL: weather.url,
            WEATHER_FORECAST_BASE_URL: weather.url,
            ...more,
          },
        },
        shop.shopId,
      ),
    forecasts: () => shop.inShop(loadForecasts),
    async calls(path) {
      const { calls } = (await control('GET', '/traffic')) as { calls: Call[] };
      await control('DELETE', '/traffic');
      return path === undefined ? calls : calls.filter((call) => call.path === path);
    },
  };
}
