/**
 * The weather service, Open-Meteo: where places lie, and the weather there. Each of its two addresses is one door that closes
 * for the rest of a run when asking further makes no sense. One call at a time: the service queues callers by their address.
 */
import { dailyVariables, FORECAST_DAYS, forecastAnswer, forecastOf } from '#app/core/weather/forecasts.ts';
import { judge, type WeatherFailure, type WeatherJudgement } from '#app/core/weather/judge.ts';
import { chooseLocation, searchAnswer, type Coordinates, type PlaceSearch } from '#app/core/weather/places.ts';
import type { Forecast } from '#app/core/yardsticks/yardsticks.ts';
import type { Services } from '#app/flows/services.ts';
import type { z } from 'zod';
import { getAnswer } from './exchange.ts';

/** So many calls in a row that come to nothing are the end of a run. */
const FAILURES_LIMIT = 3;
/** How long the service is left alone after that, and after a call of ours that it refuses. */
const FAILED_REST_MS = 10 * 60_000;
const REFUSED_REST_MS = 60 * 60_000;
/** Places of one search from which one is chosen. */
const RESULTS = 10;

/** `closed`: not asked any more. */
export type WeatherAnswer<Value> = WeatherJudgement<Value> | { kind: 'closed' };

export interface WeatherService {
  /** Where a place lies; null where the service does not know it. */
  locate(search: PlaceSearch): Promise<WeatherAnswer<Coordinates | null>>;
  /** The weather at up to `PLACES_PER_CALL` places, in their order; null where the service has no figures. */
  forecast(places: readonly Coordinates[]): Promise<WeatherAnswer<(Forecast | null)[]>>;
  /** When to come back for what was not answered, epoch milliseconds; null when everything was. */
  retryAt(): number | null;
}

/** @param left Ends calls under way, and closes both doors. */
export function openWeather(services: Services, left: AbortSignal): WeatherService {
  const { WEATHER_GEOCODING_BASE_URL, WEATHER_FORECAST_BASE_URL } = services.environment;
  const geocoding = makeDoor(services, WEATHER_GEOCODING_BASE_URL, left);
  const forecasts = makeDoor(services, WEATHER_FORECAST_BASE_URL, left);
  return {
    async locate({ countryCode, language, names }) {
      let answer: WeatherAnswer<Coordinates | null> = { kind: 'value', value: null };
      for (const name of names) {
        const query = { name, count: String(RESULTS), language, countryCode, format: 'json' };
        const found = await geocoding.ask('/v1/search', query, searchAnswer);
        if (found.kind !== 'value') return found;
        answer = { kind: 'value', value: chooseLocation(found.value, countryCode, name) };
        if (answer.value !== null) break;
      }
      return answer;
    },
    async forecast(places) {
      const query = {
        latitude: places.map(({ latitude }) => latitude).join(','),
        longitude: places.map(({ longitude }) => longitude).join(','),
        daily: dailyVariables.join(','),
        forecast_days: String(FORECAST_DAYS),
        timezone: 'auto',
      };
      const answer = await forecasts.ask('/v1/forecast', query, forecastAnswer(places.length));
      return answer.kind === 'value' ? { kind: 'value', value: answer.value.map(forecastOf) } : answer;
    },
    retryAt() {
      const instants = [geocoding.retryAt(), forecasts.retryAt()].filter((at) => at !== null);
      return instants.length === 0 ? null : Math.min(...instants);
    },
  };
}

interface Door {
  ask<Value>(path: string, query: Record<string, string>, schema: z.ZodType<Value>): Promise<WeatherAnswer<Value>>;
  retryAt(): number | null;
}

function makeDoor(services: Services, baseUrl: string, left: AbortSignal): Door {
  let failuresInRow = 0;
  let retryAt: number | null = null;
  let isClosed = false;

  function note(failure: WeatherFailure): void {
    const now = services.clock();
    services.log[failure.kind === 'our-bug' || failure.kind === 'no-access' ? 'error' : 'warn'](
      { kind: failure.kind, reason: failure.reason, host: new URL(baseUrl).host },
      'the weather service gave no answer',
    );
    failuresInRow += 1;
    isClosed ||= failure.kind !== 'again' || failuresInRow >= FAILURES_LIMIT;
    const restUntil =
      failure.kind === 'limited'
        ? failure.notBefore
        : now + (failure.kind === 'again' ? FAILED_REST_MS : REFUSED_REST_MS);
    retryAt = Math.max(retryAt ?? 0, restUntil);
  }

  return {
    async ask<Value>(path: string, query: Record<string, string>, schema: z.ZodType<Value>) {
      if (isClosed || left.aborted) return { kind: 'closed' as const };
      const url = `${baseUrl}${path}?${new URLSearchParams(query).toString()}`;
      const exchange = await getAnswer(url, services.environment.WEATHER_API_KEY, left);
      if (left.aborted) return { kind: 'closed' as const };
      const judgement = judge(exchange, schema, services.clock());
      if (judgement.kind === 'value') failuresInRow = 0;
      else note(judgement);
      return judgement;
    },
    retryAt: () => retryAt,
  };
}
