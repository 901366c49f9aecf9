/**
 * The worker process: answers bells, and sweeps every second for work whose bell was lost or whose time has come.
 * Any number of these may run; what may not run twice is locked in the database.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { JobHelpers, TaskList } from 'graphile-worker';
import { z } from 'zod';
import { runBackfill } from '#app/flows/backfill/runBackfill.ts';
import { placeShop, recomputeShop } from '#app/flows/decide/recomputeShop.ts';
import { deliver } from '#app/flows/deliver/deliver.ts';
import { runInstall } from '#app/flows/install/runInstall.ts';
import { eraseAtPartner } from '#app/flows/privacy/eraseAtPartner.ts';
import { privacyTurn } from '#app/flows/privacy/privacyTurn.ts';
import { pull } from '#app/flows/pull/pull.ts';
import { reconcile } from '#app/flows/reconcile/reconcile.ts';
import { refetch } from '#app/flows/refetch/refetch.ts';
import { retainShop } from '#app/flows/retain/retainShop.ts';
import type { Services } from '#app/flows/services.ts';
import { measureSegments } from '#app/flows/segments/measureSegments.ts';
import { resegment } from '#app/flows/segments/resegment.ts';
import { sweep } from '#app/flows/sweep.ts';
import { removeWebhook } from '#app/flows/webhooks/removeWebhook.ts';
import { refreshYardsticks } from '#app/flows/yardsticks/refreshYardsticks.ts';
import { absorbTurn, catchUp, tickTurn, type Again } from '#app/flows/turns.ts';
import { assertBoundByPolicies } from '#app/platform/database.ts';
import { startJobRunner } from '#app/platform/jobs.ts';
import { ring, type Task } from '#app/store/bells.ts';

const SWEEP_EVERY_MS = 1_000;

const bell = z.object({ shopId: z.coerce.number().int().positive(), connectionId: z.number().int().optional() });

type Work = (services: Services, shopId: number, connectionId: number) => Promise<unknown>;

/** What has just come, and instants that have come: short, and never behind anything else. */
const prompt = { absorb: absorbTurn, tick: tickTurn };

/** Backlogs, shop after shop in turns. */
const backlog = { catchup: catchUp };

/** What may last: calls to Shopify and partners, whole shops, clearing away. */
const long = {
  install: runInstall,
  backfill: (services: Services, shopId: number) => runBackfill(services, shopId),
  place: placeShop,
  recompute: recomputeShop,
  resegment,
  yardsticks: (services: Services, shopId: number) => refreshYardsticks(services, shopId),
  measure: measureSegments,
  deliver,
  pull,
  unhook: removeWebhook,
  refetch: (services: Services, shopId: number) => refetch(services, shopId),
  reconcile: (services: Services, shopId: number) => reconcile(services, shopId),
  privacy: privacyTurn,
  erase: eraseAtPartner,
  retain: (services: Services, shopId: number) => retainShop(services, shopId),
};

/** Each kind of job is in one lane; a kind without a place does not compile. */
const lanes: readonly { tasks: Partial<Record<Task, Work>>; concurrency: number; pollMs?: number }[] = [
  // Looks often: a bell may ring while another job is being fetched, and is then not heard by those who are idle.
  { tasks: prompt, concurrency: 3, pollMs: 50 },
  { tasks: backlog, concurrency: 2, pollMs: 200 },
  { tasks: long, concurrency: 6 },
];
({ ...prompt, ...backlog, ...long }) satisfies Record<Task, Work>;

export interface Worker {
  /** Ends when the process can go on no longer; the supervisor starts another. */
  ended: Promise<void>;
  stop(): Promise<void>;
}

export async function startWorker(services: Services, database: { url: string; role?: string }): Promise<Worker> {
  await assertBoundByPolicies(services.database);
  const runner = await startJobRunner({
    ...database,
    log: services.log,
    lanes: lanes.map((lane) => ({ ...lane, tasks: jobsOf(services, lane.tasks) })),
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

function jobsOf(services: Services, tasks: Partial<Record<Task, Work>>): TaskList {
  return Object.fromEntries(
    Object.entries(tasks).map(([name, work]) => [
      name,
      async (payload: unknown, helpers: JobHelpers) => {
        const { shopId, connectionId } = bell.parse(payload);
        helpers.logger.debug(`${name} of shop ${shopId}`);
        const answer = await work(services, shopId, connectionId ?? 0);
        if (wantsAgain(answer)) {
          const { delayMs } = answer;
          await ring(services.database, { task: name as Task, shopId, connectionId, delayMs });
        }
      },
    ]),
  );
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
