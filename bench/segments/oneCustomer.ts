/** What one customer costs: all rules answered in memory, as when an event comes in; held against what is stored. */
import type { Facts } from '#app/core/facts/catalogue.ts';
import { factsFromRow } from '#app/core/facts/columns.ts';
import { evaluate } from '#app/core/rules/evaluate.ts';
import type { Rule } from '#app/core/rules/rule.ts';
import type { Database } from '#app/platform/database.ts';
import type { Ground } from '#app/store/ground.ts';
import type { NumberedShop } from '../support/orderEvents.ts';
import { groundOf } from './wholeShop.ts';

/** Customers looked at, and how many are loaded at once. */
const CUSTOMERS = 20_000;
const BATCH = 2_000;
/** The quickest of so many times is what it takes without others on the processor. */
const TIMES = 3;

interface StoredCustomer {
  facts: Facts;
  segmentIds: number[];
}

export interface EvaluationFigures {
  /** Of processor time, in milliseconds per customer. */
  meanMs: number;
  p99Ms: number;
  /** Customers looked at, and those of them whom the rule to be previewed takes in. */
  customers: number;
  members: number;
}

/** @param previewed A rule whose members are counted on the way. */
export async function evaluateInMemory(
  database: Database,
  shop: NumberedShop,
  previewed: Rule,
  now: number,
): Promise<EvaluationFigures> {
  const count = Math.min(CUSTOMERS, shop.customers);
  const tookMs: number[] = [];
  let [processorMs, members] = [0, 0];
  for (let first = 0; first < count; first += BATCH) {
    const [ground, customers] = await load(database, shop, first, Math.min(BATCH, count - first));
    const { yardsticks } = ground;
    for (const { facts, segmentIds } of customers) {
      if (String(decide(ground, facts, now)) !== String(segmentIds))
        throw new Error('A customer is in other segments than the rules say in memory.');
      if (evaluate(previewed, facts, now, yardsticks).member) members += 1;
    }
    const before = process.cpuUsage();
    for (const { facts } of customers) decide(ground, facts, now);
    const { user, system } = process.cpuUsage(before);
    processorMs += (user + system) / 1_000;
    for (const { facts } of customers) tookMs.push(quickest(() => decide(ground, facts, now)));
  }
  tookMs.sort((a, b) => a - b);
  return {
    meanMs: processorMs / tookMs.length,
    p99Ms: tookMs[Math.floor(tookMs.length * 0.99)] ?? 0,
    customers: tookMs.length,
    members,
  };
}

function decide({ segments, yardsticks }: Ground, facts: Facts, now: number): number[] {
  const members = segments.filter(({ rule }) => evaluate(rule, facts, now, yardsticks).member);
  return members.map(({ segmentId }) => segmentId).sort((a, b) => a - b);
}

function quickest(work: () => unknown): number {
  let least = Infinity;
  for (let time = 0; time < TIMES; time += 1) {
    const started = performance.now();
    work();
    least = Math.min(least, performance.now() - started);
  }
  return least;
}

/** Customers from all over the shop. */
async function load(
  database: Database,
  shop: NumberedShop,
  first: number,
  count: number,
): Promise<[Ground, StoredCustomer[]]> {
  const step = Math.floor(shop.customers / Math.min(CUSTOMERS, shop.customers));
  const ids = Array.from({ length: count }, (_, index) => String(shop.id * 1e12 + 1 + (first + index) * step));
  return database.inShop(shop.id, async (sql) => {
    const ground = await groundOf(sql);
    const { rows } = await sql.query<{ segment_ids: number[] }>(
      'SELECT * FROM customer_fact WHERE shop_id = $1 AND customer_id = ANY ($2)',
      [shop.id, ids],
    );
    return [ground, rows.map((row) => ({ facts: factsFromRow(row, ground.slots), segmentIds: row.segment_ids }))];
  });
}
