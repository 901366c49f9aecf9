/** Events that Klaviyo pushes → facts and segments: by a webhook that the pull makes where the account may have one, and the pull all the same. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { disconnectPartner } from '#app/flows/adminConnections.ts';
import { deliver } from '#app/flows/deliver/deliver.ts';
import { pull } from '#app/flows/pull/pull.ts';
import { sweep } from '#app/flows/sweep.ts';
import { makePartnerDoor, type PartnerDoor } from '#app/flows/webhooks/door.ts';
import { removeWebhook } from '#app/flows/webhooks/removeWebhook.ts';
import { markUninstalled } from '#app/store/shops.ts';
import { startKlaviyoWorld, type KlaviyoWorld } from '#test/connectors/klaviyo/world.ts';
import { listen } from '#test/http/listeningServer.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { CONNECTION, klaviyoShop, newAccount, type KlaviyoShop } from './klaviyoShop.ts';
import { DAY_MS, type Row } from './segmentedShop.ts';
import { customerTold, redactCustomer } from './webhooks.ts';

const MINUTE_MS = 60_000;

interface Sent {
  status: number;
  eventCount: number;
  faults: string[];
}
interface State {
  webhooks: { id: string; name: string; endpointUrl: string; enabled: boolean; waiting: number }[];
  sent: Sent[];
}

let database: TestDatabase;
let world: KlaviyoWorld;
let shop: KlaviyoShop;
/** The web process's door, of the present test's shop. */
let door: PartnerDoor;
let port: number;

beforeAll(async () => {
  database = await testDatabase();
  world = await startKlaviyoWorld();
  port = await listen((request, response) => door.handle(request, response));
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.control('DELETE', '/faults');
  shop = await klaviyoShop(database, world);
  door = makePartnerDoor({ ...shop.services, database: database.web });
  await shop.connect();
  await world.forgetCalls();
});

const run = (): Promise<void> => pull(shop.services, shop.shopId, CONNECTION);
const allow = (allowed = true): Promise<unknown> =>
  world.control('POST', `/webhooks?key=${shop.key}`, { allowed, leadTo: `http://127.0.0.1:${port}` });
const atKlaviyo = async (key = shop.key): Promise<State> =>
  (await world.control('GET', `/webhooks?key=${key}`)) as State;
const latest = async (): Promise<Sent | undefined> => (await atKlaviyo()).sent.at(-1);
const webhook = async (): Promise<Row | undefined> =>
  (await shop.rows('SELECT * FROM partner_webhook WHERE shop_id = $1'))[0];
const eventCount = async (): Promise<unknown> =>
  (await shop.rows('SELECT count(*)::int AS count FROM email_event WHERE shop_id = $1'))[0]?.count;
const spoil = (fault: string): Promise<unknown> => world.control('POST', '/webhooks/faults', { fault });
const jobs = async (): Promise<string[]> => {
  const { rows } = await database.worker.query<{ key: string }>('SELECT key FROM graphile_worker.jobs');
  return rows.map(({ key }) => key);
};
const job = (task: string): string => `${task}:${shop.shopId}:${CONNECTION}`;
const forgetJobs = (): Promise<unknown> => database.worker.query('DELETE FROM graphile_worker._private_jobs');

/** Somebody does something at Klaviyo; what is pushed of it is received. */
async function received(metric: string): Promise<void> {
  const datetime = new Date(world.nowMs()).toISOString();
  const line = JSON.stringify({ external_id: '1', metric, datetime });
  expect(await world.control('POST', `/events?key=${shop.key}`, line)).toMatchObject({ written: 1 });
  await world.control('POST', '/webhooks/flush');
}

/** The same, and it is absorbed. */
async function happened(metric: string): Promise<void> {
  await received(metric);
  await shop.absorb();
}

/** A shop whose account may have webhooks, with one that was made by a pull. */
async function pushedTo(): Promise<void> {
  await allow();
  await shop.tell(customerTold(1, { updatedAt: world.nowMs() - DAY_MS }));
  const profile = { external_id: '1', email: 'c1@example.com' };
  await world.control('POST', `/profiles?key=${shop.key}`, JSON.stringify(profile));
  await run();
  expect(await webhook()).toMatchObject({ state: 'active' });
}

