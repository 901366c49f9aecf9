/** The shop's figures: worked out of its facts, compared with a plain reckoning, and followed by the memberships they decide. */
import { beforeAll, describe, expect, it } from 'vitest';
import { cutsOf } from '#app/core/yardsticks/percentiles.ts';
import { decideCustomers } from '#app/flows/decide/decideCustomers.ts';
import { recomputeShop } from '#app/flows/decide/recomputeShop.ts';
import { refreshYardsticks } from '#app/flows/yardsticks/refreshYardsticks.ts';
import { readRfm, rfmPresetIds } from '#app/flows/segments/readRfm.ts';
import { holdShop } from '#app/store/shops.ts';
import { readYardsticks } from '#app/store/yardsticks.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { makeDice } from './dice.ts';
import { DAY_MS, NOW, segmentedShop, type SegmentedShop } from './segmentedShop.ts';
import { orderTold } from './webhooks.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});

/** A shop whose buyers order at random; most once or twice, some often. Rows are written as the backfill would. */
async function shopOfBuyers(buyers: number, seed = 7): Promise<SegmentedShop> {
  const shop = await segmentedShop(database, { every: true, destinations: false });
  const dice = makeDice(seed);
  const orders: { id: number; customer: number; at: string; minor: number }[] = [];
  for (let customer = 1; customer <= buyers; customer += 1) {
    const mean = 20 + dice.roll(200);
    let at = NOW - (30 + dice.roll(700)) * DAY_MS;
    do {
      orders.push({
        id: orders.length + 1,
        customer,
        at: new Date(at).toISOString(),
        minor: 1_000 + dice.roll(20) * 500,
      });
      at += Math.ceil((1 + dice.roll(2 * mean)) * DAY_MS) + dice.roll(DAY_MS);
    } while (at < NOW && dice.in100(78));
  }
  await shop.inShop(async (sql) => {
    await sql.query(
      `INSERT INTO customer (shop_id, customer_id, created_at, updated_at, told_at, tags)
       SELECT $1, n, $2, $2, $2, '{}' FROM generate_series(1, $3::int) n`,
      [shop.shopId, new Date(NOW - 800 * DAY_MS).toISOString(), buyers],
    );
    await sql.query(
      `INSERT INTO orders (shop_id, order_id, customer_id, processed_at, created_at, updated_at, told_at, financial_status, currency_code,
         total_minor, current_total_minor)
       SELECT $1, r.id, r.customer, r.at, r.at, r.at, r.at, 'paid', 'TRY', r.minor, r.minor
       FROM json_to_recordset($2::json) AS r (id bigint, customer bigint, at timestamptz, minor bigint)`,
      [shop.shopId, JSON.stringify(orders)],
    );
  });
  await recomputeShop(shop.services, shop.shopId);
  return shop;
}

const facts = (shop: SegmentedShop) =>
  shop.rows('SELECT * FROM customer_fact WHERE shop_id = $1 AND order_count > 0 ORDER BY customer_id');

const ascending = (values: readonly unknown[]): number[] => values.map(Number).sort((a, b) => a - b);

