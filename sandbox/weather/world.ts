/** Everything the stand-in keeps; in memory, for all of it follows from the place, the day and what was ordered. */
import type { Faults } from './faults.ts';
import type { Limiter } from './limits.ts';
import type { Override } from './climate.ts';

/** A call as it came in. */
export interface Call {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** 0 when the connection was cut instead of an answer. */
  readonly status: number;
}

export interface World {
  /** The stand-in's time, epoch milliseconds. */
  nowMs(): number;
  /** Added to the given clock. */
  offsetMs: number;
  /** When given, calls need it, and no limits hold for them. */
  readonly apiKey: string | undefined;
  readonly limiter: Limiter;
  readonly faults: Faults;
  /** Weather on order, by the city's id. */
  readonly overrides: Map<number, Override>;
  /** The latest calls, oldest first. */
  readonly calls: Call[];
}
