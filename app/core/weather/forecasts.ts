/**
 * Forecasts as the weather service gives them, and what of them rules ask: whether it will rain or snow within three days,
 * and how cold and how warm it gets. https://open-meteo.com/en/docs (read 2026-11)
 */
import { z } from 'zod';
import type { Forecast } from '../yardsticks/yardsticks.ts';

/** Days of a forecast, today included. */
export const FORECAST_DAYS = 3;
/** Places asked about in one call: what fits into an address. The service takes 1,000. */
export const PLACES_PER_CALL = 100;
/** From so much in one day on it rains, in millimetres, or snows, in centimetres. */
const RAIN_MM = 1;
const SNOW_CM = 1;

/** What is asked for each day. Rain is that of fronts; what falls from single clouds is told as showers. */
export const dailyVariables = [
  'rain_sum',
  'showers_sum',
  'snowfall_sum',
  'temperature_2m_min',
  'temperature_2m_max',
] as const;

/** One figure for each day; null where the service has none. */
const figures = z.array(z.number().nullable());
const daily = z.object({
  rain_sum: figures,
  showers_sum: figures,
  snowfall_sum: figures,
  temperature_2m_min: figures,
  temperature_2m_max: figures,
});
const placeAnswer = z.object({ daily });

/** The answer about so many places, in the order in which they were asked about: a list, but for one place that place itself. */
export const forecastAnswer = (placeCount: number) =>
  z
    .union([z.array(placeAnswer), placeAnswer.transform((only) => [only])])
    .refine(({ length }) => length === placeCount, { error: 'not as many places as were asked about' });

/** What is kept of an answer; null where it lacks a figure for every day. */
export function forecastOf({ daily }: z.infer<typeof placeAnswer>): Forecast | null {
  const lowest = known(daily.temperature_2m_min);
  const highest = known(daily.temperature_2m_max);
  const rains = daily.rain_sum.map((rain, day) => sumOf(rain, daily.showers_sum[day] ?? null));
  const snows = known(daily.snowfall_sum);
  if ([lowest, highest, snows, known(rains)].some(({ length }) => length === 0)) return null;
  return {
    rain: known(rains).some((millimetres) => millimetres >= RAIN_MM),
    snow: snows.some((centimetres) => centimetres >= SNOW_CM),
    lowestC: Math.min(...lowest),
    highestC: Math.max(...highest),
  };
}

const known = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null);
const sumOf = (one: number | null, other: number | null): number | null =>
  one === null && other === null ? null : (one ?? 0) + (other ?? 0);

/** The items in groups of at most `size`, in their order. */
export function inBatches<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
