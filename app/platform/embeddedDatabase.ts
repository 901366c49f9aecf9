/** The database on the embedded server: made on first use, with the roles that production has. */
import path from 'node:path';
import pg from 'pg';
import { startPostgresCluster, type PostgresCluster } from './postgresCluster.ts';

/** Addresses of one database for each kind of process. */
export interface DatabaseUrls {
  owner: string;
  web: string;
  worker: string;
}

export interface EmbeddedDatabase {
  cluster: PostgresCluster;
  urls: DatabaseUrls;
}

/** Log-ins of the embedded server: an owner without superuser rights, and the two roles of the processes. */
const OWNER = 'kesit_owner';

/** Folder of the cluster under a data folder. */
export const clusterFolderOf = (dataDir: string): string => path.join(dataDir, 'postgres');

/** Starts (or attaches to) the cluster under `dataDir` and makes its database `kesit` when missing. */
export async function startEmbeddedDatabase(dataDir: string, database = 'kesit'): Promise<EmbeddedDatabase> {
  const cluster = await startPostgresCluster({ folder: clusterFolderOf(dataDir) });
  await prepareRoles(cluster);
  await makeDatabase(cluster, database);
  return { cluster, urls: urlsOf(cluster, database) };
}

export function urlsOf(cluster: PostgresCluster, database: string): DatabaseUrls {
  return {
    owner: cluster.url(database, OWNER),
    web: cluster.url(database, 'kesit_web'),
    worker: cluster.url(database, 'kesit_worker'),
  };
}

/** Runs statements as the cluster's administrator. */
export async function asAdmin<T>(cluster: PostgresCluster, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: cluster.url('postgres') });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

export async function prepareRoles(cluster: PostgresCluster): Promise<void> {
  await asAdmin(cluster, async (client) => {
    const password = pg.escapeLiteral(cluster.password);
    for (const [role, rights] of [
      [OWNER, 'CREATEROLE CREATEDB'],
      ['kesit_web', ''],
      ['kesit_worker', ''],
    ] as const) {
      const known = await client.query('SELECT FROM pg_roles WHERE rolname = $1 AND rolcanlogin', [role]);
      if (known.rowCount) continue;
      const exists = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
      await client.query(
        `${exists.rowCount ? 'ALTER' : 'CREATE'} ROLE ${role} LOGIN NOBYPASSRLS ${rights} PASSWORD ${password}`,
      );
      if (role !== OWNER) await client.query(`GRANT ${role} TO ${OWNER} WITH ADMIN OPTION`);
    }
  });
}

export async function makeDatabase(cluster: PostgresCluster, database: string, template?: string): Promise<void> {
  await asAdmin(cluster, async (client) => {
    const known = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
    if (known.rowCount) return;
    const name = pg.escapeIdentifier(database);
    await client.query(
      `CREATE DATABASE ${name} OWNER ${OWNER}${template ? ` TEMPLATE ${pg.escapeIdentifier(template)} STRATEGY FILE_COPY` : ''}`,
    );
  });
}
