/** A shop from before everything was taken in, brought up to date: its history is read anew, and nobody leaves a segment meanwhile. */
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { absorb } from '#app/flows/absorb/absorb.ts';
import { runBackfill } from '#app/flows/backfill/runBackfill.ts';
import { decideCustomers } from '#app/flows/decide/decideCustomers.ts';
import { runInstall } from '#app/flows/install/runInstall.ts';
import { answerRequests } from '#app/flows/privacy/answerRequests.ts';
import { openDatabase } from '#app/platform/database.ts';
import { dueWork } from '#app/store/bells.ts';
import { installShop } from '#test/flows/installedShop.ts';
import { reconcileRig } from '#test/flows/reconcileRig.ts';
import { collection, customer, order, product } from '#test/sandbox/shopifyHarness.ts';
import type { TestDatabase } from '#test/support/database.ts';
import { emptyDatabase, migratingProcess, projectCopy } from './migrations.ts';

/** All that release knew. */
const FIRST = '20261121000000_spine';
const CUSTOMER = '7000000000001';
const ORDER = '9000000000001';
const VERSION = '2026-02-01T10:00:00Z';

/** A database as the release before left it. */
async function oldDatabase(): Promise<TestDatabase> {
  const url = await emptyDatabase();
  const copy = await projectCopy();
  const migrations = path.join(copy.folder, 'prisma/migrations');
  for (const entry of await readdir(migrations, { withFileTypes: true }))
    if (entry.isDirectory() && entry.name !== FIRST) await rm(path.join(migrations, entry.name), { recursive: true });
  await migratingProcess(url, copy.folder).started;
  const of = (role: string): string => url.replace('kesit_owner', role);
  const owner = new pg.Pool({ connectionString: url, max: 4 });
  owner.on('error', () => undefined);
  const web = openDatabase({ url: of('kesit_web') });
  const worker = openDatabase({ url: of('kesit_worker') });
  onTestFinished(async () => void (await Promise.all([owner.end(), web.close(), worker.close()])));
  return {
    urls: { owner: url, web: of('kesit_web'), worker: of('kesit_worker') },
    owner,
    web,
    worker,
    async makeShop(domain = 'old.myshopify.com') {
      const { rows } = await worker.query<{ id: string }>('SELECT register_shop($1) AS id', [domain]);
      return Number(rows[0]?.id);
    },
  };
}

/** What that release had stored: no lines, no tags, no products, events named but not folded, a request only noted. */
async function fillAsBefore({ owner }: TestDatabase, shopId: number): Promise<void> {
  await owner.query(`DELETE FROM graphile_worker._private_jobs`);
  await owner.query(
    `INSERT INTO customer (shop_id, customer_id, email, email_key, tags, created_at, updated_at, told_at, email_consent, email_consent_at)
     VALUES ($1, $2, 'musteri${CUSTOMER}@example.com', 'musteri${CUSTOMER}@example.com', '{}', $3, $3, now(), 'subscribed', $3)`,
    [shopId, CUSTOMER, VERSION],
  );
  await owner.query(
    `INSERT INTO orders (shop_id, order_id, customer_id, created_at, processed_at, updated_at, told_at, currency_code, total_minor, current_total_minor, financial_status)
     VALUES ($1, $2, $3, $4, $4, $4, now(), 'TRY', 25990, 25990, 'paid')`,
    [shopId, ORDER, CUSTOMER, VERSION],
  );
  await owner.query(
    `INSERT INTO site_event (shop_id, event_id, visitor_id, name, occurred_at, customer_id, email_key, absorbed)
     VALUES ($1, 'by-id', 'browser', 'product_viewed', now() - interval '2 days', $2, NULL, true),
            ($1, 'by-address', 'browser', 'product_viewed', now() - interval '1 day', NULL, 'musteri${CUSTOMER}@example.com', true),
            ($1, 'by-browser', 'browser', 'page_viewed', now() - interval '3 days', NULL, NULL, true)`,
    [shopId, CUSTOMER],
  );
  await owner.query(
    `INSERT INTO segment (shop_id, segment_id, name, rule) VALUES ($1, 1, 'Lately here', '{"fact": "lastProductViewAt", "is": "within", "window": {"days": 7}}')`,
    [shopId],
  );
  await owner.query(
    `INSERT INTO customer_fact (shop_id, customer_id, last_product_view_at) VALUES ($1, $2, now() - interval '1 day')`,
    [shopId, CUSTOMER],
  );
  await owner.query(
    `INSERT INTO membership (shop_id, segment_id, customer_id, entered_at) VALUES ($1, 1, $2, now() - interval '1 day')`,
    [shopId, CUSTOMER],
  );
  await owner.query(
    `INSERT INTO backfill (shop_id, kind, state, bulk_operation_id, lines_done, started_at, finished_at)
     VALUES ($1, 'customers', 'done', 'gid://shopify/BulkOperation/1', 1, now(), now()), ($1, 'orders', 'done', 'gid://shopify/BulkOperation/2', 1, now(), now())`,
    [shopId],
  );
  const request = JSON.stringify({ customer: { id: Number(CUSTOMER) }, orders_requested: [] });
  await owner.query(
    `INSERT INTO inbox (shop_id, delivery_id, topic, api_version, body, state, error, done_at)
     VALUES ($1, 'asked', 'customers/data_request', '2026-01', convert_to($2, 'UTF8'), 'done', NULL, now()),
            ($1, 'asked-and-erased', 'customers/data_request', '2026-01', '', 'done', NULL, now()),
            ($1, 'unreadable', 'orders/create', '2026-01', '{}', 'parked', 'value "ayse@example.com" is too long', NULL)`,
    [shopId, request],
  );
  await owner.query(
    `INSERT INTO compliance_request (shop_id, request_id, topic, received_at, due_at)
     VALUES ($1, 'asked', 'customers/data_request', now(), now() + interval '30 days'),
            ($1, 'asked-and-erased', 'customers/data_request', now(), now() + interval '30 days')`,
    [shopId],
  );
}

