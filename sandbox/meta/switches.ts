/** What a test may change about the whole stand-in; kept across restarts. */
import { text, type Database } from '../database.ts';

export interface Switches {
  /** Counts, content time and delivery status tell of a change this long after it. */
  readonly visibilityDelayMs: number;
  /** A new audience is not found (803) and not listed for so long. */
  readonly creationDelayMs: number;
  /** From the last batch of a replacement to its taking effect. */
  readonly replaceWorkMs: number;
  /** So many of the next replacements fail at their last batch (1870148, status 415). */
  readonly replaceFailures: number;
  /** First major version that is served; older ones are over. */
  readonly oldestVersion: number;
  /** `upgraded`: the last version that is over is answered as the oldest served, with a warning, where the call did not change. */
  readonly expiredVersions: 'refused' | 'upgraded';
  /** Names and descriptions that suggest health or finance are flagged. */
  readonly integrityCheck: boolean;
  /** Sessions are told to be uploading even after their last batch. */
  readonly sessionsStuck: boolean;
  /** Customer-file audiences an ad account may have. */
  readonly audienceLimit: number;
  /** Fewer people than this cannot be delivered to. */
  readonly smallestUsable: number;
  /** Calls an app may make in a rolling hour. */
  readonly appCallsPerHour: number;
  /** Calls an ad account may take in a rolling hour, before those its audiences add; null: as published for the tier. */
  readonly accountCallsPerHour: number | null;
}

export const DEFAULT_SWITCHES: Switches = {
  visibilityDelayMs: 0,
  creationDelayMs: 0,
  replaceWorkMs: 0,
  replaceFailures: 0,
  oldestVersion: 25,
  expiredVersions: 'refused',
  integrityCheck: true,
  sessionsStuck: false,
  audienceLimit: 500,
  smallestUsable: 100,
  appCallsPerHour: 1_000_000,
  accountCallsPerHour: null,
};

export interface SwitchBoard {
  readonly now: Switches;
  set(change: Partial<Switches>): Switches;
  reset(): void;
}

export function makeSwitches(db: Database, initial: Partial<Switches>): SwitchBoard {
  const first = { ...DEFAULT_SWITCHES, ...initial };
  const stored = db.get("SELECT value FROM settings WHERE name = 'switches'");
  let current: Switches = stored === undefined ? first : { ...first, ...(JSON.parse(text(stored, 'value')) as object) };
  return {
    get now() {
      return current;
    },
    set(change) {
      current = { ...current, ...change };
      db.run("INSERT OR REPLACE INTO settings (name, value) VALUES ('switches', ?)", JSON.stringify(current));
      return current;
    },
    reset() {
      current = first;
    },
  };
}