describe('the cut points of a shop', () => {
  it('are those of a plain reckoning, and everybody is in exactly one RFM group', async () => {
    const shop = await shopOfBuyers(300);
    await refreshYardsticks(shop.services, shop.shopId);
    const { figures } = await shop.inShop(readYardsticks);
    const rows = await facts(shop);
    expect(figures.percentiles?.spentMinor).toEqual(cutsOf(ascending(rows.map(({ spent_minor }) => spent_minor)), 100));
    expect(figures.rfm?.frequency).toEqual(cutsOf(ascending(rows.map(({ order_count }) => order_count)), 5));
    expect(figures.rfm?.recency).toEqual(cutsOf(ascending(rows.map(({ last_order_at }) => last_order_at)), 5));
    expect(figures).toMatchObject({ rfmBasis: 'quintiles', buyerCount: 300 });
    const groups = await shop.rows(
      `SELECT customer_id, count(*)::int AS groups FROM membership JOIN segment USING (shop_id, segment_id)
       WHERE shop_id = $1 AND preset_id = ANY ($2) GROUP BY 1`,
      rfmPresetIds,
    );
    expect(groups).toHaveLength(300);
    expect(groups.every(({ groups: count }) => count === 1)).toBe(true);
    const view = await readRfm(shop.services, shop.shopId);
    expect(view.groups.reduce((sum, { memberCount }) => sum + (memberCount ?? 0), 0)).toBe(300);
  });

  it('worked out again write nothing, and those of others move only whom they concern', async () => {
    const shop = await shopOfBuyers(120);
    await refreshYardsticks(shop.services, shop.shopId);
    const moves = async (): Promise<unknown> =>
      (await shop.rows('SELECT count(*)::int AS count FROM transition WHERE shop_id = $1'))[0]?.count;
    const before = await moves();
    shop.time.now = NOW + DAY_MS;
    await shop.rows(
      'UPDATE yardstick SET model_due_at = $2 WHERE shop_id = $1',
      new Date(NOW + 30 * DAY_MS).toISOString(),
    );
    const state = await shop.state();
    await refreshYardsticks(shop.services, shop.shopId);
    expect(await moves()).toBe(before);
    expect((await shop.state()).memberships).toEqual(state.memberships);
  });

  it('of fewer than fifty buyers are fixed ones, and are said to be', async () => {
    const shop = await shopOfBuyers(20);
    await refreshYardsticks(shop.services, shop.shopId);
    expect(await readRfm(shop.services, shop.shopId)).toMatchObject({ basis: 'fixed', buyerCount: 20 });
    const grouped = await shop.rows(
      `SELECT DISTINCT customer_id FROM membership JOIN segment USING (shop_id, segment_id) WHERE shop_id = $1 AND preset_id = ANY ($2)`,
      rfmPresetIds,
    );
    expect(grouped).toHaveLength(20);
  });
});

describe('the purchase model', () => {
  it('is not offered to a shop with few who came back, and says so', async () => {
    const shop = await shopOfBuyers(60);
    await refreshYardsticks(shop.services, shop.shopId);
    const { model, modelReport } = await shop.inShop(readYardsticks);
    expect(model).toBeNull();
    expect(modelReport).toMatchObject({ outcome: 'too-few' });
    expect(modelReport?.repeatBuyers).toBeGreaterThan(0);
  });

  it('fits a shop with enough, scores every buyer, and an order is scored as the whole shop is', async () => {
    const shop = await shopOfBuyers(700);
    await refreshYardsticks(shop.services, shop.shopId);
    const { model, modelReport } = await shop.inShop(readYardsticks);
    expect(modelReport?.outcome).toBe('fitted');
    expect(model).toMatchObject({ kind: 'mbg-nbd', fittedAt: NOW });
    const rows = await facts(shop);
    expect(rows.every(({ expected_orders_30d }) => Number(expected_orders_30d) > 0)).toBe(true);
    const likely = await shop.rows(
      `SELECT count(*)::int AS count FROM membership JOIN segment USING (shop_id, segment_id) WHERE shop_id = $1 AND preset_id = 'likely-to-buy'`,
    );
    expect(likely[0]?.count).toBeGreaterThan(50);
    expect(likely[0]?.count).toBeLessThan(90);
    // One by one and set by set are the same.
    await shop.tell(orderTold(900_001, { customerId: 5, at: NOW - 1_000, totalMinor: 4_000 }));
    await shop.inShop(async (sql) => {
      await holdShop(sql);
      await decideCustomers(sql, ['5', '6', '7'], NOW);
    });
    const oneByOne = await facts(shop);
    await shop.rows(
      'UPDATE customer_fact SET expected_orders_30d = NULL, expected_spend_365d_minor = NULL WHERE shop_id = $1',
    );
    await recomputeShop(shop.services, shop.shopId);
    expect(await facts(shop)).toEqual(oneByOne);
  });

  it('that can be fitted no more stays as it last was', async () => {
    const shop = await shopOfBuyers(700);
    await refreshYardsticks(shop.services, shop.shopId);
    const { model } = await shop.inShop(readYardsticks);
    await shop.rows('DELETE FROM orders WHERE shop_id = $1 AND customer_id > 100');
    await recomputeShop(shop.services, shop.shopId);
    shop.time.now = NOW + 8 * DAY_MS;
    await refreshYardsticks(shop.services, shop.shopId);
    const later = await shop.inShop(readYardsticks);
    expect(later.modelReport?.outcome).toBe('too-few');
    expect(later.model).toEqual(model);
  });
});
