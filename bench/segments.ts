/**
 * All presets at once in a shop with everything that they ask about: the whole shop, one event, a day's passing, previews,
 * yardsticks and the purchase model. Yardstick of the whole shop: one sequential scan of its facts. Rivals: a nightly job of
 * plain SQL in PostgreSQL, and the same in DuckDB; both have to find the same members.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { presets } from '#app/core/presets/registry.ts';
import { recomputeShop } from '#app/flows/decide/recomputeShop.ts';
import { tick } from '#app/flows/decide/tick.ts';
import type { Services } from '#app/flows/services.ts';
import { refreshModel } from '#app/flows/yardsticks/fitModel.ts';
import { refreshYardsticks } from '#app/flows/yardsticks/refreshYardsticks.ts';
import { type Database, openDatabase, type ShopId } from '#app/platform/database.ts';
import { addPresetSegments } from '#app/store/installation.ts';
import { readYardsticks } from '#app/store/yardsticks.ts';
import { compare, nightlyInDuckDb, ourMembers } from './segments/compare.ts';
import { nightlyInPostgres, writeFiles } from './segments/nightly.ts';
import { evaluateInMemory, type EvaluationFigures } from './segments/oneCustomer.ts';
import { preview, type PreviewFigures, ruleOnFacts } from './segments/previews.ts';
import { fillShop, filledTables } from './segments/shopData.ts';
import { assertSettled, fullOverScan, timeFacts } from './segments/wholeShop.ts';
import { benchServices } from './support/benchServices.ts';
import { median, report, timed } from './support/figures.ts';
import { slopePerMin, watchMemory } from './support/memory.ts';
import { type NumberedShop, tellOrders } from './support/orderEvents.ts';
import { presetSegments } from './support/presetSegments.ts';

const LARGE = 1_000_000;
const SMALL = 10_000;
/** Events measured in each shop, in alternating rounds so that both meet the same machine. */
const ROUNDS = 10;
const EVENTS_PER_ROUND = 50;
const HOUR_MS = 3_600_000;
const WEEK_MS = 168 * HOUR_MS;

