/**
 * A stand-in for Klaviyo: a real HTTP server with state, rate limits, jobs that take time, and failures on order. For the demo, the
 * tests and the benchmarks. `/api/*` and `/oauth/*` behave like Klaviyo, `/_control/*` is for whoever runs it, `/` is for people to look at.
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
import { SCHEMA } from './store/schema.ts';
import { makeImportProcessor } from './import-processing.ts';
import { makeLimiter, type LimitMode } from './limits.ts';
import { serveConsent } from './oauth/consent.ts';
import { serveTokens } from './oauth/tokens.ts';
import { servePages } from './pages/routes.ts';
import type { World } from './world.ts';

export interface KlaviyoOptions extends ListenOptions {
  /** A folder: state survives the process, even when it is killed. In memory when absent. */
  readonly statePath?: string;
  readonly clock?: () => Date;
  /** Default `published`. */
  readonly limits?: LimitMode;
  /** From acceptance to completion; default 400 ms plus 0.2 ms a row. */
  readonly importJobDurationMs?: number | ((rowCount: number) => number);
  /** From the request to erase a person to its being done; default 2 s. */
  readonly deletionDurationMs?: number;
  /** Calls kept in full; default 10,000. */
  readonly trafficCapacity?: number;
  /** Largest request body kept in the traffic record; default 64 KB. Larger ones leave their size and hash. */
  readonly trafficBodyBytes?: number;
}

export interface RunningKlaviyo extends Listening {
  /** For code in the same process; other processes use `/_control`. */
  readonly state: World;
}

const DEFAULT_DELETION_MS = 2_000;
const DEFAULT_TRAFFIC_CAPACITY = 10_000;
const DEFAULT_TRAFFIC_BODY_BYTES = 64 * 1024;

export async function startKlaviyo(options: KlaviyoOptions = {}): Promise<RunningKlaviyo> {
  const db = openDatabase(options.statePath, 'klaviyo', SCHEMA);
  const duration = options.importJobDurationMs ?? ((rowCount: number) => 400 + rowCount * 0.2);
  const world: World = {
    db,
    clock: makeClock(db, options.clock ?? (() => new Date())),
    limiter: makeLimiter(db, options.limits ?? 'published'),
    faults: makeFaults(),
    traffic: makeTraffic(
      options.trafficCapacity ?? DEFAULT_TRAFFIC_CAPACITY,
      options.trafficBodyBytes ?? DEFAULT_TRAFFIC_BODY_BYTES,
    ),
    imports: makeImportProcessor(db),
    deletionDurationMs: options.deletionDurationMs ?? DEFAULT_DELETION_MS,
    importDurationMs: typeof duration === 'number' ? () => duration : (rowCount) => Math.round(duration(rowCount)),
  };
  const listening = await listen('klaviyo', options, (request, response) => serve(world, request, response));
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
  if (url.pathname.startsWith('/api/')) return serveApi(world, request, response, url);
  catchUp(world, world.clock.nowMs());
  if (url.pathname === '/oauth/authorize') await serveConsent(world, request, response, url);
  else if (url.pathname === '/oauth/token' || url.pathname === '/oauth/revoke')
    await serveTokens(world, request, response, url.pathname);
  else if (/^\/_control(\/|$)/.test(url.pathname)) await serveControl(world, request, response, url);
  else servePages(world, request, response, url);
}
