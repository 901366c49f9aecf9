/** Starts the web process. */
import { readEnvironment } from './platform/environment.ts';
import { startWeb } from './server.ts';

const web = await startWeb(readEnvironment(process.env));
const { log } = web.services;

async function stop(): Promise<void> {
  await web.close().catch((error: unknown) => log.error({ err: error }, 'the web process did not stop cleanly'));
  process.exit(0);
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
