/**
 * A stand-in for the weather service Open-Meteo: a real HTTP server with both of its calls, its limits and its errors. For the
 * demo and the tests. `/v1/*` behaves like the service, `/_control/*` is for whoever runs it.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveApi } from './api.ts';
import { serveControl } from './control.ts';
import { makeFaults } from './faults.ts';
import { makeLimiter, type LimitMode } from './limits.ts';
import type { World } from './world.ts';

export interface WeatherOptions {
  /** 0 (the default) takes any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  readonly clock?: () => number;
  /** Default `published`. */
  readonly limits?: LimitMode;
  /** Makes it one of the addresses for customers, which want this key and know no limits. */
  readonly apiKey?: string;
}

export interface RunningWeather {
  /** Base address of both calls. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

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
  const server = createServer((request, response) => {
    serve(world, request, response).catch((error: unknown) => {
      // A caller that hangs up while it is being read is the caller's affair.
      if (request.destroyed && !request.complete) return;
      console.error('weather stand-in: request failed', error);
      response.destroy();
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve);
  });
  const { port, address } = server.address() as AddressInfo;
  const host = address.includes(':') ? `[${address}]` : address;
  return {
    url: `http://${host}:${port}`,
    port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function serve(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://stand-in');
  if (/^\/_control(\/|$)/.test(url.pathname)) await serveControl(world, request, response, url);
  else await serveApi(world, request, response, url);
}
