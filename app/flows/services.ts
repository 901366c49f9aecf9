/** What every flow is handed: the outside world, made once per process. */
import type { Clock } from '#app/platform/clock.ts';
import type { Database } from '#app/platform/database.ts';
import type { Environment } from '#app/platform/environment.ts';
import type { Log } from '#app/platform/log.ts';
import type { Secrets } from '#app/platform/secrets.ts';

export interface Services {
  database: Database;
  environment: Environment;
  clock: Clock;
  log: Log;
  secrets: Secrets;
  /** Passes time while a partner wants to be waited for, or less when the signal fires. As time goes, when left out. */
  wait?: (delayMs: number, signal: AbortSignal | undefined) => Promise<void>;
}
