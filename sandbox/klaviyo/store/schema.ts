/**
 * Tables of the stand-in. `pk` columns are internal row numbers (small, so that millions of memberships stay small); `id` columns
 * are what the API shows. Every list a request can ask for has an index in the order it is answered in. Times are epoch ms.
 */
export const SCHEMA = `
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS accounts (
  pk INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, created_ms INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS api_keys (
  key TEXT PRIMARY KEY, account_pk INTEGER NOT NULL REFERENCES accounts(pk),
  scopes TEXT,            -- JSON array; null: every scope
  revoked_ms INTEGER
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS oauth_apps (
  client_id TEXT PRIMARY KEY, client_secret TEXT NOT NULL, name TEXT NOT NULL,
  redirect_uris TEXT NOT NULL   -- JSON array
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS oauth_installs (
  pk INTEGER PRIMARY KEY, client_id TEXT NOT NULL REFERENCES oauth_apps(client_id),
  account_pk INTEGER NOT NULL REFERENCES accounts(pk), scopes TEXT NOT NULL, UNIQUE (client_id, account_pk)
);
CREATE TABLE IF NOT EXISTS oauth_codes (
  code TEXT PRIMARY KEY, install_pk INTEGER NOT NULL REFERENCES oauth_installs(pk), redirect_uri TEXT NOT NULL,
  challenge TEXT NOT NULL, expires_ms INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS oauth_tokens (
  token TEXT PRIMARY KEY, kind TEXT NOT NULL, install_pk INTEGER NOT NULL REFERENCES oauth_installs(pk),
  expires_ms INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS oauth_tokens_by_install ON oauth_tokens(install_pk);
CREATE INDEX IF NOT EXISTS oauth_codes_by_install ON oauth_codes(install_pk);
CREATE INDEX IF NOT EXISTS oauth_installs_by_account ON oauth_installs(account_pk);

CREATE TABLE IF NOT EXISTS lists (
  pk INTEGER PRIMARY KEY, account_pk INTEGER NOT NULL REFERENCES accounts(pk), id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  opt_in_process TEXT NOT NULL, created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL,
  member_count INTEGER NOT NULL DEFAULT 0   -- kept by the triggers below
);
CREATE INDEX IF NOT EXISTS lists_by_name ON lists(account_pk, name, pk);
CREATE INDEX IF NOT EXISTS lists_by_created ON lists(account_pk, created_ms, pk);
CREATE INDEX IF NOT EXISTS lists_by_updated ON lists(account_pk, updated_ms, pk);
CREATE INDEX IF NOT EXISTS lists_by_id ON lists(account_pk, id, pk);

CREATE TABLE IF NOT EXISTS profiles (
  pk INTEGER PRIMARY KEY, account_pk INTEGER NOT NULL REFERENCES accounts(pk), id TEXT NOT NULL UNIQUE,
  email TEXT, phone_number TEXT, external_id TEXT,
  attributes TEXT NOT NULL,   -- JSON: names, organization, location and the like
  properties TEXT NOT NULL,   -- JSON: the merchant's custom properties
  consent TEXT,               -- JSON: see consents.ts; null: never subscribed to anything
  created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL, last_event_ms INTEGER
);
CREATE UNIQUE INDEX IF NOT EXISTS profiles_by_email ON profiles(account_pk, email);
CREATE UNIQUE INDEX IF NOT EXISTS profiles_by_phone ON profiles(account_pk, phone_number);
CREATE UNIQUE INDEX IF NOT EXISTS profiles_by_external_id ON profiles(account_pk, external_id);
CREATE INDEX IF NOT EXISTS profiles_by_created ON profiles(account_pk, created_ms, pk);
CREATE INDEX IF NOT EXISTS profiles_by_updated ON profiles(account_pk, updated_ms, pk);
CREATE INDEX IF NOT EXISTS profiles_by_id ON profiles(account_pk, id, pk);

CREATE TABLE IF NOT EXISTS memberships (
  list_pk INTEGER NOT NULL REFERENCES lists(pk), profile_pk INTEGER NOT NULL REFERENCES profiles(pk),
  joined_ms INTEGER NOT NULL, PRIMARY KEY (list_pk, profile_pk)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS memberships_by_joined ON memberships(list_pk, joined_ms, profile_pk);
CREATE INDEX IF NOT EXISTS memberships_by_profile ON memberships(profile_pk, list_pk);
CREATE TRIGGER IF NOT EXISTS memberships_counted AFTER INSERT ON memberships
  BEGIN UPDATE lists SET member_count = member_count + 1 WHERE pk = new.list_pk; END;
CREATE TRIGGER IF NOT EXISTS memberships_uncounted AFTER DELETE ON memberships
  BEGIN UPDATE lists SET member_count = member_count - 1 WHERE pk = old.list_pk; END;

CREATE TABLE IF NOT EXISTS tag_groups (
  pk INTEGER PRIMARY KEY, account_pk INTEGER NOT NULL REFERENCES accounts(pk), id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  exclusive INTEGER NOT NULL, is_default INTEGER NOT NULL, UNIQUE (account_pk, name)
);
CREATE TABLE IF NOT EXISTS tags (
  pk INTEGER PRIMARY KEY, account_pk INTEGER NOT NULL REFERENCES accounts(pk), group_pk INTEGER NOT NULL REFERENCES tag_groups(pk),
  id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, UNIQUE (account_pk, name)
);
CREATE TABLE IF NOT EXISTS list_tags (
  list_pk INTEGER NOT NULL REFERENCES lists(pk), tag_pk INTEGER NOT NULL REFERENCES tags(pk), PRIMARY KEY (list_pk, tag_pk)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS list_tags_by_tag ON list_tags(tag_pk, list_pk);

CREATE TABLE IF NOT EXISTS import_jobs (
  pk INTEGER PRIMARY KEY, account_pk INTEGER NOT NULL REFERENCES accounts(pk), id TEXT NOT NULL UNIQUE,
  list_pks TEXT NOT NULL,      -- JSON array
  row_fault TEXT,              -- JSON: failures a test ordered for this job
  created_ms INTEGER NOT NULL, starts_ms INTEGER NOT NULL, due_ms INTEGER NOT NULL, completed_ms INTEGER,
  status TEXT NOT NULL, total INTEGER NOT NULL, applied INTEGER NOT NULL DEFAULT 0, failed INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS import_jobs_by_created ON import_jobs(account_pk, created_ms, pk);
CREATE INDEX IF NOT EXISTS import_jobs_open ON import_jobs(starts_ms) WHERE status <> 'complete';
CREATE TABLE IF NOT EXISTS import_payloads (job_pk INTEGER PRIMARY KEY REFERENCES import_jobs(pk), profiles TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS import_profiles (
  job_pk INTEGER NOT NULL, row_index INTEGER NOT NULL, profile_pk INTEGER NOT NULL, PRIMARY KEY (job_pk, row_index)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS import_profiles_by_profile ON import_profiles(profile_pk);
CREATE TABLE IF NOT EXISTS import_errors (
  job_pk INTEGER NOT NULL, row_index INTEGER NOT NULL, id TEXT NOT NULL, code TEXT NOT NULL, title TEXT NOT NULL,
  detail TEXT NOT NULL, pointer TEXT NOT NULL, original_payload TEXT NOT NULL, PRIMARY KEY (job_pk, row_index)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS metrics (
  pk INTEGER PRIMARY KEY, account_pk INTEGER NOT NULL REFERENCES accounts(pk), id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  integration_key TEXT NOT NULL, created_ms INTEGER NOT NULL, UNIQUE (account_pk, name, integration_key)
);
CREATE TABLE IF NOT EXISTS events (
  pk INTEGER PRIMARY KEY, account_pk INTEGER NOT NULL REFERENCES accounts(pk), id TEXT NOT NULL UNIQUE,
  uuid TEXT NOT NULL, metric_pk INTEGER NOT NULL REFERENCES metrics(pk), profile_pk INTEGER NOT NULL REFERENCES profiles(pk),
  at_ms INTEGER NOT NULL, properties TEXT NOT NULL, UNIQUE (account_pk, uuid)
);
CREATE INDEX IF NOT EXISTS events_by_time ON events(account_pk, at_ms, pk);
CREATE INDEX IF NOT EXISTS events_by_metric ON events(metric_pk, at_ms, pk);
CREATE INDEX IF NOT EXISTS events_by_profile ON events(profile_pk, at_ms, pk);

CREATE TABLE IF NOT EXISTS webhook_rights (account_pk INTEGER PRIMARY KEY REFERENCES accounts(pk));
CREATE TABLE IF NOT EXISTS webhooks (
  pk INTEGER PRIMARY KEY, account_pk INTEGER NOT NULL REFERENCES accounts(pk), id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  description TEXT, endpoint_url TEXT NOT NULL, secret_key TEXT NOT NULL, enabled INTEGER NOT NULL,
  topics TEXT NOT NULL,        -- JSON array
  created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL, failing_since_ms INTEGER
);
CREATE INDEX IF NOT EXISTS webhooks_by_account ON webhooks(account_pk, pk);
CREATE TABLE IF NOT EXISTS webhook_events (
  webhook_pk INTEGER NOT NULL REFERENCES webhooks(pk), event_pk INTEGER NOT NULL REFERENCES events(pk), topic TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0, due_ms INTEGER NOT NULL, PRIMARY KEY (webhook_pk, event_pk)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS webhook_events_due ON webhook_events(webhook_pk, due_ms);
CREATE INDEX IF NOT EXISTS webhook_events_by_event ON webhook_events(event_pk);

CREATE TABLE IF NOT EXISTS deletion_jobs (
  pk INTEGER PRIMARY KEY, account_pk INTEGER NOT NULL REFERENCES accounts(pk),
  profile_pk INTEGER,     -- null: nobody was found, or the person is erased
  requested_ms INTEGER NOT NULL, due_ms INTEGER NOT NULL, done_ms INTEGER
);
CREATE INDEX IF NOT EXISTS deletion_jobs_open ON deletion_jobs(due_ms) WHERE done_ms IS NULL;
CREATE INDEX IF NOT EXISTS deletion_jobs_by_account ON deletion_jobs(account_pk);

CREATE TABLE IF NOT EXISTS consent_calls (
  account_pk INTEGER NOT NULL REFERENCES accounts(pk), kind TEXT NOT NULL, calls INTEGER NOT NULL, profiles INTEGER NOT NULL,
  PRIMARY KEY (account_pk, kind)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS daily_use (
  account_pk INTEGER NOT NULL REFERENCES accounts(pk), operation TEXT NOT NULL, day INTEGER NOT NULL, used INTEGER NOT NULL,
  PRIMARY KEY (account_pk, operation)
) WITHOUT ROWID;
`;
