/**
 * The files of two bulk exports, made line by line: the same for the same size. Lines of orders come after a window of their
 * orders and mixed among them, as where Shopify does not group them.
 */
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import path from 'node:path';

export interface ExportFiles {
  customersPath: string;
  ordersPath: string;
  /** What must be in the tables afterwards. */
  expected: Tally;
  customersLines: number;
  ordersLines: number;
}

export interface Tally {
  customers: number;
  orders: number;
  lines: number;
  refunds: number;
  subscribed: number;
  totalMinor: number;
  lineMinor: number;
  refundMinor: number;
}

const ORDERS_PER_CUSTOMER = 5;
const WINDOW = 100;
const FIRST_CUSTOMER = 7_000_000_000_001;
const FIRST_ORDER = 5_500_000_000_001;
const FIRST_LINE = 13_000_000_000_001;
const BASE_MS = Date.UTC(2021, 0, 1);
const SPAN_MS = Date.UTC(2026, 9, 1) - BASE_MS;
const FLUSH_CHARACTERS = 512 * 1024;

const firstNames = ['Ayşe', 'Mehmet', 'Işıl', 'Ömer', 'Zeynep', 'Can', 'Elif', 'Deniz', 'Çağla', 'Umut'];
const lastNames = ['Yılmaz', 'Kaya', 'Demir', 'Şahin', 'Çelik', 'Aydın', 'Öztürk', 'Arslan', 'Doğan', 'Koç'];
const cities = ['İstanbul', 'Ankara', 'İzmir', 'Bursa', 'Antalya', 'Adana', 'Konya', 'Gaziantep'];
const titles = ['Gümüş Küpe', 'Altın Kolye', 'Deri Cüzdan', 'Keten Gömlek', 'Bakır Cezve', 'Seramik Kupa'];
const vendors = ['Ada Takı', 'Ege Deri', 'Kapadokya Seramik'];

