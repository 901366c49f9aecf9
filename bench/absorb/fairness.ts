/** How long a single delivery of one shop waits while another shop has a very large backlog. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { makeShops, type AbsorbStage } from './stage.ts';

export interface Fairness {
  /** From the commit that brought a delivery of the small shop to the commit that absorbed it. */
  worstMs: number;
  medianMs: number;
  singles: number;
  /** What the large shop still had waiting when the last single one was absorbed. */
  stillWaiting: number;
}

/** Single deliveries, one after the other. */
const SINGLES = 60;
const EVERY_MS = 250;
/** Longer than this for one delivery ends the measuring: the shop is not served. */
const PATIENCE_MS = 60_000;

/** @param backlog Deliveries that wait of the large shop, each about a customer of its own. */
export async function measureFairness(stage: AbsorbStage, backlog: number): Promise<Fairness> {
  const { admin } = stage;
  const [large] = await makeShops(stage, 'large', 1);
  const [small] = await makeShops(stage, 'small', 1);
  assert.ok(large && small);
  await admin.query(
    `INSERT INTO inbox (shop_id, delivery_id, topic, api_version, triggered_at, body)
     SELECT $1::bigint, 'large-' || n, 'customers/update', '2026-07', now(), convert_to(json_build_object(
       'id', 7000000000000 + n, 'email', 'c' || n || '@example.com', 'first_name', 'Ayşe', 'created_at', '2026-01-01T00:00:00Z',
       'updated_at', '2026-11-01T00:00:00Z')::text, 'UTF8')
     FROM generate_series(1, $2::int) n`,
    [large.shopId, backlog],
  );
  await admin.query('ANALYZE inbox');
  await admin.query(`SELECT ring('absorb', $1)`, [large.shopId]);
  const waits: number[] = [];
  for (let n = 1; n <= SINGLES; n += 1) {
    await delay(EVERY_MS);
    waits.push(await single(stage, small.shopId, n));
  }
  const { rows } = await admin.query<{ waiting: number }>(
    `SELECT count(*)::int AS waiting FROM inbox WHERE shop_id = $1 AND state = 'pending'`,
    [large.shopId],
  );
  const stillWaiting = rows[0]?.waiting ?? 0;
  assert.ok(stillWaiting > 0, 'The backlog outlasted the measuring.');
  waits.sort((a, b) => a - b);
  return {
    worstMs: waits[waits.length - 1] ?? NaN,
    medianMs: waits[Math.floor(waits.length / 2)] ?? NaN,
    singles: waits.length,
    stillWaiting,
  };
}

async function single({ admin }: AbsorbStage, shopId: number, n: number): Promise<number> {
  const deliveryId = `single-${n}`;
  const body = JSON.stringify({
    id: 8_000_000_000_000 + n,
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-11-01T00:00:00Z',
  });
  await admin.query('BEGIN');
  await admin.query(
    `INSERT INTO inbox (shop_id, delivery_id, topic, api_version, triggered_at, body) VALUES ($1, $2, 'customers/update', '2026-07', now(), $3)`,
    [shopId, deliveryId, Buffer.from(body)],
  );
  await admin.query(`SELECT ring('absorb', $1)`, [shopId]);
  await admin.query('COMMIT');
  const { rows } = await admin.query<{ at: string }>(
    'SELECT extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1000 AS at FROM inbox WHERE shop_id = $1 AND delivery_id = $2',
    [shopId, deliveryId],
  );
  const cameAt = Number(rows[0]?.at);
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until;) {
    const absorbed = await admin.query<{ at: string }>(
      `SELECT extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1000 AS at FROM inbox
       WHERE shop_id = $1 AND delivery_id = $2 AND state = 'done'`,
      [shopId, deliveryId],
    );
    if (absorbed.rows[0]) return Number(absorbed.rows[0].at) - cameAt;
    await delay(20);
  }
  throw new Error(`A single delivery waited for more than ${PATIENCE_MS} ms behind another shop's backlog.`);
}