export async function run(args: string[]): Promise<void> {
  let now = Date.UTC(2026, 10, 1, 12);
  const customers = Number(args[0] ?? LARGE);
  const isAlone = args[1] === 'alone';
  const bench = await benchServices(() => now);
  const owner = new pg.Client({ connectionString: bench.urls.owner });
  const web: Services = { ...bench.services, database: openDatabase({ url: bench.urls.web }) };
  const folder = await mkdtemp(path.join(tmpdir(), 'kesit-nightly-'));
  const { services } = bench;
  const { database } = services;
  try {
    await owner.connect();
    const small = await prepareShop(database, 'small.myshopify.com', SMALL, now);
    const large = await prepareShop(database, 'large.myshopify.com', customers, now);
    await tidy(owner, filledTables);
    const memory = watchMemory();

    await settle(services, small.id);
    const first = await settle(services, large.id);
    await tidy(owner, ['customer_fact', 'membership', 'transition']);
    const { fullS, scanS } = await fullOverScan(database, large.id, now);
    const evaluated = await evaluateInMemory(database, large, ruleOnFacts, now);
    const onFacts = await preview(web, large.id, 'facts');
    const onHistories = await preview(web, large.id, 'histories');
    assertNear(onFacts, evaluated, customers);
    console.log(
      `decided in ${fullS.toFixed(1)} s, scanned in ${scanS.toFixed(1)} s, previewed in ${onFacts.tookS.toFixed(1)} and ${onHistories.tookS.toFixed(1)} s`,
    );
    const factsS = await timeFacts(database, large.id, now);

    const rivals = isAlone ? {} : await timeRivals(bench, large.id, { folder, now, fullS });

    const eventMs = { small: [] as number[], large: [] as number[] };
    for (let round = -2; round < ROUNDS; round += 1)
      for (const [size, shop] of [
        ['small', small],
        ['large', large],
      ] as const) {
        const took = await tellOrders(database, shop, (round + 3) * EVENTS_PER_ROUND, EVENTS_PER_ROUND, now);
        if (round >= 0) eventMs[size].push(took);
      }
    await assertSettled(database, large.id, now, 'the events');

    let due = 0;
    let tickS = 0;
    for (let hour = 0; hour < 24; hour += 1) {
      now += HOUR_MS;
      const [tookS, count] = await timed(() => tick(services, large.id));
      due += count;
      tickS += tookS;
    }
    await assertSettled(database, large.id, now, 'a day');

    // A week after the fill nearly every score is another.
    await tidy(owner, ['customer_fact']);
    now += WEEK_MS;
    const [refitS] = await timed(() => refreshModel(services, large.id));

    report({
      customers,
      segments: presets.length,
      first_fill_s: first.fillS,
      facts_s: factsS,
      full_s: fullS,
      scan_s: scanS,
      full_over_scan: fullS / scanS,
      event_ms: evaluated.meanMs,
      event_p99_ms: evaluated.p99Ms,
      event_total_ms_10k: median(eventMs.small),
      event_total_ms: median(eventMs.large),
      event_cost_ratio: median(eventMs.large) / median(eventMs.small),
      tick_due: due,
      tick_ms_per_due: due === 0 ? 0 : (tickS * 1_000) / due,
      preview_s: onFacts.tookS,
      preview_counted: onFacts.isEstimated ? 'estimated' : 'exact',
      preview_histories_s: onHistories.tookS,
      preview_histories_counted: onHistories.isEstimated ? 'estimated' : 'exact',
      yardsticks_s: first.yardsticksS,
      first_refit_s: first.refitS,
      refit_s: refitS,
      model: first.model,
      ...rivals,
      peak_mb: process.resourceUsage().maxRSS / 1_024,
      slope_mb_per_min: slopePerMin(memory.stop()),
    });
  } finally {
    await owner.end();
    await web.database.close();
    await bench.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

async function prepareShop(database: Database, domain: string, customers: number, now: number): Promise<NumberedShop> {
  const { rows } = await database.query<{ id: string }>('SELECT register_shop($1) AS id', [domain]);
  const id = Number(rows[0]?.id);
  const [tookS] = await timed(() => fillShop(database, id, customers, now));
  console.log(`made ${customers.toLocaleString('en')} customers in ${tookS.toFixed(1)} s`);
  await database.inShop(id, (sql) => addPresetSegments(sql, presetSegments(presets)));
  return { id, customers };
}

/** What a shop might do instead; they have to find the same members. */
async function timeRivals(
  { services: { database }, urls }: Awaited<ReturnType<typeof benchServices>>,
  shopId: ShopId,
  { folder, now, fullS }: { folder: string; now: number; fullS: number },
) {
  const ours = await ourMembers(database, shopId);
  const nightly = await nightlyInPostgres(urls.owner, shopId, now);
  const writeS = await writeFiles(urls.owner, shopId, folder);
  const duck = await nightlyInDuckDb({ folder, base: shopId * 1e12, now });
  compare(ours, nightly, duck);
  return {
    nightly_sql_s: nightly.totalS,
    nightly_sql_over_full: nightly.totalS / fullS,
    duckdb_s: duck.totalS,
    duckdb_load_s: writeS + duck.loadS,
  };
}

/** As after a backfill: facts and segments, then the purchase model, then yardsticks and what rests on them. */
async function settle(services: Services, shopId: ShopId) {
  const [fillS] = await timed(() => recomputeShop(services, shopId));
  const [refitS] = await timed(() => refreshModel(services, shopId));
  const [yardsticksS] = await timed(() => refreshYardsticks(services, shopId));
  const { modelReport } = await services.database.inShop(shopId, readYardsticks);
  console.log(
    `filled in ${fillS.toFixed(1)} s, model ${modelReport?.outcome} in ${refitS.toFixed(1)} s, yardsticks in ${yardsticksS.toFixed(1)} s`,
  );
  return { fillS, refitS, yardsticksS, model: modelReport?.outcome ?? 'none' };
}

/** What the server does by itself in time. */
async function tidy(owner: pg.Client, tables: readonly string[]): Promise<void> {
  for (const table of tables) await owner.query(`VACUUM (ANALYZE) ${table}`);
}

/** Of a preview's count and the evaluator's of some customers: as near as chance allows, equal where those are all. */
function assertNear({ memberCount, isEstimated }: PreviewFigures, looked: EvaluationFigures, customers: number): void {
  const share = looked.members / looked.customers;
  const isExact = !isEstimated && looked.customers === customers;
  const errors = 5 * Math.sqrt((share * (1 - share)) / looked.customers) * (isEstimated ? Math.SQRT2 : 1);
  if (Math.abs(memberCount - share * customers) > (isExact ? 0 : errors * customers))
    throw new Error(`The preview counts ${memberCount}, the evaluator ${looked.members} of ${looked.customers}.`);
}
