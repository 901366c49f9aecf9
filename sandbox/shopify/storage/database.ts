// Opens the sandbox's SQLite file (write-ahead log, so a killed process loses nothing committed) and makes its tables.
// Each part of the sandbox keeps its own statements; the tables are all listed here.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const TABLES = `
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE IF NOT EXISTS shops (
  no INTEGER PRIMARY KEY, domain TEXT NOT NULL UNIQUE, settings TEXT NOT NULL,
  installed INTEGER NOT NULL, created_ms INTEGER NOT NULL, pixel TEXT);

CREATE TABLE IF NOT EXISTS customers (
  row INTEGER PRIMARY KEY, shop INTEGER NOT NULL, id INTEGER NOT NULL,
  created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL, data TEXT NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS customers_id ON customers (shop, id);
CREATE INDEX IF NOT EXISTS customers_updated ON customers (shop, updated_ms, id);

CREATE TABLE IF NOT EXISTS orders (
  row INTEGER PRIMARY KEY, shop INTEGER NOT NULL, id INTEGER NOT NULL, customer_id INTEGER,
  created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL, processed_ms INTEGER NOT NULL, data TEXT NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS orders_id ON orders (shop, id);
CREATE INDEX IF NOT EXISTS orders_updated ON orders (shop, updated_ms, id);
CREATE INDEX IF NOT EXISTS orders_customer ON orders (shop, customer_id);

CREATE TABLE IF NOT EXISTS products (
  row INTEGER PRIMARY KEY, shop INTEGER NOT NULL, id INTEGER NOT NULL,
  created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL, data TEXT NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS products_id ON products (shop, id);
CREATE INDEX IF NOT EXISTS products_updated ON products (shop, updated_ms, id);

CREATE TABLE IF NOT EXISTS collections (
  row INTEGER PRIMARY KEY, shop INTEGER NOT NULL, id INTEGER NOT NULL,
  created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL, data TEXT NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS collections_id ON collections (shop, id);
CREATE INDEX IF NOT EXISTS collections_updated ON collections (shop, updated_ms, id);

CREATE TABLE IF NOT EXISTS checkouts (
  shop INTEGER NOT NULL, token TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (shop, token));

CREATE TABLE IF NOT EXISTS access_tokens (
  token TEXT PRIMARY KEY, shop INTEGER NOT NULL, kind TEXT NOT NULL, scopes TEXT NOT NULL, expires_ms INTEGER);
CREATE TABLE IF NOT EXISTS refresh_tokens (
  token TEXT PRIMARY KEY, shop INTEGER NOT NULL, parent TEXT, expires_ms INTEGER NOT NULL, first_used_ms INTEGER);

CREATE TABLE IF NOT EXISTS bulk_operations (
  no INTEGER PRIMARY KEY, shop INTEGER NOT NULL, query TEXT NOT NULL, grouped INTEGER NOT NULL, scopes TEXT NOT NULL,
  status TEXT NOT NULL, error_code TEXT, fault TEXT, created_ms INTEGER NOT NULL, completed_ms INTEGER,
  duration_ms INTEGER NOT NULL, written INTEGER NOT NULL DEFAULT 0, object_count INTEGER NOT NULL DEFAULT 0,
  root_count INTEGER NOT NULL DEFAULT 0, file_size INTEGER NOT NULL DEFAULT 0, given TEXT);

CREATE TABLE IF NOT EXISTS outbox (
  no INTEGER PRIMARY KEY, shop TEXT NOT NULL, topic TEXT NOT NULL, webhook_id TEXT NOT NULL, event_id TEXT NOT NULL,
  triggered_ms INTEGER NOT NULL, address TEXT NOT NULL, forged INTEGER NOT NULL, attempts INTEGER NOT NULL,
  due_ms INTEGER NOT NULL, body TEXT NOT NULL, family TEXT NOT NULL DEFAULT 'classic');
CREATE INDEX IF NOT EXISTS outbox_due ON outbox (due_ms, no);
CREATE TABLE IF NOT EXISTS webhook_counts (name TEXT PRIMARY KEY, count INTEGER NOT NULL);
`;

/** Columns that came after the first release, for files of before. */
const ADDED_COLUMNS = [
  ['bulk_operations', 'given', 'TEXT'],
  ['bulk_operations', 'upload', 'TEXT'],
  ['outbox', 'family', "TEXT NOT NULL DEFAULT 'classic'"],
] as const;

export type Database = DatabaseSync;

/** Opens (and if needed creates) the database under the folder, or one in memory when there is no folder. */
export function openDatabase(folder: string | undefined): Database {
  if (folder !== undefined) mkdirSync(folder, { recursive: true });
  const db = new DatabaseSync(folder === undefined ? ':memory:' : join(folder, 'shopify.sqlite'));
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -131072');
  db.exec(TABLES);
  for (const [table, column, type] of ADDED_COLUMNS) {
    const known = db.prepare(`SELECT 1 FROM pragma_table_info('${table}') WHERE name = ?`).get(column);
    if (known === undefined) db.exec(`ALTER TABLE ${table} ADD COLUMN ${column} ${type}`);
  }
  return db;
}

/** Runs the work in one transaction: all of it is kept, or none. */
export function inTransaction<T>(db: Database, work: () => T): T {
  if (db.isTransaction) return work();
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}
