/**
 * Fitting the purchase model to a million buyers and scoring each: for the first time, and a week later when nearly every score is
 * another. Yardstick: one plain statement that writes the same two columns of every customer.
 */
import pg from 'pg';
import { refreshModel } from '#app/flows/yardsticks/fitModel.ts';
import type { Database, ShopId } from '#app/platform/database.ts';
import { readYardsticks } from '#app/store/yardsticks.ts';
import { share, shares } from './segments/shares.ts';
import { benchServices } from './support/benchServices.ts';
import { report, timed } from './support/figures.ts';
import { watchMemory } from './support/memory.ts';

const BUYERS = 1_000_000;
const WEEK_MS = 7 * 86_400_000;

export async function run(args: string[]): Promise<void> {
  const buyers = Number(args[0] ?? BUYERS);
  let now = Date.UTC(2026, 10, 1, 12);
  const bench = await benchServices(() => now);
  const owner = new pg.Client({ connectionString: bench.urls.owner });
  const { services } = bench;
  const { database } = services;
  try {
    await owner.connect();
    const { rows } = await database.query<{ id: string }>(`SELECT register_shop('buyers.myshopify.com') AS id`);
    const shopId = Number(rows[0]?.id);
    await fillBuyers(database, shopId, buyers, now);
    const memory = watchMemory();
    const tidy = () => owner.query('VACUUM (ANALYZE) customer_fact');

    await tidy();
    const [firstS] = await timed(() => refreshModel(services, shopId));
    const firstSum = await sumOfScores(database, shopId, buyers);
    await tidy();
    now += WEEK_MS;
    const [againS] = await timed(() => refreshModel(services, shopId));
    const againSum = await sumOfScores(database, shopId, buyers);
    if (againSum === firstSum) throw new Error('A week later no score is another.');
    const { modelReport } = await database.inShop(shopId, readYardsticks);
    await tidy();
    const [updateS] = await timed(() => writeScoresPlainly(database, shopId));
    memory.stop();

    report({
      buyers,
      model: modelReport?.outcome ?? 'none',
      first_s: firstS,
      refit_s: againS,
      update_s: updateS,
      refit_over_update: againS / updateS,
      peak_mb: process.resourceUsage().maxRSS / 1_024,
    });
  } finally {
    await owner.end();
    await bench.remove();
  }
}

/**
 * Facts of buyers alone, with rows as wide as those of a real shop. Each buys at a pace of their own from a day within the last three
 * years, for as long as they stay.
 */
async function fillBuyers(database: Database, shopId: ShopId, buyers: number, now: number): Promise<void> {
  const at = `'${new Date(now).toISOString()}'::timestamptz`;
  await database.inShop(shopId, (sql) =>
    sql.query(
      `INSERT INTO customer_fact (shop_id, customer_id, order_count, placed_order_count, spent_minor, gross_minor, first_order_minor,
         first_order_at, last_order_at, known_at, email_subscribed_at, last_received_at, last_opened_at, last_product_view_at, due_at,
         country, province, city, place_key, language, account_state, tags, metafields, asked, segment_ids, email_reachable)
       SELECT ${shopId}, n, 1 + x, 1 + x, (1 + x) * worth, (1 + x) * worth, worth, first, last, first, first, last, last, last,
         ${at} + h5 * interval '90 days', 'TR', 'İstanbul', 'Kadıköy', 'tr:kadikoy', 'tr', 'enabled', ARRAY['yeni', 'indirim'],
         '{"loyalty.tier": "gold", "loyalty.points": "1200"}', ARRAY[first, last, last]::timestamptz[],
         ARRAY[3, 9, 14, 21, 27, 33, 38], h6 < 0.6
       FROM (
         SELECT n, h5, h6, x, first,
           CASE WHEN x = 0 THEN first ELSE first + active * (x - 0.5 * h3) / x * interval '1 day' END AS last,
           round(2000 * exp(1.2 * h4 - 0.6 * ln(h6 + 0.01)))::bigint AS worth
         FROM (
           SELECT *, ${at} - days * interval '1 day' AS first, floor(pace * active + h3)::int AS x
           FROM (
             SELECT n, h3, h4, h5, h6, days, least(days, -ln(h2 + 1e-9) * 300) AS active, -ln(h1 + 1e-9) * 0.004 AS pace
             FROM (SELECT n, 3 + ${share('n', 50)} * 1092 AS days, ${shares('n', 60, 6)} FROM generate_series(1, ${buyers}) n) chances
           ) paces
         ) counts
       ) histories`,
    ),
  );
}

/** @throws Error unless everybody has a score. */
async function sumOfScores(database: Database, shopId: ShopId, buyers: number): Promise<number> {
  const { rows } = await database.inShop(shopId, (sql) =>
    sql.query<{ scored: number; sum: number }>(
      `SELECT count(expected_orders_30d)::int AS scored, sum(expected_orders_30d) AS sum FROM customer_fact WHERE shop_id = $1`,
      [shopId],
    ),
  );
  const [row] = rows;
  if (row?.scored !== buyers) throw new Error(`${row?.scored} of ${buyers} buyers have a score.`);
  return row.sum;
}

async function writeScoresPlainly(database: Database, shopId: ShopId): Promise<void> {
  await database.inShop(shopId, (sql) =>
    sql.query(
      `UPDATE customer_fact SET expected_orders_30d = expected_orders_30d * 1.01, expected_spend_365d_minor = expected_spend_365d_minor + 1
       WHERE shop_id = $1`,
      [shopId],
    ),
  );
}
