/**
 * The worker process: answers bells, and sweeps every second for work whose bell was lost or whose time has come.
 * Any number of these may run; what may not run twice is locked in the database.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { JobHelpers } from 'graphile-worker';
import { z } from 'zod';
import { absorb } from '#app/flows/absorb/absorb.ts';
import { runBackfill } from '#app/flows/backfill/runBackfill.ts';
import { placeShop } from '#app/flows/decide/recomputeShop.ts';
import { tick } from '#app/flows/decide/tick.ts';
import { deliver } from '#app/flows/deliver/deliver.ts';
import { runInstall } from '#app/flows/install/runInstall.ts';
import { pull } from '#app/flows/pull/pull.ts';
import type { Services } from '#app/flows/services.ts';
import { sweep } from '#app/flows/sweep.ts';
import { assertBoundByPolicies } from '#app/platform/database.ts';
import { startJobRunner } from '#app/platform/jobs.ts';
import { ring, type Task } from '#app/store/bells.ts';

/** Jobs that run side by side in one process. */
const CONCURRENCY = 8;
const SWEEP_EVERY_MS = 1_000;

const bell = z.object({ shopId: z.coerce.number().int().positive(), connectionId: z.number().int().optional() });

/** What a job may answer: that there is more to do, after a while. Anything else means that nothing is left. */
interface Again {
  again: boolean;
  delayMs: number;
}

type Work = (services: Services, shopId: number, connectionId: number) => Promise<unknown>;

const tasks: Record<Task, Work> = {
  install: runInstall,
  backfill: (services, shopId) => runBackfill(services, shopId),
  absorb,
  tick,
  place: placeShop,
  deliver,
  pull,
};

export interface Worker {
  /** Ends when the process can go on no longer; the supervisor starts another. */
  ended: Promise<void>;
  stop(): Promise<void>;
}

export async function startWorker(services: Services, database: { url: string; role?: string }): Promise<Worker> {
  await assertBoundByPolicies(services.database);
  const runner = await startJobRunner({
    ...database,
    concurrency: CONCURRENCY,
    log: services.log,
    tasks: Object.fromEntries(
      Object.entries(tasks).map(([name, work]) => [
        name,
        async (payload: unknown, helpers: JobHelpers) => {
          const { shopId, connectionId } = bell.parse(payload);
          helpers.logger.debug(`${name} of shop ${shopId}`);
          const answer = await work(services, shopId, connectionId ?? 0);
          if (wantsAgain(answer))
            await ring(services.database, {
              task: name as Task,
              shopId,
              connectionId,
              delayMs: Math.max(1, answer.delayMs),
            });
        },
      ]),
    ),
  });
  const stopping = new AbortController();
  const sweeping = sweepUntil(stopping.signal, services, () => runner.freeAbandoned());
  return {
    ended: runner.ended,
    async stop() {
      stopping.abort();
      await runner.stop();
      await sweeping;
    },
  };
}

function wantsAgain(answer: unknown): answer is Again {
  return typeof answer === 'object' && answer !== null && 'again' in answer && answer.again === true;
}

async function sweepUntil(signal: AbortSignal, services: Services, freeAbandoned: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    try {
      await freeAbandoned();
      await sweep(services);
    } catch (error) {
      services.log.warn({ err: error }, 'the sweep failed and will be tried again');
    }
    await delay(SWEEP_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
