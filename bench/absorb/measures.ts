/** What the absorb benchmark measures, each by the instants of commits that PostgreSQL keeps. */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { deliveryOf, orderTold } from './payloads.ts';
import type { LoadPlan, LoadResult } from './plan.ts';
import { API_SECRET, type AbsorbStage } from './stage.ts';

const COMMITTED = 'extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1000';

/**
 * Puts deliveries into the inboxes of the shops, all in one transaction with the bells, and waits until every one is
 * absorbed. @returns Deliveries a second, from the commit that brought them to the commit of the last membership.
 */
export async function absorbAll(
  stage: AbsorbStage,
  run: string,
  shops: readonly { shopId: number }[],
  count: number,
): Promise<number> {
  const at = Date.now() - 86_400_000;
  const { admin } = stage;
  await admin.query('BEGIN');
  for (let from = 0; from < count; from += 500) {
    const made = Array.from({ length: Math.min(500, count - from) }, (_, index) =>
      deliveryOf(run, from + index, shops.length, at),
    );
    await admin.query(
      `INSERT INTO inbox (shop_id, delivery_id, topic, api_version, triggered_at, body)
       SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::bytea[])`,
      [
        made.map((one) => shops[one.shop]?.shopId),
        made.map((one) => one.deliveryId),
        made.map((one) => one.topic),
        made.map(() => '2026-07'),
        made.map(() => new Date(at).toISOString()),
        made.map((one) => one.body),
      ],
    );
  }
  for (const { shopId } of shops) await admin.query(`SELECT ring('absorb', $1)`, [shopId]);
  await admin.query('CREATE TABLE IF NOT EXISTS bench_begin (run text)');
  await admin.query('INSERT INTO bench_begin VALUES ($1)', [run]);
  await admin.query('COMMIT');
  const shopIds = shops.map((shop) => shop.shopId);
  await settled(stage, shopIds);
  const { rows } = await admin.query<{ done: number; began: string; ended: string }>(
    `SELECT count(*) FILTER (WHERE state = 'done')::int AS done, max(${COMMITTED}) AS ended,
            (SELECT ${COMMITTED} FROM bench_begin WHERE run = $2) AS began
     FROM inbox WHERE shop_id = ANY ($1)`,
    [shopIds, run],
  );
  const [row] = rows;
  assert.equal(row?.done, count, 'Every delivery is absorbed.');
  // The last customer's second order may not be among them.
  await assertRepeatBuyers(
    stage,
    shopIds,
    expectedBuyers(
      Array.from({ length: count }, (_, n) => n),
      shops.length,
    ),
  );
  return count / ((Number(row?.ended) - Number(row?.began)) / 1_000);
}

/** Waits until nothing waits. */
async function settled(stage: AbsorbStage, shopIds: readonly number[]): Promise<void> {
  for (;;) {
    const { rows } = await stage.admin.query<{ waits: boolean }>(
      `SELECT EXISTS (SELECT FROM inbox WHERE shop_id = ANY ($1) AND state = 'pending') AS waits`,
      [shopIds],
    );
    if (!rows[0]?.waits) return;
    await delay(250);
  }
}

/** How many customers bought twice, by the deliveries with these numbers; by shop. */
function expectedBuyers(numbers: readonly number[], shopCount: number): Map<number, number> {
  const ordersOf = new Map<number, Set<number>>();
  for (const n of numbers) {
    const told = orderTold(Math.floor(n / shopCount));
    if (!told) continue;
    const shop = n % shopCount;
    const orders = ordersOf.get(shop) ?? new Set();
    ordersOf.set(shop, orders.add(told.order));
  }
  return new Map(
    [...ordersOf].map(([shop, orders]) => [
      shop,
      [...orders].filter((order) => order % 2 === 1 && orders.has(order - 1)).length,
    ]),
  );
}

async function assertRepeatBuyers(
  stage: AbsorbStage,
  shopIds: readonly number[],
  expected: ReadonlyMap<number, number>,
): Promise<void> {
  const { rows } = await stage.admin.query<{ shop_id: string; count: number }>(
    `SELECT shop_id, count(*)::int AS count FROM membership JOIN segment USING (shop_id, segment_id)
     WHERE shop_id = ANY ($1) AND preset_id = 'repeat-buyers' GROUP BY 1`,
    [shopIds],
  );
  const found = new Map(rows.map((row) => [Number(row.shop_id), row.count]));
  for (const [index, shopId] of shopIds.entries())
    assert.equal(found.get(shopId) ?? 0, expected.get(index) ?? 0, `Repeat buyers of shop ${shopId}.`);
}

