/** The database itself keeps shops apart: policies, keys and roles, checked on the catalogue and by trying. */
import { beforeAll, describe, expect, it } from 'vitest';
import { assertBoundByPolicies, openDatabase } from '#app/platform/database.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});

async function tenantTables(): Promise<string[]> {
  const { rows } = await database.owner.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'shop_id'
     WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace ORDER BY 1`,
  );
  return rows.map((row) => row.name);
}

describe('tenant tables', () => {
  it('are every table but the sessions, the record of migrations and what partners allow', async () => {
    const { rows } = await database.owner.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace`,
    );
    const others = rows
      .map((row) => row.name)
      .filter((name) => !['session', '_prisma_migrations', 'partner_allowance'].includes(name));
    expect(await tenantTables()).toEqual(others.sort());
  });

  it('have row-level security and start every key with the shop', async () => {
    const { rows } = await database.owner.query<{ name: string; secured: boolean; policies: string; keys: string[] }>(
      `SELECT c.relname AS name, c.relrowsecurity AS secured,
              (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid) AS policies,
              (SELECT array_agg(i.indexrelid::regclass || ':' || a.attname) FROM pg_index i
                 JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
               WHERE i.indrelid = c.oid) AS keys
       FROM pg_class c WHERE c.relname = ANY ($1) AND c.relnamespace = 'public'::regnamespace`,
      [await tenantTables()],
    );
    for (const table of rows) {
      expect(table, table.name).toMatchObject({ secured: true, policies: '1' });
      // The shop table is the directory of tenants: its domain and its pixel's account are how a shop is found.
      const keys = table.keys.filter(
        (key) =>
          !['shop_domain:domain', 'shop_pixel_account:pixel_account', 'shop_pixel_previous:pixel_previous'].includes(
            key,
          ),
      );
      expect(
        keys.every((key) => key.endsWith(':shop_id')),
        `${table.name}: ${keys.join(', ')}`,
      ).toBe(true);
    }
  });

  it('have foreign keys that start with the shop', async () => {
    const { rows } = await database.owner.query<{ name: string; first: string }>(
      `SELECT k.conname AS name, a.attname AS first FROM pg_constraint k
       JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1] WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace`,
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter((row) => row.first !== 'shop_id')).toEqual([]);
  });
});

describe('the roles of the processes', () => {
  it('are bound by the policies; the owner is refused', async () => {
    await expect(assertBoundByPolicies(database.web)).resolves.toBeUndefined();
    await expect(assertBoundByPolicies(database.worker)).resolves.toBeUndefined();
    const owner = openDatabase({ url: database.urls.owner });
    await expect(assertBoundByPolicies(owner)).rejects.toThrow(/not bound by row-level security/);
    await owner.close();
    const switched = openDatabase({ url: database.urls.owner, role: 'kesit_web' });
    await expect(assertBoundByPolicies(switched)).resolves.toBeUndefined();
    await switched.close();
  });

  it('see nothing without a shop, only their own shop with one, and cannot write into another', async () => {
    const [one, two] = [await database.makeShop(), await database.makeShop()];
    for (const shop of [one, two])
      await database.worker.inShop(shop, (sql) =>
        sql.query('INSERT INTO customer (shop_id, customer_id, tags) VALUES ($1, $2, $3)', [shop, 100 + shop, []]),
      );
    for (const door of [database.web, database.worker]) {
      for (const table of await tenantTables()) {
        const column = table === 'connection' || table === 'inbox' || table === 'site_event' ? 'shop_id' : '*';
        const unseen = await door.query(`SELECT ${column} FROM ${table}`).catch((error: unknown) => {
          expect(String(error)).toMatch(/permission denied/);
          return { rows: [] };
        });
        expect(unseen.rows, table).toEqual([]);
      }
      const seen = await door.inShop(one, (sql) => sql.query<{ shop_id: string }>('SELECT shop_id FROM customer'));
      expect(seen.rows).toEqual([{ shop_id: String(one) }]);
    }
    const intrusion = database.worker.inShop(one, (sql) =>
      sql.query('INSERT INTO customer (shop_id, customer_id, tags) VALUES ($1, 1, $2)', [two, []]),
    );
    await expect(intrusion).rejects.toThrow(/row-level security/);
    const moved = database.worker.inShop(one, (sql) => sql.query('UPDATE customer SET shop_id = $1', [two]));
    await expect(moved).rejects.toThrow(/row-level security/);
    const erased = await database.worker.inShop(one, (sql) =>
      sql.query('DELETE FROM customer WHERE shop_id = $1', [two]),
    );
    expect(erased.rowCount).toBe(0);
  });

  it('lose the context with the transaction, also when it fails', async () => {
    const shop = await database.makeShop();
    const narrow = openDatabase({ url: database.urls.worker, maxConnections: 1 });
    await narrow.inShop(shop, (sql) => sql.query('SELECT 1'));
    await expect(narrow.inShop(shop, (sql) => sql.query('SELECT no_such_column FROM customer'))).rejects.toThrow();
    expect((await narrow.query('SELECT * FROM shop')).rows).toEqual([]);
    await narrow.close();
  });

  it('do not let the web process read a partner secret or change what only the worker decides', async () => {
    const shop = await database.makeShop();
    for (const text of [
      'SELECT secret FROM connection',
      'DELETE FROM membership',
      'UPDATE placement SET desired = true',
      'SELECT body FROM inbox',
      'DELETE FROM customer',
    ])
      await expect(
        database.web.inShop(shop, (sql) => sql.query(text)),
        text,
      ).rejects.toThrow(/permission denied/);
  });

  it.each(['', '0; RESET ROLE', '1.5', '-3'])('refuses "%s" as a shop id', async (id) => {
    await expect(database.web.inShop(id as unknown as number, () => Promise.resolve())).rejects.toThrow(
      /Not a shop id/,
    );
  });
});
