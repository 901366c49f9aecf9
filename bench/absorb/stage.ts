/** What the absorb benchmark runs on: PostgreSQL as in production but for commit times kept, and the app's own processes. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { standardPresets } from '#app/core/presets/registry.ts';
import { openDatabase, type Database } from '#app/platform/database.ts';
import { makeDatabase, prepareRoles, urlsOf } from '#app/platform/embeddedDatabase.ts';
import { migrate } from '#app/platform/migrate.ts';
import { startPostgresCluster } from '#app/platform/postgresCluster.ts';
import { freePort } from '#app/platform/postgresServer.ts';
import { addPresetSegments } from '#app/store/installation.ts';
import { presetSegments } from '../support/presetSegments.ts';

export const API_SECRET = 'a secret that the load knows';
const root = path.resolve(import.meta.dirname, '../..');

export interface AbsorbStage {
  folder: string;
  /** Sees every shop. */
  admin: pg.Client;
  worker: Database;
  /** Starts a process of the app and resolves when it can be used; gives the port of a web process. */
  startApp(kind: 'web' | 'worker'): Promise<number>;
  stopApp(): Promise<void>;
  remove(): Promise<void>;
}

export async function absorbStage(): Promise<AbsorbStage> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kesit-bench-absorb-'));
  // The instant of every commit, kept by PostgreSQL itself, costs 10 bytes each and is what is measured.
  const cluster = await startPostgresCluster({ folder, settings: { track_commit_timestamp: 'on' } });
  const children = new Set<ChildProcess>();
  try {
    await prepareRoles(cluster);
    await makeDatabase(cluster, 'kesit');
    const urls = urlsOf(cluster, 'kesit');
    await migrate(urls.owner);
    const admin = new pg.Client({ connectionString: cluster.url('kesit') });
    admin.on('error', () => undefined);
    await admin.connect();
    const worker = openDatabase({ url: urls.worker, applicationName: 'bench' });

    const stopApp = async (): Promise<void> => {
      for (const child of children) child.kill('SIGTERM');
      await Promise.all([...children].map((child) => once(child, 'exit')));
    };
    return {
      folder,
      admin,
      worker,
      stopApp,
      async startApp(kind) {
        const port = await freePort();
        const child = spawn(process.execPath, [path.join(root, 'app', `${kind}Main.ts`)], {
          cwd: root,
          stdio: ['ignore', 'ignore', 'inherit'],
          env: {
            ...process.env,
            NODE_ENV: 'production',
            LOG_LEVEL: 'fatal',
            PORT: String(port),
            DATABASE_URL: urls.owner,
            DATABASE_WEB_URL: urls.web,
            DATABASE_WORKER_URL: urls.worker,
            KESIT_SECRET_KEY: 'a benchmark needs no secret, only length',
            SHOPIFY_API_KEY: 'bench',
            SHOPIFY_API_SECRET: API_SECRET,
            SHOPIFY_APP_URL: 'http://127.0.0.1:1',
          },
        });
        children.add(child);
        child.once('exit', () => children.delete(child));
        const isUp = kind === 'web' ? () => isHealthy(port) : () => isListening(admin);
        while (!(await isUp())) {
          if (child.exitCode !== null) throw new Error(`The ${kind} process ended with code ${child.exitCode}.`);
          await delay(100);
        }
        return port;
      },
      async remove() {
        await stopApp();
        await worker.close();
        await admin.end();
        await cluster.remove();
      },
    };
  } catch (error) {
    for (const child of children) child.kill('SIGKILL');
    await cluster.remove();
    throw error;
  }
}

const isHealthy = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/healthz`).then(
    (response) => response.ok,
    () => false,
  );

/** A worker process can be rung for once its lanes listen. */
async function isListening(admin: pg.Client): Promise<boolean> {
  const { rows } = await admin.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_stat_activity WHERE usename = 'kesit_worker' AND query ILIKE 'LISTEN%'`,
  );
  return (rows[0]?.count ?? 0) >= 3;
}

/**
 * Installed shops with all standard segments, each with a list: what a delivery means for lists is part of its cost. The
 * partner itself is left out: the connection waits for its merchant.
 */
export async function makeShops(
  stage: AbsorbStage,
  name: string,
  count: number,
): Promise<{ shopId: number; domain: string }[]> {
  const shops: { shopId: number; domain: string }[] = [];
  for (let index = 0; index < count; index += 1) {
    const domain = `${name}-${index}.myshopify.com`;
    const { rows } = await stage.admin.query<{ shop_id: string }>(
      `INSERT INTO shop (domain, currency_code, timezone, country_code, retain_due_at)
       VALUES ($1, 'TRY', 'Europe/Istanbul', 'TR', now() + interval '1 day') RETURNING shop_id`,
      [domain],
    );
    const shopId = Number(rows[0]?.shop_id);
    await stage.worker.inShop(shopId, async (sql) => {
      await addPresetSegments(sql, presetSegments(standardPresets));
      await sql.query(
        `INSERT INTO connection (shop_id, connection_id, connector, status, account_id, synced_account_id) VALUES ($1, 1, 'klaviyo', 'reconnect', 'A', 'A')`,
        [shopId],
      );
      await sql.query(
        `INSERT INTO destination (shop_id, destination_id, segment_id, connection_id, list_name)
         SELECT shop_id, segment_id, segment_id, 1, 'Kesit ' || segment_id FROM segment WHERE shop_id = $1`,
        [shopId],
      );
    });
    shops.push({ shopId, domain });
  }
  return shops;
}
