/** An erasure reaches every table that may hold something of a customer, and the customers merged into them. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { holdings } from '#app/core/privacy/holdings.ts';
import { customerMark } from '#app/store/person.ts';
import { startKlaviyoWorld, type KlaviyoWorld } from '#test/connectors/klaviyo/world.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { leaveTraces } from './everyTrace.ts';
import { klaviyoShop, type KlaviyoShop } from './klaviyoShop.ts';
import { delivery, redactCustomer } from './webhooks.ts';

let database: TestDatabase;
let world: KlaviyoWorld;
let shop: KlaviyoShop;
beforeAll(async () => {
  database = await testDatabase();
  world = await startKlaviyoWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  shop = await klaviyoShop(database, world);
  await shop.connect();
  await shop.switchOn('repeat-buyers');
});

const AYSE = '7001002003004';
const MERGED = '7001002003009';
const ADDRESS = `c${AYSE}@example.com`;
const ORDER = '880000000000001';
/** Rows stay there: figures of the shop, proofs, and the bare number. */
const STAYING = ['customer', 'orders', 'order_line', 'order_refund', 'inbox', 'compliance_request', 'access_log'];

async function contents(): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (const { table } of holdings) {
    const rows = await shop.rows(`SELECT * FROM ${table} WHERE shop_id = $1`);
    const asText = (value: unknown): unknown => (Buffer.isBuffer(value) ? value.toString('latin1') : value);
    found.set(
      table,
      rows.map((row) => JSON.stringify(Object.values(row).map(asText))),
    );
  }
  return found;
}

const traces = (): ReturnType<typeof leaveTraces> =>
  leaveTraces(database, shop, {
    customerId: AYSE,
    emailKey: ADDRESS,
    orderId: ORDER,
    fingerprint: shop.services.secrets.fingerprint(customerMark(AYSE)),
  });

describe('an erasure', () => {
  it('takes every row of the person from every table, and every word of them from what stays', async () => {
    const left = await traces();
    const before = await contents();
    for (const { table } of holdings) expect(before.get(table), table).not.toEqual([]);
    await shop.rows(
      `INSERT INTO sync_report (shop_id, connection_id, started_at, samples) VALUES ($1, 1, now(), $2) RETURNING 1`,
      JSON.stringify({ invalid_email: [AYSE, '5'], refused: [AYSE] }),
    );
    await shop.rows(
      `INSERT INTO privacy_file (shop_id, request_id, body, byte_count, made_at, expires_at)
       SELECT $1, request_id, '', 0, now(), now() FROM compliance_request WHERE shop_id = $1 RETURNING 1`,
    );

    await shop.tell(redactCustomer(AYSE, { at: world.nowMs() }));
    await shop.rest();

    const after = await contents();
    const emptied = holdings.map(({ table }) => table).filter((table) => !STAYING.includes(table));
    for (const table of emptied) expect(after.get(table), table).toEqual([]);
    expect(await shop.rows('SELECT 1 FROM privacy_file WHERE shop_id = $1')).toEqual([]);
    const samples = await shop.rows('SELECT samples FROM sync_report WHERE shop_id = $1 AND samples ? $2', 'refused');
    expect(samples).toEqual([{ samples: { invalid_email: ['5'], refused: [] } }]);

    const figures = ['order_line', 'order_refund', 'compliance_request', 'access_log'];
    const words = left
      .filter(
        ({ table, column }) => !figures.includes(table) && !(table === 'orders' && !PERSONAL_ORDER.includes(column)),
      )
      .filter(({ table, column }) => table !== 'inbox' || column === 'body')
      .map(({ text }) => text.replaceAll('"', ''))
      .filter((text) => /mark-|json-|list-|@/.test(text));
    expect(words.length).toBeGreaterThan(40);
    const all = [...after.values()].flat().join('\n');
    for (const word of words) expect(all).not.toContain(/(mark|json|list)-\d+-x/.exec(word)?.[0] ?? word);
    expect(all).not.toContain(ADDRESS);
    expect([...after].filter(([, rows]) => rows.some((row) => row.includes(AYSE))).map(([table]) => table)).toEqual([
      'customer',
    ]);
  });

  it('reaches customers merged into the one named, and the one a merged customer went into', async () => {
    for (const named of [AYSE, MERGED]) {
      shop = await klaviyoShop(database, world);
      await shop.connect();
      await shop.tell(...shop.customer(Number(AYSE), 2), ...shop.customer(Number(MERGED), 1));
      await shop.rows(
        'UPDATE customer SET merged_into = $2, merged_at = now() WHERE shop_id = $1 AND customer_id = $3 RETURNING 1',
        AYSE,
        MERGED,
      );
      await shop.tell(redactCustomer(named, { at: world.nowMs() }));
      await shop.rest();
      const known = await shop.rows(
        'SELECT customer_id, email, phone, redacted_at IS NOT NULL AS erased FROM customer WHERE shop_id = $1 ORDER BY 1',
      );
      expect(known).toEqual([AYSE, MERGED].map((id) => ({ customer_id: id, email: null, phone: null, erased: true })));
      const all = [...(await contents()).values()].flat().join('\n');
      expect(all).not.toMatch(/example\.com/);
      expect(await shop.rows('SELECT 1 FROM orders WHERE shop_id = $1 AND customer_id IS NOT NULL')).toEqual([]);
    }
  });
});

describe('the erasure of a shop', () => {
  it('empties every table there is of it, but for the proof of requests', async () => {
    await traces();
    await shop.tell(redactCustomer('5', { at: world.nowMs() }));
    const before = await contents();
    for (const { table } of holdings) expect(before.get(table), table).not.toEqual([]);
    await shop.rows(`UPDATE shop SET installed_at = now() - interval '90 days' WHERE shop_id = $1 RETURNING 1`);
    await shop.tell(delivery('shop/redact', { shop_id: 1, shop_domain: 'x' }, world.nowMs()));

    const { rows } = await database.owner.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'shop_id'`,
    );
    expect(rows.length).toBeGreaterThan(30);
    const left: string[] = [];
    for (const { name } of rows)
      if ((await shop.rows(`SELECT 1 FROM ${name} WHERE shop_id = $1`)).length > 0) left.push(name);
    expect(left.sort()).toEqual(['compliance_request', 'shop']);
    const open = await shop.rows(
      'SELECT 1 FROM compliance_request WHERE shop_id = $1 AND (done_at IS NULL OR subject IS NOT NULL)',
    );
    expect(open).toEqual([]);
  });
});

/** What of an order tells of its customer. */
const PERSONAL_ORDER = ['customer_id', 'name', 'tags', 'checkout_token', 'cart_token'];
