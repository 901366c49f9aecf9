/** Our segments beside those of the nightly jobs: the same members, and what each one's statement took. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Database, ShopId } from '#app/platform/database.ts';
import type { DuckPlan, DuckResult, JobResult, Members } from './plan.ts';
import { leftOut } from './rivals.ts';

/** By preset. */
export async function ourMembers(database: Database, shopId: ShopId): Promise<Record<string, Members>> {
  const { rows } = await database.inShop(shopId, (sql) =>
    sql.query<Members & { preset_id: string }>(
      `SELECT s.preset_id, count(m.*)::int AS count, coalesce(sum(m.customer_id - ${shopId * 1e12}), 0)::float8 AS sum
       FROM segment s LEFT JOIN membership m ON m.shop_id = s.shop_id AND m.segment_id = s.segment_id
       WHERE s.shop_id = $1 GROUP BY s.preset_id, s.position ORDER BY s.position`,
      [shopId],
    ),
  );
  return Object.fromEntries(rows.map(({ preset_id, count, sum }) => [preset_id, { count, sum }]));
}

export async function nightlyInDuckDb(plan: DuckPlan): Promise<DuckResult> {
  const child = fork(path.join(import.meta.dirname, 'duckProcess.ts'), [JSON.stringify(plan)]);
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const answered = once(child, 'message') as Promise<[DuckResult]>;
  const first = await Promise.race([answered, exited.then(([code]) => code)]);
  if (!Array.isArray(first)) throw new Error(`The process with DuckDB ended with ${first}.`);
  await exited;
  return first[0];
}

/** Prints every segment. @throws Error that names those in which a job has other members than we, or nobody is. */
export function compare(ours: Record<string, Members>, nightly: JobResult, duck: JobResult): void {
  const none: Members = { count: 0, sum: 0 };
  const rows = Object.entries(ours).map(([preset, { count, sum }]) => {
    const isLeftOut = leftOut.includes(preset);
    const jobs = [nightly, duck].map(({ members }) => members[preset] ?? none);
    const isSame = isLeftOut || jobs.every((job) => job.count === count && job.sum === sum);
    return {
      preset,
      members: count,
      postgres: isLeftOut ? 'left out' : jobs[0]?.count,
      postgres_s: nightly.took[preset]?.toFixed(2) ?? '',
      duckdb: isLeftOut ? 'left out' : jobs[1]?.count,
      duckdb_s: duck.took[preset]?.toFixed(2) ?? '',
      same: isSame,
    };
  });
  console.table(rows);
  const differing = rows.filter(({ same }) => !same).map(({ preset }) => preset);
  if (differing.length > 0) throw new Error(`Plain SQL finds other members: ${differing.join(', ')}`);
  const empty = rows.filter(({ members }) => members === 0).map(({ preset }) => preset);
  if (empty.length > 0) throw new Error(`Segments without a member: ${empty.join(', ')}`);
}
