/**
 * Everything the product needs around it, on this machine: PostgreSQL, the stand-ins of the partners, the web and the
 * worker process. The demo runs on it, and so do the tests that break things.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startEmbeddedDatabase, type EmbeddedDatabase } from '#app/platform/embeddedDatabase.ts';
import { migrate } from '#app/platform/migrate.ts';
import { supervise, type Supervised } from './supervisor.ts';

/** What a stage keeps between two starts. */
export interface StageMemory {
  ports: { web: number; shopify: number; klaviyo: number };
  secretKey: string;
  apiSecret: string;
  klaviyoKey: string;
  /** The demo's instant zero, and what was made. */
  demo?: { anchor: string; seed: number; customers: number; ready: boolean };
}

export interface Stage {
  folder: string;
  memory: StageMemory;
  appUrl: string;
  shopifyUrl: string;
  klaviyoUrl: string;
  /** Address of the database for its owner, for looking on. */
  databaseUrl: string;
  web: Supervised;
  worker: Supervised;
  /** Ends the database at once, as a crash would; it is started again. */
  killDatabase(): void;
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
  say(text: string): void;
}

export const API_KEY = 'kesit-demo-key';
export const SHOP_DOMAIN = 'kesit-demo.myshopify.com';

/**
 * A free port that is kept over many starts, so not one of those that the system lends to outgoing connections: by the
 * time it is used, a connection could have it.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 30_000);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    await new Promise((resolve) => server.close(resolve));
    if (isFree) return port;
  }
}

/** Waits until something is so. @throws Error that says what it waited for. */
export async function until(what: string, holds: () => Promise<boolean> | boolean, limitMs = 60_000): Promise<void> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    if (await Promise.resolve(holds()).catch(() => false)) return;
    if (Date.now() > deadline) throw new Error(`Waited ${Math.round(limitMs / 1_000)} s in vain for: ${what}`);
    await delay(50);
  }
}

async function recall(folder: string, port: number | undefined): Promise<StageMemory> {
  const file = path.join(folder, 'stage.json');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  const memory: StageMemory = text
    ? (JSON.parse(text) as StageMemory)
    : {
        ports: { web: await freePort(), shopify: await freePort(), klaviyo: await freePort() },
        secretKey: randomBytes(32).toString('base64url'),
        apiSecret: randomBytes(32).toString('base64url'),
        klaviyoKey: `pk_${randomBytes(17).toString('hex')}`,
      };
  if (port !== undefined) memory.ports.web = port;
  return memory;
}

export async function startStage(options: StageOptions): Promise<Stage> {
  const folder = path.resolve(options.folder);
  if (options.fresh) {
    // A database left running from a crash must go before its files do.
    const left = await startEmbeddedDatabase(folder).catch(() => undefined);
    await left?.cluster.remove();
    await rm(folder, { recursive: true, force: true });
  }
  await mkdir(folder, { recursive: true });
  const memory = await recall(folder, options.port);
  const remember = async (): Promise<void> => {
    const file = path.join(folder, 'stage.json');
    await writeFile(file, JSON.stringify(memory, null, 2), { mode: 0o600 });
    await chmod(file, 0o600);
  };
  await remember();

  options.say('starting PostgreSQL');
  const database = await startEmbeddedDatabase(folder);
  await migrate(database.urls.owner);
  const guard = guardDatabase(folder, database);

  options.say('starting the partners, the web and the worker process');
  const appUrl = `http://127.0.0.1:${memory.ports.web}`;
  const shopifyUrl = `http://127.0.0.1:${memory.ports.shopify}`;
  const klaviyoUrl = `http://127.0.0.1:${memory.ports.klaviyo}`;
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
    ],
  });
  await until('the partners', () =>
    answers(`${shopifyUrl}/_control/shops`).then((up) => up && answers(`${klaviyoUrl}/_control`)),
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
  await until('the web process', () => answers(`${appUrl}/healthz`));

  return {
    folder,
    memory,
    appUrl,
    shopifyUrl,
    klaviyoUrl,
    databaseUrl: database.urls.owner,
    web,
    worker,
    killDatabase: guard.kill,
    remember,
    async stop() {
      await Promise.all([web.stop(), worker.stop()]);
      await sandbox.stop();
      await guard.stop();
    },
  };
}

const answers = (url: string): Promise<boolean> => fetch(url).then((response) => response.ok);

/** Starts the database again whenever its process is gone. */
function guardDatabase(folder: string, first: EmbeddedDatabase): { kill(): void; stop(): Promise<void> } {
  let { cluster } = first;
  const stopping = new AbortController();
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      await delay(200);
      if (stopping.signal.aborted || isAlive(cluster.processId)) continue;
      ({ cluster } = await startEmbeddedDatabase(folder));
    }
  })();
  return {
    kill: () => void process.kill(cluster.processId, 'SIGKILL'),
    async stop() {
      stopping.abort();
      await watching;
      await cluster.stop();
    },
  };
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