export interface Latency {
  load: LoadResult;
  /** From the answer of 200 to the commit that absorbed the delivery, of all deliveries. */
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  /** The same, of those that made somebody enter a segment: to the commit of that very membership. */
  enteredCount: number;
  enteredP99Ms: number;
  /** Answered with 200 and not absorbed. */
  lost: number;
}

/** An even load on the web process, and how long each delivery took from its answer to its memberships. */
export async function measureLatency(
  stage: AbsorbStage,
  plan: Omit<LoadPlan, 'secret' | 'acceptedFile' | 'shopDomains'> & {
    shops: readonly { shopId: number; domain: string }[];
  },
): Promise<Latency> {
  const { shops, ...rest } = plan;
  const acceptedFile = path.join(stage.folder, 'accepted');
  const whole: LoadPlan = { ...rest, secret: API_SECRET, acceptedFile, shopDomains: shops.map((shop) => shop.domain) };
  const child = fork(path.join(import.meta.dirname, 'loadProcess.ts'), [JSON.stringify(whole)]);
  const load = await new Promise<LoadResult>((resolve, reject) => {
    child.once('message', (message) => resolve(message as LoadResult));
    child.once('exit', (code) => reject(new Error(`The load process ended with code ${String(code)}.`)));
  });
  const shopIds = shops.map((shop) => shop.shopId);
  await settled(stage, shopIds);

  const file = await readFile(acceptedFile);
  const pairs = new Float64Array(file.buffer, file.byteOffset, file.length / 8);
  const answeredAt = new Map<number, number>();
  for (let index = 0; index < pairs.length; index += 2) answeredAt.set(pairs[index] ?? 0, pairs[index + 1] ?? 0);
  const committedAt = new Map<number, number>();
  const { rows } = await stage.admin.query<{ n: number; at: string }>(
    `SELECT split_part(delivery_id, '-', 3)::int AS n, ${COMMITTED} AS at FROM inbox WHERE shop_id = ANY ($1) AND state = 'done'`,
    [shopIds],
  );
  for (const row of rows) committedAt.set(row.n, Number(row.at));
  const latencies: number[] = [];
  let lost = 0;
  for (const [n, answered] of answeredAt) {
    const committed = committedAt.get(n);
    if (committed === undefined) lost += 1;
    else latencies.push(Math.max(0, committed - answered));
  }
  await assertRepeatBuyers(stage, shopIds, expectedBuyers([...answeredAt.keys()], shops.length));
  const entered = await enteredLatencies(stage, shopIds, answeredAt);
  latencies.sort((a, b) => a - b);
  entered.sort((a, b) => a - b);
  const at = (sorted: readonly number[], share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
  return {
    load,
    p50Ms: at(latencies, 0.5),
    p99Ms: at(latencies, 0.99),
    maxMs: at(latencies, 1),
    enteredCount: entered.length,
    enteredP99Ms: at(entered, 0.99),
    lost,
  };
}

async function enteredLatencies(
  stage: AbsorbStage,
  shopIds: readonly number[],
  answeredAt: ReadonlyMap<number, number>,
): Promise<number[]> {
  const { rows } = await stage.admin.query<{ shop_id: string; customer_id: string; at: string }>(
    `SELECT m.shop_id, m.customer_id, extract(epoch FROM pg_xact_commit_timestamp(m.xmin)) * 1000 AS at
     FROM membership m JOIN segment USING (shop_id, segment_id) WHERE m.shop_id = ANY ($1) AND preset_id = 'repeat-buyers'`,
    [shopIds],
  );
  const enteredAt = new Map(rows.map((row) => [`${row.shop_id}:${row.customer_id}`, Number(row.at)]));
  const latencies: number[] = [];
  // Whichever of a customer's two orders was answered last is what counts.
  const lastAnswer = new Map<string, number>();
  for (const [n, answered] of answeredAt) {
    const told = orderTold(Math.floor(n / shopIds.length));
    if (!told) continue;
    const key = `${shopIds[n % shopIds.length]}:${told.customerId}`;
    lastAnswer.set(key, Math.max(lastAnswer.get(key) ?? 0, answered));
  }
  for (const [key, entered] of enteredAt) latencies.push(Math.max(0, entered - (lastAnswer.get(key) ?? entered)));
  return latencies;
}
