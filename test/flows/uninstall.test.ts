/** Taking the app off a shop: every job and call ends, tokens go, the rest stays for a shop that comes back. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { absorb } from '#app/flows/absorb/absorb.ts';
import { connectPartner } from '#app/flows/adminConnections.ts';
import { switchDestination } from '#app/flows/destinations/changeDestination.ts';
import { runBackfill } from '#app/flows/backfill/runBackfill.ts';
import { placeShop } from '#app/flows/decide/recomputeShop.ts';
import { deliver } from '#app/flows/deliver/deliver.ts';
import { runInstall } from '#app/flows/install/runInstall.ts';
import { pull } from '#app/flows/pull/pull.ts';
import { reconcile } from '#app/flows/reconcile/reconcile.ts';
import { refetch } from '#app/flows/refetch/refetch.ts';
import { markUninstalled } from '#app/store/shops.ts';
import { setScanDue } from '#app/store/reconcile.ts';
import { startKlaviyoWorld, type KlaviyoWorld } from '#test/connectors/klaviyo/world.ts';
import { listen } from '#test/http/listeningServer.ts';
import { customer, DOMAIN, order, product, until } from '#test/sandbox/shopifyHarness.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { emptyDatabase, installShop, type InstalledShop } from './installedShop.ts';
import { klaviyoShop } from './klaviyoShop.ts';
import { expectEqualToShop, reconcileRig, type ReconcileRig } from './reconcileRig.ts';

const HOUR_MS = 3_600_000;
const id = (index: number): string => String(7_000_000_000_000 + index);
const orderId = (index: number): string => String(9_000_000_000_000 + index);

let database: TestDatabase;
let shop: InstalledShop;
let rig: ReconcileRig;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  await emptyDatabase(database);
  shop = await installShop(database);
  rig = reconcileRig(database, shop);
});
const worlds: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await shop.close();
  for (const world of worlds.splice(0)) await world.close();
});

async function openWorld(): Promise<KlaviyoWorld> {
  const world = await startKlaviyoWorld();
  worlds.push(world);
  return world;
}

const uninstall = (): Promise<void> =>
  shop.services.database.inShop(shop.shopId, (sql) => markUninstalled(sql, shop.services.clock() + 1));

/** A server before the stand-in Shopify: something happens after each question and before its answer, or to the answer. */
async function standBetween(
  happens: () => Promise<void>,
  alter = (answer: string) => answer,
): Promise<{ url: string; readonly asked: number }> {
  let asked = 0;
  const port = await listen((request, response) => {
    const isQuestion = request.url?.endsWith('graphql.json') === true;
    if (isQuestion) asked += 1;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      void fetch(`${shop.shopify.url}${request.url ?? ''}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-shopify-access-token': String(request.headers['x-shopify-access-token']),
        },
        body: Buffer.concat(chunks),
      }).then(async (answer) => {
        if (isQuestion) await happens();
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(alter(await answer.text()));
      });
    });
  });
  return {
    url: `http://127.0.0.1:${port}`,
    get asked() {
      return asked;
    },
  };
}

describe('a shop that has left', () => {
  it('has no tokens, and no job asks anything of Shopify', async () => {
    await rig.open([customer(id(1)), order(orderId(1), id(1))]);
    await uninstall();
    await shop.shopify.control('DELETE', '/traffic');
    const { services, shopId } = shop;
    await services.database.inShop(shopId, (sql) => setScanDue(sql, 0));
    for (const job of [runInstall, runBackfill, reconcile, refetch])
      expect(await job(services, shopId)).toEqual({ again: false, delayMs: 0 });
    for (const job of [deliver, pull]) await job(services, shopId, 1);
    expect(await shop.calls('POST')).toBe(0);
    expect(await rig.rows('SELECT * FROM session')).toEqual([]);
    expect(await rig.rows('SELECT access_problem FROM shop')).toEqual([{ access_problem: null }]);
  });

  it('is compared no further when it leaves between two pages', async () => {
    const records = Array.from({ length: 600 }, (_, index) => customer(id(index)));
    await rig.open([]);
    await shop.shopify.load(records.map((record) => ({ ...record, updatedAt: new Date().toISOString() })));
    await rig.pass(HOUR_MS);
    const between = await standBetween(uninstall);
    const environment = { ...shop.services.environment, SHOPIFY_ADMIN_BASE_URL: `${between.url}/shops/{shop}` };
    expect(await reconcile({ ...shop.services, environment }, shop.shopId)).toEqual({ again: false, delayMs: 0 });
    expect(between.asked).toBe(1);
    expect(await rig.rows('SELECT * FROM refetch')).toEqual([]);
  });
});

describe('a download that does not come to an end', () => {
  it('is waited for no longer than the app is on the shop', { timeout: 30_000 }, async () => {
    await shop.shopify.load([customer(id(1))]);
    await shop.storeToken();
    await runInstall(shop.services, shop.shopId);
    let asked = 0;
    const silent = await listen(() => void (asked += 1));
    const between = await standBetween(
      () => Promise.resolve(),
      (answer) => answer.replace(/"url":"[^"]*"/, `"url":"http://127.0.0.1:${silent}/file"`),
    );
    const environment = { ...shop.services.environment, SHOPIFY_ADMIN_BASE_URL: `${between.url}/shops/{shop}` };
    const running = rig.runToEnd((services, shopId) => runBackfill({ ...services, environment }, shopId));
    await until('the file is asked for', () => asked > 0);
    await uninstall();
    // The file would be waited for for a minute: the test's own time would be over.
    await running;
    expect(await rig.rows('SELECT * FROM customer')).toEqual([]);
  });
});

describe('a partner that does not answer', () => {
  let server: Server;
  let asked: string[];
  beforeEach(async () => {
    asked = [];
    server = createServer((request) => void asked.push(`${request.method ?? ''} ${request.url ?? ''}`));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it.each([
    ['delivery', deliver],
    ['pull', pull],
  ])('is waited for no longer: the %s ends and calls nobody again', { timeout: 30_000 }, async (_, job) => {
    const world = await openWorld();
    const connected = await klaviyoShop(database, world);
    await connected.connect();
    await connected.switchOn('repeat-buyers');
    await connected.tell(...connected.customer(1, 3));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const services = {
      ...connected.services,
      environment: { ...connected.services.environment, partnerBaseUrls: { KLAVIYO_BASE_URL: address } },
    };
    const running = job(services, connected.shopId, 1);
    await until('the partner is asked', () => asked.length > 0);
    await connected.inShop((sql) => markUninstalled(sql, services.clock() + 1));
    // Klaviyo would be waited for for a minute, four times over: the test's own time would be over.
    await running;
    const count = asked.length;
    expect(count).toBeLessThanOrEqual(2);
    await job(services, connected.shopId, 1);
    expect(asked.length).toBe(count);
  });
});

describe('a shop that comes back within two days', () => {
  it('goes on where it was: nothing is read in again, and what happened meanwhile is found', async () => {
    const people = Array.from({ length: 12 }, (_, index) => customer(id(index)));
    const orders = Array.from({ length: 8 }, (_, index) => order(orderId(index), id(index)));
    await rig.open([product('8100000000001'), ...people, ...orders]);
    await rig.compare();
    const before = await rig.rows('SELECT kind, state, started_at FROM backfill ORDER BY kind');
    await rig.pass(HOUR_MS);
    await uninstall();
    await shop.shopify.change({ op: 'uninstall' });

    // What happens while nobody listens.
    await rig.pass(HOUR_MS);
    const changedAt = new Date(shop.services.clock()).toISOString();
    await shop.shopify.change(
      { op: 'upsertCustomer', customer: { ...customer(id(1)), tags: ['vip'], updatedAt: changedAt } },
      {
        op: 'emailConsent',
        customerId: id(2),
        consent: { state: 'unsubscribed', optInLevel: 'single_opt_in', updatedAt: changedAt },
      },
      { op: 'upsertCustomer', customer: customer(id(50), { createdAt: changedAt, updatedAt: changedAt }) },
      { op: 'deleteCustomer', customerId: id(11) },
      { op: 'deleteOrder', orderId: orderId(7) },
      { op: 'mergeCustomers', keptId: id(3), deletedId: id(4) },
    );
    await rig.pass(20 * HOUR_MS);
    await shop.shopify.control('POST', `/shops/${DOMAIN}/install`);
    await database.makeShop(DOMAIN);
    // The registration goes by the database's clock, which the test does not move.
    await database.owner.query('UPDATE shop SET installed_at = $1', [new Date(shop.services.clock()).toISOString()]);
    await shop.storeToken();
    await rig.runToEnd(runInstall);
    expect(await rig.rows('SELECT kind, state, started_at FROM backfill ORDER BY kind')).toEqual(before);
    await rig.pass(61_000);
    await rig.compare();
    await absorb(shop.services, shop.shopId);
    await expectEqualToShop(database, await shop.shopify.dump());
    const healed = await rig.healed();
    expect(healed).toMatchObject({ 'sweep customers': { deleted: 2 }, 'sweep orders': { deleted: 1 } });
  });

  it('keeps its connection and its switches, and its lists go on', async () => {
    const world = await openWorld();
    const connected = await klaviyoShop(database, world);
    const { services, shopId } = connected;
    expect(await connectPartner(services, shopId, 'klaviyo', { apiKey: connected.key })).toMatchObject({ ok: true });
    const [row] = await connected.rows(
      `SELECT segment_id FROM segment WHERE shop_id = $1 AND preset_id = 'repeat-buyers'`,
    );
    const wish = { segmentId: Number(row?.segment_id), connectionId: 1, enabled: true };
    expect(await switchDestination(services, shopId, wish)).toEqual({ ok: true });
    await placeShop(services, shopId);
    await connected.inShop((sql) => markUninstalled(sql, services.clock() + 1));
    await connected.tell(...connected.customer(1, 3));
    await connected.deliver();
    expect(await connected.list('repeat-buyers')).toEqual([]);
    await database.owner.query(`UPDATE shop SET status = 'installed', installed_at = now() WHERE shop_id = $1`, [
      shopId,
    ]);
    await connected.rest();
    expect(await connected.list('repeat-buyers')).toEqual([1]);
  });
});
