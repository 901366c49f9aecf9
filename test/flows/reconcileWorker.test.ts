/** The jobs of comparisons and single readings in a real worker: rung by the sweeper, done, and not rung again. */
import { beforeAll, describe, expect, it } from 'vitest';
import { startWorker } from '#app/worker.ts';
import { queueObjects } from '#app/store/refetchQueue.ts';
import { customer, product } from '#test/sandbox/shopifyHarness.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { installShop, type InstalledShop } from './installedShop.ts';
import { expectEqualToShop, reconcileRig } from './reconcileRig.ts';

const poll = { timeout: 20_000, interval: 20 };

let database: TestDatabase;
let shop: InstalledShop;
beforeAll(async () => {
  database = await testDatabase();
  shop = await installShop(database);
});

describe('a worker', () => {
  it('reads what waits and compares what is due, without a bell of their own', async () => {
    const rig = reconcileRig(database, shop);
    await rig.open([customer('7000000000001'), product('8100000000001')]);
    await shop.shopify.load([customer('7000000000002')]);
    await shop.services.database.inShop(shop.shopId, (sql) =>
      queueObjects(sql, 'customer', ['7000000000002'], shop.services.clock(), null),
    );
    const worker = await startWorker(shop.services, { url: database.urls.worker });
    await expect.poll(() => rig.rows('SELECT * FROM refetch'), poll).toEqual([]);
    await expect
      .poll(() => rig.rows(`SELECT DISTINCT method FROM reconciliation WHERE finished_at IS NOT NULL ORDER BY 1`), poll)
      .toEqual([{ method: 'count' }, { method: 'scan' }]);
    await worker.stop();
    await expectEqualToShop(database, await shop.shopify.dump());
    expect(await rig.rows('SELECT scan_due_at > now() AS later FROM shop')).toEqual([{ later: true }]);
    await shop.close();
  });
});
