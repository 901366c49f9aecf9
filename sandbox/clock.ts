/** The stand-in's time: a given clock plus an offset that a test may set, kept across restarts. */
import type { Database } from './database.ts';

export interface Clock {
  nowMs(): number;
  offsetMs(): number;
  /** Moves the stand-in's time; windows, jobs and timestamps follow. */
  setOffset(offsetMs: number): void;
}

export function makeClock(db: Database, source: () => Date): Clock {
  const stored = db.get("SELECT value FROM settings WHERE name = 'clock_offset_ms'");
  let offsetMs = stored === undefined ? 0 : Number(stored.value);
  return {
    nowMs: () => source().getTime() + offsetMs,
    offsetMs: () => offsetMs,
    setOffset(wantedMs) {
      offsetMs = wantedMs;
      db.run(
        `INSERT INTO settings (name, value) VALUES ('clock_offset_ms', ?)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
        String(wantedMs),
      );
    },
  };
}
