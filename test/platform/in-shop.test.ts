/** A shop's transaction: all or nothing, never under another shop's name, and no harm to the pool when its connection breaks. */
import { describe, expect, it } from 'vitest';
import { assertBoundByPolicies, openDatabase, type Database, type ShopSql } from '#app/platform/database.ts';
import { testDatabase } from '#test/support/database.ts';

const database = await testDatabase();
const shop = await database.makeShop();
const neighbour = await database.makeShop();
let nextId = 1;

const addCustomer = async (sql: ShopSql): Promise<number> => {
  const id = (nextId += 1);
  await sql.query('INSERT INTO customer (shop_id, customer_id) VALUES ($1, $2)', [sql.shopId, id]);
  return id;
};
const isThere = async (id: number): Promise<boolean> =>
  (await database.owner.query('SELECT FROM customer WHERE customer_id = $1', [id])).rowCount === 1;

/** One connection only, so that whatever a transaction leaves on it meets the next. */
async function onOneConnection<T>(work: (one: Database) => Promise<T>): Promise<T> {
  const one = openDatabase({ url: database.urls.worker, maxConnections: 1 });
  try {
    return await work(one);
  } finally {
    await one.close();
  }
}

describe('inShop', () => {
  it('keeps what was done when the work ends well', async () => {
    const id = await database.worker.inShop(shop, addCustomer);
    expect(await isThere(id)).toBe(true);
  });

  it('undoes everything when the work throws, and passes the error on', async () => {
    let id = 0;
    const work = database.worker.inShop(shop, async (sql) => {
      id = await addCustomer(sql);
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await isThere(id)).toBe(false);
  });

  it('does not pass for done when the work went on after a statement had failed', async () => {
    let id = 0;
    const work = database.worker.inShop(shop, async (sql) => {
      id = await addCustomer(sql);
      await sql.query('SELECT 1 / 0').catch(() => undefined);
      return 'fine';
    });
    await expect(work).rejects.toThrow('rolled back');
    expect(await isThere(id)).toBe(false);
  });

  it('fails when its connection is cut, and the pool goes on with another', async () => {
    await onOneConnection(async (one) => {
      let id = 0;
      const work = one.inShop(shop, async (sql) => {
        id = await addCustomer(sql);
        const { rows } = await sql.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
        await database.owner.query('SELECT pg_terminate_backend($1, 10000)', [rows[0]?.pid]);
        return addCustomer(sql);
      });
      await expect(work).rejects.toThrow();
      expect(await isThere(id)).toBe(false);
      const next = await one.inShop(shop, addCustomer);
      expect(await isThere(next)).toBe(true);
    });
  });

  it('leaves no shop behind on the connection, whether it ended well or not', async () => {
    await onOneConnection(async (one) => {
      const seen = (): Promise<unknown[]> =>
        one
          .query(
            `SELECT current_setting('app.shop_id', true) AS shop, (SELECT count(*)::int FROM customer) AS customers`,
          )
          .then(({ rows }) => rows);
      await one.inShop(shop, addCustomer);
      expect(await seen()).toEqual([{ shop: '', customers: 0 }]);
      await one.inShop(shop, () => Promise.reject(new Error('no'))).catch(() => undefined);
      expect(await seen()).toEqual([{ shop: '', customers: 0 }]);
      const inNeighbour = await one.inShop(neighbour, (sql) => sql.query('SELECT customer_id FROM customer'));
      expect(inNeighbour.rows).toEqual([]);
      const inShop = await one.inShop(shop, (sql) => sql.query('SELECT DISTINCT shop_id::int FROM customer'));
      expect(inShop.rows).toEqual([{ shop_id: shop }]);
    });
  });

  it('keeps twenty at once apart', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => {
        const mine = index % 2 === 0 ? shop : neighbour;
        return database.worker.inShop(mine, async (sql) => {
          await addCustomer(sql);
          const { rows } = await sql.query<{ shop_id: number }>('SELECT DISTINCT shop_id::int FROM customer');
          return rows.length === 1 && rows[0]?.shop_id === mine;
        });
      }),
    );
    expect(answers).toEqual(answers.map(() => true));
  });

  it.each([0, -1, 1.5, Number.NaN, Number.MAX_VALUE, "1'; DROP TABLE customer; --" as unknown as number])(
    'takes nothing for a shop but a whole number above 0: %s',
    async (id) => {
      await expect(database.worker.inShop(id, addCustomer)).rejects.toThrow('Not a shop id');
      expect((await database.worker.query('SELECT 1 AS n')).rows).toEqual([{ n: 1 }]);
    },
  );
});

it('instants come back as epoch milliseconds, whatever the time zone of the session', async () => {
  await onOneConnection(async (one) => {
    for (const zone of ['UTC', 'Europe/Istanbul', 'Asia/Kolkata', 'America/St_Johns']) {
      await one.query(`SET timezone = '${zone}'`);
      const { rows } = await one.query(`SELECT '2026-03-29T01:30:00.123Z'::timestamptz AS at`);
      expect(rows, zone).toEqual([{ at: Date.UTC(2026, 2, 29, 1, 30, 0, 123) }]);
    }
  });
});

it('a log-in that owns the tables is refused, the processes’ own are not', async () => {
  const owner = openDatabase({ url: database.urls.owner });
  try {
    await expect(assertBoundByPolicies(owner)).rejects.toThrow(/kesit_owner.*not bound.*DATABASE_WEB_URL/s);
  } finally {
    await owner.close();
  }
  await assertBoundByPolicies(database.web);
  await assertBoundByPolicies(database.worker);
});
