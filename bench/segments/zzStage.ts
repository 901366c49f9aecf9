import { openDatabase } from '#app/platform/database.ts';
import { makeDatabase, prepareRoles, urlsOf } from '#app/platform/embeddedDatabase.ts';
import { readEnvironment } from '#app/platform/environment.ts';
import { makeLog } from '#app/platform/log.ts';
import { migrate } from '#app/platform/migrate.ts';
import { startPostgresCluster } from '#app/platform/postgresCluster.ts';
import { makeSecrets } from '#app/platform/secrets.ts';
export const now = Date.UTC(2026, 10, 1, 12);
export async function stage(folder = '/tmp/segbench/cluster') {
  const cluster = await startPostgresCluster({ folder });
  await prepareRoles(cluster);
  await makeDatabase(cluster, 'kesit');
  const urls = urlsOf(cluster, 'kesit');
  await migrate(urls.owner);
  const database = openDatabase({ url: urls.worker });
  const environment = readEnvironment({ KESIT_SECRET_KEY: 'a benchmark needs no secret, only length', SHOPIFY_API_KEY: 'bench', SHOPIFY_API_SECRET: 'bench', SHOPIFY_APP_URL: 'http://127.0.0.1:1' });
  let clock = now;
  return { cluster, urls, set: (n: number) => (clock = n), services: { database, environment, clock: () => clock, log: makeLog('bench', 'info'), secrets: makeSecrets(environment.KESIT_SECRET_KEY) } };
}
