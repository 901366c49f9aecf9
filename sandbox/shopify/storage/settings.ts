// Named values that must outlive a restart: the clock's offset, the app's address, options set by the control API.
import type { Database } from './database.ts';

export interface Settings {
  read<T>(name: string, fallback: T): T;
  write(name: string, value: unknown): void;
}

export function makeSettings(db: Database): Settings {
  const select = db.prepare('SELECT value FROM settings WHERE name = ?');
  const upsert = db.prepare(
    'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  return {
    read<T>(name: string, fallback: T): T {
      const row = select.get(name) as { value: string } | undefined;
      return row === undefined ? fallback : (JSON.parse(row.value) as T);
    },
    write: (name, value) => void upsert.run(name, JSON.stringify(value)),
  };
}
