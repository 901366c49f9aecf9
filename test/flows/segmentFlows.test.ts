/** Flows between groups of a family, results of experiments, and hints: what rests on who was a member when. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recomputeShop } from '#app/flows/decide/recomputeShop.ts';
import { tick } from '#app/flows/decide/tick.ts';
import { changeSegment } from '#app/flows/segments/changeSegments.ts';
import { measureSegments } from '#app/flows/segments/measureSegments.ts';
import { type ExperimentNumbers, readFlows, readHealth, readSegmentNumbers } from '#app/flows/segments/readNumbers.ts';
import { resegment } from '#app/flows/segments/resegment.ts';
import type { Services } from '#app/flows/services.ts';
import { saveExperiment } from '#app/store/segmentChanges.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { DAY_MS, NOW, segmentedShop, type SegmentedShop } from './segmentedShop.ts';
import {
  consentTold,
  customersMerged,
  customerTold,
  orderTold,
  redactCustomer,
  type TestDelivery,
} from './webhooks.ts';

const HOUR_MS = 3_600_000;
/** Early in the night after NOW, in a shop that keeps UTC. */
const NIGHT = Date.parse('2026-11-22T02:00:00.000Z');

let database: TestDatabase;
let shop: SegmentedShop;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  shop = await segmentedShop(database, { destinations: false });
});

const asWeb = (): Services => ({ ...shop.services, database: database.web });
const segmentNumber = async (preset: string): Promise<number> =>
  Number(
    (await shop.rows('SELECT segment_id FROM segment WHERE shop_id = $1 AND preset_id = $2', preset))[0]?.segment_id,
  );

async function measure(at: number): Promise<void> {
  shop.time.now = at;
  await tick(shop.services, shop.shopId);
  await measureSegments(shop.services, shop.shopId);
}

describe('flows', () => {
  beforeEach(async () => {
    for (const presetId of ['first-time-buyers', 'active-customers'])
      await changeSegment(shop.services, shop.shopId, { what: 'preset', presetId, active: true }, 'staff:1');
    await resegment(shop.services, shop.shopId);
  });

  /** By the names of presets; null is no group. */
  async function flows(fromDay: string, toDay: string) {
    const read = await readFlows(asWeb(), shop.shopId, 'lifecycle', fromDay, toDay);
    const names = new Map(
      (await shop.rows('SELECT segment_id, preset_id FROM segment WHERE shop_id = $1')).map((row) => [
        row.segment_id,
        row.preset_id,
      ]),
    );
    const name = (id: number | null): unknown => (id === null ? null : names.get(id));
    return (
      read && {
        ...{ fromDay: read.fromDay, toDay: read.toDay },
        flows: read.flows.map(({ from, to, count }) => [name(from), name(to), count]),
        sizes: Object.fromEntries(read.sizes.map((size) => [name(size.segmentId), [size.atStart, size.atEnd]])),
      }
    );
  }

  it('lead from the group at the beginning of a day to the one at its end, each customer in one of them', async () => {
    await shop.tell(
      // In two groups of the family at once: the first in its order is theirs.
      orderTold(1, { customerId: 1, at: NOW }),
      ...[2, 3, 4].map((id) => orderTold(id, { customerId: id, at: NOW - 200 * DAY_MS })),
    );
    await measure(NIGHT);
    expect(await flows('2026-11-21', '2026-11-21')).toEqual({
      ...{ fromDay: '2026-11-21', toDay: '2026-11-21' },
      flows: [
        [null, 'winback', 3],
        [null, 'first-time-buyers', 1],
      ],
      sizes: { winback: [0, 3], 'first-time-buyers': [0, 1] },
    });
    shop.time.now = NIGHT + HOUR_MS;
    await shop.tell(
      orderTold(11, { customerId: 1, at: NIGHT + HOUR_MS }),
      orderTold(12, { customerId: 2, at: NIGHT + HOUR_MS }),
    );
    await measure(NIGHT + DAY_MS);
    expect(await flows('2026-11-22', '2026-11-22')).toEqual({
      ...{ fromDay: '2026-11-22', toDay: '2026-11-22' },
      flows: [
        ['winback', 'active-customers', 1],
        ['first-time-buyers', 'active-customers', 1],
      ],
      sizes: { winback: [3, 2], 'first-time-buyers': [1, 0], 'active-customers': [0, 2] },
    });
  });

  it('of several days are added up, with the sizes at both ends, and what has not ended is left out', async () => {
    await shop.tell(orderTold(1, { customerId: 1, at: NOW }), orderTold(2, { customerId: 2, at: NOW - 200 * DAY_MS }));
    await measure(NIGHT);
    await shop.tell(orderTold(3, { customerId: 2, at: NIGHT }));
    await measure(NIGHT + DAY_MS);
    await shop.tell(orderTold(4, { customerId: 1, at: NIGHT + DAY_MS }));
    await measure(NIGHT + DAY_MS + HOUR_MS);
    expect(await flows('2026-01-01', '2026-12-31')).toEqual({
      ...{ fromDay: '2026-11-21', toDay: '2026-11-22' },
      flows: [
        [null, 'winback', 1],
        [null, 'first-time-buyers', 1],
        ['winback', 'active-customers', 1],
      ],
      sizes: { 'first-time-buyers': [0, 1], winback: [0, 0], 'active-customers': [0, 1] },
    });
    expect(await flows('2026-12-01', '2026-12-31')).toBeNull();
  });

  it('count those who stay out of who is there now, less who came since', async () => {
    await shop.tell(...[1, 2, 3].map((id) => orderTold(id, { customerId: id, at: NOW - 200 * DAY_MS })));
    for (const later of [0, 1, 2, 3, 4]) await measure(NIGHT + later * DAY_MS);
    await shop.tell(
      orderTold(4, { customerId: 4, at: NOW - 200 * DAY_MS }),
      orderTold(5, { customerId: 1, at: shop.time.now }),
    );
    await measure(NIGHT + 5 * DAY_MS);
    expect(await flows('2026-11-25', '2026-11-25')).toMatchObject({ flows: [], sizes: { winback: [3, 3] } });
    expect(await flows('2026-11-26', '2026-11-26')).toMatchObject({
      flows: [
        [null, 'winback', 1],
        ['winback', 'active-customers', 1],
      ],
      sizes: { winback: [3, 3], 'active-customers': [0, 1] },
    });
  });
});

