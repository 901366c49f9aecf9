/** A changed pixel key: both are heard for a week, and nothing is lost when Shopify does not take the new one. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rotatePixelKey } from '#app/flows/adminPixel.ts';
import { mendPixel } from '#app/flows/install/mendPixel.ts';
import { runInstall } from '#app/flows/install/runInstall.ts';
import { makeShopDirectory, type ShopDirectory } from '#app/ingest/shopDirectory.ts';
import { loadShop } from '#app/store/shops.ts';
import { at, DOMAIN } from '#test/sandbox/shopifyHarness.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { emptyDatabase, installShop, type InstalledShop } from './installedShop.ts';

let database: TestDatabase;
let shop: InstalledShop;
let directory: ShopDirectory;
let aheadMs = 0;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  await emptyDatabase(database);
  shop = await installShop(database);
  await shop.storeToken();
  await runInstall(shop.services, shop.shopId);
  aheadMs = 0;
  directory = makeShopDirectory(database.web, 'pixelAccount', () => Date.now() + aheadMs);
});
afterEach(() => shop.close());

const keyAtShopify = async (): Promise<unknown> =>
  at((await shop.shopify.control('GET', `/shops/${DOMAIN}`)).json, 'pixel', 'settings', 'accountID');
const rotate = (): ReturnType<typeof rotatePixelKey> =>
  rotatePixelKey({ ...shop.services, database: database.web }, shop.shopId);
async function keys(): Promise<{ now: string; before: string | null; problem: string | null }> {
  const { rows } = await database.owner.query<{ now: string; before: string | null; problem: string | null }>(
    'SELECT pixel_account AS now, pixel_previous AS before, pixel_problem AS problem FROM shop',
  );
  if (!rows[0]) throw new Error('The shop is there.');
  return rows[0];
}

describe('a new key', () => {
  it('is given to Shopify, and both are heard for a week', async () => {
    const { now: first } = await keys();
    expect(await directory.find(first)).toBe(shop.shopId);

    expect(await rotate()).toEqual({ kind: 'changed' });
    const { now: second, before } = await keys();
    expect(before).toBe(first);
    expect(second).not.toBe(first);
    expect(await keyAtShopify()).toBe(second);
    // One found before, one never asked for: neither has to wait for what the door remembers to end.
    expect([await directory.find(first), await directory.find(second)]).toEqual([shop.shopId, shop.shopId]);

    await database.owner.query(`UPDATE shop SET pixel_rotated_at = now() - interval '6 days 23 hours'`);
    aheadMs += 61_000;
    expect(await directory.find(first)).toBe(shop.shopId);
    await database.owner.query(`UPDATE shop SET pixel_rotated_at = now() - interval '7 days 1 second'`);
    aheadMs += 61_000;
    expect([await directory.find(first), await directory.find(second)]).toEqual([null, shop.shopId]);
    expect(await directory.find(randomUUID())).toBeNull();
  });

  it('that Shopify does not take leaves the old one in force, says why, and is mended by trying again', async () => {
    const { now: first } = await keys();
    await database.owner.query('DELETE FROM session');
    expect(await rotate()).toEqual({ kind: 'kept', problem: 'open-app' });
    const { now, before, problem } = await keys();
    expect([now, problem]).toEqual([first, 'open-app']);
    expect(await keyAtShopify()).toBe(first);
    // It may have reached browsers all the same.
    expect([await directory.find(now), await directory.find(before ?? '')]).toEqual([shop.shopId, shop.shopId]);

    await shop.storeToken();
    const known = await shop.services.database.inShop(shop.shopId, loadShop);
    if (!known) throw new Error('The shop is there.');
    await mendPixel(shop.services, known, shop.admin());
    expect(await keys()).toMatchObject({ now: first, problem: null });
    expect(await keyAtShopify()).toBe(first);
  });

  it('is not made for a shop that has removed the app', async () => {
    const before = await keys();
    await database.owner.query(`UPDATE shop SET status = 'uninstalled'`);
    expect(await rotate()).toEqual({ kind: 'kept', problem: 'not installed' });
    expect(await keys()).toEqual(before);
    expect(await directory.find(before.now)).toBeNull();
  });
});
