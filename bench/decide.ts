/**
 * Deciding: the whole shop set by set, and one event at two sizes of shop.
 * Yardstick of the whole: one sequential scan of the same facts. Yardstick of an event: the same event in a small shop.
 */
import { standardPresets } from '#app/core/presets/registry.ts';
import { tick } from '#app/flows/decide/tick.ts';
import type { Database, ShopId, ShopSql } from '#app/platform/database.ts';
import { recomputeAllFacts } from '#app/store/facts.ts';
import { loadGround, type Ground } from '#app/store/ground.ts';
import { addPresetSegments } from '#app/store/installation.ts';
import { decideAll } from '#app/store/memberships.ts';
import { placeCustomers } from '#app/store/placements.ts';
import { saveSizes } from '#app/store/segments.ts';
import { fillShop, recountFromOrders } from './decide/shopData.ts';
import { benchServices } from './support/benchServices.ts';
import { median, report, seconds } from './support/figures.ts';
import { tellOrders } from './support/orderEvents.ts';
import { presetSegments } from './support/presetSegments.ts';

const LARGE = 1_000_000;
const SMALL = 10_000;
/** Events measured in each shop, in alternating rounds so that both meet the same machine. */
const ROUNDS = 12;
const EVENTS_PER_ROUND = 150;

export async function run(args: string[]): Promise<void> {
  const large = Number(args[0] ?? LARGE);
  let now = Date.UTC(2026, 10, 1, 12);
  const bench = await benchServices(() => now);
  const { database } = bench.services;
  try {
    const shops: Record<'small' | 'large', { id: ShopId; customers: number }> = {
      small: { id: await prepareShop(database, 'small.myshopify.com', SMALL, now), customers: SMALL },
      large: { id: await prepareShop(database, 'large.myshopify.com', large, now), customers: large },
    };
    await decideWhole(database, shops.small.id, now);
    const first = await decideWhole(database, shops.large.id, now);
    await assertEqualsRecount(database, shops.large.id, now);
    const again = await decideWhole(database, shops.large.id, now);
    if (again.changed !== 0) throw new Error(`A second decision changed ${again.changed} memberships.`);
    const scanS = await timeScan(database, shops.large.id);

    const eventMs = { small: [] as number[], large: [] as number[] };
    for (let round = -2; round < ROUNDS; round += 1)
      for (const size of ['small', 'large'] as const) {
        const took = await tellOrders(database, shops[size], (round + 3) * EVENTS_PER_ROUND, EVENTS_PER_ROUND, now);
        if (round >= 0) eventMs[size].push(took);
      }
    const stable = await decideWhole(database, shops.large.id, now);
    if (stable.changed !== 0)
      throw new Error(`After the events the whole shop differs from what they left: ${stable.changed}.`);

    // An hour later: only those whose instant has come are looked at.
    now += 3_600_000;
    const tickStarted = performance.now();
    const due = await tick(bench.services, shops.large.id);
    const tickS = seconds(tickStarted);
    const afterTick = await decideWhole(database, shops.large.id, now);
    if (afterTick.changed !== 0) throw new Error(`After the tick the whole shop still differs: ${afterTick.changed}.`);

    report({
      customers: large,
      facts_s: first.factsS,
      first_fill_s: first.decideS,
      first_place_s: first.placeS,
      full_s: again.decideS,
      place_s: again.placeS,
      scan_s: scanS,
      event_ms_10k: median(eventMs.small),
      event_ms_1m: median(eventMs.large),
      event_cost_ratio: median(eventMs.large) / median(eventMs.small),
      tick_due: due,
      tick_ms_per_due: due ? (tickS * 1_000) / due : 0,
      peak_mb: process.resourceUsage().maxRSS / 1024,
    });
  } finally {
    await bench.remove();
  }
}

