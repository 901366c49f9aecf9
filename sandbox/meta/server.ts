/**
 * A stand-in for Meta's Marketing API, as far as custom audiences need it: a real HTTP server with state, rate limits, replacements
 * that take time, and failures on order. For the demo, the tests and the benchmarks. `/vN.0/*` behaves like the Graph API,
 * `/dialog/oauth` like the login, `/_control/*` is for whoever runs it, `/` is for people to look at.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { listen, type Listening, type ListenOptions } from '../listening.ts';
import { makeClock } from '../clock.ts';
import { openDatabase } from '../database.ts';
import { makeTraffic } from '../traffic.ts';
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

export interface MetaOptions extends ListenOptions {
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

export interface RunningMeta extends Listening {
  /** For code in the same process; other processes use `/_control`. */
  readonly state: World;
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
  const listening = await listen('meta', options, (request, response) => serve(world, request, response));
  return {
    ...listening,
    state: world,
    async close() {
      await listening.close();
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
