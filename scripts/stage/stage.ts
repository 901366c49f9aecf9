/**
 * Everything the product needs around it, on this machine: PostgreSQL, the stand-ins of the partners, the web and the
 * worker process. The demo runs on it, and so do the tests that break things.
 */
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { clusterFolderOf, startEmbeddedDatabase, type EmbeddedDatabase } from '#app/platform/embeddedDatabase.ts';
import { migrate } from '#app/platform/migrate.ts';
import { stopPostgresCluster } from '#app/platform/postgresCluster.ts';
import { openStageFolder, type StageFolder, type StageMemory } from './stageFolder.ts';
import { supervise, type Supervised } from './supervisor.ts';

export interface Stage {
  folder: string;
  memory: StageMemory;
  appUrl: string;
  shopifyUrl: string;
  klaviyoUrl: string;
  metaUrl: string;
  /** Address of the database for its owner, for looking on. */
  databaseUrl: string;
  web: Supervised;
  worker: Supervised;
  /** Ends the database at once, as a crash would, and resolves when it was started again. */
  killDatabase(): Promise<void>;
  remember(): Promise<void>;
  stop(): Promise<void>;
}

export interface StageOptions {
  folder: string;
  /** Forgets everything first. */
  fresh?: boolean;
  /** Serves the admin from its sources and starts the worker anew when they change. */
  development?: boolean;
  /** Port of the app; else the one of the last time, or a free one. */
  port?: number;
  /** Breaks the start off. */
  signal?: AbortSignal;
  say(text: string): void;
}

/** A program that ended so often before it answered once is not going to. */
const STARTS_LIMIT = 5;

export const API_KEY = 'kesit-demo-key';
/** Our app at partners where merchants log in: a number, since Meta has nothing else. */
export const PARTNER_APP = '20260100';
export const SHOP_DOMAIN = 'kesit-demo.myshopify.com';

/** Waits until something is so. @throws Error that says what it waited for. */
export async function until(what: string, holds: () => Promise<boolean> | boolean, limitMs = 60_000): Promise<void> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    if (await Promise.resolve(holds()).catch(() => false)) return;
    if (Date.now() > deadline) throw new Error(`Waited ${Math.round(limitMs / 1_000)} s in vain for: ${what}`);
    await delay(50);
  }
}

/**
 * Starts everything and resolves when the app answers. When it fails, or is aborted, nothing is left running.
 * @throws Refusal when the folder or the port is in use.
 */
