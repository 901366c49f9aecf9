/** What a benchmark runs on: a PostgreSQL of its own with production settings, and the services of a worker. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { Services } from '#app/flows/services.ts';
import { openDatabase, type DatabaseOptions } from '#app/platform/database.ts';
import { makeDatabase, prepareRoles, urlsOf, type DatabaseUrls } from '#app/platform/embeddedDatabase.ts';
import { readEnvironment } from '#app/platform/environment.ts';
import { makeLog } from '#app/platform/log.ts';
import { migrate } from '#app/platform/migrate.ts';
import { startPostgresCluster } from '#app/platform/postgresCluster.ts';
import { makeSecrets } from '#app/platform/secrets.ts';

export interface BenchServices {
  services: Services;
  urls: DatabaseUrls;
  /** What the server does by itself in time. */
  tidy(tables: readonly string[]): Promise<void>;
  remove(): Promise<void>;
}

/** @param clock The instant that everything sees. */
export async function benchServices(
  clock: () => number,
  options: Partial<DatabaseOptions> = {},
): Promise<BenchServices> {
  const cluster = await startPostgresCluster({ folder: await mkdtemp(path.join(tmpdir(), 'kesit-bench-')) });
  await prepareRoles(cluster);
  await makeDatabase(cluster, 'kesit');
  const urls = urlsOf(cluster, 'kesit');
  await migrate(urls.owner);
  const database = openDatabase({ url: urls.worker, ...options });
  const environment = readEnvironment({
    KESIT_SECRET_KEY: 'a benchmark needs no secret, only length',
    SHOPIFY_API_KEY: 'bench',
    SHOPIFY_API_SECRET: 'bench',
    SHOPIFY_APP_URL: 'http://127.0.0.1:1',
  });
  return {
    urls,
    async tidy(tables) {
      const owner = new pg.Client({ connectionString: urls.owner });
      await owner.connect();
      for (const table of tables) await owner.query(`VACUUM (ANALYZE) ${table}`);
      await owner.end();
    },
    services: {
      database,
      environment,
      clock,
      log: makeLog('bench', 'silent'),
      secrets: makeSecrets(environment.KESIT_SECRET_KEY),
    },
    async remove() {
      await database.close();
      await cluster.remove();
    },
  };
}
