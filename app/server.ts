/**
 * The web process: one HTTP server. Webhooks, of Shopify and of partners, and storefront events are answered before any framework; then come the health
 * check, static files and the admin.
 */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeAdmin, type Admin } from '#app/adminServer.ts';
import type { Services } from '#app/flows/services.ts';
import { WEBHOOK_PATH } from '#app/flows/webhooks/address.ts';
import { makePartnerDoor, type PartnerDoor } from '#app/flows/webhooks/door.ts';
import { makeEventsDoor, type EventsDoor } from '#app/ingest/events.ts';
import { makePorch, type Porch } from '#app/ingest/porch.ts';
import { systemClock } from '#app/platform/clock.ts';
import { assertBoundByPolicies, openDatabase, type DatabaseOptions } from '#app/platform/database.ts';
import { startEmbeddedDatabase } from '#app/platform/embeddedDatabase.ts';
import type { Environment } from '#app/platform/environment.ts';
import { makeLog } from '#app/platform/log.ts';
import { migrate } from '#app/platform/migrate.ts';
import { makeSecrets } from '#app/platform/secrets.ts';

export interface Web {
  /** Where the server listens. */
  url: string;
  services: Services;
  /** Answers what is under way, then lets go of everything. */
  close(): Promise<void>;
}

/** How long an idle connection is kept: longer than a load balancer keeps its side, so that it is the one to close. */
const KEEP_ALIVE_MS = 65_000;

/** While stopping, how often connections that have become idle are closed. */
const IDLE_SWEEP_MS = 50;

/** How long a request may take to arrive whole, in milliseconds. */
const REQUEST_LIMIT_MS = 30_000;

/** Starts the web process and resolves once it listens. @param overrides Parts of the services that a test chooses. */
export async function startWeb(environment: Environment, overrides: Partial<Services> = {}): Promise<Web> {
  const { release, ...web } = await webDatabase(environment);
  const log = overrides.log ?? makeLog('web', environment.LOG_LEVEL);
  const services: Services = {
    environment,
    clock: systemClock,
    secrets: makeSecrets(environment.KESIT_SECRET_KEY),
    ...overrides,
    log,
    database: overrides.database ?? openDatabase({ ...web, applicationName: 'kesit-web', maxConnections: 12 }),
  };
  const { database, clock } = services;
  await assertBoundByPolicies(database);

  const porch = makePorch({ database, apiSecret: environment.SHOPIFY_API_SECRET, clock, log });
  const events = makeEventsDoor({
    database,
    clock,
    log,
    limits: {
      perShopPerS: environment.EVENTS_PER_SHOP_PER_S,
      perVisitorPerMin: environment.EVENTS_PER_VISITOR_PER_MIN,
    },
  });
  const partners = makePartnerDoor(services);
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: REQUEST_LIMIT_MS });
  const admin = await makeAdmin(services, web, server);
  server.on('request', route({ porch, events, partners, health: healthOf(services), admin }));
  await listen(server, environment);
  const { port } = server.address() as AddressInfo;
  const url = `http://${environment.HOST.includes(':') ? `[${environment.HOST}]` : environment.HOST}:${port}`;
  log.info({ url }, 'listening');

  return {
    url,
    services,
    async close() {
      const closed = closeServer(server);
      await Promise.all([porch.close(), events.close(), partners.close()]);
      await closed;
      await admin.close();
      if (!overrides.database) await database.close();
      await release();
    },
  };
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

interface Doors {
  porch: Porch;
  events: EventsDoor;
  partners: PartnerDoor;
  health: Handler;
  admin: Admin;
}

function route(doors: Doors): RequestListener {
  return (request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0];
    if (path === '/webhooks') void doors.porch.handle(request, response);
    else if (path === '/events') void doors.events.handle(request, response);
    else if (path?.startsWith(WEBHOOK_PATH)) void doors.partners.handle(request, response);
    else if (path === '/healthz') doors.health(request, response);
    else doors.admin.handle(request, response);
  };
}

/** 200 while the database answers, else 503. */
function healthOf({ database }: Services): Handler {
  return (_request, response) => {
    const answer = (status: number, word: string): void => {
      response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
      response.end(word);
    };
    database.query('SELECT 1').then(
      () => answer(200, 'ok'),
      () => answer(503, 'the database does not answer'),
    );
  };
}

interface WebDatabase extends Pick<DatabaseOptions, 'url' | 'role'> {
  /** Lets go of the server, when this process may have started it. */
  release: () => Promise<void>;
}

/** The web role's way to the database. Without DATABASE_URL the embedded server is started, or joined, and brought up to date. */
async function webDatabase(environment: Environment): Promise<WebDatabase> {
  const release = (): Promise<void> => Promise.resolve();
  if (environment.DATABASE_WEB_URL) return { url: environment.DATABASE_WEB_URL, release };
  if (environment.DATABASE_URL) return { url: environment.DATABASE_URL, role: 'kesit_web', release };
  const { cluster, urls } = await startEmbeddedDatabase(environment.KESIT_DATA_DIR);
  await migrate(urls.owner);
  return { url: urls.web, release: () => cluster.stopIfIdle() };
}

/** Takes no more connections and resolves when the last request is answered. */
function closeServer(server: Server): Promise<void> {
  // A connection that is busy now becomes idle with its answer, and would then be kept for the client's next request.
  const sweep = setInterval(() => server.closeIdleConnections(), IDLE_SWEEP_MS);
  return new Promise((resolve) =>
    server.close(() => {
      clearInterval(sweep);
      resolve();
    }),
  );
}

function listen(server: Server, { PORT, HOST }: Environment): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(PORT, HOST, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
