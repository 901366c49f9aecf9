/**
 * Reading a shop's history in: customers and orders with their lines and refunds, from JSONL served by the stand-in, through the
 * real flows in a process of their own. Yardstick: COPY of the same rows into copies of the same tables.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { startShopify } from '#sandbox/shopify/server.ts';
import { makeSecrets } from '#app/platform/secrets.ts';
import { offlineSessionId, sealToken } from '#app/store/sessionTokens.ts';
import { copyTables } from './backfill/copyTables.ts';
import { writeExportFiles, type ExportFiles, type Tally } from './backfill/exportFiles.ts';
import type { LoadPlan, LoadResult } from './backfill/plan.ts';
import { benchServices } from './support/benchServices.ts';
import { slopePerMin } from './support/memory.ts';

const CUSTOMERS = 1_000_000;
const DOMAIN = 'bench.myshopify.com';
const API = { apiKey: 'bench', apiSecret: 'bench secret', appUrl: 'http://127.0.0.1:9' };
const SECRET_KEY = 'a benchmark needs no secret, only length';

export async function run(args: string[]): Promise<void> {
  const customers = Number(args[0] ?? CUSTOMERS);
  const folder = await mkdtemp(path.join(tmpdir(), 'kesit-bench-'));
  const bench = await benchServices(Date.now);
  const shopify = await startShopify(API);
  const owner = new pg.Client({ connectionString: bench.urls.owner });
  try {
    await owner.connect();
    const started = performance.now();
    const files = await writeExportFiles(folder, customers);
    console.log(`made ${(files.customersLines + files.ordersLines).toLocaleString('en')} lines in ${since(started)} s`);
    const control = (route: string, body: unknown): Promise<Record<string, unknown>> =>
      post(`${shopify.url}/_control${route}`, body);
    await control('/shops', {
      domain: DOMAIN,
      name: 'Bench',
      currency: 'TRY',
      timezone: 'Europe/Istanbul',
      country: 'TR',
    });
    await offerFiles(control, files);
    const shopId = await bench.services.database
      .query<{ id: string }>('SELECT register_shop($1) AS id', [DOMAIN])
      .then(({ rows }) => Number(rows[0]?.id));
    await storeToken(owner, shopify.url, await control(`/shops/${DOMAIN}/id-token`, {}));

    const plan: LoadPlan = {
      workerUrl: bench.urls.worker,
      shopId,
      adminBaseUrl: shopify.adminBaseUrl,
      secretKey: SECRET_KEY,
    };
    const loaded = await load(plan);
    await assertTally(owner, files.expected);
    const copied = await copyTables(bench.urls.owner, folder);
    const { expected } = files;
    const rows = expected.customers + expected.orders + expected.lines + expected.refunds;
    if (copied.rows !== rows) throw new Error(`COPY stored ${copied.rows} rows, the backfill ${rows}.`);
    report({
      rows,
      rows_per_s: rows / loaded.loadS,
      copy_rows_per_s: rows / copied.copyS,
      ratio: copied.copyS / loaded.loadS,
      peak_mb: Math.max(...loaded.memoryMb),
      slope_mb_per_min: slopePerMin(loaded.memoryMb),
      load_s: loaded.loadS,
      copy_s: copied.copyS,
      compute_s: loaded.computeS,
      processor_s: loaded.processorS,
    });
  } finally {
    await owner.end();
    await shopify.close();
    await bench.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

async function offerFiles(
  control: (route: string, body: unknown) => Promise<unknown>,
  { customersPath, ordersPath, customersLines, ordersLines, expected }: ExportFiles,
): Promise<void> {
  const counts = { objectCount: customersLines, rootObjectCount: expected.customers };
  await control('/bulk/files', { contains: 'ExportCustomers', path: customersPath, ...counts });
  const orderCounts = { objectCount: ordersLines, rootObjectCount: expected.orders };
  await control('/bulk/files', { contains: 'ExportOrders', path: ordersPath, ...orderCounts });
}

async function post(url: string, body: unknown): Promise<Record<string, unknown>> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  const text = await response.text();
  return (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
}

async function storeToken(
  owner: pg.Client,
  shopifyUrl: string,
  { id_token: idToken }: Record<string, unknown>,
): Promise<void> {
  const token = await post(`${shopifyUrl}/shops/${DOMAIN}/admin/oauth/access_token`, {
    client_id: API.apiKey,
    client_secret: API.apiSecret,
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: idToken,
    subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
    requested_token_type: 'urn:shopify:params:oauth:token-type:offline-access-token',
    expiring: '1',
  });
  const id = offlineSessionId(DOMAIN);
  const secrets = makeSecrets(SECRET_KEY);
  const sealed = [token.access_token, token.refresh_token].map((one) => sealToken(secrets, id, String(one)));
  await owner.query(
    `INSERT INTO session (id, shop, state, "accessToken", "refreshToken", expires) VALUES ($1, $2, '', $3, $4, now() AT TIME ZONE 'UTC' + interval '1 hour')`,
    [id, DOMAIN, ...sealed],
  );
}

async function load(plan: LoadPlan): Promise<LoadResult> {
  const child = fork(path.join(import.meta.dirname, 'backfill', 'loadProcess.ts'), [JSON.stringify(plan)]);
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const answered = once(child, 'message') as Promise<[LoadResult]>;
  const first = await Promise.race([answered, exited.then(([code]) => code)]);
  if (!Array.isArray(first)) throw new Error(`The loading process ended with ${first}.`);
  await exited;
  return first[0];
}

/** Every row is there, and its figures. */
async function assertTally(owner: pg.Client, expected: Tally): Promise<void> {
  const { rows } = await owner.query<Record<keyof Tally, string>>(
    `SELECT (SELECT count(*) FROM customer) AS customers, (SELECT count(*) FROM customer WHERE email_consent = 'subscribed') AS subscribed,
       o.*, l.*, r.*
     FROM (SELECT count(*) AS orders, sum(total_minor) AS "totalMinor" FROM orders) o,
       (SELECT count(*) AS lines, sum(total_minor) AS "lineMinor" FROM order_line) l,
       (SELECT count(*) AS refunds, coalesce(sum(amount_minor), 0) AS "refundMinor" FROM order_refund) r`,
  );
  for (const [name, count] of Object.entries(expected)) {
    const found = Number(rows[0]?.[name as keyof Tally]);
    if (found !== count) throw new Error(`${name}: ${found} in the tables, ${count} in the files.`);
  }
}

const since = (startedMs: number): string => ((performance.now() - startedMs) / 1_000).toFixed(1);

function report(figures: Record<string, number>): void {
  const rounded = Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [name, Number(value.toPrecision(4))]),
  );
  console.table(rounded);
  console.log(JSON.stringify(rounded));
}
