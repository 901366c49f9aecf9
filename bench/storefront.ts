/**
 * Storefront events, from received to committed memberships: the rate, and what a batch costs in a shop that already keeps
 * many events. Yardstick of the rate: storing the same events at the door. Yardstick of the batch: the first ones.
 */
import { absorbEvents } from '#app/flows/absorb/absorbEvents.ts';
import { decideCustomers } from '#app/flows/decide/decideCustomers.ts';
import { addPresetSegments } from '#app/store/installation.ts';
import { standardPresets } from '#app/core/presets/registry.ts';
import { openDatabase, type Database, type ShopId } from '#app/platform/database.ts';
import { holdShop } from '#app/store/shops.ts';
import { benchServices } from './support/benchServices.ts';
import { presetSegments } from './support/presetSegments.ts';

const EVENTS = 100_000;
const BATCH = 1_000;
const CUSTOMERS = 20_000;

const seconds = (startedMs: number): number => (performance.now() - startedMs) / 1_000;
const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;

export async function run(args: string[]): Promise<void> {
  const count = Number(args[0] ?? EVENTS);
  const now = Date.now();
  const bench = await benchServices(() => now);
  const { database } = bench.services;
  const web = openDatabase({ url: bench.urls.web });
  try {
    const shopId = await prepareShop(database, now);
    // Days later in the shop's life come later: a visitor's month grows while the batches go on.
    const receiveStarted = performance.now();
    for (let from = 0; from < count; from += BATCH) await receive(web, shopId, from, now, count);
    const receiveS = seconds(receiveStarted);

    const batchMs: number[] = [];
    const started = performance.now();
    for (let taken = BATCH; taken === BATCH;) {
      const batchStarted = performance.now();
      taken = await database.inShop(shopId, async (sql) => {
        await holdShop(sql);
        const events = await absorbEvents(sql, BATCH);
        await decideCustomers(sql, events.customerIds, now);
        return events.taken;
      });
      if (taken === BATCH) batchMs.push(performance.now() - batchStarted);
    }
    const absorbS = seconds(started);
    await assertFolded(database, shopId, count);

    const quarter = Math.ceil(batchMs.length / 4);
    const [early, late] = [median(batchMs.slice(0, quarter)), median(batchMs.slice(-quarter))];
    const figures = {
      events: count,
      events_per_s: Math.round(count / absorbS),
      stored_per_s: Math.round(count / receiveS),
      ratio: Number((receiveS / absorbS).toFixed(3)),
      batch_ms_early: Math.round(early),
      batch_ms_late: Math.round(late),
      batch_growth: Number((late / early).toFixed(2)),
    };
    console.table(figures);
    console.log(JSON.stringify(figures));
  } finally {
    await web.close();
    await bench.remove();
  }
}

async function prepareShop(database: Database, now: number): Promise<ShopId> {
  const { rows } = await database.query<{ id: string }>(`SELECT register_shop('storefront.myshopify.com') AS id`);
  const shopId = Number(rows[0]?.id);
  await database.inShop(shopId, async (sql) => {
    await sql.query(
      `INSERT INTO customer (shop_id, customer_id, email, email_key, tags, created_at, updated_at)
       SELECT $1, n, 'c' || n || '@example.com', 'c' || n || '@example.com', '{}', $2, $2 FROM generate_series(1, $3::int) n`,
      [shopId, new Date(now - 86_400_000 * 100).toISOString(), CUSTOMERS],
    );
    await addPresetSegments(sql, presetSegments(standardPresets));
  });
  return shopId;
}

const names = ['page_viewed', 'product_viewed', 'page_viewed', 'collection_viewed', 'search_submitted', 'cart_viewed'];

/**
 * A batch of the door: visits of six events by browsers that come back, spread over 30 days. A third of the visits end with
 * somebody known, half of these by id, half by the address typed at checkout.
 */
async function receive(web: Database, shopId: ShopId, from: number, now: number, count: number): Promise<void> {
  const events = Array.from({ length: BATCH }, (_, index) => {
    const n = from + index;
    const visit = Math.floor(n / 6);
    const visitor = (visit * 7_919) % CUSTOMERS;
    const isLast = n % 6 === 5 && visit % 3 === 0;
    return {
      shop_id: shopId,
      event_id: `e${n}`,
      visitor_id: `v${visitor}`,
      name: isLast ? 'checkout_started' : names[n % 6],
      occurred_at: new Date(now - 30 * 86_400_000 + Math.floor((n / count) * 30 * 86_400_000)).toISOString(),
      customer_id: isLast && visit % 2 === 0 ? visitor + 1 : null,
      email_key: isLast && visit % 2 === 1 ? `c${visitor + 1}@example.com` : null,
      product_id: n % 6 === 1 ? 1_000 + (n % 500) : null,
      collection_id: n % 6 === 3 ? 5_000 + (n % 20) : null,
      device: n % 3 === 0 ? 'mobile' : 'desktop',
      utm_source: n % 60 === 0 ? 'newsletter' : null,
      result_count: n % 6 === 4 ? n % 5 : null,
    };
  });
  await web.query('SELECT receive_site_events($1)', [JSON.stringify(events)]);
}

/** The counts by day are those of the events that have an owner. */
async function assertFolded(database: Database, shopId: ShopId, count: number): Promise<void> {
  const { rows } = await database.inShop(shopId, (sql) =>
    sql.query<{ owned: string; folded: string; waiting: string }>(
      `SELECT (SELECT count(*) FROM site_event WHERE shop_id = $1 AND owner_id IS NOT NULL) AS owned,
              (SELECT sum(event_count) FROM site_day WHERE shop_id = $1 AND name <> 'search_empty') AS folded,
              (SELECT count(*) FROM site_event WHERE shop_id = $1 AND NOT absorbed) AS waiting`,
      [shopId],
    ),
  );
  const { owned, folded, waiting } = rows[0] ?? {};
  if (Number(waiting) > 0 || owned !== folded || Number(owned) < count / 4)
    throw new Error(
      `Of ${count} events ${String(owned)} have an owner, ${String(folded)} are folded, ${String(waiting)} wait.`,
    );
}
