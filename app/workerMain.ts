/** Starts the worker process. */
import { systemClock } from './platform/clock.ts';
import { openDatabase } from './platform/database.ts';
import { startEmbeddedDatabase } from './platform/embeddedDatabase.ts';
import { readEnvironment } from './platform/environment.ts';
import { makeLog } from './platform/log.ts';
import { migrate } from './platform/migrate.ts';
import { makeSecrets } from './platform/secrets.ts';
import { startWorker } from './worker.ts';

const environment = readEnvironment(process.env);
const log = makeLog('worker', environment.LOG_LEVEL);
const embedded =
  (environment.DATABASE_URL ?? environment.DATABASE_WORKER_URL)
    ? undefined
    : await startEmbeddedDatabase(environment.KESIT_DATA_DIR);
if (embedded) await migrate(embedded.urls.owner);
const ownLogin = embedded?.urls.worker ?? environment.DATABASE_WORKER_URL;
const access = ownLogin ? { url: ownLogin } : { url: environment.DATABASE_URL ?? '', role: 'kesit_worker' as const };

const database = openDatabase({ ...access, applicationName: 'kesit worker', maxConnections: 24 });
const services = { database, environment, clock: systemClock, log, secrets: makeSecrets(environment.KESIT_SECRET_KEY) };
const worker = await startWorker(services, access);
log.info({ pid: process.pid }, 'worker ready');

async function stop(code: number): Promise<void> {
  await worker.stop().catch((error: unknown) => log.error({ err: error }, 'the worker did not stop cleanly'));
  await database.close();
  await embedded?.cluster.stopIfIdle();
  process.exit(code);
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(0));
worker.ended.then(
  () => undefined,
  (error: unknown) => {
    log.fatal({ err: error }, 'the job runner ended');
    process.exit(1);
  },
);
