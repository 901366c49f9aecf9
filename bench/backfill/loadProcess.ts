/** The worker under measurement, a process of its own: sets the shop up and reads its history in, by the real flows. */
import { setTimeout as delay } from 'node:timers/promises';
import { runBackfill } from '#app/flows/backfill/runBackfill.ts';
import { runInstall } from '#app/flows/install/runInstall.ts';
import type { Services } from '#app/flows/services.ts';
import { openDatabase } from '#app/platform/database.ts';
import { readEnvironment } from '#app/platform/environment.ts';
import { makeLog } from '#app/platform/log.ts';
import { makeSecrets } from '#app/platform/secrets.ts';
import { loadBackfills } from '#app/store/backfill.ts';
import { SAMPLE_MS, watchMemory } from '../support/memory.ts';
import type { LoadPlan, LoadResult } from './plan.ts';

const plan = JSON.parse(process.argv[2] ?? '') as LoadPlan;
const environment = readEnvironment({
  KESIT_SECRET_KEY: plan.secretKey,
  SHOPIFY_API_KEY: 'bench',
  SHOPIFY_API_SECRET: 'bench secret',
  SHOPIFY_APP_URL: 'https://kesit.example',
  SHOPIFY_ADMIN_BASE_URL: plan.adminBaseUrl,
});
const database = openDatabase({ url: plan.workerUrl });
const services: Services = {
  database,
  environment,
  clock: Date.now,
  log: makeLog('bench', 'warn'),
  secrets: makeSecrets(plan.secretKey),
};

await runInstall(services, plan.shopId);
const memory = watchMemory();
const startedMs = Date.now();
const processor = process.cpuUsage();
for (;;) {
  const answer = await runBackfill(services, plan.shopId);
  if (!answer.again) break;
  await delay(answer.delayMs);
}
const memoryMb = memory.stop();
const endedMs = Date.now();
const used = process.cpuUsage(processor);
const backfills = await database.inShop(plan.shopId, loadBackfills);
const failed = backfills.filter(({ state }) => state !== 'done');
if (failed.length > 0)
  throw new Error(`Not read in: ${failed.map(({ kind, problem }) => `${kind} ${problem}`).join(', ')}`);
const loadedMs = Math.max(...backfills.map(({ finishedAt }) => finishedAt ?? 0));
const result: LoadResult = {
  loadS: (loadedMs - startedMs) / 1_000,
  computeS: (endedMs - loadedMs) / 1_000,
  memoryMb: memoryMb.slice(0, Math.max(1, Math.floor((loadedMs - startedMs) / SAMPLE_MS))),
  processorS: (used.user + used.system) / 1e6,
};
await database.close();
process.send?.(result);