export async function startStage(options: StageOptions): Promise<Stage> {
  const { signal = new AbortController().signal } = options;
  const place = await openStageFolder({ folder: options.folder, fresh: options.fresh ?? false, port: options.port });
  const ends: (() => Promise<void>)[] = [() => Promise.resolve(place.release())];
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> =>
    (stopped ??= (async () => {
      const problems: unknown[] = [];
      for (const end of ends.reverse()) await end().catch((error: unknown) => problems.push(error));
      if (problems.length > 0) throw new AggregateError(problems, 'Not everything could be stopped.');
    })());
  try {
    return { ...(await raise(options, place, signal, ends)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Starts one thing after the other; what ends each goes into `ends`. */
async function raise(
  options: StageOptions,
  { folder, memory, remember }: StageFolder,
  signal: AbortSignal,
  ends: (() => Promise<void>)[],
): Promise<Omit<Stage, 'stop'>> {
  options.say('starting PostgreSQL');
  signal.throwIfAborted();
  ends.push(() => stopPostgresCluster(clusterFolderOf(folder)));
  const database = await startEmbeddedDatabase(folder);
  const guard = guardDatabase(folder, database);
  ends.push(guard.stop);
  signal.throwIfAborted();
  await migrate(database.urls.owner);
  signal.throwIfAborted();

  options.say('starting the partners, the web and the worker process');
  const appUrl = `http://127.0.0.1:${memory.ports.web}`;
  const shopifyUrl = `http://127.0.0.1:${memory.ports.shopify}`;
  const klaviyoUrl = `http://127.0.0.1:${memory.ports.klaviyo}`;
  const metaUrl = `http://127.0.0.1:${memory.ports.meta}`;
  const weatherUrl = `http://127.0.0.1:${memory.ports.weather}`;
  const sandbox = supervise({
    file: 'sandbox/main.ts',
    logFile: path.join(folder, 'sandbox.log'),
    args: [
      ...[
        '--state',
        path.join(folder, 'sandbox'),
        '--app-url',
        appUrl,
        '--api-key',
        API_KEY,
        '--api-secret',
        memory.apiSecret,
      ],
      ...['--shopify-port', String(memory.ports.shopify), '--klaviyo-port', String(memory.ports.klaviyo)],
      ...['--meta-port', String(memory.ports.meta), '--weather-port', String(memory.ports.weather)],
    ],
  });
  ends.push(sandbox.stop);
  await untilUp('The partners', sandbox, signal, () =>
    Promise.all(
      [`${shopifyUrl}/_control/shops`, ...[klaviyoUrl, metaUrl, weatherUrl].map((url) => `${url}/_control`)].map(
        answers,
      ),
    ).then((up) => up.every(Boolean)),
  );

  const env: Record<string, string> = {
    NODE_ENV: options.development ? 'development' : 'production',
    LOG_LEVEL: 'info',
    PORT: String(memory.ports.web),
    DATABASE_URL: database.urls.owner,
    DATABASE_WEB_URL: database.urls.web,
    DATABASE_WORKER_URL: database.urls.worker,
    KESIT_DATA_DIR: folder,
    KESIT_SECRET_KEY: memory.secretKey,
    SHOPIFY_API_KEY: API_KEY,
    SHOPIFY_API_SECRET: memory.apiSecret,
    SHOPIFY_APP_URL: appUrl,
    SHOPIFY_ADMIN_BASE_URL: `${shopifyUrl}/shops/{shop}`,
    APP_BRIDGE_URL: `${shopifyUrl}/app-bridge.js`,
    KLAVIYO_BASE_URL: klaviyoUrl,
    KLAVIYO_LOGIN_BASE_URL: klaviyoUrl,
    KLAVIYO_CLIENT_ID: PARTNER_APP,
    KLAVIYO_CLIENT_SECRET: memory.partnerSecret,
    META_GRAPH_BASE_URL: metaUrl,
    META_LOGIN_BASE_URL: metaUrl,
    META_APP_ID: PARTNER_APP,
    META_APP_SECRET: memory.partnerSecret,
    WEATHER_GEOCODING_BASE_URL: weatherUrl,
    WEATHER_FORECAST_BASE_URL: weatherUrl,
    PULL_INTERVAL_S: '20',
    // One machine plays all visitors of the demo.
    EVENTS_PER_SHOP_PER_S: '5000',
    EVENTS_PER_VISITOR_PER_MIN: '600',
  };
  const web = supervise({ file: 'app/webMain.ts', logFile: path.join(folder, 'web.log'), env });
  const worker = supervise({
    file: 'app/workerMain.ts',
    logFile: path.join(folder, 'worker.log'),
    env,
    watch: options.development ?? false,
  });
  ends.push(() => Promise.all([web.stop(), worker.stop()]).then(() => undefined));
  await untilUp('The web process', web, signal, () => answers(`${appUrl}/healthz`));

  return {
    folder,
    memory,
    appUrl,
    shopifyUrl,
    klaviyoUrl,
    metaUrl,
    databaseUrl: database.urls.owner,
    web,
    worker,
    killDatabase: guard.kill,
    remember,
  };
}

const answers = (url: string): Promise<boolean> => fetch(url).then((response) => response.ok);

/** Waits until a program answers. @throws Error with what it said when it keeps ending instead. */
async function untilUp(
  what: string,
  program: Supervised,
  signal: AbortSignal,
  holds: () => Promise<boolean>,
): Promise<void> {
  let isGivenUp = false;
  await until(what, async () => {
    isGivenUp = signal.aborted || program.starts > STARTS_LIMIT;
    return isGivenUp || (await holds());
  });
  signal.throwIfAborted();
  if (isGivenUp) throw new Error(`${what} ended right after each start:\n${await program.lastLines()}`);
}

/** Starts the database again whenever its process is gone. */
function guardDatabase(folder: string, first: EmbeddedDatabase): { kill(): Promise<void>; stop(): Promise<void> } {
  let { cluster } = first;
  const stopping = new AbortController();
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      await delay(200, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted || (await cluster.isRunning())) continue;
      await startEmbeddedDatabase(folder).then(
        (started) => ({ cluster } = started),
        (error: unknown) => console.error('The database does not start again:', error),
      );
    }
  })();
  return {
    async kill() {
      const { processId } = cluster;
      process.kill(processId, 'SIGKILL');
      await until('another database process', () => cluster.processId !== processId);
    },
    async stop() {
      stopping.abort();
      await watching;
    },
  };
}
