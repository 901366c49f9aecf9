/** Empties the stand-in: every account and everything in it. */
import type { Database } from '../../database.ts';

/** Children before parents. */
const TABLES = [
  'daily_use',
  'deletion_jobs',
  'consent_calls',
  'events',
  'metrics',
  'import_errors',
  'import_profiles',
  'import_payloads',
  'import_jobs',
  'memberships',
  'list_tags',
  'tags',
  'tag_groups',
  'lists',
  'profiles',
  'oauth_tokens',
  'oauth_codes',
  'oauth_installs',
  'oauth_apps',
  'api_keys',
  'accounts',
  'settings',
];

export function resetState(db: Database): void {
  db.transaction(() => {
    for (const table of TABLES) db.run(`DELETE FROM ${table}`);
  });
}
