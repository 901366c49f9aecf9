/** The yardstick: PostgreSQL's own COPY of the rows that a backfill made, into empty copies of the same tables. */
import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';

const TABLES = ['customer', 'orders', 'order_line', 'order_refund'] as const;

export interface CopyResult {
  rows: number;
  copyS: number;
  fileMb: number;
}

/** @param ownerUrl An address whose role row-level security does not bind. */
export async function copyTables(ownerUrl: string, folder: string): Promise<CopyResult> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  let [rows, copyS, fileMb] = [0, 0, 0];
  try {
    for (const table of TABLES) {
      const file = path.join(folder, `${table}.copy`);
      await pipeline(client.query(copyTo(`COPY ${table} TO STDOUT`)), createWriteStream(file));
      await client.query(`CREATE TABLE yardstick (LIKE ${table} INCLUDING ALL)`);
      const filling = client.query(copyFrom('COPY yardstick FROM STDIN'));
      const started = performance.now();
      await pipeline(createReadStream(file, { highWaterMark: 256 * 1024 }), filling);
      copyS += (performance.now() - started) / 1_000;
      rows += filling.rowCount;
      fileMb += (await stat(file)).size / 2 ** 20;
      await client.query('DROP TABLE yardstick');
      await rm(file);
    }
  } finally {
    await client.end();
  }
  return { rows, copyS, fileMb };
}
