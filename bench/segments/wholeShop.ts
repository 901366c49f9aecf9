/** What a whole shop costs: all verdicts in one statement, against one sequential scan of the same facts. */
import { factColumns } from '#app/core/facts/columns.ts';
import type { Database, ShopId, ShopSql } from '#app/platform/database.ts';
import { recomputeAllFacts } from '#app/store/facts.ts';
import { type Ground, loadGround } from '#app/store/ground.ts';
import { decideAll } from '#app/store/memberships.ts';
import { saveSizes } from '#app/store/segments.ts';
import { median, seconds } from '../support/figures.ts';

/** So many times each, one after the other. */
const TIMES = 3;

export async function groundOf(sql: ShopSql): Promise<Ground> {
  const ground = await loadGround(sql);
  if (!ground) throw new Error('The shop was registered.');
  return ground;
}

/** Decides everybody, as the flow does. @returns How long it took, and how many memberships began or ended. */
export async function decideWhole(
  database: Database,
  shopId: ShopId,
  now: number,
): Promise<{ tookS: number; changed: number }> {
  const started = performance.now();
  const changed = await database.inShop(shopId, async (sql) => {
    const { segments, slots, yardsticks } = await groundOf(sql);
    const sizes = await decideAll(sql, { segments, slots, yardsticks, now });
    await saveSizes(sql, sizes, now);
    return sizes.reduce((sum, size) => sum + size.entered + size.left, 0);
  });
  return { tookS: seconds(started), changed };
}

/** @throws Error when anything changes. */
export async function assertSettled(database: Database, shopId: ShopId, now: number, after: string): Promise<number> {
  const { tookS, changed } = await decideWhole(database, shopId, now);
  if (changed !== 0) throw new Error(`After ${after} the whole shop, decided anew, differs in ${changed} memberships.`);
  return tookS;
}

/** Everybody decided in a shop at rest, and the facts scanned, in turn: the median of each, in seconds. */
export async function fullOverScan(
  database: Database,
  shopId: ShopId,
  now: number,
): Promise<{ fullS: number; scanS: number }> {
  const [full, scan]: [number[], number[]] = [[], []];
  for (let round = 0; round < TIMES; round += 1) {
    scan.push(await scanFacts(database, shopId));
    full.push(await assertSettled(database, shopId, now, 'a decision'));
  }
  return { fullS: median(full), scanS: median(scan) };
}

/** One scan that looks at every column of every customer's facts. */
async function scanFacts(database: Database, shopId: ShopId): Promise<number> {
  const columns = [...factColumns.map(({ column }) => column), 'asked', 'segment_ids', 'due_at'];
  const started = performance.now();
  await database.inShop(shopId, (sql) =>
    sql.query(
      `SELECT ${columns.map((column) => `count(${column})`).join(', ')} FROM customer_fact WHERE shop_id = $1`,
      [shopId],
    ),
  );
  return seconds(started);
}

/** All facts worked out anew from rows that have not changed. */
export async function timeFacts(database: Database, shopId: ShopId, now: number): Promise<number> {
  const started = performance.now();
  await database.inShop(shopId, async (sql) => {
    const { shop, slots } = await groundOf(sql);
    await recomputeAllFacts(sql, { settings: shop.settings, slots, now });
  });
  return seconds(started);
}