describe('a webhook', () => {
  it('is made by the pull, at an address of its own, with its secret sealed', async () => {
    await pushedTo();
    const { webhooks } = await atKlaviyo();
    expect(webhooks).toHaveLength(1);
    expect(webhooks[0]?.endpointUrl).toMatch(
      new RegExp(`^https://kesit\\.example/partner-webhooks/klaviyo/${shop.shopId}\\.[\\w-]{32}$`),
    );
    const [made] = await world.calls('create_webhook');
    const { secret_key: secret } = (made?.body as { data: { attributes: { secret_key: string } } }).data.attributes;
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    const [row] = await shop.rows('SELECT partner_webhook::text AS text FROM partner_webhook WHERE shop_id = $1');
    expect(row?.text).not.toContain(Buffer.from(secret).toString('hex'));
  });

  it('that is refused leaves the pull as it is, and is asked for again after a week or a new connection', async () => {
    await allow(false);
    await run();
    expect(await shop.connection()).toMatchObject({ status: 'active', status_reason: null, failures: 0 });
    expect(await webhook()).toMatchObject({ state: 'refused' });
    expect(await world.calls('get_webhook_topics')).toHaveLength(1);
    await world.advance(DAY_MS);
    await run();
    expect(await world.calls('get_webhook_topics')).toHaveLength(1);
    await world.advance(6 * DAY_MS);
    await run();
    expect(await world.calls('get_webhook_topics')).toHaveLength(2);
    await allow();
    await world.advance(1_000);
    await shop.connect();
    await run();
    expect(await webhook()).toMatchObject({ state: 'active' });
  });

  it('whose making was cut off is made again, and there is one', async () => {
    await allow();
    await world.fault({ method: 'POST', path: '/api/webhooks', cut: 'after', times: 1 });
    await run();
    expect(await webhook()).toMatchObject({ state: 'making' });
    await run();
    expect(await world.calls('create_webhook')).toHaveLength(1);
    await world.advance(6 * MINUTE_MS);
    await run();
    const { webhooks } = await atKlaviyo();
    expect(webhooks.map(({ id }) => id)).toEqual([(await webhook())?.webhook_id]);
  });

  it('that Klaviyo switched off is made anew within a day', async () => {
    await pushedTo();
    const before = (await webhook())?.webhook_id;
    const id = String(before);
    await fetch(`${world.url}/api/webhooks/${id}`, {
      method: 'DELETE',
      headers: { Authorization: `Klaviyo-API-Key ${shop.key}`, revision: '2026-07-15' },
    });
    await run();
    expect((await webhook())?.webhook_id).toBe(before);
    await world.advance(DAY_MS);
    await run();
    expect((await atKlaviyo()).webhooks).toHaveLength(1);
    expect((await webhook())?.webhook_id).not.toBe(before);
  });

  it('is not wanted where we have no https address', async () => {
    await allow();
    shop.services.environment = { ...shop.services.environment, SHOPIFY_APP_URL: 'http://127.0.0.1:3000' };
    await run();
    expect(await world.calls('get_webhook_topics')).toEqual([]);
    expect(await webhook()).toBeUndefined();
  });
});