describe('an experiment', () => {
  const SINCE = NOW + HOUR_MS;
  const CUSTOMERS = 400;

  const ids = Array.from({ length: CUSTOMERS }, (_, index) => index + 1);
  const buy = (id: number, at: number, totalMinor = 10_000): TestDelivery =>
    orderTold(Math.round(at / 1_000) * 1_000 + id, { customerId: id, at, totalMinor });
  async function tellAll(told: readonly TestDelivery[]): Promise<void> {
    await shop.receiveTogether(...told);
    await shop.absorb();
  }
  async function begin(preset: string, experiment: { holdoutPercent: number; split: boolean }): Promise<number> {
    const segmentId = await segmentNumber(preset);
    shop.time.now = SINCE;
    await shop.inShop((sql) => saveExperiment(sql, segmentId, experiment, SINCE));
    return segmentId;
  }
  /** Those whom the share of the segment's purpose puts below so many ten-thousandths. */
  async function below(segmentId: number, purpose: string, share: number): Promise<Set<number>> {
    const rows = await shop.rows(
      'SELECT n FROM generate_series(1, $2) n WHERE $1 > 0 AND share_of($3::int, $4, n) < $5',
      ...[CUSTOMERS, segmentId, purpose, share],
    );
    return new Set(rows.map((row) => Number(row.n)));
  }
  async function result(segmentId: number): Promise<ExperimentNumbers> {
    const { experiment } = await readSegmentNumbers(asWeb(), shop.shopId, segmentId, 30);
    if (!experiment) throw new Error('There is no experiment.');
    return experiment;
  }

  it('compares those held out with those placed, by what they ordered in 30 days', async () => {
    await tellAll(ids.map((id) => consentTold(id, 'subscribed', NOW)));
    const segmentId = await begin('new-subscribers', { holdoutPercent: 50, split: false });
    expect((await result(segmentId)).measuredAt).toBeNull();
    const heldOut = await below(segmentId, 'holdout', 5_000);
    expect(heldOut.size).toBeGreaterThan(150);
    expect(heldOut.size).toBeLessThan(250);
    const placed = ids.filter((id) => !heldOut.has(id));
    const buyers = [...placed.slice(0, 60), ...[...heldOut].slice(0, 10)];
    await tellAll([
      // Before the experiment, and when its 30 days are over: of no matter.
      ...ids.map((id) => buy(id, SINCE - 1_000)),
      ...ids.map((id) => buy(id, SINCE + 30 * DAY_MS)),
      ...buyers.map((id) => buy(id, SINCE)),
      ...placed.slice(0, 5).map((id) => buy(id, SINCE + 30 * DAY_MS - 1_000, 30_000)),
    ]);
    await measure(SINCE + 40 * DAY_MS);
    // Nobody is a new subscriber any more; that they were is what counts.
    expect(await shop.segmentsOf(1)).not.toContain('new-subscribers');
    const { holdout, split, measuredAt, since } = await result(segmentId);
    expect(split).toBeNull();
    expect([since, measuredAt]).toEqual([SINCE, SINCE + 40 * DAY_MS]);
    expect(holdout?.first).toEqual({
      ...{ exposedCount: placed.length, buyerCount: 60, orderCount: 65, revenueMinor: 60 * 10_000 + 5 * 30_000 },
      revenueSquares: 55 * 10_000 ** 2 + 5 * 40_000 ** 2,
    });
    expect(holdout?.second).toEqual({
      ...{ exposedCount: heldOut.size, buyerCount: 10, orderCount: 10, revenueMinor: 100_000 },
      revenueSquares: 10 * 10_000 ** 2,
    });
    expect(holdout?.comparison.verdict).toBe('better');
  });

  it('counts from the entering of those who enter later, and leaves out who left before it began', async () => {
    await shop.tell(...[1, 2, 3].map((id) => consentTold(id, 'subscribed', NOW)));
    await shop.tell(consentTold(3, 'unsubscribed', NOW + 1));
    const segmentId = await begin('new-subscribers', { holdoutPercent: 0, split: true });
    const entered = SINCE + 5 * DAY_MS;
    shop.time.now = entered;
    await shop.tell(consentTold(4, 'subscribed', entered), consentTold(1, 'unsubscribed', entered));
    shop.time.now = entered + DAY_MS;
    // Back again: it is the first time that counts.
    await shop.tell(consentTold(1, 'subscribed', entered + DAY_MS));
    await shop.tell(
      buy(1, SINCE + DAY_MS, 100),
      buy(3, SINCE + DAY_MS, 5_000),
      ...[buy(4, entered - 1_000, 70_000), buy(4, entered + 1_000, 2_000)],
    );
    await measure(entered + 2 * DAY_MS);
    const { split, holdout } = await result(segmentId);
    expect(holdout).toBeNull();
    const sum = (what: 'exposedCount' | 'buyerCount' | 'revenueMinor'): number =>
      (split?.first[what] ?? 0) + (split?.second[what] ?? 0);
    expect([sum('exposedCount'), sum('buyerCount'), sum('revenueMinor')]).toEqual([3, 2, 2_100]);
    expect(split?.comparison).toEqual({ verdict: 'too-few' });
  });

  it('splits those who are placed into two halves, whoever is held out', async () => {
    await tellAll(ids.map((id) => consentTold(id, 'subscribed', NOW)));
    const segmentId = await begin('new-subscribers', { holdoutPercent: 20, split: true });
    const heldOut = await below(segmentId, 'holdout', 2_000);
    const halfA = await below(segmentId, 'split', 5_000);
    await measure(NIGHT);
    const { split, holdout } = await result(segmentId);
    const counts = [holdout?.first, holdout?.second, split?.first, split?.second].map((arm) => arm?.exposedCount);
    const placed = ids.filter((id) => !heldOut.has(id));
    const inA = placed.filter((id) => halfA.has(id)).length;
    expect(counts).toEqual([placed.length, heldOut.size, inA, placed.length - inA]);
    expect(inA).toBeGreaterThan(100);
  });

  it('forgets who was erased and who was merged away, and ends with what it had counted', async () => {
    await shop.tell(...[1, 2, 3].map((id) => consentTold(id, 'subscribed', NOW)));
    const segmentId = await begin('new-subscribers', { holdoutPercent: 0, split: true });
    shop.time.now = SINCE + HOUR_MS;
    await shop.tell(...[1, 2, 3].map((id) => buy(id, SINCE + HOUR_MS, 100 * 10 ** id)));
    await shop.tell(redactCustomer(1, { at: SINCE + 2 * HOUR_MS }), customersMerged(2, 3, SINCE + 2 * HOUR_MS));
    await measure(NIGHT);
    const arms = async () => {
      const { split } = await result(segmentId);
      return [split?.first, split?.second].filter((arm) => arm?.exposedCount !== 0);
    };
    expect(await arms()).toEqual([
      { exposedCount: 1, buyerCount: 1, orderCount: 2, revenueMinor: 110_000, revenueSquares: 110_000 ** 2 },
    ]);
    // Another share is another experiment.
    await shop.inShop((sql) => saveExperiment(sql, segmentId, { holdoutPercent: 10, split: true }, NIGHT));
    expect(await arms()).toEqual([]);
    await shop.inShop((sql) => saveExperiment(sql, segmentId, { holdoutPercent: 0, split: false }, NIGHT));
    await measure(NIGHT + DAY_MS);
    expect(await shop.rows('SELECT 1 FROM experiment_arm WHERE shop_id = $1')).toEqual([]);
    expect((await readSegmentNumbers(asWeb(), shop.shopId, segmentId, 30)).experiment).toBeNull();
  });
});

