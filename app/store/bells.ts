/** Bells: a job is only a hint that there is work; what the work is stands in the tables. */
import type { Sql } from '#app/platform/database.ts';

/** The jobs there are. */
export type Task =
  | 'privacy'
  | 'erase'
  | 'refetch'
  | 'reconcile'
  | 'recompute'
  | 'resegment'
  | 'yardsticks'
  | 'measure'
  | 'install'
  | 'backfill'
  | 'absorb'
  | 'tick'
  | 'catchup'
  | 'place'
  | 'deliver'
  | 'pull'
  | 'unhook'
  | 'retain';

export interface Bell {
  task: Task;
  shopId: number;
  connectionId?: number | undefined;
  /** Lets more changes gather before the work is done, in milliseconds. */
  delayMs?: number;
}

/** Rings within the caller's transaction: the job is there if, and only if, the transaction commits. */
export async function ring(sql: Sql, bell: Bell): Promise<void> {
  await sql.query({
    name: 'ring',
    text: 'SELECT ring($1, $2::bigint, $3::int, $4::int)',
    values: [bell.task, bell.shopId, bell.connectionId ?? null, bell.delayMs ?? 0],
  });
}

/**
 * Whether a job of the shop is at work now, or is the next of its kind to begin. One that failed and rests does not count.
 * For kinds of jobs that concern a shop as a whole.
 */
export async function isUnderWay(sql: Sql, task: Task, shopId: number): Promise<boolean> {
  // The two tables behind the job library's view are entered by their unique keys.
  const { rows } = await sql.query<{ found: boolean }>({
    name: 'under-way',
    text: `SELECT EXISTS (SELECT FROM graphile_worker._private_job_queues WHERE queue_name = $1 AND locked_at IS NOT NULL)
         OR EXISTS (SELECT FROM graphile_worker._private_jobs WHERE key = $1 AND locked_at IS NULL AND run_at <= now()) AS found`,
    values: [`${task}:${shopId}`],
  });
  return rows[0]?.found === true;
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
