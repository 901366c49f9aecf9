/**
 * A stand-in for Meta's Marketing API, as far as custom audiences need it: a real HTTP server with state, rate limits, replacements
 * that take time, and failures on order. For the demo, the tests and the benchmarks. `/vN.0/*` behaves like the Graph API,
 * `/dialog/oauth` like the login, `/_control/*` is for whoever runs it, `/` is for people to look at.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeClock } from '../klaviyo/clock.ts';
import { sendJson } from '../klaviyo/http.ts';
import { openDatabase } from '../klaviyo/store/database.ts';
import { makeTraffic } from '../klaviyo/traffic.ts';
import { serveApi } from './api.ts';
import { catchUp } from './catch-up.ts';
import { serveControl } from './control/routes.ts';
import { makeFaults } from './faults.ts';
import { makeLimiter, type LimitMode } from './limits.ts';
import { serveDialog } from './oauth/dialog.ts';
import { serveHome } from './pages/home.ts';
import { SCHEMA } from './store/schema.ts';
import { makeSwitches, type Switches } from './switches.ts';
import type { World } from './world.ts';

export interface MetaOptions {
  /** 0 (the default) takes any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** A folder: state survives the process, even when it is killed. In memory when absent. */
  readonly statePath?: string;
  readonly clock?: () => Date;
  /** Default `published`. */
  readonly limits?: LimitMode;
  /** What differs from the usual from the start. */
  readonly switches?: Partial<Switches>;
  /** Calls kept in full; default 10,000. */
  readonly trafficCapacity?: number;
  /** Largest request body kept in the traffic record; default 64 KB. Larger ones leave their size and hash. */
  readonly trafficBodyBytes?: number;
}

export interface RunningMeta {
  readonly url: string;
  readonly port: number;
  /** For code in the same process; other processes use `/_control`. */
  readonly state: World;
  close(): Promise<void>;
}

const DEFAULT_TRAFFIC_CAPACITY = 10_000;
const DEFAULT_TRAFFIC_BODY_BYTES = 64 * 1024;

export async function startMeta(options: MetaOptions = {}): Promise<RunningMeta> {
  const db = openDatabase(options.statePath, 'meta', SCHEMA);
  const world: World = {
    db,
    clock: makeClock(db, options.clock ?? (() => new Date())),
    limiter: makeLimiter(options.limits ?? 'published'),
    faults: makeFaults(),
    traffic: makeTraffic(
      options.trafficCapacity ?? DEFAULT_TRAFFIC_CAPACITY,
      options.trafficBodyBytes ?? DEFAULT_TRAFFIC_BODY_BYTES,
    ),
    switches: makeSwitches(db, options.switches ?? {}),
  };
  const server = createServer((request, response) => {
    serve(world, request, response).catch((error: unknown) => {
      // A caller that hangs up while it is being read is the caller's affair.
      if (request.destroyed && !request.complete) return;
      console.error('meta stand-in: request failed', error);
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { error: String(error) });
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
    state: world,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      db.close();
    },
  };
}

async function serve(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://stand-in');
  if (/^\/_control(\/|$)/.test(url.pathname)) {
    catchUp(world, world.clock.nowMs());
    await serveControl(world, request, response, url);
  } else if (/^(\/v\d+\.\d+)?\/dialog\/oauth$/.test(url.pathname)) await serveDialog(world, request, response, url);
  else if (url.pathname === '/') serveHome(world, request, response);
  else await serveApi(world, request, response, url);
}
