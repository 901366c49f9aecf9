/** Rings for everything that is due, whether its own bell was lost or its time has come. */
import { dueWork, ring } from '#app/store/bells.ts';
import type { Services } from './services.ts';

/** @returns How many bells were rung. */
export async function sweep(services: Services): Promise<number> {
  const now = services.clock();
  const bells = await dueWork(services.database, now, now - services.environment.PULL_INTERVAL_S * 1_000);
  for (const bell of bells) await ring(services.database, bell);
  return bells.length;
}
