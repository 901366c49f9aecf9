/**
 * A stand-in for the weather service Open-Meteo: a real HTTP server with both of its calls, its limits and its errors. For the
 * demo and the tests. `/v1/*` behaves like the service, `/_control/*` is for whoever runs it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { listen, type Listening, type ListenOptions } from '../listening.ts';
import { serveApi } from './api.ts';
import { serveControl } from './control.ts';
import { makeFaults } from './faults.ts';
import { makeLimiter, type LimitMode } from './limits.ts';
import type { World } from './world.ts';

export interface WeatherOptions extends ListenOptions {
  readonly clock?: () => number;
  /** Default `published`. */
  readonly limits?: LimitMode;
  /** Makes it one of the addresses for customers, which want this key and know no limits. */
  readonly apiKey?: string;
}

/** Its address is the base of both calls. */
export type RunningWeather = Listening;

export async function startWeather(options: WeatherOptions = {}): Promise<RunningWeather> {
  const clock = options.clock ?? Date.now;
  const world: World = {
    nowMs: () => clock() + world.offsetMs,
    offsetMs: 0,
    apiKey: options.apiKey,
    limiter: makeLimiter(options.limits ?? 'published'),
    faults: makeFaults(),
    overrides: new Map(),
    calls: [],
  };
  return listen('weather', options, (request, response) => serve(world, request, response));
}

async function serve(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://stand-in');
  if (/^\/_control(\/|$)/.test(url.pathname)) await serveControl(world, request, response, url);
  else await serveApi(world, request, response, url);
}
