/**
 * Tables of the stand-in. `pk` columns are internal row numbers (small, so that a million members stay small); `id` columns are what
 * the API shows. Hashes are kept as 32 bytes. Times are epoch ms.
 */
export const SCHEMA = `
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS apps (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, secret TEXT NOT NULL,
  tier TEXT NOT NULL,                -- limited or full
  require_proof INTEGER NOT NULL,
  redirect_uris TEXT                 -- JSON array; null: any
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS users (id TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS grants (
  app_id TEXT NOT NULL, user_id TEXT NOT NULL, permission TEXT NOT NULL,
  status TEXT NOT NULL,              -- granted or declined
  PRIMARY KEY (app_id, user_id, permission)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tokens (
  token TEXT PRIMARY KEY, app_id TEXT NOT NULL, user_id TEXT NOT NULL, issued_ms INTEGER NOT NULL,
  expires_ms INTEGER,                -- null: never
  state TEXT NOT NULL                -- active, invalidated (password changed), deauthorised (app removed by the user)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tokens_by_user ON tokens(app_id, user_id);
CREATE TABLE IF NOT EXISTS codes (
  code TEXT PRIMARY KEY, app_id TEXT NOT NULL, user_id TEXT NOT NULL, redirect_uri TEXT NOT NULL, issued_ms INTEGER NOT NULL,
  used INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS accounts (
  pk INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, currency TEXT NOT NULL, timezone TEXT NOT NULL,
  business_id TEXT NOT NULL, business_name TEXT NOT NULL,
  user_ids TEXT,                     -- JSON array of who may use it; null: every user
  tasks TEXT NOT NULL,               -- JSON array of what they may do there
  status INTEGER NOT NULL,           -- account_status: 1 active, 2 disabled, 3 unsettled, 101 closed, ...
  tos INTEGER NOT NULL, value_tos INTEGER NOT NULL, blocked INTEGER NOT NULL,
  removal_floor INTEGER,             -- a removal leaving fewer members is refused; null: none is
  score_code INTEGER NOT NULL        -- error code when the score of calls is used up
);

CREATE TABLE IF NOT EXISTS sets (pk INTEGER PRIMARY KEY, member_count INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS audiences (
  pk INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, account_pk INTEGER NOT NULL REFERENCES accounts(pk), name TEXT NOT NULL,
  description TEXT NOT NULL, source TEXT NOT NULL, value_based INTEGER NOT NULL, retention_days INTEGER,
  extras TEXT NOT NULL,              -- JSON: further attributes, shown as they were given
  created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL,
  set_pk INTEGER NOT NULL,           -- who is in it
  style TEXT,                        -- single or multi: kind of rows it was filled with; null: none yet
  outcome INTEGER NOT NULL,          -- what the last upload left as operation_status: 410, 200, 412 or 415
  status INTEGER,                    -- operation_status on order; null: as it comes
  lookalikes INTEGER NOT NULL DEFAULT 0,
  violations TEXT NOT NULL,          -- JSON array: name, description
  rows_received INTEGER NOT NULL DEFAULT 0, rows_already_there INTEGER NOT NULL DEFAULT 0,
  rows_limited_use INTEGER NOT NULL DEFAULT 0,
  replace_session TEXT, replace_set_pk INTEGER, replace_due_ms INTEGER, replace_schema TEXT
);
CREATE INDEX IF NOT EXISTS audiences_by_account ON audiences(account_pk, pk);
CREATE INDEX IF NOT EXISTS audiences_replacing ON audiences(replace_due_ms) WHERE replace_due_ms IS NOT NULL;
CREATE TABLE IF NOT EXISTS readings (  -- what the API tells of an audience, once it is visible
  audience_pk INTEGER NOT NULL, at_ms INTEGER NOT NULL, member_count INTEGER NOT NULL, PRIMARY KEY (audience_pk, at_ms)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS people (
  pk INTEGER PRIMARY KEY, account_pk INTEGER NOT NULL, extern_id TEXT, email BLOB, phone BLOB,
  other BLOB,                        -- device id, or a digest of all other keys
  mapped_ms INTEGER NOT NULL         -- last time the EXTERN_ID came together with a key that can match
);
-- Further indexes of people are made when they are needed: see people.ts.
CREATE UNIQUE INDEX IF NOT EXISTS people_by_extern_id ON people(account_pk, extern_id);
CREATE TABLE IF NOT EXISTS members (
  set_pk INTEGER NOT NULL, person_pk INTEGER NOT NULL, value REAL, PRIMARY KEY (set_pk, person_pk)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS sessions (
  account_pk INTEGER NOT NULL, session_id TEXT NOT NULL, audience_pk INTEGER NOT NULL,
  kind TEXT NOT NULL,                -- add, remove or replace
  started_ms INTEGER NOT NULL, ended_ms INTEGER, closed_by TEXT,   -- flag or time
  received INTEGER NOT NULL DEFAULT 0, invalid INTEGER NOT NULL DEFAULT 0, matched INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (account_pk, session_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sessions_by_audience ON sessions(audience_pk, started_ms);
`;
