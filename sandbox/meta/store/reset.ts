/** Empties the stand-in: every account and everything in it. */
import type { Database } from '../../database.ts';

/** Children before parents. */
const TABLES = [
  'sessions',
  'members',
  'people',
  'readings',
  'audiences',
  'sets',
  'accounts',
  'codes',
  'tokens',
  'grants',
  'users',
  'apps',
  'settings',
];

export function resetState(db: Database): void {
  db.transaction(() => {
    for (const table of TABLES) db.run(`DELETE FROM ${table}`);
  });
}
