/** A database of its own for a test file: a copy of the migrated template, with a pool for each role. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import { openDatabase, type Database, type ShopId } from '#app/platform/database.ts';

export interface TestDatabase {
  /** Addresses for each kind of process. */
  urls: { owner: string; web: string; worker: string };
  owner: pg.Pool;
  web: Database;
  worker: Database;
  /** Registers a shop and gives its number. */
  makeShop(domain?: string): Promise<ShopId>;
}

let shopCount = 0;

/** Call at the top level of a test file or in `beforeAll`; everything is closed and dropped after the file. */
export async function testDatabase(): Promise<TestDatabase> {
  const { port, password } = inject('cluster');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const url = (role: string, database = name): string =>
    `postgresql://${role}:${password}@127.0.0.1:${port}/${database}`;
  const admin = new pg.Client({ connectionString: url('postgres', 'postgres') });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name} OWNER kesit_owner TEMPLATE kesit_template STRATEGY FILE_COPY`);

  const owner = new pg.Pool({ connectionString: url('kesit_owner'), max: 4 });
  owner.on('error', () => undefined);
  const web = openDatabase({ url: url('kesit_web') });
  const worker = openDatabase({ url: url('kesit_worker') });
  afterAll(async () => {
    await Promise.all([owner.end(), web.close(), worker.close()]);
    await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await admin.end();
  });
  return {
    urls: { owner: url('kesit_owner'), web: url('kesit_web'), worker: url('kesit_worker') },
    owner,
    web,
    worker,
    async makeShop(domain = `shop-${(shopCount += 1)}.myshopify.com`) {
      const { rows } = await worker.query<{ id: string }>('SELECT register_shop($1) AS id', [domain]);
      return Number(rows[0]?.id);
    },
  };
}
