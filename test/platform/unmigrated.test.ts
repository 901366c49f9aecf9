/** A process that is pointed at a database without Kesit's tables says so at once, and what to do. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';
import { makeDatabase, urlsOf } from '#app/platform/embeddedDatabase.ts';
import { startPostgresCluster } from '#app/platform/postgresCluster.ts';
import { ask, clusterFolder } from './clusterFolders.ts';

const root = path.resolve(import.meta.dirname, '../..');
const environment: NodeJS.ProcessEnv = {
  NODE_ENV: 'production',
  PORT: '0',
  KESIT_SECRET_KEY: 'k'.repeat(32),
  SHOPIFY_API_KEY: 'key',
  SHOPIFY_API_SECRET: 'secret',
  SHOPIFY_APP_URL: 'https://app.example',
};

/** Starts a process and gives what it said when it has ended. */
function run(file: string, urls: Record<string, string>): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [path.join(root, file)], {
    env: { PATH: process.env.PATH ?? '', ...environment, ...urls },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, said })));
}

it('with the owner’s log-in before the roles exist, and with log-ins of their own before the tables do', async () => {
  const cluster = await startPostgresCluster({ folder: await clusterFolder() });
  await ask(cluster, `CREATE ROLE kesit_owner LOGIN CREATEROLE CREATEDB PASSWORD '${cluster.password}'`);
  await makeDatabase(cluster, 'kesit');
  const urls = urlsOf(cluster, 'kesit');
  const programs = ['app/webMain.ts', 'app/workerMain.ts'];
  for (const file of programs) {
    const { code, said } = await run(file, { DATABASE_URL: urls.owner });
    expect(said, file).toMatch(/lacks the tables or the roles of Kesit\. Run `npm run migrate`/);
    expect(code, file).toBe(1);
  }
  for (const role of ['kesit_web', 'kesit_worker'])
    await ask(cluster, `CREATE ROLE ${role} LOGIN PASSWORD '${cluster.password}'`);
  for (const file of programs) {
    const { code, said } = await run(file, { DATABASE_WEB_URL: urls.web, DATABASE_WORKER_URL: urls.worker });
    expect(said, file).toMatch(/lacks the tables or the roles of Kesit\. Run `npm run migrate`/);
    expect(code, file).toBe(1);
  }
});