async function prepareShop(database: Database, domain: string, customers: number, now: number): Promise<ShopId> {
  const { rows } = await database.query<{ id: string }>('SELECT register_shop($1) AS id', [domain]);
  const id = Number(rows[0]?.id);
  const started = performance.now();
  await fillShop(database, id, customers, now);
  console.log(`made ${customers.toLocaleString('en')} customers in ${seconds(started).toFixed(1)} s`);
  await database.inShop(id, (sql) => addPresetSegments(sql, presetSegments(standardPresets)));
  await switchListsOn(database, id);
  return id;
}

/** A connection, and every segment of the shop a list of it: an event's cost includes what it means for lists. */
async function switchListsOn(database: Database, shopId: ShopId): Promise<void> {
  await database.inShop(shopId, async (sql) => {
    await sql.query(
      `INSERT INTO connection (shop_id, connection_id, connector, account_id, synced_account_id) VALUES ($1, 1, 'klaviyo', 'A', 'A')`,
      [shopId],
    );
    await sql.query(
      `INSERT INTO destination (shop_id, destination_id, segment_id, connection_id, list_name)
       SELECT shop_id, segment_id, segment_id, 1, 'Kesit ' || segment_id FROM segment WHERE shop_id = $1`,
      [shopId],
    );
  });
}

interface WholeShop {
  factsS: number;
  decideS: number;
  placeS: number;
  /** Memberships that began or ended. */
  changed: number;
}

/** Facts, then verdicts and memberships of everybody, as after a backfill; the two are timed apart. */
async function decideWhole(database: Database, shopId: ShopId, now: number): Promise<WholeShop> {
  const started = performance.now();
  await database.inShop(shopId, async (sql) => {
    const { shop, slots } = await groundOf(sql);
    await recomputeAllFacts(sql, { settings: shop.settings, slots, now });
  });
  const factsS = seconds(started);
  await database.query('ANALYZE customer_fact').catch(() => undefined);
  const deciding = performance.now();
  const changed = await database.inShop(shopId, async (sql) => {
    const { segments, slots, yardsticks } = await groundOf(sql);
    const sizes = await decideAll(sql, { segments, slots, yardsticks, now });
    await saveSizes(sql, sizes, now);
    return sizes.reduce((sum, size) => sum + size.entered + size.left, 0);
  });
  const decideS = seconds(deciding);
  const placing = performance.now();
  await database.inShop(shopId, (sql) => placeCustomers(sql, null));
  return { factsS, decideS, placeS: seconds(placing), changed };
}

async function groundOf(sql: ShopSql): Promise<Ground> {
  const ground = await loadGround(sql);
  if (!ground) throw new Error('The shop was registered.');
  return ground;
}

async function timeScan(database: Database, shopId: ShopId): Promise<number> {
  const started = performance.now();
  await database.inShop(shopId, (sql) =>
    sql.query(
      `SELECT count(*), max(order_count), max(last_order_at), max(last_received_at), max(last_opened_at), max(last_clicked_at),
         max(email_subscribed_at), max(last_site_activity_at) FROM customer_fact WHERE shop_id = $1`,
      [shopId],
    ),
  );
  return seconds(started);
}

async function assertEqualsRecount(database: Database, shopId: ShopId, now: number): Promise<void> {
  const expected = await recountFromOrders(database, shopId, now);
  const { rows } = await database.inShop(shopId, (sql) =>
    sql.query<{ preset_id: string; members: string }>(
      `SELECT s.preset_id, count(m.*) AS members FROM segment s LEFT JOIN membership m ON m.shop_id = s.shop_id AND m.segment_id = s.segment_id
       WHERE s.shop_id = $1 GROUP BY 1`,
      [shopId],
    ),
  );
  for (const [preset, count] of Object.entries(expected)) {
    const found = Number(rows.find((row) => row.preset_id === preset)?.members);
    if (found !== count) throw new Error(`${preset}: ${found} members, but ${count} by a plain count of the orders.`);
  }
}
