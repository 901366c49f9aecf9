/** Places where a shop's customers live, and the weather there: kept without the customers. */
import type { Coordinates } from '#app/core/weather/places.ts';
import type { Forecast } from '#app/core/yardsticks/yardsticks.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';

/** Keys longer than this are of no city, and would not fit an index. */
const KEY_LENGTH = 200;

/**
 * The forecasts in force, by place. They change in no other way than by `refreshForecasts`, which tells of it, so that the shop is
 * decided anew; that is also where those go whose time is over.
 */
export async function loadForecasts(sql: ShopSql): Promise<Record<string, Forecast>> {
  const { rows } = await sql.query<{ place_key: string; forecast: Forecast }>(
    'SELECT place_key, forecast FROM forecast WHERE shop_id = $1 AND forecast IS NOT NULL ORDER BY place_key',
    [sql.shopId],
  );
  return Object.fromEntries(rows.map((row) => [row.place_key, row.forecast]));
}

export interface InhabitedPlace {
  placeKey: string;
  /** The city as a customer wrote it, with the letters of the language where any did. */
  city: string;
}

/**
 * Where most customers live, the most populous places first. Of several spellings of a city the one of most bytes is taken: they
 * have equally many letters, and those that are not plain ones take more.
 */
export async function loadInhabitedPlaces(sql: ShopSql, limit: number): Promise<InhabitedPlace[]> {
  const { rows } = await sql.query<{ place_key: string; city: string }>(
    `SELECT place_key, substr(max(lpad(octet_length(city)::text, 4, '0') || city), 5) AS city
     FROM (
       SELECT place_key COLLATE "C" AS place_key, btrim(city) COLLATE "C" AS city, count(*) AS customer_count
       FROM customer_fact WHERE shop_id = $1 AND length(place_key) <= $3 AND city IS NOT NULL GROUP BY 1, 2) w
     GROUP BY place_key ORDER BY sum(customer_count) DESC, place_key LIMIT $2`,
    [sql.shopId, limit, KEY_LENGTH],
  );
  return rows.map((row) => ({ placeKey: row.place_key, city: row.city }));
}

export interface KnownPlace {
  /** Null where the service does not know the place. */
  location: Coordinates | null;
  locatedUntil: number;
  /** When the service last answered about its weather; null before. */
  askedAt: number | null;
  /** The end of the forecast in force; null when there is none. */
  validUntil: number | null;
}

/** What is known of places, by their keys. */
export async function loadKnownPlaces(sql: ShopSql): Promise<Map<string, KnownPlace>> {
  const { rows } = await sql.query<{
    place_key: string;
    latitude: number | null;
    longitude: number | null;
    located_until: number;
    asked_at: number | null;
    valid_until: number | null;
  }>(
    'SELECT place_key, latitude, longitude, located_until, asked_at, valid_until FROM forecast WHERE shop_id = $1 ORDER BY place_key',
    [sql.shopId],
  );
  return new Map(
    rows.map(({ place_key, latitude, longitude, located_until, asked_at, valid_until }) => [
      place_key,
      {
        location: latitude === null || longitude === null ? null : { latitude, longitude },
        locatedUntil: located_until,
        askedAt: asked_at,
        validUntil: valid_until,
      },
    ]),
  );
}

export interface LocatedPlace {
  placeKey: string;
  location: Coordinates | null;
  locatedUntil: number;
}

/** Keeps where places lie, or that the service does not know them. */
export async function saveLocations(sql: ShopSql, places: readonly LocatedPlace[]): Promise<void> {
  if (places.length === 0) return;
  await sql.query(
    `INSERT INTO forecast (shop_id, place_key, found, latitude, longitude, located_until)
     SELECT $1, g.place_key, g.latitude IS NOT NULL, g.latitude, g.longitude, g.located_until
     FROM unnest($2::text[], $3::float8[], $4::float8[], $5::timestamptz[]) AS g (place_key, latitude, longitude, located_until)
     ON CONFLICT (shop_id, place_key) DO UPDATE SET found = excluded.found, latitude = excluded.latitude,
       longitude = excluded.longitude, located_until = excluded.located_until`,
    [
      sql.shopId,
      places.map(({ placeKey }) => placeKey),
      places.map(({ location }) => location?.latitude ?? null),
      places.map(({ location }) => location?.longitude ?? null),
      places.map(({ locatedUntil }) => instant(locatedUntil)),
    ],
  );
}

export interface AnsweredForecast {
  placeKey: string;
  /** Null where the service has no figures: the forecast before stays until its end. */
  forecast: Forecast | null;
}

/** Keeps forecasts that were answered together. @returns How many are not as they were. */
export async function saveForecasts(
  sql: ShopSql,
  answered: readonly AnsweredForecast[],
  askedAt: number,
  validUntil: number,
): Promise<number> {
  const { rows } = await sql.query<{ changed: number }>(
    `WITH given AS (
       SELECT g.place_key, g.forecast, g.forecast IS DISTINCT FROM f.forecast AS changed
       FROM unnest($2::text[], $3::jsonb[]) AS g (place_key, forecast)
       JOIN forecast f ON f.shop_id = $1 AND f.place_key = g.place_key),
     kept AS (
       UPDATE forecast f SET asked_at = $4, forecast = coalesce(g.forecast, f.forecast),
         valid_until = CASE WHEN g.forecast IS NULL THEN f.valid_until ELSE $5 END
       FROM given g WHERE f.shop_id = $1 AND f.place_key = g.place_key
       RETURNING g.forecast IS NOT NULL AND g.changed AS changed)
     SELECT count(*) FILTER (WHERE changed)::int AS changed FROM kept`,
    [
      sql.shopId,
      answered.map(({ placeKey }) => placeKey),
      answered.map(({ forecast }) => (forecast === null ? null : JSON.stringify(forecast))),
      instant(askedAt),
      instant(validUntil),
    ],
  );
  return rows[0]?.changed ?? 0;
}

/** Takes away forecasts whose time is over: stale weather selects nobody. @returns How many there were. */
export async function dropLapsed(sql: ShopSql, now: number): Promise<number> {
  const { rowCount } = await sql.query(
    `UPDATE forecast SET forecast = NULL, valid_until = NULL WHERE shop_id = $1 AND forecast IS NOT NULL AND valid_until <= $2`,
    [sql.shopId, instant(now)],
  );
  return rowCount ?? 0;
}

/** Forgets all places but these. @returns How many forecasts went with them. */
export async function keepPlaces(sql: ShopSql, placeKeys: readonly string[]): Promise<number> {
  const { rows } = await sql.query<{ had: boolean }>(
    'DELETE FROM forecast WHERE shop_id = $1 AND place_key <> ALL ($2::text[]) RETURNING forecast IS NOT NULL AS had',
    [sql.shopId, placeKeys],
  );
  return rows.filter(({ had }) => had).length;
}