describe('an event that is pushed', () => {
  it('decides whom it concerns, and is one with the same event when it is pulled', async () => {
    await pushedTo();
    await happened('Opened Email');
    expect(await latest()).toMatchObject({ status: 200, eventCount: 1 });
    expect(await shop.segmentsOf(1)).toEqual(['engaged-30', 'engaged-60', 'engaged-90']);
    expect(await eventCount()).toBe(1);
    await run();
    expect(await eventCount()).toBe(1);
    expect(await webhook()).toMatchObject({ event_count: '1', ignored_count: '0' });
  });

  it('twice, or again because the answer was lost, counts once', async () => {
    await pushedTo();
    await spoil('twice');
    await happened('Opened Email');
    await spoil('lost-answer');
    await happened('Clicked Email');
    await world.advance(2_000);
    await world.control('POST', '/webhooks/flush');
    await shop.absorb();
    expect((await atKlaviyo()).webhooks[0]?.waiting).toBe(0);
    expect(await eventCount()).toBe(2);
  });

  it('of a topic that nobody asked for is counted, and ignored', async () => {
    await pushedTo();
    await spoil('unknown-topic');
    await happened('Opened Email');
    expect(await eventCount()).toBe(1);
    expect(await webhook()).toMatchObject({ event_count: '1', ignored_count: '1' });
  });

  it('without a name is left to the pull, which is rung for', async () => {
    await pushedTo();
    await spoil('without-profiles');
    await forgetJobs();
    await happened('Opened Email');
    expect(await eventCount()).toBe(0);
    expect(await jobs()).toContain(job('pull'));
    await run();
    expect(await eventCount()).toBe(1);
  });

  it('of a change of consent has the customer read anew where consent is kept', async () => {
    await pushedTo();
    await happened('Unsubscribed from Email Marketing');
    expect(await shop.rows('SELECT kind, object_id FROM refetch WHERE shop_id = $1')).toEqual([
      { kind: 'customer', object_id: '1' },
    ]);
    expect(await eventCount()).toBe(0);
  });

  it('lets the pull rest for a quarter of an hour, and no longer', async () => {
    await pushedTo();
    await happened('Opened Email');
    await run();
    const isDue = async (): Promise<boolean> => {
      await forgetJobs();
      await sweep(shop.services);
      return (await jobs()).includes(job('pull'));
    };
    await world.advance(2 * MINUTE_MS);
    expect(await isDue()).toBe(false);
    await world.advance(14 * MINUTE_MS);
    expect(await isDue()).toBe(true);
    // A webhook that has brought nothing for a day is not relied on.
    await world.advance(DAY_MS);
    await run();
    await world.advance(2 * MINUTE_MS);
    expect(await isDue()).toBe(true);
  });

  it.each(['wrong-signature', 'old-timestamp', 'other-webhook', 'other-account'])(
    'by a delivery with a fault (%s) is refused, and comes by the pull',
    async (fault) => {
      await pushedTo();
      await spoil(fault);
      await happened('Opened Email');
      expect(await latest()).toMatchObject({ status: 401, faults: [fault] });
      expect(await eventCount()).toBe(0);
      await run();
      expect(await eventCount()).toBe(1);
    },
  );

  it('of somebody who is erased leaves nothing behind, though it was absorbed before or waits yet', async () => {
    await pushedTo();
    await happened('Opened Email');
    await received('Clicked Email');
    await shop.tell(redactCustomer(1, { email: 'c1@example.com', at: world.nowMs() }));
    await shop.rest();
    expect(await eventCount()).toBe(0);
    expect(
      await shop.rows(
        `SELECT 1 FROM inbox WHERE shop_id = $1 AND topic = 'partner/events' AND position('c1@example.com' IN encode(body, 'escape')) > 0`,
      ),
    ).toEqual([]);
  });

  it('of an account that was connected before is not taken', async () => {
    await pushedTo();
    const former = shop.key;
    await shop.connect(await newAccount(world));
    await run();
    shop.key = former;
    await happened('Opened Email');
    expect(await latest()).toMatchObject({ status: 404 });
    expect(await eventCount()).toBe(0);
  });
});

describe('the end', () => {
  const end = async (): Promise<void> => {
    await removeWebhook(shop.services, shop.shopId, CONNECTION);
    await deliver(shop.services, shop.shopId, CONNECTION);
  };

  it('of the connection removes the webhook, and only then wipes the key', async () => {
    await pushedTo();
    await forgetJobs();
    await disconnectPartner({ ...shop.services, database: database.web }, shop.shopId, CONNECTION);
    expect(await jobs()).toContain(job('unhook'));
    await deliver(shop.services, shop.shopId, CONNECTION);
    expect((await shop.connection()).secret).not.toBeNull();
    await end();
    expect((await atKlaviyo()).webhooks).toEqual([]);
    expect(await webhook()).toBeUndefined();
    expect((await shop.connection()).secret).toBeNull();
  });

  it('is tried again while Klaviyo fails, and given up where the key does not work any more', async () => {
    await pushedTo();
    await disconnectPartner({ ...shop.services, database: database.web }, shop.shopId, CONNECTION);
    await world.fault({ path: '/api/webhooks*', status: 429, headers: { 'Retry-After': '120' } });
    await end();
    expect(await webhook()).toMatchObject({ remove_attempts: 1 });
    expect((await shop.connection()).secret).not.toBeNull();
    await world.control('DELETE', '/faults');
    await world.control('DELETE', `/keys/${shop.key}`);
    await world.advance(3 * MINUTE_MS);
    await forgetJobs();
    await sweep(shop.services);
    expect(await jobs()).toContain(job('unhook'));
    await end();
    expect(await webhook()).toBeUndefined();
    expect((await shop.connection()).secret).toBeNull();
  });

  it('of the app in the shop removes the webhook, too', async () => {
    await pushedTo();
    await shop.inShop((sql) => markUninstalled(sql, world.nowMs() + 1));
    await forgetJobs();
    await sweep(shop.services);
    expect(await jobs()).toContain(job('unhook'));
    await end();
    expect((await atKlaviyo()).webhooks).toEqual([]);
    expect(await webhook()).toBeUndefined();
  });

  it('is none for a connection that goes on', async () => {
    await pushedTo();
    await end();
    expect((await atKlaviyo()).webhooks).toHaveLength(1);
  });
});
