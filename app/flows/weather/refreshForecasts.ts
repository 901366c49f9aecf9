/**
 * Customers' cities → the weather service → forecasts by place, which rules compare with. Only for shops that keep a segment
 * which asks for the weather; nobody else's cities are told to anybody. The service hears names of places and where they lie,
 * never who lives there.
 */
import { asksForecast } from '#app/core/weather/asksForecast.ts';
import { inBatches, PLACES_PER_CALL } from '#app/core/weather/forecasts.ts';
import { placeSearch } from '#app/core/weather/places.ts';
import type { Services } from '#app/flows/services.ts';
import { whileInstalled } from '#app/flows/whileInstalled.ts';
import type { ShopId, ShopSql } from '#app/platform/database.ts';
import {
  dropLapsed,
  keepPlaces,
  loadInhabitedPlaces,
  loadKnownPlaces,
  saveForecasts,
  saveLocations,
  type InhabitedPlace,
  type KnownPlace,
  type LocatedPlace,
} from '#app/store/forecasts.ts';
import { decidedSegments, loadSegments } from '#app/store/segments.ts';
import { loadShop } from '#app/store/shops.ts';
import { openWeather, type WeatherService } from './weatherService.ts';

const HOUR_MS = 3_600_000;
/** The most places of a shop whose weather is asked for. */
export const PLACES_LIMIT = 1_000;
/** How old a forecast gets before it is asked for again. */
const REFRESH_MS = 6 * HOUR_MS;
/** How long a forecast holds while the service does not answer. */
const VALID_MS = 48 * HOUR_MS;
/** How long it is believed where a place lies, or that there is none. */
const LOCATED_MS = 90 * 24 * HOUR_MS;
/** The same for a place that the service refuses to look for: others have their turn, and a new version may ask better. */
const REFUSED_MS = 24 * HOUR_MS;

export interface ForecastRefresh {
  /** Whether any forecast is not as it was: the shop has to be decided anew. */
  changed: boolean;
  /** When to run again, epoch milliseconds; null while no segment asks for the weather. */
  nextAt: number | null;
}

/**
 * A transaction of the shop; not run, and undefined, once the app was taken off it. `work` counts the forecasts that it changes.
 */
type Save = <Value>(
  work: (sql: ShopSql, count: (changed: number) => void) => Promise<Value>,
) => Promise<Value | undefined>;

interface Run {
  services: Services;
  weather: WeatherService;
  known: Map<string, KnownPlace>;
  save: Save;
}

export async function refreshForecasts(services: Services, shopId: ShopId): Promise<ForecastRefresh> {
  let changedCount = 0;
  const save: Save = (work) =>
    services.database.inShop(shopId, async (sql) => {
      if ((await loadShop(sql))?.status !== 'installed') return undefined;
      return work(sql, (changed) => void (changedCount += changed));
    });

  const begun = await save((sql, count) => begin(sql, services.clock(), count));
  if (!begun) return { changed: false, nextAt: null };
  const { places, known } = begun;
  const retryAt = await whileInstalled(services, shopId, async (left) => {
    const run: Run = { services, weather: openWeather(services, left), known, save };
    // The most populous places have their weather first, also when the service stops answering on the way.
    for (const batch of inBatches(places, PLACES_PER_CALL)) {
      await locate(run, batch);
      await forecast(run, batch);
    }
    return run.weather.retryAt();
  });
  const nextAt = nextRun([...known.values()], retryAt, services.clock());
  services.log.info({ shopId, placeCount: places.length, changedCount, nextAt }, 'forecasts refreshed');
  return { changed: changedCount > 0, nextAt };
}

/** The places whose weather is wanted; null when no segment asks for any. What nobody wants any more, or is over, goes. */
async function begin(sql: ShopSql, now: number, count: (changed: number) => void) {
  const segments = decidedSegments(await loadSegments(sql));
  if (!segments.some(({ rule }) => asksForecast(rule))) {
    await keepPlaces(sql, []);
    return null;
  }
  const places = await loadInhabitedPlaces(sql, PLACES_LIMIT);
  const keys = places.map(({ placeKey }) => placeKey);
  count((await keepPlaces(sql, keys)) + (await dropLapsed(sql, now)));
  return { places, known: await loadKnownPlaces(sql) };
}

/** Finds out where those places lie of which it is not known, or not any more. */
async function locate({ services, weather, known, save }: Run, places: readonly InhabitedPlace[]): Promise<void> {
  const located: LocatedPlace[] = [];
  for (const { placeKey, city } of places) {
    const before = known.get(placeKey);
    if (before && before.locatedUntil > services.clock()) continue;
    const search = placeSearch(placeKey, city);
    const answer = search ? await weather.locate(search) : { kind: 'value' as const, value: null };
    const now = services.clock();
    if (answer.kind === 'value') located.push({ placeKey, location: answer.value, locatedUntil: now + LOCATED_MS });
    else if (answer.kind === 'our-bug')
      located.push({ placeKey, location: before?.location ?? null, locatedUntil: now + REFUSED_MS });
    else if (answer.kind === 'closed') break;
  }
  if (located.length === 0) return;
  await save((sql) => saveLocations(sql, located));
  for (const { placeKey, location, locatedUntil } of located) {
    const { askedAt, validUntil } = known.get(placeKey) ?? { askedAt: null, validUntil: null };
    known.set(placeKey, { location, locatedUntil, askedAt, validUntil });
  }
}

/** Asks for the weather at those places whose forecast is due. */
async function forecast({ services, weather, known, save }: Run, places: readonly InhabitedPlace[]): Promise<void> {
  const askedAt = services.clock();
  const due = places.flatMap(({ placeKey }) => {
    const place = known.get(placeKey);
    const isDue = place?.askedAt == null || place.askedAt + REFRESH_MS <= askedAt;
    return place?.location && isDue ? [{ placeKey, place, location: place.location }] : [];
  });
  if (due.length === 0) return;
  const answer = await weather.forecast(due.map(({ location }) => location));
  if (answer.kind !== 'value') return;
  const answered = due.map(({ placeKey }, index) => ({ placeKey, forecast: answer.value[index] ?? null }));
  const validUntil = askedAt + VALID_MS;
  await save(async (sql, count) => count(await saveForecasts(sql, answered, askedAt, validUntil)));
  for (const [index, { placeKey, place }] of due.entries())
    known.set(placeKey, { ...place, askedAt, validUntil: answer.value[index] ? validUntil : place.validUntil });
}

/** When something is due next: a forecast to be asked for again, one whose time is over, or what got no answer. */
function nextRun(places: readonly KnownPlace[], retryAt: number | null, now: number): number {
  const instants = places.flatMap(({ location, askedAt, validUntil }) => [
    ...(location && askedAt !== null ? [askedAt + REFRESH_MS] : []),
    ...(validUntil === null ? [] : [validUntil]),
  ]);
  // A forecast that is overdue got no answer just now: it waits for the next try.
  return Math.min(now + REFRESH_MS, ...instants.filter((at) => at > now), ...(retryAt === null ? [] : [retryAt]));
}
