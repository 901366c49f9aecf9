/** `GET /v1/forecast`: the weather of some days, at one place or at up to 1,000. */
import { cityAt, dayVariables, units, weatherOf, type DayVariable } from './climate.ts';
import { Refusal } from './refusal.ts';
import type { World } from './world.ts';

const DAY_MS = 86_400_000;
const PLACES_LIMIT = 1_000;

/** @returns The answer, and how many places it is about. */
export function forecast(world: World, query: URLSearchParams): { answer: object; placeCount: number } {
  const latitudes = numbers(query, 'latitude', 90);
  const longitudes = numbers(query, 'longitude', 180);
  if (latitudes.length !== longitudes.length)
    throw new Refusal(400, "Parameter 'latitude' and 'longitude' must have the same number of elements");
  if (latitudes.length > PLACES_LIMIT) throw new Refusal(400, 'Only up to 1000 locations can be requested at once');
  const variables = (query.get('daily') ?? '').split(',').filter((name) => name !== '');
  const unknown = variables.find((name) => !isVariable(name));
  if (unknown !== undefined)
    throw new Refusal(
      400,
      `Data corrupted at path ''. Cannot initialize ForecastVariableDaily from invalid String value ${unknown}.`,
    );
  const days = Number(query.get('forecast_days') ?? '7');
  if (!Number.isInteger(days) || days < 0 || days > 16)
    throw new Refusal(400, `Forecast days is invalid. Allowed range 0 to 16. Given ${query.get('forecast_days')}.`);
  const zone = query.get('timezone') ?? 'GMT';
  if (zone !== 'auto' && zone !== 'GMT') throw new Refusal(400, 'The stand-in knows the time zones auto and GMT only.');
  const answers = latitudes.map((latitude, index) =>
    atPlace(world, { latitude, longitude: longitudes[index] ?? 0, index }, variables.filter(isVariable), days, zone),
  );
  return { answer: answers.length === 1 ? (answers[0] ?? {}) : answers, placeCount: answers.length };
}

const isVariable = (name: string): name is DayVariable => (dayVariables as readonly string[]).includes(name);

function numbers(query: URLSearchParams, name: 'latitude' | 'longitude', most: number): number[] {
  const text = query.get(name);
  if (text === null) throw new Refusal(400, `Value required for key '${name}'.`);
  return text.split(',').map((part) => {
    const value = part.trim() === '' ? Number.NaN : Number(part);
    if (Number.isNaN(value)) throw new Refusal(400, `Data corrupted at path '${name}'. Expected a number: ${part}.`);
    if (Math.abs(value) > most) {
      const label = name === 'latitude' ? 'Latitude' : 'Longitude';
      throw new Refusal(400, `${label} must be in range of -${most} to ${most}°. Given: ${value}.`);
    }
    return value;
  });
}

function atPlace(
  world: World,
  { latitude, longitude, index }: { latitude: number; longitude: number; index: number },
  variables: readonly DayVariable[],
  days: number,
  zone: string,
): object {
  const city = cityAt(latitude, longitude);
  const timezone = zone === 'auto' ? (city?.timezone ?? 'GMT') : 'GMT';
  const elevation = city?.elevation ?? 0;
  const today = dayIn(timezone, world.nowMs());
  const dates = Array.from({ length: days }, (_, ahead) => today + ahead);
  const ordered = city ? (world.overrides.get(city.id) ?? {}) : {};
  const figures = dates.map((day) => ({ ...weatherOf({ latitude, longitude, elevation }, day), ...ordered }));
  return {
    // The nearest point of the model's grid.
    latitude: Math.round(latitude * 16) / 16,
    longitude: Math.round(longitude * 16) / 16,
    generationtime_ms: 0.1,
    utc_offset_seconds: 0,
    timezone,
    timezone_abbreviation: 'GMT',
    elevation,
    ...(index === 0 ? {} : { location_id: index }),
    ...(variables.length === 0
      ? {}
      : {
          daily_units: { time: 'iso8601', ...Object.fromEntries(variables.map((name) => [name, units[name]])) },
          daily: {
            time: dates.map((day) => new Date(day * DAY_MS).toISOString().slice(0, 10)),
            ...Object.fromEntries(variables.map((name) => [name, figures.map((day) => day[name])])),
          },
        }),
  };
}

/** Days since 1970-01-01 in a zone. */
function dayIn(timezone: string, nowMs: number): number {
  const date = new Intl.DateTimeFormat('en-CA', { timeZone: timezone, dateStyle: 'short' }).format(nowMs);
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}
