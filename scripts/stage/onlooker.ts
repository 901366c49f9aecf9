/** Looks on at the app's tables from outside, as their owner. Survives a crash of the database. */
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

export interface Onlooker {
  all<Row>(text: string): Promise<Row[]>;
  one<Row>(text: string): Promise<Row>;
  close(): Promise<void>;
}

/** How long a database that is away is waited for, in milliseconds. */
const AWAY_LIMIT_MS = 60_000;

/** True for errors that say that the connection broke or that the server is stopping or starting, not that the query is wrong. */
function isAway(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return code === undefined
    ? /connection|terminated|timeout/i.test(message ?? '')
    : /^(E[A-Z]+|57P0[1-3]|08\d{3})$/.test(code);
}

/** @param url Of the owner. What is asked only looks, so that it may be asked again. */
export function onlooker(url: string): Onlooker {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  pool.on('error', () => undefined);
  const all = async <Row>(text: string): Promise<Row[]> => {
    const deadline = Date.now() + AWAY_LIMIT_MS;
    for (;;) {
      try {
        return (await pool.query(text)).rows as Row[];
      } catch (error) {
        if (!isAway(error) || Date.now() > deadline) throw error;
        await delay(100);
      }
    }
  };
  return {
    all,
    async one<Row>(text: string) {
      const [row] = await all<Row>(text);
      if (row === undefined) throw new Error(`No row: ${text}`);
      return row;
    },
    close: () => pool.end(),
  };
}
