/** Deliveries that cannot be read or stored, and a database that goes away: what is good goes on, and nothing is lost. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { absorb, absorbOnce } from '#app/flows/absorb/absorb.ts';
import { firstPace } from '#app/flows/absorb/pace.ts';
import { openDatabase } from '#app/platform/database.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { DAY_MS, NOW, segmentedShop, type Row, type SegmentedShop } from './segmentedShop.ts';
import { customerTold, delivery, orderTold, type TestDelivery } from './webhooks.ts';

let database: TestDatabase;
let shop: SegmentedShop;
beforeAll(async () => {
  database = await testDatabase();
  await database.owner.query(
    `ALTER TABLE customer ADD CONSTRAINT storable_name CHECK (first_name NOT LIKE '%unstorable')`,
  );
});
beforeEach(async () => {
  shop = await segmentedShop(database);
});

const bought = (id: number, customerId = 1): TestDelivery => orderTold(id, { customerId, at: NOW - 60 * DAY_MS });
const inbox = (): Promise<Row[]> =>
  shop.rows('SELECT delivery_id AS id, state, attempts, error FROM inbox WHERE shop_id = $1 ORDER BY seq');
async function tellInOrder(...deliveries: TestDelivery[]): Promise<void> {
  await shop.receive(...deliveries);
  await shop.absorb();
}
/** A rule of the table that the names of some customers break: readable, and refused by the database all the same. */
const unstorable = (id: number): TestDelivery => ({
  ...customerTold(id, { updatedAt: NOW - DAY_MS, firstName: 'Ayşegül-unstorable', email: `aysegul${id}@example.com` }),
  deliveryId: `unstorable-${id}`,
});

describe('a delivery that cannot be read', () => {
  it.each([
    ['no JSON', 'orders/create', Buffer.from('{"id": 1'), 'The body is not JSON.'],
    ['bytes that are no text', 'orders/create', Buffer.from([0xff, 0xfe, 0x00]), 'The body is not UTF-8.'],
    ['a list', 'orders/create', [], 'The body is not an object.'],
    ['no id', 'orders/create', { currency: 'TRY' }, 'id is missing.'],
    ['a field of another kind', 'customers/update', { id: 1, updated_at: 5 }, 'updated_at is not text.'],
    ['an unknown topic', 'locations/create', { id: 1 }, 'The topic is not one that is read.'],
  ])('(%s) is set aside with the reason while the others go on', async (_, topic, body, reason) => {
    const bad = { ...delivery(topic, body, NOW), deliveryId: 'bad' };
    await tellInOrder(bought(1), bad, bought(2));
    expect((await inbox()).map(({ state, error }) => ({ state, error }))).toEqual([
      { state: 'done', error: null },
      { state: 'parked', error: reason },
      { state: 'done', error: null },
    ]);
    expect(await shop.segmentsOf(1)).toEqual(['repeat-buyers']);
    await shop.absorb();
    expect(await inbox()).toMatchObject([{}, { id: 'bad', state: 'parked', attempts: 1 }, {}]);
  });
});

