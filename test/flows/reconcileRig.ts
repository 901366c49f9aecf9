/** What the tests of reconciliation share: two clocks that go together, what is due done as the worker does it, and our rows beside the shop's. */
import { expect } from 'vitest';
import { absorb } from '#app/flows/absorb/absorb.ts';
import { runBackfill } from '#app/flows/backfill/runBackfill.ts';
import { tick } from '#app/flows/decide/tick.ts';
import { runInstall } from '#app/flows/install/runInstall.ts';
import { reconcile } from '#app/flows/reconcile/reconcile.ts';
import { refetch } from '#app/flows/refetch/refetch.ts';
import type { Services } from '#app/flows/services.ts';
import type { FlowAnswer } from '#app/flows/shopify/halt.ts';
import type { ShopId } from '#app/platform/database.ts';
import { setScanDue } from '#app/store/reconcile.ts';
import type { Consent, Customer, Order, Product, ShopRecord } from '#sandbox/shopify/model.ts';
import type { TestDatabase } from '#test/support/database.ts';
import type { InstalledShop } from './installedShop.ts';

export type Row = Record<string, unknown>;

export interface ReconcileRig {
  rows(text: string): Promise<Row[]>;
  /** Time passes, here and at Shopify. */
  pass(ms: number): Promise<void>;
  /** Loads records, sets the shop up and reads its history in; from then on comparisons are due. */
  open(records: ShopRecord[]): Promise<void>;
  /** Compares what is due, and reads what was found, to the end. @returns Runs of the comparison. */
  compare(): Promise<number>;
  /** Runs a job as the worker does, with time passing as it asks. @returns The number of runs. */
  runToEnd(job: Job): Promise<number>;
  /** What comparisons healed, by method and kind; those that healed nothing are left out. */
  healed(): Promise<Record<string, unknown>>;
}

type Job = (services: Services, shopId: ShopId) => Promise<FlowAnswer>;

const MOST_RUNS = 2_000;
const NOT_YET_MS = 61_000;

