/** Exclusive work across all processes: a session lock of PostgreSQL, which a crash of the holder frees at once. */
import type { Database } from './database.ts';

/** Told to the work: true once the lock can no longer be relied on, because its connection broke. */
export type Lost = () => boolean;

/**
 * Runs `work` while nobody else holds the same lock; undefined when somebody does.
 * @param space A number that keeps one kind of lock apart from another.
 * @param key What is locked, within that kind.
 */
export async function exclusively<T>(
  database: Database,
  space: number,
  key: string,
  work: (lost: Lost) => Promise<T>,
): Promise<T | undefined> {
  const client = await database.pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error): void => void (broken = error);
  client.on('error', onError);
  try {
    const { rows } = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1, hashtext($2)) AS held', [
      space,
      key,
    ]);
    if (!rows[0]?.held) return undefined;
    try {
      return await work(() => broken !== undefined);
    } finally {
      if (!broken)
        await client
          .query('SELECT pg_advisory_unlock($1, hashtext($2))', [space, key])
          .catch((error: unknown) => void (broken = error as Error));
    }
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}