describe('a delivery that the database refuses', () => {
  it('is put off, longer each time, and set aside in the end, while all others are absorbed at once', async () => {
    await tellInOrder(bought(1), unstorable(1), bought(2), unstorable(2), bought(3));
    expect(await inbox()).toMatchObject([
      { state: 'done' },
      { id: 'unstorable-1', state: 'pending', attempts: 1 },
      { state: 'done' },
      { id: 'unstorable-2', state: 'pending', attempts: 1 },
      { state: 'done' },
    ]);
    expect(await shop.factsOf(1)).toMatchObject({ order_count: 3 });

    const waits: number[] = [];
    for (let attempt = 1; attempt < 6; attempt += 1) {
      const [row] = await shop.rows(
        `SELECT attempts, not_before FROM inbox WHERE shop_id = $1 AND delivery_id = 'unstorable-1'`,
      );
      expect(row?.attempts).toBe(attempt);
      waits.push(Number(row?.not_before) - shop.time.now);
      shop.time.now = Number(row?.not_before) - 1;
      await shop.absorb();
      expect(await inbox()).toMatchObject([{}, { attempts: attempt }, {}, {}, {}]);
      shop.time.now += 1;
      await shop.absorb();
    }
    expect(waits).toEqual([1_000, 4_000, 16_000, 64_000, 256_000]);
    expect(await inbox()).toMatchObject([{}, { state: 'parked', attempts: 6 }, {}, { state: 'parked' }, {}]);
    expect((await inbox())[1]?.error).toBe(
      'The database refused it: a value is not one of those allowed (23514, table customer, constraint storable_name).',
    );
  });

  it('is told of without any of its values, wherever it waits or lies', async () => {
    await shop.tell(unstorable(1));
    await shop.tell(unstorable(2));
    const [row] = await shop.rows('SELECT string_agg(error, $2) AS errors FROM inbox WHERE shop_id = $1', ' ');
    expect(row?.errors).toMatch(/23514.*23514/);
    expect(row?.errors).not.toMatch(/aysegul|Ayşegül|unstorable|example/i);
  });

  it('is found among many in a few tries, and put aside with the instant', async () => {
    await shop.receive(
      ...Array.from({ length: 240 }, (_, index) => (index === 171 ? unstorable(9) : bought(index + 1))),
    );
    let pace = firstPace;
    const rests: string[] = [];
    const takens: number[] = [];
    for (let tries = 0; tries < 100 && rests.at(-1) !== 'none'; tries += 1) {
      const batch = await absorbOnce(shop.services, shop.shopId, pace);
      rests.push(batch.rest);
      takens.push(batch.taken);
      pace = batch.pace;
    }
    expect(takens.reduce((sum, taken) => sum + taken, 0)).toBe(239);
    // Half of the suspects at a time: eight halvings of 240, then what is left.
    expect(takens.length).toBeLessThanOrEqual(11);
    for (let attempt = 1; attempt < 6; attempt += 1) {
      shop.time.now += 1_000 * 4 ** attempt;
      await shop.absorb();
    }
    expect(await shop.rows(`SELECT state, parked_at FROM inbox WHERE shop_id = $1 AND state <> 'done'`)).toEqual([
      { state: 'parked', parked_at: shop.time.now },
    ]);
  });

  it('does not keep a full batch behind it waiting', async () => {
    await tellInOrder(unstorable(9), ...Array.from({ length: 250 }, (_, index) => bought(index + 1, index + 1)));
    const [row] = await shop.rows(`SELECT count(*)::int AS count FROM inbox WHERE shop_id = $1 AND state = 'done'`);
    expect(row).toEqual({ count: 250 });
  });
});

describe('a database that goes away', () => {
  it('in the middle of absorbing loses nothing and blames no delivery', async () => {
    const many = Array.from({ length: 600 }, (_, index) => bought(index + 1, 1 + (index % 200)));
    await shop.receive(...many);
    const own = openDatabase({ url: database.urls.worker, applicationName: 'cut off', maxConnections: 2 });
    const activity = `FROM pg_stat_activity WHERE application_name = 'cut off'`;
    let cuts = 0;
    // Each attempt is cut a little further on: after as many looks at its transactions as there were attempts before.
    for (let attempt = 1; attempt < 200; attempt += 1) {
      let isOver = false;
      const absorbing = absorb({ ...shop.services, database: own }, shop.shopId)
        .then(
          () => 'done',
          () => 'cut',
        )
        .finally(() => (isOver = true));
      for (let looks = 0; looks < attempt && !isOver;) {
        const { rows } = await database.owner.query<{ pid: number }>(
          `SELECT pid ${activity} AND xact_start IS NOT NULL`,
        );
        looks += rows.length;
      }
      await database.owner.query(`SELECT pg_terminate_backend(pid) ${activity}`);
      if ((await absorbing) === 'done') break;
      cuts += 1;
    }
    expect(cuts).toBeGreaterThan(0);
    await own.close();
    await shop.absorb();
    const states = await shop.rows(
      'SELECT state, max(attempts) AS attempts, count(*)::int AS count FROM inbox WHERE shop_id = $1 GROUP BY 1',
    );
    expect(states).toEqual([{ state: 'done', attempts: 0, count: 600 }]);
    const [orders] = await shop.rows('SELECT count(*)::int AS count FROM orders WHERE shop_id = $1');
    expect(orders).toEqual({ count: 600 });
    const facts = await shop.rows('SELECT DISTINCT order_count FROM customer_fact WHERE shop_id = $1');
    expect(facts).toEqual([{ order_count: 3 }]);
  });
});