it('a shop of the release before is read anew, compared from then on, and its requests for data are answered', async () => {
  const database = await oldDatabase();
  const shop = await installShop(database);
  onTestFinished(() => shop.close());
  const { services, shopId } = shop;
  const rig = reconcileRig(database, shop);
  const records = [
    customer(CUSTOMER, { createdAt: VERSION, updatedAt: VERSION }),
    order(ORDER, CUSTOMER),
    product('8100000000001', { collectionIds: ['8200000000001'] }),
    collection('8200000000001', 'Yaz'),
  ];
  await shop.shopify.load(records);
  await shop.storeToken();
  await fillAsBefore(database, shopId);

  await migratingProcess(database.urls.owner).started;

  expect(await rig.rows('SELECT key FROM graphile_worker.jobs ORDER BY key')).toEqual([
    { key: `install:${shopId}` },
    { key: `recompute:${shopId}` },
  ]);
  const due = await dueWork(services.database, services.clock(), 0);
  expect(due.map(({ task }) => task).sort()).toEqual(['absorb', 'backfill', 'retain']);
  // Somebody concerned before the events are absorbed anew stays in the segment.
  await services.database.inShop(shopId, (sql) => decideCustomers(sql, [CUSTOMER], services.clock()));

  await absorb(services, shopId);
  await runInstall(services, shopId);
  await rig.runToEnd(runBackfill);
  await answerRequests(services, shopId);
  await absorb(services, shopId);

  expect(await rig.rows('SELECT entered FROM transition WHERE segment_id = 1')).toEqual([]);
  expect(await rig.rows('SELECT kind, state FROM backfill ORDER BY kind')).toEqual(
    ['customers', 'orders', 'products'].map((kind) => ({ kind, state: 'done' })),
  );
  expect(await rig.rows('SELECT tags, phone_key, locale FROM customer')).toEqual([
    { tags: ['bülten'], phone_key: '+905321234567', locale: 'tr' },
  ]);
  expect(
    await rig.rows(
      'SELECT name, line_id::text, title FROM order_line JOIN orders USING (shop_id, order_id) ORDER BY 2',
    ),
  ).toEqual([
    { name: '#0001', line_id: `${ORDER}1`, title: 'Keten gömlek' },
    { name: '#0001', line_id: `${ORDER}2`, title: 'Hediye paketi' },
  ]);
  expect(await rig.rows('SELECT product_id::text, collection_id::text FROM product_collection')).toEqual([
    { product_id: '8100000000001', collection_id: '8200000000001' },
  ]);
  expect(await rig.rows('SELECT name, sum(event_count)::int AS count FROM site_day GROUP BY 1 ORDER BY 1')).toEqual([
    { name: 'page_viewed', count: 1 },
    { name: 'product_viewed', count: 2 },
  ]);
  expect(
    await rig.rows('SELECT name, cardinality(recent) AS count FROM site_recent WHERE subject_id = 0 ORDER BY name'),
  ).toEqual([
    { name: '*', count: 3 },
    { name: 'page_viewed', count: 1 },
    { name: 'product_viewed', count: 2 },
  ]);
  expect(await rig.rows('SELECT delivery_id, state FROM inbox ORDER BY 1')).toEqual([
    { delivery_id: 'asked', state: 'done' },
    { delivery_id: 'asked-and-erased', state: 'done' },
    { delivery_id: 'unreadable', state: 'parked' },
  ]);
  expect(JSON.stringify(await rig.rows('SELECT error FROM inbox'))).not.toContain('ayse');
  expect(
    await rig.rows(
      `SELECT q.request_id, q.done_at IS NOT NULL AS done, f.byte_count > 0 AS file FROM compliance_request q
       LEFT JOIN privacy_file f USING (shop_id, request_id) ORDER BY 1`,
    ),
  ).toEqual([
    { request_id: 'asked', done: true, file: true },
    { request_id: 'asked-and-erased', done: true, file: null },
  ]);

  // From now on the shop is compared, and there is nothing to heal.
  await rig.pass(60_000);
  await rig.compare();
  expect(await rig.rows('SELECT DISTINCT kind FROM reconcile_mark WHERE scanned_to IS NOT NULL ORDER BY 1')).toEqual(
    ['customers', 'orders', 'products'].map((kind) => ({ kind })),
  );
  expect(await rig.healed()).toEqual({});
});
