/**
 * The state depends on what was told and not on how it came: any order, any repetition, any batches, time going by in
 * between or not, give the same facts, segments and placements, and computing the whole shop anew changes nothing.
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { recomputeShop } from '#app/flows/decide/recomputeShop.ts';
import { tick } from '#app/flows/decide/tick.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { historyArbitrary, toldAgain, type Told } from './histories.ts';
import { DAY_MS, NOW, segmentedShop, type SegmentedShop } from './segmentedShop.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});

/** How a history is told: shuffled, some of it twice, in batches of several sizes. */
interface Telling {
  /** Sorts the tellings, first and repeated ones alike. */
  keys: number[];
  repeated: { share: number; sameId: boolean };
  batches: number[];
}

const tellingArbitrary: fc.Arbitrary<Telling> = fc.record({
  keys: fc.array(fc.nat(1_000), { minLength: 120, maxLength: 120 }),
  repeated: fc.record({ share: fc.nat(3), sameId: fc.boolean() }),
  batches: fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: 6 }),
});

async function tell(shop: SegmentedShop, batch: readonly Told[]): Promise<void> {
  await shop.receive(...batch.flatMap((told) => ('delivery' in told ? [told.delivery] : [])));
  const visits = batch.flatMap((told) => ('visit' in told ? [told.visit] : []));
  if (visits.length > 0) await shop.visit(...visits);
  await shop.absorb();
  const mails = batch.flatMap((told) => ('mail' in told ? [told.mail] : []));
  if (mails.length > 0) await shop.mail(...mails);
}

function arranged(history: readonly Told[], { keys, repeated, batches }: Telling): Told[][] {
  const again = history.filter((_, index) => index % 4 < repeated.share).map((one) => toldAgain(one, repeated.sameId));
  const all = [...history, ...again]
    .map((one, index) => ({ one, key: keys[index] ?? 0 }))
    .sort((left, right) => left.key - right.key)
    .map(({ one }) => one);
  const cut: Told[][] = [];
  for (let start = 0, index = 0; start < all.length; index += 1) {
    const size = batches[index % batches.length] ?? 1;
    cut.push(all.slice(start, start + size));
    start += size;
  }
  return cut;
}

/** Tells each thing when it happened, with every instant in between that somebody's verdict waits for. */
async function tellAsItHappened(shop: SegmentedShop, history: readonly Told[]): Promise<void> {
  for (const told of history.toSorted((left, right) => left.at - right.at)) {
    await letPass(shop, Math.min(told.at, NOW));
    await tell(shop, [told]);
  }
  await letPass(shop, NOW);
}

async function letPass(shop: SegmentedShop, until: number): Promise<void> {
  for (;;) {
    const [row] = await shop.rows('SELECT min(due_at) AS due FROM customer_fact WHERE shop_id = $1');
    const due = (row?.due ?? null) as number | null;
    if (due === null || due > until) break;
    shop.time.now = due;
    expect(await tick(shop.services, shop.shopId)).toBeGreaterThan(0);
  }
  shop.time.now = until;
}

/** A switch may have filled what a present state would not: sizes and state are compared after whole-shop computing too. */
async function expectSettled(shop: SegmentedShop, wanted: Awaited<ReturnType<SegmentedShop['state']>>): Promise<void> {
  expect(await shop.state()).toEqual(wanted);
  await recomputeShop(shop.services, shop.shopId);
  expect(await shop.state()).toEqual(wanted);
  const sizes =
    'SELECT segment_id, count(*)::int AS member_count FROM membership WHERE shop_id = $1 GROUP BY 1 ORDER BY 1';
  expect(wanted.sizes?.filter(({ member_count }) => member_count !== 0)).toEqual(await shop.rows(sizes));
}

describe('the state of a shop', () => {
  it(
    'is the same however a history is told, and the same as computed for the whole shop at once',
    { timeout: 300_000 },
    async () => {
      const seen = { members: 0, placements: 0, deleted: 0 };
      await fc.assert(
        fc.asyncProperty(
          historyArbitrary,
          fc.array(tellingArbitrary, { minLength: 2, maxLength: 2 }),
          async (history, ways) => {
            const first = await segmentedShop(database);
            await tell(first, history);
            const wanted = await first.state();
            await expectSettled(first, wanted);
            for (const way of ways) {
              const shop = await segmentedShop(database);
              for (const batch of arranged(history, way)) await tell(shop, batch);
              await expectSettled(shop, wanted);
            }
            const lived = await segmentedShop(database);
            lived.time.now = NOW - 500 * DAY_MS;
            await tellAsItHappened(lived, history);
            await expectSettled(lived, wanted);
            seen.members += wanted.memberships?.length ?? 0;
            seen.placements += wanted.placements?.length ?? 0;
            seen.deleted += wanted.customers?.filter(({ deleted_at }) => deleted_at !== null).length ?? 0;
          },
        ),
        { numRuns: 30, interruptAfterTimeLimit: 240_000, markInterruptAsFailure: true },
      );
      // The histories do reach what they are meant to try. How often is chance, so no number is asked for.
      for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(0);
    },
  );
});
