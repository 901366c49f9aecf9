/** Privacy requests and goodbyes: who is to be erased is gone here and from the lists, and does not come back. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deliver } from '#app/flows/deliver/deliver.ts';
import { privacyTurn } from '#app/flows/privacy/privacyTurn.ts';
import { pull } from '#app/flows/pull/pull.ts';
import { startKlaviyoWorld, type KlaviyoWorld } from '#test/connectors/klaviyo/world.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { CONNECTION, klaviyoShop, type KlaviyoShop } from './klaviyoShop.ts';
import { DAY_MS, type Row } from './segmentedShop.ts';
import { consentTold, customerTold, delivery, orderTold, redactCustomer } from './webhooks.ts';

let database: TestDatabase;
let world: KlaviyoWorld;
let shop: KlaviyoShop;
beforeAll(async () => {
  database = await testDatabase();
  world = await startKlaviyoWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.control('DELETE', '/faults');
  shop = await klaviyoShop(database, world);
  await shop.connect();
});

/** Ids that occur nowhere by chance. */
const AYSE = 7_001_002_003;
const BORA = 7_001_002_004;
const ADDRESS = `c${AYSE}@example.com`;

async function tenantTables(): Promise<string[]> {
  const { rows } = await database.owner.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'shop_id'
     WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

/** The tables in which a text occurs, in whatever column. */
async function tablesWith(text: string | number): Promise<string[]> {
  const found: string[] = [];
  for (const table of await tenantTables()) {
    const rows = await shop.rows(`SELECT * FROM ${table} WHERE shop_id = $1`);
    const written = rows.map((row) =>
      JSON.stringify(Object.values(row).map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : value))),
    );
    if (written.some((row) => row.includes(String(text)))) found.push(table);
  }
  return found;
}

const requests = (): Promise<Row[]> =>
  shop.rows('SELECT topic, received_at, due_at, done_at, outcome FROM compliance_request WHERE shop_id = $1');

async function live(): Promise<void> {
  const before = world.nowMs() - 40 * DAY_MS;
  await shop.tell(...shop.customer(AYSE, 2), ...shop.customer(BORA, 2));
  await shop.visit({ at: before, customerId: AYSE }, { at: before, emailKey: ADDRESS });
  await shop.absorb();
  await shop.switchOn('repeat-buyers', 'engaged-30');
  await shop.rest();
  await shop.mail({ customerId: String(AYSE) }, { email: ADDRESS });
  await shop.rest();
  expect(await shop.list('repeat-buyers')).toEqual([AYSE, BORA]);
}

