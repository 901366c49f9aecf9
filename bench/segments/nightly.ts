/** The nightly job of plain SQL in PostgreSQL, on the same server and the same rows; and the files that DuckDB reads. */
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { ShopId } from '#app/platform/database.ts';
import type { JobResult, Members } from './plan.ts';
import { nightlyStatements } from './rivals.ts';
import { rivalTables } from './rivalTables.ts';

/** What one session of the job may sort and hash in. */
const WORK_MEM = '256MB';

/** Works every segment out anew. @param ownerUrl An address whose role row-level security does not bind. */
export async function nightlyInPostgres(ownerUrl: string, shopId: ShopId, now: number): Promise<JobResult> {
  return asOwner(ownerUrl, async (client) => {
    await makeViews(client, shopId);
    await client.query(`SET work_mem = '${WORK_MEM}'`);
    await client.query('CREATE TABLE nightly.nightly_membership (id text NOT NULL, customer_id bigint NOT NULL)');
    const took: Record<string, number> = {};
    const started = performance.now();
    await client.query('BEGIN');
    await client.query('TRUNCATE nightly_membership');
    for (const [id, members] of Object.entries(nightlyStatements(`'${new Date(now).toISOString()}'::timestamptz`))) {
      const begun = performance.now();
      await client
        .query(`INSERT INTO nightly_membership SELECT '${id}', customer_id FROM (${members}) m`)
        .catch((cause: unknown) => {
          throw new Error(`PostgreSQL refuses the statement of ${id}`, { cause });
        });
      took[id] = (performance.now() - begun) / 1_000;
    }
    await client.query('COMMIT');
    const totalS = (performance.now() - started) / 1_000;
    const { rows } = await client.query<Members & { id: string }>(
      `SELECT id, count(*)::int AS count, sum(customer_id - ${shopId * 1e12})::float8 AS sum FROM nightly_membership GROUP BY id`,
    );
    return { totalS, took, members: Object.fromEntries(rows.map(({ id, count, sum }) => [id, { count, sum }])) };
  });
}

/** Writes what the statements ask about into files. @returns In how many seconds. */
export async function writeFiles(ownerUrl: string, shopId: ShopId, folder: string): Promise<number> {
  return asOwner(ownerUrl, async (client) => {
    await makeViews(client, shopId);
    const started = performance.now();
    for (const [table, columns] of Object.entries(rivalTables)) {
      const rows = client.query(
        copyTo(`COPY (SELECT ${Object.keys(columns).join(', ')} FROM ${table}) TO STDOUT (FORMAT csv)`),
      );
      await pipeline(rows, createWriteStream(path.join(folder, `${table}.csv`)));
    }
    return (performance.now() - started) / 1_000;
  });
}

/** The shop's rows under the tables' own names, as if it were alone in the database. */
async function makeViews(client: pg.Client, shopId: ShopId): Promise<void> {
  await client.query('CREATE SCHEMA IF NOT EXISTS nightly');
  for (const table of Object.keys(rivalTables))
    await client.query(
      `CREATE OR REPLACE VIEW nightly.${table} AS SELECT * FROM public.${table} WHERE shop_id = ${shopId}`,
    );
  await client.query('SET search_path = nightly, public');
}

async function asOwner<Value>(url: string, work: (client: pg.Client) => Promise<Value>): Promise<Value> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
