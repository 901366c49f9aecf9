/**
 * A stand-in's memory: one SQLite database (node:sqlite), in a folder or in RAM. Every write is committed before its answer is
 * sent, so killing the process loses nothing that was answered.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';

export type Row = Record<string, SQLOutputValue>;

export interface Database {
  run(sql: string, ...params: SQLInputValue[]): { changes: number; lastRowId: number };
  get(sql: string, ...params: SQLInputValue[]): Row | undefined;
  all(sql: string, ...params: SQLInputValue[]): Row[];
  /** Runs `work` atomically; a transaction inside a transaction joins the outer one. */
  transaction<T>(work: () => T): T;
  /** Every statement used so far: a test asks SQLite for the plan of each. */
  statementTexts(): string[];
  close(): void;
}

/** Opens (creating if needed) the database of that name in `folder`, or an empty one in memory when undefined. */
export function openDatabase(folder: string | undefined, name: string, schema: string): Database {
  if (folder !== undefined) mkdirSync(folder, { recursive: true });
  const connection = new DatabaseSync(folder === undefined ? ':memory:' : join(folder, `${name}.sqlite`));
  connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;');
  connection.exec('PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;');
  connection.exec(schema);
  const statements = new Map<string, StatementSync>();
  let depth = 0;

  function statement(sql: string): StatementSync {
    let prepared = statements.get(sql);
    if (prepared === undefined) {
      prepared = connection.prepare(sql);
      statements.set(sql, prepared);
    }
    return prepared;
  }

  return {
    run(sql, ...params) {
      const result = statement(sql).run(...params);
      return { changes: Number(result.changes), lastRowId: Number(result.lastInsertRowid) };
    },
    get: (sql, ...params) => statement(sql).get(...params),
    all: (sql, ...params) => statement(sql).all(...params),
    transaction(work) {
      if (depth > 0) return work();
      depth = 1;
      connection.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        connection.exec('COMMIT');
        return result;
      } catch (error) {
        connection.exec('ROLLBACK');
        throw error;
      } finally {
        depth = 0;
      }
    },
    statementTexts: () => [...statements.keys()],
    close() {
      statements.clear();
      connection.close();
    },
  };
}

/** Column readers: SQLite is dynamically typed, the rows of our own schema are not. */
export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new TypeError(`Column ${column} holds no text.`);
  return value;
}

export function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column);
}

export function whole(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') throw new TypeError(`Column ${column} holds no number.`);
  return value;
}

export function wholeOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : whole(row, column);
}