describe('the erasure of a customer', () => {
  it('leaves nothing but a bare, marked id and a proof without data, here and in the lists', async () => {
    await live();
    expect((await tablesWith(ADDRESS)).length).toBeGreaterThan(2);
    await shop.tell(redactCustomer(AYSE, { orderIds: [AYSE * 100, AYSE * 100 + 1], at: world.nowMs() }));
    await shop.rest();

    expect(await shop.list('repeat-buyers')).toEqual([BORA]);
    expect(await tablesWith(ADDRESS)).toEqual([]);
    expect(await tablesWith(AYSE)).toEqual(['customer', 'orders']);
    const [customer] = await shop.rows('SELECT * FROM customer WHERE shop_id = $1 AND customer_id = $2', AYSE);
    const said = Object.entries(customer ?? {}).filter(
      ([, value]) => !['null', '[]', '{}'].includes(JSON.stringify(value)),
    );
    expect(said.map(([column]) => column).sort()).toEqual(['customer_id', 'redacted_at', 'shop_id']);
    // Orders stay as the shop's figures, without their buyer.
    const orders = await shop.rows(
      'SELECT DISTINCT customer_id, name FROM orders WHERE shop_id = $1 AND order_id / 100 = $2',
      AYSE,
    );
    expect(orders).toEqual([{ customer_id: null, name: null }]);

    const [request] = await requests();
    expect(request).toMatchObject({ topic: 'customers/redact', outcome: { site_event: 2, email_event: 2, orders: 2 } });
    expect(request?.done_at).not.toBeNull();
    const { outcome } = request as { outcome: { customer: string } };
    expect(outcome.customer).toBe(shop.services.secrets.fingerprint(`customer:${AYSE}`));
    expect(await shop.segmentsOf(BORA)).toContain('repeat-buyers');
  });

  it('reaches what comes with it in one batch, before and behind', async () => {
    const at = world.nowMs() - DAY_MS;
    await shop.tell(
      ...shop.customer(AYSE, 2),
      { ...delivery('customers/update', Buffer.from(`{"email": "${ADDRESS}"`), at), deliveryId: 'unreadable' },
      redactCustomer(AYSE, { orderIds: [AYSE * 100], at: world.nowMs() }),
      customerTold(AYSE, { updatedAt: at }),
      orderTold(AYSE * 100 + 7, { customerId: AYSE, at }),
    );
    expect(await tablesWith(ADDRESS)).toEqual(['inbox']);
    await privacyTurn(shop.services, shop.shopId);
    expect(await tablesWith(ADDRESS)).toEqual([]);
    expect(await shop.segmentsOf(AYSE)).toEqual([]);
    expect(await shop.factsOf(AYSE)).toBeUndefined();
  });

  it('is not undone by what comes late: webhooks, visits, opened e-mails', async () => {
    await live();
    const event = {
      external_id: String(AYSE),
      metric: 'Opened Email',
      datetime: new Date(world.nowMs()).toISOString(),
    };
    expect(await world.control('POST', `/events?key=${shop.key}`, JSON.stringify(event))).toMatchObject({ written: 1 });
    await shop.tell(redactCustomer(AYSE, { at: world.nowMs() }));
    await pull(shop.services, shop.shopId, CONNECTION);
    await shop.rest();
    await shop.tell(...shop.customer(AYSE, 3), consentTold(AYSE, 'subscribed', world.nowMs()));
    await shop.visit({ at: world.nowMs(), customerId: AYSE });
    await shop.absorb();
    await pull(shop.services, shop.shopId, CONNECTION);
    await shop.rest();
    expect(await tablesWith(ADDRESS)).toEqual([]);
    expect(await tablesWith(AYSE)).toEqual(['customer', 'orders']);
    expect([await shop.segmentsOf(AYSE), await shop.factsOf(AYSE)]).toEqual([[], undefined]);
    expect(await shop.list('repeat-buyers')).toEqual([BORA]);
  });

  it('told again, or of somebody never seen, keeps the first proof and does no harm', async () => {
    await live();
    const request = redactCustomer(AYSE, { at: world.nowMs() });
    await shop.tell(request);
    await shop.rest();
    const proof = await requests();
    await shop.tell(request);
    expect(await requests()).toEqual(proof);
    await shop.tell(redactCustomer(99, { at: world.nowMs() }));
    await shop.tell(customerTold(99, { updatedAt: world.nowMs() }));
    expect(await tablesWith('c99@example.com')).toEqual([]);
  });

  it('takes what two customers had in common from both', async () => {
    await shop.tell(
      ...shop.customer(AYSE, 0),
      customerTold(BORA, { updatedAt: world.nowMs() - DAY_MS, email: ADDRESS }),
    );
    await shop.visit({ at: world.nowMs() - DAY_MS, emailKey: ADDRESS });
    await shop.absorb();
    expect(await shop.segmentsOf(AYSE)).toContain('potential-purchasers');
    await shop.tell(redactCustomer(BORA, { email: ADDRESS, at: world.nowMs() }));
    expect(await shop.segmentsOf(AYSE)).not.toContain('potential-purchasers');
    expect(await shop.rows('SELECT * FROM site_recent WHERE shop_id = $1')).toEqual([]);
  });

  it('while the partner is out of reach goes on when it is back', async () => {
    await live();
    await world.fault({ path: '/api/*', status: 503 });
    await shop.tell(redactCustomer(AYSE, { at: world.nowMs() }));
    await shop.deliver();
    expect(await shop.list('repeat-buyers')).toEqual([AYSE, BORA]);
    await world.control('DELETE', '/faults');
    await shop.rest();
    expect(await shop.list('repeat-buyers')).toEqual([BORA]);
    expect(await tablesWith(AYSE)).toEqual(['customer', 'orders']);
  });
});

describe('a request for data', () => {
  it('is kept with the day by which it must be answered', async () => {
    const body = { shop_id: 1, customer: { id: AYSE, email: ADDRESS }, orders_requested: [], data_request: { id: 5 } };
    await shop.tell(delivery('customers/data_request', body, world.nowMs()));
    const [request] = await requests();
    expect(request).toMatchObject({ topic: 'customers/data_request', done_at: null, outcome: {} });
    expect(Number(request?.due_at) - Number(request?.received_at)).toBe(30 * DAY_MS);
  });
});