/** A well-mixed number of 32 bits for each index and purpose. */
function mix(index: number, purpose: number): number {
  let hash = Math.imul(index ^ (purpose * 0x9e3779b9), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

const pick = <T>(list: readonly T[], index: number, purpose: number): T => list[mix(index, purpose) % list.length] as T;
const instant = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 19)}Z`;
const decimal = (minor: number): string => (minor / 100).toFixed(2);

export async function writeExportFiles(folder: string, customers: number): Promise<ExportFiles> {
  const expected: Tally = {
    customers,
    orders: customers * ORDERS_PER_CUSTOMER,
    lines: 0,
    refunds: 0,
    subscribed: 0,
    totalMinor: 0,
    lineMinor: 0,
    refundMinor: 0,
  };
  const customersPath = path.join(folder, 'customers.jsonl');
  const ordersPath = path.join(folder, 'orders.jsonl');
  const toCustomers = new Lines(customersPath);
  for (let index = 0; index < customers; index += 1) await toCustomers.write(customerLine(index, expected));
  await toCustomers.end();
  const toOrders = new Lines(ordersPath);
  for (let from = 0; from < expected.orders; from += WINDOW) {
    const below: string[] = [];
    for (let index = from; index < Math.min(from + WINDOW, expected.orders); index += 1)
      await toOrders.write(orderLines(index, customers, expected, below));
    below.sort((one, other) => mix(one.charCodeAt(40), one.length) - mix(other.charCodeAt(40), other.length));
    for (const line of below) await toOrders.write(line);
  }
  await toOrders.end();
  const ordersLines = expected.orders + expected.lines;
  return { customersPath, ordersPath, expected, customersLines: customers, ordersLines };
}

function customerLine(index: number, expected: Tally): string {
  const createdMs = BASE_MS + (mix(index, 1) / 2 ** 32) * SPAN_MS;
  const updatedMs = createdMs + (mix(index, 2) % 10_000_000) * 1_000;
  const isSubscribed = mix(index, 3) % 3 !== 0;
  const withPhone = mix(index, 4) % 2 === 0;
  const withEmail = mix(index, 5) % 20 !== 0;
  if (withEmail && isSubscribed) expected.subscribed += 1;
  const at = instant(createdMs);
  const email = withEmail
    ? `{"emailAddress":"musteri${index}@example.com","marketingState":"${isSubscribed ? 'SUBSCRIBED' : 'NOT_SUBSCRIBED'}","marketingUpdatedAt":${isSubscribed ? `"${at}"` : 'null'}}`
    : 'null';
  const phone = withPhone
    ? `{"phoneNumber":"+90532${String(index % 10_000_000).padStart(7, '0')}","smsMarketingConsent":{"state":"${isSubscribed ? 'SUBSCRIBED' : 'NEVER_SUBSCRIBED'}","updatedAt":${isSubscribed ? `"${at}"` : 'null'}},"whatsAppMarketingConsent":{"state":"NEVER_SUBSCRIBED","updatedAt":null}}`
    : 'null';
  return (
    `{"id":"gid://shopify/Customer/${FIRST_CUSTOMER + index}","createdAt":"${at}","updatedAt":"${instant(updatedMs)}",` +
    `"firstName":"${pick(firstNames, index, 6)}","lastName":"${pick(lastNames, index, 7)}","locale":"tr","state":"DISABLED",` +
    `"tags":${mix(index, 8) % 4 === 0 ? '["vip","yeni"]' : '[]'},"numberOfOrders":"${ORDERS_PER_CUSTOMER}",` +
    `"amountSpent":{"amount":"${decimal(mix(index, 9) % 1_000_000)}","currencyCode":"TRY"},"lastOrder":{"processedAt":"${instant(updatedMs)}"},` +
    `"defaultAddress":{"countryCodeV2":"TR","province":"${pick(cities, index, 10)}","city":"${pick(cities, index, 10)}"},` +
    `"defaultEmailAddress":${email},"defaultPhoneNumber":${phone}}`
  );
}

const amount = (minor: number): string => `{"shopMoney":{"amount":"${decimal(minor)}"}}`;
const money = (minor: number): string => `{"shopMoney":{"amount":"${decimal(minor)}","currencyCode":"TRY"}}`;

/** The order's own line; those of its lines are added to `below`. */
function orderLines(index: number, customers: number, expected: Tally, below: string[]): string {
  const orderId = `gid://shopify/Order/${FIRST_ORDER + index}`;
  const lineCount = 1 + (mix(index, 11) % 3);
  let totalMinor = 0;
  for (let line = 0; line < lineCount; line += 1) {
    const unitMinor = 5_000 + (mix(index * 3 + line, 12) % 50_000);
    const quantity = 1 + (mix(index * 3 + line, 13) % 2);
    const discountMinor = mix(index * 3 + line, 14) % 5 === 0 ? 500 : 0;
    totalMinor += unitMinor * quantity - discountMinor;
    below.push(
      `{"id":"gid://shopify/LineItem/${FIRST_LINE + index * 3 + line}","title":"${pick(titles, index + line, 15)}","vendor":"${pick(vendors, index + line, 16)}",` +
        `"quantity":${quantity},"currentQuantity":${quantity},"product":{"id":"gid://shopify/Product/${8_000_000_000_001 + (mix(index + line, 17) % 5_000)}"},` +
        `"originalTotalSet":${money(unitMinor * quantity)},"totalDiscountSet":${amount(discountMinor)},` +
        `"discountAllocations":${discountMinor > 0 ? `[{"allocatedAmountSet":${amount(discountMinor)}}]` : '[]'},"__parentId":"${orderId}"}`,
    );
  }
  expected.lines += lineCount;
  expected.totalMinor += totalMinor;
  expected.lineMinor += totalMinor;
  const refundMinor = mix(index, 18) % 20 === 0 ? 1_000 : 0;
  const atMs = BASE_MS + (index / (customers * ORDERS_PER_CUSTOMER)) * SPAN_MS;
  if (refundMinor > 0) {
    expected.refunds += 1;
    expected.refundMinor += refundMinor;
  }
  const refunds =
    refundMinor > 0
      ? `[{"id":"gid://shopify/Refund/${900_000_000_001 + index}","createdAt":"${instant(atMs + 86_400_000)}","processedAt":"${instant(atMs + 86_400_000)}","totalRefundedSet":${amount(refundMinor)}}]`
      : '[]';
  const at = instant(atMs);
  return (
    `{"id":"${orderId}","name":"#${1_001 + index}","createdAt":"${at}","processedAt":"${at}","updatedAt":"${instant(atMs + 172_800_000)}",` +
    `"cancelledAt":null,"test":false,"displayFinancialStatus":"${refundMinor > 0 ? 'PARTIALLY_REFUNDED' : 'PAID'}","sourceName":"web",` +
    `"tags":${mix(index, 19) % 10 === 0 ? '["hediye"]' : '[]'},"checkoutToken":"c${mix(index, 20).toString(16)}${index.toString(16)}","cartToken":null,` +
    `"customer":{"id":"gid://shopify/Customer/${FIRST_CUSTOMER + (mix(index, 21) % customers)}"},` +
    `"totalPriceSet":${money(totalMinor)},"currentTotalPriceSet":${amount(totalMinor - refundMinor)},"totalDiscountsSet":${amount(0)},"refunds":${refunds}}`
  );
}

/** Lines to a file, in large pieces, never more than a few of them in memory. */
class Lines {
  readonly #stream: WriteStream;
  #waiting = '';

  constructor(file: string) {
    this.#stream = createWriteStream(file);
  }

  async write(line: string): Promise<void> {
    this.#waiting += `${line}\n`;
    if (this.#waiting.length < FLUSH_CHARACTERS) return;
    const piece = this.#waiting;
    this.#waiting = '';
    if (!this.#stream.write(piece)) await once(this.#stream, 'drain');
  }

  async end(): Promise<void> {
    this.#stream.end(this.#waiting);
    await once(this.#stream, 'finish');
  }
}
