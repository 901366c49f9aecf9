/**
 * A stand-in for Klaviyo: a real HTTP server with state, rate limits, jobs that take time, and failures on order. For the demo, the
 * tests and the benchmarks. `/api/*` and `/oauth/*` behave like Klaviyo, `/_control/*` is for whoever runs it, `/` is for people to look at.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveApi } from './api.ts';
import { catchUp } from './catch-up.ts';
import { makeClock } from './clock.ts';
import { serveControl } from './control/routes.ts';
import { makeFaults } from './faults.ts';
import { sendJson } from './http.ts';
import { makeImportProcessor } from './import-processing.ts';
import { makeLimiter, type LimitMode } from './limits.ts';
import { serveConsent } from './oauth/consent.ts';
import { serveTokens } from './oauth/tokens.ts';
import { servePages } from './pages/routes.ts';
import { openDatabase } from './store/database.ts';
import { makeTraffic } from './traffic.ts';
import { makeDeliveries } from './webhooks/deliveries.ts';
import { makeDeliveryFaults } from './webhooks/faults.ts';
import type { World } from './world.ts';

export interface KlaviyoOptions {
  /** 0 (the default) takes any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
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

export interface RunningKlaviyo {
  readonly url: string;
  readonly port: number;
  /** For code in the same process; other processes use `/_control`. */
  readonly state: World;
  close(): Promise<void>;
}

const DEFAULT_DELETION_MS = 2_000;
const DEFAULT_TRAFFIC_CAPACITY = 10_000;
const DEFAULT_TRAFFIC_BODY_BYTES = 64 * 1024;

export async function startKlaviyo(options: KlaviyoOptions = {}): Promise<RunningKlaviyo> {
  const db = openDatabase(options.statePath);
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
    deliveries: makeDeliveries(() => world),
    deliveryFaults: makeDeliveryFaults(),
    deletionDurationMs: options.deletionDurationMs ?? DEFAULT_DELETION_MS,
    importDurationMs: typeof duration === 'number' ? () => duration : (rowCount) => Math.round(duration(rowCount)),
  };
  world.deliveries.kick();
  const server = createServer((request, response) => {
    serve(world, request, response).catch((error: unknown) => {
      // A caller that hangs up while it is being read is the caller's affair.
      if (request.destroyed && !request.complete) return;
      console.error('klaviyo stand-in: request failed', error);
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
      world.deliveries.close();
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
