/** Bells: a job is only a hint that there is work; what the work is stands in the tables. */
import type { Sql } from '#app/platform/database.ts';

/** The jobs there are. */
export type Task = 'install' | 'backfill' | 'absorb' | 'tick' | 'place' | 'deliver' | 'pull';

export interface Bell {
  task: Task;
  shopId: number;
  connectionId?: number | undefined;
  /** Lets more changes gather before the work is done, in milliseconds. */
  delayMs?: number;
}

/** Rings within the caller's transaction: the job is there if, and only if, the transaction commits. */
export async function ring(sql: Sql, bell: Bell): Promise<void> {
  await sql.query('SELECT ring($1, $2::bigint, $3::int, $4::int)', [
    bell.task,
    bell.shopId,
    bell.connectionId ?? null,
    bell.delayMs ?? 0,
  ]);
}

/** What is due across all shops. */
export async function dueWork(sql: Sql, now: number, pullBefore: number): Promise<Bell[]> {
  const { rows } = await sql.query<{ task: Task; shop_id: string; connection_id: number | null }>(
    'SELECT * FROM due_work($1, $2)',
    [new Date(now).toISOString(), new Date(pullBefore).toISOString()],
  );
  return rows.map((row) => ({
    task: row.task,
    shopId: Number(row.shop_id),
    connectionId: row.connection_id ?? undefined,
  }));
}
