/**
 * State is a function of the set of what was told: the history of an imagined shop, told shuffled, with repetitions and in
 * batches of any size, always gives the same rows, facts, segments and placements; and they are what the shop's own records say.
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { resegment } from '#app/flows/segments/resegment.ts';
import { recomputeShop } from '#app/flows/decide/recomputeShop.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { answerRefetches, recordsOf, rowsOf } from './convergenceAnswers.ts';
import { liveShop } from './convergenceLife.ts';
import type { LiveShop } from './convergenceShop.ts';
import { makeDice } from './dice.ts';
import { toldAgain, type Told } from './histories.ts';
import { segmentedShop, type SegmentedShop } from './segmentedShop.ts';

const HISTORIES = 5;
const SHUFFLES = 3;
const TELLINGS = 500;

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});

/** Tells a history as it happened, or by a seed: shuffled, some of it again, in batches; hints are followed up now and then. */
async function toldBy(live: LiveShop, seed: number | null): Promise<SegmentedShop> {
  const shop = await segmentedShop(database, { every: true });
  const dice = makeDice(seed ?? 1);
  const again = live.told.filter(() => dice.in100(25)).map((told) => toldAgain(told, dice.in100(50)));
  const all = seed === null ? live.told : dice.shuffled([...live.told, ...again]);
  for (let start = 0; start < all.length;) {
    const size = dice.pick([2, 25, 60, 150]);
    await tellBatch(shop, all.slice(start, start + size));
    start += size;
    if (dice.in100(30)) await answerRefetches(shop, live);
  }
  await answerRefetches(shop, live);
  // Answers about products that are others now are given anew a while later.
  await resegment(shop.services, shop.shopId);
  return shop;
}

async function tellBatch(shop: SegmentedShop, batch: readonly Told[]): Promise<void> {
  await shop.receiveTogether(...batch.flatMap((told) => ('delivery' in told ? [told.delivery] : [])));
  const visits = batch.flatMap((told) => ('visit' in told ? [told.visit] : []));
  if (visits.length > 0) await shop.visit(...visits);
  await shop.absorb();
  const mails = batch.flatMap((told) => ('mail' in told ? [told.mail] : []));
  if (mails.length > 0) await shop.mail(...mails);
}

describe('the history of a shop', () => {
  it(
    `of ${TELLINGS} tellings gives the same state however it is told, and the state that the shop's records give`,
    { timeout: 300_000 },
    async () => {
      const seen = new Map<string, number>();
      let tellings = 0;
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 31 - 1 }), async (seed) => {
          const live = liveShop(seed, TELLINGS);
          const first = await toldBy(live, null);
          const wanted = await first.state();
          expect(await rowsOf(first, live)).toEqual(recordsOf(live));
          for (let shuffle = 1; shuffle <= SHUFFLES; shuffle += 1) {
            const shop = await toldBy(live, seed + shuffle);
            expect(await shop.state()).toEqual(wanted);
          }
          await recomputeShop(first.services, first.shopId);
          expect(await first.state()).toEqual(wanted);
          tellings += 1 + SHUFFLES;
          const parked = await first.rows(`SELECT topic, error FROM inbox WHERE shop_id = $1 AND state <> 'done'`);
          expect(parked).toEqual([]);
          for (const [what, rows] of Object.entries(wanted)) seen.set(what, (seen.get(what) ?? 0) + rows.length);
        }),
        { numRuns: HISTORIES, endOnFailure: true },
      );
      expect(tellings).toBe(HISTORIES * (1 + SHUFFLES));
      // The histories do reach every table that is compared, but for the queue, which ends empty.
      for (const [what, count] of seen) if (what !== 'refetches') expect(count, what).toBeGreaterThan(0);
    },
  );
});
