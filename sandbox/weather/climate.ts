/**
 * The weather of the stand-in: of each place and day always the same, colder to the poles, on mountains and in winter, with rain
 * or snow on about one day in three; or what was ordered.
 */
import { cities, type City } from './cities.ts';
import { chance } from './random.ts';

/** Figures of one day, by the name of the variable; null where there are none. */
export const dayVariables = [
  'temperature_2m_min',
  'temperature_2m_max',
  'precipitation_sum',
  'rain_sum',
  'showers_sum',
  'snowfall_sum',
] as const;
export type DayVariable = (typeof dayVariables)[number];
export type DayFigures = Record<DayVariable, number | null>;
/** Figures that hold for every day. */
export type Override = Partial<DayFigures>;

export const units: Record<DayVariable, string> = {
  temperature_2m_min: '°C',
  temperature_2m_max: '°C',
  precipitation_sum: 'mm',
  rain_sum: 'mm',
  showers_sum: 'mm',
  snowfall_sum: 'cm',
};

/** About 50 km: farther from any city nothing is known of the place but where it lies. */
const NEAR_DEGREES = 0.5;
const DAY_MS = 86_400_000;
const tenths = (value: number): number => Math.round(value * 10) / 10;

/** The nearest city; undefined in the middle of nowhere. */
export function cityAt(latitude: number, longitude: number): City | undefined {
  const distance = (city: City): number => Math.hypot(city.latitude - latitude, city.longitude - longitude);
  const [nearest] = [...cities].sort((a, b) => distance(a) - distance(b));
  return nearest && distance(nearest) < NEAR_DEGREES ? nearest : undefined;
}

/** @param day Days since 1970-01-01 in the zone of the place. */
export function weatherOf(place: { latitude: number; longitude: number; elevation: number }, day: number): DayFigures {
  const lot = (purpose: number): number =>
    chance(Math.round(place.latitude * 100), Math.round(place.longitude * 100), day, purpose);
  const cold = Math.abs(place.latitude);
  // Warmest at the end of July in the north, half a year later in the south.
  const season =
    Math.cos(((((day * DAY_MS) / (365.25 * DAY_MS)) % 1) - 0.57) * 2 * Math.PI) * Math.sign(place.latitude);
  const mean = 30 - 0.42 * cold - 0.0065 * place.elevation + 0.27 * cold * season + (lot(1) - 0.5) * 8;
  const water = lot(2) < 0.35 ? tenths(0.2 + lot(3) ** 2 * 25) : 0;
  const snows = mean < 1;
  const showers = !snows && mean > 18;
  return {
    temperature_2m_min: tenths(mean - 3 - lot(4) * 3),
    temperature_2m_max: tenths(mean + 3 + lot(5) * 3),
    precipitation_sum: water,
    rain_sum: snows || showers ? 0 : water,
    showers_sum: showers ? water : 0,
    // 7 cm of snow are 10 mm of water.
    snowfall_sum: snows ? tenths(water * 0.7) : 0,
  };
}
