/** Set-up of a test run: one real PostgreSQL for the run, with a migrated template that every test file copies. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { makeDatabase, prepareRoles, urlsOf } from '#app/platform/embeddedDatabase.ts';
import { migrate } from '#app/platform/migrate.ts';
import { startPostgresCluster } from '#app/platform/postgresCluster.ts';

export const TEMPLATE = 'kesit_template';

declare module 'vitest' {
  interface ProvidedContext {
    cluster: { port: number; password: string };
  }
}

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kesit-test-'));
  const cluster = await startPostgresCluster({
    folder,
    // A test's data need not outlive a power cut; everything else is as in production.
    settings: { fsync: 'off', full_page_writes: 'off', max_connections: '300' },
  });
  try {
    await prepareRoles(cluster);
    await makeDatabase(cluster, TEMPLATE);
    await migrate(urlsOf(cluster, TEMPLATE).owner);
  } catch (error) {
    await cluster.remove();
    throw error;
  }
  project.provide('cluster', { port: cluster.port, password: cluster.password });
  return () => cluster.remove();
}
