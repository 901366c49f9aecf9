/**
 * From the inbox to committed memberships: how many deliveries a second of one shop and of 200 at once, and how long after
 * its answer a delivery is absorbed under an even load, and how long a single delivery waits while another shop has a million of
 * them. Through the web process and the worker process as in production; all
 * of it, and PostgreSQL and the load, share the processors. Measured by the instants of commits that PostgreSQL keeps.
 * Yardstick: rows of orders inserted plainly, many at a time, without reading, deciding or placing anything.
 */
import assert from 'node:assert/strict';
import { ensureBuild } from '../scripts/buildOnce.ts';
import { measureFairness, type Fairness } from './absorb/fairness.ts';
import { absorbAll, measureLatency, type Latency } from './absorb/measures.ts';
import { absorbStage, makeShops, type AbsorbStage } from './absorb/stage.ts';

const DELIVERIES = 40_000;
const MANY_SHOPS = 200;
const LOAD_SHOPS = 20;
const LOAD_PER_S = 300;
const LOAD_S = 300;
/** Of the one shop that the others must not wait for. */
const BACKLOG = 1_000_000;
/** Rows of one plain INSERT. */
const INSERT_ROWS = 250;

/** @param args Seconds of load (300), deliveries of each filling (40,000), backlog of the large shop (1,000,000). */
export async function run(args: string[]): Promise<void> {
  const loadS = Number(args[0] ?? LOAD_S);
  const count = Number(args[1] ?? DELIVERIES);
  const backlog = Number(args[2] ?? BACKLOG);
  await ensureBuild((text) => console.log(text));
  const stage = await absorbStage();
  const onSignal = (): void => void stage.remove().then(() => process.exit(1));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, onSignal);
  try {
    const insertPerS = await insertPlainly(stage, count);
    await stage.startApp('worker');
    const warm = await makeShops(stage, 'warm', 4);
    await absorbAll(stage, 'warm', warm, Math.min(4_000, count));
    const onePerS = await absorbAll(stage, 'one', await makeShops(stage, 'one', 1), count);
    console.log(`one shop: ${Math.round(onePerS)} deliveries a second`);
    const manyPerS = await absorbAll(stage, 'many', await makeShops(stage, 'many', MANY_SHOPS), count);
    console.log(`${MANY_SHOPS} shops: ${Math.round(manyPerS)} deliveries a second`);
    const port = await stage.startApp('web');
    const shops = await makeShops(stage, 'load', LOAD_SHOPS);
    const at = Date.now() - 86_400_000;
    const latency = await measureLatency(stage, {
      port,
      run: 'load',
      shops,
      perS: LOAD_PER_S,
      measuredMs: loadS * 1_000,
      at,
    });
    const fairness = await measureFairness(stage, backlog);
    print({ insertPerS, onePerS, manyPerS, latency, fairness, loadS });
    assert.deepEqual(Object.keys(latency.load.statuses), ['200'], 'Every delivery is answered with 200.');
    assert.equal(latency.lost, 0, 'What was answered with 200 is absorbed.');
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal);
    await stage.remove();
  }
}

/** As many rows of orders as there are deliveries, into a table like that of orders, each statement a transaction. */
async function insertPlainly(stage: AbsorbStage, count: number): Promise<number> {
  await stage.admin.query('CREATE TABLE bench_orders (LIKE orders INCLUDING ALL)');
  const columns = [
    'shop_id',
    'order_id',
    'customer_id',
    'name',
    'processed_at',
    'updated_at',
    'told_at',
    'total_minor',
  ];
  const at = new Date().toISOString();
  const started = performance.now();
  for (let from = 0; from < count; from += INSERT_ROWS) {
    const rows = Math.min(INSERT_ROWS, count - from);
    const values: unknown[] = [];
    const places = Array.from({ length: rows }, (_, index) => {
      const id = 7e12 + from + index;
      const row = [1, id, 7e12 + Math.floor((from + index) / 2), `#${id}`, at, at, at, 12_345];
      return `(${row.map((value) => `$${values.push(value)}`).join(',')})`;
    });
    await stage.admin.query(`INSERT INTO bench_orders (${columns.join(',')}) VALUES ${places.join(',')}`, values);
  }
  return count / ((performance.now() - started) / 1_000);
}

function print(figures: {
  insertPerS: number;
  onePerS: number;
  manyPerS: number;
  latency: Latency;
  fairness: Fairness;
  loadS: number;
}): void {
  const { insertPerS, onePerS, manyPerS, latency, fairness, loadS } = figures;
  const { load } = latency;
  console.table({
    'plain INSERT of order rows, per second': Math.round(insertPerS),
    'one shop, deliveries per second': Math.round(onePerS),
    [`${MANY_SHOPS} shops, deliveries per second`]: Math.round(manyPerS),
    'deliveries under load': load.sentCount,
    'load lasted, s': loadS,
    'answer to commit, p50 ms': Math.round(latency.p50Ms),
    'answer to commit, p99 ms': Math.round(latency.p99Ms),
    'answer to commit, max ms': Math.round(latency.maxMs),
    'entered a segment': latency.enteredCount,
    'answer to that membership, p99 ms': Math.round(latency.enteredP99Ms),
    'answer itself, p99 ms': Math.round(load.answerP99Ms),
    'sent late by at most, ms': Math.round(load.latestMs),
    lost: latency.lost,
    [`waiting of the large shop at the end of ${fairness.singles} single ones`]: fairness.stillWaiting,
    'single delivery of another shop, median ms': Math.round(fairness.medianMs),
    'single delivery of another shop, max ms': Math.round(fairness.worstMs),
  });
  const round = (value: number, places = 0): number => Number(value.toFixed(places));
  console.log(
    JSON.stringify({
      one_shop_per_s: round(onePerS),
      many_shops_per_s: round(manyPerS),
      p99_ms: round(latency.p99Ms),
      lost: latency.lost,
      p50_ms: round(latency.p50Ms),
      entered_p99_ms: round(latency.enteredP99Ms),
      other_shop_max_ms: round(fairness.worstMs),
      other_shop_p50_ms: round(fairness.medianMs),
      backlog_left: fairness.stillWaiting,
      load_s: loadS,
      insert_per_s: round(insertPerS),
      ratio: round(onePerS / insertPerS, 4),
    }),
  );
}
