/** Everything one running stand-in consists of, besides its socket. */
import type { Clock } from '../clock.ts';
import type { Database } from '../database.ts';
import type { Traffic } from '../traffic.ts';
import type { Faults } from './faults.ts';
import type { Limiter } from './limits.ts';
import type { SwitchBoard } from './switches.ts';

export interface World {
  readonly db: Database;
  readonly clock: Clock;
  readonly limiter: Limiter;
  readonly faults: Faults;
  readonly traffic: Traffic;
  readonly switches: SwitchBoard;
}
