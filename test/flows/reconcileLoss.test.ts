/**
 * A shop that loses webhooks: one in twenty, and all of them during two hours. After the next comparisons our rows, facts and
 * memberships equal the shop's own data.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reconcile } from '#app/flows/reconcile/reconcile.ts';
import { makePorch } from '#app/ingest/porch.ts';
import { generateShop } from '#sandbox/demo-shop/generateShop.ts';
import { liveShop } from '#sandbox/demo-shop/liveChanges.ts';
import type { Change } from '#sandbox/demo-shop/model.ts';
import { recount, standardSegmentIds } from '#sandbox/demo-shop/recount.ts';
import { takeSnapshot } from '#sandbox/demo-shop/snapshot.ts';
import { listen } from '#test/http/listeningServer.ts';
import { API_SECRET, at } from '#test/sandbox/shopifyHarness.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { installShop, type InstalledShop } from './installedShop.ts';
import { expectEqualToShop, reconcileRig, workIn, type ReconcileRig } from './reconcileRig.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const CUSTOMERS = 400;
/** Changes in each of the two phases. */
const CHANGES = 450;
const STEP = 30;

let database: TestDatabase;
let shop: InstalledShop;
let rig: ReconcileRig;
const porches: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  database = await testDatabase();
  shop = await installShop(database);
  rig = reconcileRig(database, shop);
  const { services } = shop;
  const porch = makePorch({
    database: database.web,
    apiSecret: [API_SECRET],
    clock: services.clock,
    log: services.log,
    limits: {},
  });
  porches.push(porch);
  await shop.shopify.control('POST', '/app-url', { value: `http://127.0.0.1:${await listen(porch.handle)}` });
});
afterAll(async () => {
  for (const porch of porches) await porch.close();
  await shop.close();
});

const webhooks = (options: object) => shop.shopify.control('POST', '/webhooks', options);
const counts = async () =>
  at((await shop.shopify.control('GET', '/webhooks')).json, 'counts') as Record<string, number>;

/** Lets the changes happen over two hours, and absorbs what is told of them. */
async function happen(next: (at: Date) => Change): Promise<Map<string, number>> {
  const ops = new Map<string, number>();
  for (let done = 0; done < CHANGES; done += STEP) {
    await rig.pass((2 * HOUR_MS * STEP) / CHANGES);
    for (let index = 0; index < STEP; index += 1) {
      const change = next(new Date(shop.services.clock()));
      ops.set(change.op, (ops.get(change.op) ?? 0) + 1);
      const answer = await shop.shopify.change(change);
      if (answer.status !== 200) throw new Error(`${change.op} was refused: ${answer.text}`);
    }
    await shop.shopify.drain();
    await workIn(shop);
  }
  return ops;
}

async function expectEqual(): Promise<void> {
  const records = await shop.shopify.dump();
  await expectEqualToShop(database, records);
  await workIn(shop);
  const now = new Date(shop.services.clock());
  const expected = await recount({ shop: records, siteEvents: [], emailEvents: [], now });
  const members = await rig.rows(
    `SELECT preset_id, customer_id::text AS id FROM membership JOIN segment USING (shop_id, segment_id)`,
  );
  for (const segment of standardSegmentIds)
    expect(
      members.flatMap((row) => (row.preset_id === segment ? [String(row.id)] : [])).sort(),
      `members of ${segment}`,
    ).toEqual([...(expected.segments.get(segment) ?? [])].sort());
}

describe('a shop that loses webhooks', () => {
  it('is equal to its own data after the next scan and the next night', { timeout: 300_000 }, async () => {
    // The day begins at ten in the morning in Istanbul, so that the night comes when it is meant to.
    await rig.pass((31 * HOUR_MS - (shop.services.clock() % (24 * HOUR_MS))) % (24 * HOUR_MS));
    const demo = generateShop({ customers: CUSTOMERS, seed: 11, anchor: new Date(shop.services.clock()) });
    const records = [...demo.lines()];
    await rig.open(records);
    await rig.compare();
    expect(await rig.healed()).toEqual({});
    await expectEqual();

    const life = liveShop(await takeSnapshot(records, { seed: 11 }), { seed: 11, rare: true });
    await webhooks({ dropRate: 0.05, duplicateRate: 0.02, shuffleWindow: 10, besides: true, seed: 5 });
    const ops = await happen((instant) => life.next(instant));
    const afterLoss = await counts();
    await webhooks({ dropRate: 1 });
    for (const [op, count] of await happen((instant) => life.next(instant))) ops.set(op, (ops.get(op) ?? 0) + count);
    const [deleted] = records.filter((record) => record.type === 'product');
    await shop.shopify.change({ op: 'deleteProduct', productId: deleted?.id ?? '' });
    const afterDowntime = await counts();
    await webhooks({ dropRate: 0 });
    await expect(expectEqual()).rejects.toThrow();

    // Two minutes later a scan; what was deleted meanwhile only the night shows.
    await rig.pass(2 * MINUTE_MS);
    await rig.compare();
    const healedByScan = await rig.healed();
    await rig.pass(24 * HOUR_MS);
    await rig.compare();
    const healed = await rig.healed();

    console.info(
      JSON.stringify({
        changes: Object.fromEntries(ops),
        webhooks: {
          triggered: afterDowntime.triggered,
          lostOfThose: afterDowntime.dropped,
          lostBeforeDowntime: afterLoss.dropped,
        },
        healedByScan,
        healed,
        adminCalls: await shop.calls('graphql'),
      }),
    );
    await expectEqual();
    expect(healed).toMatchObject({
      'scan customers': { stale: expect.any(Number) as number },
      'scan orders': { missing: expect.any(Number) as number },
      'sweep customers': { deleted: expect.any(Number) as number },
      'sweep orders': { deleted: expect.any(Number) as number },
    });
    expect(Object.keys(healedByScan).filter((name) => name.startsWith('sweep'))).toEqual([]);
    // Nothing is left to find.
    await rig.pass(24 * HOUR_MS);
    await rig.runToEnd(reconcile);
    expect(await rig.rows('SELECT * FROM refetch')).toEqual([]);
    expect(
      await rig.rows(
        `SELECT kind FROM reconciliation WHERE method = 'count' AND ours_count <> theirs_count
         AND started_at > (SELECT max(started_at) - interval '1 hour' FROM reconciliation)`,
      ),
    ).toEqual([]);
  });
});