export function reconcileRig(database: TestDatabase, shop: InstalledShop): ReconcileRig {
  const { services, shopId } = shop;
  const rig: ReconcileRig = {
    rows: async (text) => (await database.owner.query<Row>(text)).rows,
    async pass(ms) {
      shop.time.aheadMs += ms;
      await shop.shopify.control('POST', '/clock', { advanceMs: ms });
    },
    async runToEnd(job) {
      for (let run = 1; run < MOST_RUNS; run += 1) {
        const answer = await job(services, shopId);
        if (!answer.again) return run;
        await rig.pass(answer.delayMs);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      throw new Error('the job does not come to an end');
    },
    async open(records) {
      await shop.shopify.load(records);
      await shop.storeToken();
      await runInstall(services, shopId);
      await rig.runToEnd(runBackfill);
      await services.database.inShop(shopId, (sql) => setScanDue(sql, services.clock()));
    },
    async compare() {
      const runs = await rig.runToEnd(reconcile);
      await rig.runToEnd(refetch);
      // What was told of just now and is not there is asked for once more before it counts as gone.
      await rig.pass(NOT_YET_MS);
      await rig.runToEnd(refetch);
      return runs;
    },
    async healed() {
      const found = await rig.rows(
        `SELECT method || ' ' || kind AS name, healed FROM reconciliation WHERE healed <> '{}' ORDER BY run_id`,
      );
      return Object.fromEntries(found.map((row) => [String(row.name), row.healed]));
    },
  };
  return rig;
}

/** Absorbs what has come in and decides whose instant has come, until nothing is left. */
export async function workIn({ services, shopId }: InstalledShop): Promise<void> {
  await absorb(services, shopId);
  await tick(services, shopId);
}

const ms = (text: string | null): number | null => (text === null ? null : Date.parse(text));
const epoch = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::float8`;

const CUSTOMERS = `SELECT customer_id::text, email, phone, first_name, last_name, locale, account_state, country_code, city, tags,
  ${epoch('created_at')}, ${epoch('updated_at')}, email_consent, ${epoch('email_consent_at')}, sms_consent, ${epoch('sms_consent_at')},
  whatsapp_consent, ${epoch('whatsapp_consent_at')}
  FROM customer WHERE deleted_at IS NULL AND redacted_at IS NULL ORDER BY customer_id`;
const ORDERS = `SELECT o.order_id::text, o.customer_id::text, ${epoch('o.processed_at')}, ${epoch('o.updated_at')},
  ${epoch('o.cancelled_at')}, o.is_test, o.financial_status, o.currency_code, o.total_minor::float8, o.current_total_minor::float8,
  coalesce((SELECT sum(r.amount_minor)::float8 FROM order_refund r WHERE r.order_id = o.order_id), 0)
  FROM orders o WHERE o.deleted_at IS NULL ORDER BY o.order_id`;
const LINES = `SELECT l.line_id::text, l.order_id::text, p.product_id::text, l.title, l.quantity, l.current_quantity
  FROM order_line l JOIN orders o USING (shop_id, order_id)
  LEFT JOIN product p ON p.shop_id = l.shop_id AND p.product_id = l.product_id AND p.deleted_at IS NULL WHERE o.deleted_at IS NULL ORDER BY l.line_id`;
const PRODUCTS = `SELECT p.product_id::text, p.title, p.product_type, p.vendor, p.tags, ${epoch('p.updated_at')},
  coalesce((SELECT array_agg(c.collection_id::text ORDER BY c.collection_id) FROM product_collection c
            WHERE c.shop_id = p.shop_id AND c.product_id = p.product_id), '{}')
  FROM product p WHERE p.deleted_at IS NULL ORDER BY p.product_id`;

/** How many of our customers, orders, lines and products differ from the shop's, and fails if any does. */
export async function expectEqualToShop(database: TestDatabase, records: readonly ShopRecord[]): Promise<void> {
  const of = <Type extends ShopRecord['type']>(type: Type) =>
    records.filter((record): record is Extract<ShopRecord, { type: Type }> => record.type === type);
  const ours = async (text: string): Promise<unknown[][]> =>
    (await database.owner.query<unknown[]>({ text, rowMode: 'array' })).rows;
  const collections = new Set(of('collection').map(({ id }) => id));
  const products = new Set(of('product').map(({ id }) => id));
  const differences = {
    customers: differing(await ours(CUSTOMERS), of('customer').map(customerRow)),
    orders: differing(await ours(ORDERS), of('order').map(orderRow)),
    lines: differing(
      await ours(LINES),
      of('order').flatMap((one) => lineRows(one, products)),
    ),
    products: differing(
      await ours(PRODUCTS),
      of('product').map((one) => productRow(one, collections)),
    ),
  };
  expect(differences).toEqual({ customers: [], orders: [], lines: [], products: [] });
}

/** The first few rows that are not the same on both sides, by their ids. */
function differing(ours: unknown[][], theirs: unknown[][]): { ours: unknown; theirs: unknown }[] {
  const text = (rows: unknown[][]) => new Map(rows.map((row) => [String(row[0]), JSON.stringify(row)]));
  const [own, other] = [text(ours), text(theirs)];
  const ids = [...new Set([...own.keys(), ...other.keys()])].filter((id) => own.get(id) !== other.get(id));
  return ids.slice(0, 5).map((id) => ({ ours: own.get(id), theirs: other.get(id) }));
}

/** Shopify tells a consent only beside its address or number. */
function consentRow(contact: string | null, consent: Consent | null | undefined): unknown[] {
  if (contact === null) return [null, null];
  return [consent?.state ?? 'not_subscribed', ms(consent?.updatedAt ?? null)];
}

function customerRow(record: Customer): unknown[] {
  const { id, email, phone, firstName, lastName, locale, state, countryCode, tags } = record;
  return [
    ...[id, email, phone, firstName, lastName, locale, state, countryCode],
    ...[countryCode === null ? null : record.city, tags, ms(record.createdAt), ms(record.updatedAt)],
    ...consentRow(email, record.emailConsent),
    ...consentRow(phone, record.smsConsent),
    ...consentRow(phone, record.whatsAppConsent),
  ];
}

function orderRow(record: Order): unknown[] {
  return [
    ...[record.id, record.customerId, ms(record.processedAt), ms(record.updatedAt), ms(record.cancelledAt)],
    ...[record.test, record.financialStatus, record.currency, record.totalMinor, record.currentTotalMinor],
    record.refunds.reduce((sum, refund) => sum + refund.amountMinor, 0),
  ];
}

/** A product that was deleted is no longer told with its lines; whether ours still name it does not matter. */
function lineRows({ id, lines }: Order, products: ReadonlySet<string>): unknown[][] {
  return lines.map((line) => {
    const productId = line.productId !== null && products.has(line.productId) ? line.productId : null;
    return [line.id, id, productId, line.title, line.quantity, line.currentQuantity ?? line.quantity];
  });
}

function productRow(record: Product, collections: ReadonlySet<string>): unknown[] {
  const listed = record.collectionIds
    .filter((id) => collections.has(id))
    .sort((one, other) => Number(one) - Number(other));
  return [record.id, record.title, record.productType, record.vendor, record.tags, ms(record.updatedAt), listed];
}