describe('hints', () => {
  const kinds = async (preset: string): Promise<string[]> =>
    ((await readHealth(asWeb(), shop.shopId)).get(await segmentNumber(preset)) ?? []).map(({ kind }) => kind);

  it('tell what is empty, small, like another, unchanged and sent nowhere', async () => {
    await shop.tell(
      ...Array.from({ length: 25 }, (_, index) => customerTold(index + 1, { updatedAt: NOW - DAY_MS })),
      ...[1, 2].flatMap((order) =>
        Array.from({ length: 25 }, (_, index) =>
          orderTold(order * 100 + index, { customerId: index + 1, at: NOW - 60 * DAY_MS }),
        ),
      ),
    );
    await shop.mail(...[1, 2, 3].map((id) => ({ kind: 'opened' as const, customerId: String(id), occurredAt: NOW })));
    expect((await readHealth(asWeb(), shop.shopId)).size).toBe(0);
    await recomputeShop(shop.services, shop.shopId);
    await measureSegments(shop.services, shop.shopId);
    expect(await kinds('vip')).toEqual(['empty', 'not-sent']);
    expect(await kinds('engaged-30')).toEqual(['small', 'overlapping', 'not-sent']);
    expect(await kinds('repeat-buyers')).toEqual(['not-sent']);
    const hints = (await readHealth(asWeb(), shop.shopId)).get(await segmentNumber('engaged-90'));
    expect(hints?.[1]).toEqual({ kind: 'overlapping', segmentId: await segmentNumber('engaged-30'), share: 1 });
    await measure(NOW + 89 * DAY_MS);
    expect(await kinds('repeat-buyers')).toEqual(['not-sent']);
    await measure(NOW + 90 * DAY_MS);
    expect(await kinds('repeat-buyers')).toEqual(['unchanged', 'not-sent']);
  });

  it('are not given of what is sent and well, nor of what is switched off', async () => {
    shop = await segmentedShop(database);
    await recomputeShop(shop.services, shop.shopId);
    expect(await kinds('vip')).toEqual(['empty']);
    const segmentId = await segmentNumber('vip');
    await changeSegment(shop.services, shop.shopId, { what: 'switch', segmentId, active: false }, 'staff:1');
    await resegment(shop.services, shop.shopId);
    expect(await kinds('vip')).toEqual([]);
  });
});
