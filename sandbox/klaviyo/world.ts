/** Everything one running stand-in consists of, besides its socket. */
import type { Clock } from '../clock.ts';
import type { Database } from '../database.ts';
import type { Traffic } from '../traffic.ts';
import type { Faults } from './faults.ts';
import type { ImportProcessor } from './import-processing.ts';
import type { Limiter } from './limits.ts';

export interface World {
  readonly db: Database;
  readonly clock: Clock;
  readonly limiter: Limiter;
  readonly faults: Faults;
  readonly traffic: Traffic;
  readonly imports: ImportProcessor;
  /** How long a job of so many rows takes from acceptance to completion. */
  importDurationMs: (rowCount: number) => number;
  /** How long the erasure of a person takes. */
  deletionDurationMs: number;
}
