/** What the tests of the backfill share: a shop with history, running it to its end, and comparing our rows with the shop's. */
import { expect } from 'vitest';
import type { LoadOptions } from '#app/flows/backfill/loadStep.ts';
import { runBackfill } from '#app/flows/backfill/runBackfill.ts';
import { runInstall } from '#app/flows/install/runInstall.ts';
import type { Services } from '#app/flows/services.ts';
import type { FlowAnswer } from '#app/flows/shopify/halt.ts';
import type { Consent, Customer, Order } from '#sandbox/shopify/model.ts';
import { customer, order } from '#test/sandbox/shopifyHarness.ts';
import type { TestDatabase } from '#test/support/database.ts';
import type { InstalledShop } from './installedShop.ts';

export type Row = Record<string, unknown>;

export interface BackfillRig {
  /** Loads records into the stand-in and sets the shop up here, up to the waiting backfills. */
  open(records: (Customer | Order)[]): Promise<void>;
  step(services?: Services): Promise<FlowAnswer>;
  /**
   * Runs as the worker does, with time passing as each run asks, until no further run is asked for. A run that throws
   * counts as one too when `mayThrow` is set. @returns The number of runs.
   */
  runToEnd(options?: {
    before?: (run: number) => Promise<unknown>;
    services?: Services;
    mayThrow?: boolean;
  }): Promise<number>;
  rows(text: string): Promise<Row[]>;
  /** The backfills of customers and orders. */
  state(): Promise<Row[]>;
  /** Holds our customers, orders and refunds to the shop's own data, field by field. */
  expectEqualToShop(): Promise<void>;
}

export function backfillRig(
  database: TestDatabase,
  shop: InstalledShop,
  loading: Partial<LoadOptions> = {},
): BackfillRig {
  const step = (services = shop.services): Promise<FlowAnswer> => runBackfill(services, shop.shopId, loading);
  const rows = async (text: string): Promise<Row[]> => (await database.owner.query<Row>(text)).rows;
  return {
    step,
    rows,
    async open(records) {
      await shop.shopify.load(records);
      await shop.storeToken();
      await runInstall(shop.services, shop.shopId);
    },
    async runToEnd({ before, services, mayThrow } = {}) {
      for (let run = 1; run < 1_000; run += 1) {
        await before?.(run);
        const answer = await step(services).catch((error: unknown) => {
          if (!mayThrow) throw error;
          return { again: true, delayMs: 0 };
        });
        if (!answer.again) return run;
        shop.time.aheadMs += answer.delayMs;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      throw new Error('the backfill does not come to an end');
    },
    state: () =>
      rows(
        `SELECT kind, state, error, attempts, rows_done::int, root_count::int FROM backfill WHERE kind <> 'products' ORDER BY kind`,
      ),
    async expectEqualToShop() {
      const records = await shop.shopify.dump();
      const customers = records.filter((record) => record.type === 'customer').map(customerRow);
      const orders = records.filter((record) => record.type === 'order').map(orderRow);
      expect((await database.owner.query<unknown[]>({ text: CUSTOMERS, rowMode: 'array' })).rows).toEqual(
        customers.sort(byId),
      );
      expect((await database.owner.query<unknown[]>({ text: ORDERS, rowMode: 'array' })).rows).toEqual(
        orders.sort(byId),
      );
    },
  };
}

/** Plain customers, and plain orders spread over them. */
export function someRecords(customerCount: number, orderCount: number): (Customer | Order)[] {
  const customerId = (index: number): string => String(7_000_000_000_001 + (index % customerCount));
  return [
    ...Array.from({ length: customerCount }, (_, index) => customer(customerId(index))),
    ...Array.from({ length: orderCount }, (_, index) => order(String(9_000_000_000_001 + index), customerId(index))),
  ];
}

const epoch = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::float8`;
const CUSTOMERS = `SELECT customer_id::text, email, phone, first_name, last_name, locale, country_code, city, tags, ${epoch('created_at')},
  ${epoch('updated_at')}, email_consent, ${epoch('email_consent_at')}, sms_consent, ${epoch('sms_consent_at')} FROM customer ORDER BY customer_id`;
const ORDERS = `SELECT o.order_id::text, o.customer_id::text, o.name, ${epoch('o.processed_at')}, ${epoch('o.updated_at')},
  ${epoch('o.cancelled_at')}, o.is_test, o.financial_status, o.currency_code, o.total_minor::float8, o.current_total_minor::float8,
  o.discount_minor::float8, coalesce((SELECT sum(r.amount_minor)::float8 FROM order_refund r WHERE r.order_id = o.order_id), 0)
  FROM orders o ORDER BY o.order_id`;

const ms = (text: string | null): number | null => (text === null ? null : Date.parse(text));
const byId = (one: unknown[], other: unknown[]): number => (BigInt(String(one[0])) < BigInt(String(other[0])) ? -1 : 1);

/** Shopify tells a consent only beside its address or number. */
function consentRow(contact: string | null, consent: Consent | null): unknown[] {
  if (contact === null) return [null, null];
  return [consent?.state ?? 'not_subscribed', ms(consent?.updatedAt ?? null)];
}

function customerRow(record: Customer): unknown[] {
  const { id, email, phone, firstName, lastName, locale, countryCode, tags } = record;
  const city = countryCode === null ? null : record.city;
  const dates = [ms(record.createdAt), ms(record.updatedAt)];
  const consents = [...consentRow(email, record.emailConsent), ...consentRow(phone, record.smsConsent)];
  return [id, email, phone, firstName, lastName, locale, countryCode, city, tags, ...dates, ...consents];
}

function orderRow(record: Order): unknown[] {
  const { id, customerId, name, test, financialStatus, currency, totalMinor, currentTotalMinor, totalDiscountsMinor } =
    record;
  const dates = [ms(record.processedAt), ms(record.updatedAt), ms(record.cancelledAt)];
  const refundedMinor = record.refunds.reduce((sum, refund) => sum + refund.amountMinor, 0);
  return [
    id,
    customerId,
    name,
    ...dates,
    test,
    financialStatus,
    currency,
    totalMinor,
    currentTotalMinor,
    totalDiscountsMinor,
    refundedMinor,
  ];
}