describe('the erasure of a shop', () => {
  const redact = () => delivery('shop/redact', { shop_id: 1, shop_domain: 'x' }, world.nowMs());
  const installedAt = (at: number): Promise<Row[]> =>
    shop.rows(`UPDATE shop SET installed_at = to_timestamp(${at} / 1000.0) WHERE shop_id = $1 RETURNING 1`);
  beforeEach(() => installedAt(world.nowMs() - 90 * DAY_MS));

  it('is not done to one that was installed again after the removal it follows', async () => {
    await live();
    await installedAt(world.nowMs() - 2 * DAY_MS + 60_000);
    const kept = await shop.state();
    await shop.tell(redact());
    expect(await shop.state()).toEqual(kept);
    expect(await requests()).toMatchObject([{ topic: 'shop/redact', outcome: { kept: 'installed again' } }]);
    await installedAt(world.nowMs() - 2 * DAY_MS - 60_000);
    await shop.tell(redact());
    expect(await shop.rows('SELECT 1 FROM customer WHERE shop_id = $1')).toEqual([]);
  });

  it('leaves no row of it but its number and the record of requests', async () => {
    await live();
    await shop.tell(orderTold(1, { customerId: AYSE, at: world.nowMs() }), redact(), ...shop.customer(5, 2));
    const left: string[] = [];
    for (const table of await tenantTables())
      if ((await shop.rows(`SELECT 1 FROM ${table} WHERE shop_id = $1`)).length > 0) left.push(table);
    expect(left).toEqual(['compliance_request', 'shop']);
    expect(await requests()).toMatchObject([{ topic: 'shop/redact', outcome: { erased: 'shop' } }]);
    const [row] = await shop.rows('SELECT status, name, settings FROM shop WHERE shop_id = $1');
    expect(row).toEqual({ status: 'redacted', name: null, settings: {} });
  });

  it('drops what still comes in, and touches no other shop', async () => {
    await live();
    const other = await klaviyoShop(database, world);
    await other.tell(...other.customer(1, 2));
    const kept = await other.state();
    await shop.tell(redact());
    await shop.tell(...shop.customer(AYSE, 2));
    await shop.visit({ at: world.nowMs(), customerId: AYSE });
    await shop.absorb();
    expect(await tablesWith(AYSE)).toEqual([]);
    expect(await shop.rows('SELECT 1 FROM inbox WHERE shop_id = $1')).toEqual([]);
    expect(await other.state()).toEqual(kept);
  });
});

describe('a shop that takes the app off', () => {
  const uninstalled = (at: number) => delivery('app/uninstalled', { id: 1 }, at);
  const sessions = async (): Promise<number> =>
    (await database.owner.query<{ id: string }>('SELECT id FROM session WHERE shop = $1', [await domain()])).rows
      .length;
  const domain = async (): Promise<string> =>
    String((await shop.rows('SELECT domain FROM shop WHERE shop_id = $1'))[0]?.domain);

  beforeEach(async () => {
    await live();
    await database.web.query(
      `INSERT INTO session (id, shop, state, "accessToken") VALUES ('offline_' || $1, $1, '', 'sealed')`,
      [await domain()],
    );
    await world.forgetCalls();
  });

  it('loses its tokens, and nothing more is done for it', async () => {
    expect(await sessions()).toBe(1);
    await shop.tell(uninstalled(world.nowMs()));
    expect(await sessions()).toBe(0);
    expect(await shop.rows('SELECT status FROM shop WHERE shop_id = $1')).toEqual([{ status: 'uninstalled' }]);
    await shop.tell(...shop.customer(3, 2));
    await deliver(shop.services, shop.shopId, CONNECTION);
    await pull(shop.services, shop.shopId, CONNECTION);
    expect(await world.calls()).toEqual([]);
  });

  it('and puts it on again goes on where it was; a goodbye from before does not count any more', async () => {
    const goodbye = world.nowMs();
    await shop.tell(uninstalled(goodbye));
    await shop.tell(...shop.customer(3, 2));
    expect(await database.makeShop(await domain())).toBe(shop.shopId);
    await shop.tell(uninstalled(Date.now() - DAY_MS));
    expect(await shop.rows('SELECT status, uninstalled_at FROM shop WHERE shop_id = $1')).toEqual([
      { status: 'installed', uninstalled_at: null },
    ]);
    await shop.rest();
    expect(await shop.list('repeat-buyers')).toEqual([3, AYSE, BORA]);
  });
});
