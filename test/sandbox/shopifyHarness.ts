// What the tests of the Shopify stand-in share: a running server with one shop, its calls over HTTP, and a small server
// that takes webhooks as an app would. Everything started here is closed after the test file.
import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';
import type { Change, Collection, Customer, Order, Product, ShopRecord } from '#sandbox/shopify/model.ts';
import type { RunningShopify, ShopifyOptions } from '#sandbox/shopify/server.ts';
import { startShopify } from '#sandbox/shopify/server.ts';

export const API_KEY = 'test-api-key';
export const API_SECRET = 'test-api-secret';
export const DOMAIN = 'deneme.myshopify.com';
export const ALL_SCOPES = [
  'read_customers',
  'read_orders',
  'read_all_orders',
  'read_products',
  'write_pixels',
  'read_customer_events',
];

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  /** Null when the body is not JSON. */ json: unknown;
}

/** What lies at the path inside an answer; undefined when there is no such place. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>(
    (found, name) => (found as Record<string | number, unknown> | null | undefined)?.[name],
    value,
  );
}

const closers: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const close of closers.toReversed()) await close();
});

export async function call(method: string, url: string, body?: unknown, headers: Record<string, string> = {}) {
  const isText = typeof body === 'string';
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    headers: { ...(body === undefined || isText ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  let json: unknown = null;
  try {
    json = JSON.parse(text);
  } catch {
    // Not every answer is JSON; `text` has it.
  }
  return { status: response.status, headers: response.headers, text, json } satisfies Reply;
}

/** Resolves as soon as the condition holds; fails after ten seconds with the given words. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export interface ReceivedWebhook {
  headers: IncomingHttpHeaders;
  raw: string;
  body: unknown;
}

export interface Sink {
  url: string;
  received: ReceivedWebhook[];
  /** Decides the status of the next deliveries; default 200. */
  answer: (webhook: ReceivedWebhook) => number;
  topics(): string[];
}

/** A server that takes webhooks and keeps them. */
export async function startSink(): Promise<Sink> {
  const sink: Sink = { url: '', received: [], answer: () => 200, topics: () => [] };
  sink.topics = () => sink.received.map(({ headers }) => String(headers['x-shopify-topic']));
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks).toString('utf8');
      const webhook = { headers: request.headers, raw, body: JSON.parse(raw) as unknown };
      sink.received.push(webhook);
      response.writeHead(sink.answer(webhook)).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  sink.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  closers.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return sink;
}

export type Shopify = RunningShopify & {
  control(method: string, path: string, body?: unknown): Promise<Reply>;
  /** Calls under the shop's admin address. */
  admin(path: string, body: unknown, headers?: Record<string, string>): Promise<Reply>;
  idToken(): Promise<string>;
  exchange(fields?: Record<string, string>): Promise<Reply>;
  /** Admin GraphQL with a token got once. */
  graphql(query: string, variables?: Record<string, unknown>): Promise<Reply>;
  load(records: ShopRecord[]): Promise<Reply>;
  change(...changes: Change[]): Promise<Reply>;
  dump(): Promise<ShopRecord[]>;
  drain(): Promise<Reply>;
};

export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';

/** Starts the stand-in with one shop of the given scopes. */
export async function startTestShopify(
  options: Partial<ShopifyOptions> & { scopes?: string[]; keepShop?: boolean } = {},
): Promise<Shopify> {
  const { scopes, keepShop, ...serverOptions } = options;
  const server = await startShopify({
    apiKey: API_KEY,
    apiSecret: API_SECRET,
    appUrl: 'http://127.0.0.1:9',
    bulkDelayMs: 0,
    ...serverOptions,
  });
  let open = true;
  const close = async (): Promise<void> => {
    if (open) await server.close();
    open = false;
  };
  closers.push(close);
  const control = (method: string, path: string, body?: unknown) => call(method, `${server.url}/_control${path}`, body);
  const admin = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    call('POST', `${server.url}/shops/${DOMAIN}/admin${path}`, body, headers);
  const idToken = async () => String(at((await control('POST', `/shops/${DOMAIN}/id-token`)).json, 'id_token'));
  const exchange = async (fields: Record<string, string> = {}) =>
    admin('/oauth/access_token', {
      client_id: API_KEY,
      client_secret: API_SECRET,
      grant_type: TOKEN_EXCHANGE,
      subject_token: await idToken(),
      subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
      requested_token_type: 'urn:shopify:params:oauth:token-type:offline-access-token',
      expiring: '1',
      ...fields,
    });
  let token: string | undefined;
  if (!keepShop) {
    await control('POST', '/shops', { domain: DOMAIN, name: 'Deneme', scopes: scopes ?? ALL_SCOPES });
  }
  return {
    ...server,
    close,
    control,
    admin,
    idToken,
    exchange,
    async graphql(query, variables = {}) {
      token ??= String(at((await exchange()).json, 'access_token'));
      return admin('/api/2026-10/graphql.json', { query, variables }, { 'x-shopify-access-token': token });
    },
    load: (records) =>
      control('POST', `/shops/${DOMAIN}/load`, records.map((record) => JSON.stringify(record)).join('\n')),
    change: (...changes) => control('POST', `/shops/${DOMAIN}/changes`, changes),
    async dump() {
      const { text } = await control('GET', `/shops/${DOMAIN}/dump`);
      const lines = text.split('\n').filter((line) => line !== '');
      return lines.map((line) => JSON.parse(line) as ShopRecord);
    },
    drain: () => control('POST', '/webhooks/drain'),
  };
}

export function customer(id: string, change: Partial<Customer> = {}): Customer {
  return {
    type: 'customer',
    id,
    email: `musteri${id}@example.com`,
    phone: '+905321234567',
    firstName: 'Işıl',
    lastName: 'Çağlar',
    locale: 'tr',
    createdAt: '2026-01-05T09:00:00Z',
    updatedAt: '2026-01-05T09:00:00Z',
    tags: ['bülten'],
    state: 'disabled',
    countryCode: 'TR',
    province: 'İzmir',
    city: 'Karşıyaka',
    emailConsent: { state: 'subscribed', optInLevel: 'single_opt_in', updatedAt: '2026-01-05T09:00:00Z' },
    smsConsent: null,
    ...change,
  };
}

export function order(id: string, customerId: string | null, change: Partial<Order> = {}): Order {
  return {
    type: 'order',
    id,
    name: `#${id.slice(-4)}`,
    customerId,
    email: customerId === null ? 'misafir@example.com' : `musteri${customerId}@example.com`,
    createdAt: '2026-02-01T10:00:00Z',
    processedAt: '2026-02-01T10:00:00Z',
    updatedAt: '2026-02-01T10:00:00Z',
    cancelledAt: null,
    test: false,
    financialStatus: 'paid',
    currency: 'TRY',
    totalMinor: 25_990,
    currentTotalMinor: 25_990,
    totalDiscountsMinor: 1000,
    discountCodes: ['KASIM10'],
    sourceName: 'web',
    lines: [
      {
        id: `${id}1`,
        productId: '8100000000001',
        title: 'Keten gömlek',
        productType: 'Gömlek',
        vendor: 'Kesit',
        quantity: 1,
        priceMinor: 20_000,
        discountMinor: 1000,
      },
      {
        id: `${id}2`,
        productId: null,
        title: 'Hediye paketi',
        productType: '',
        vendor: null,
        quantity: 2,
        priceMinor: 3495,
        discountMinor: 0,
      },
    ],
    refunds: [],
    ...change,
  };
}

export function product(id: string, change: Partial<Product> = {}): Product {
  return {
    type: 'product',
    id,
    title: 'Keten gömlek',
    productType: 'Gömlek',
    vendor: 'Kesit',
    tags: ['keten'],
    collectionIds: [],
    createdAt: '2026-01-02T08:00:00Z',
    updatedAt: '2026-01-02T08:00:00Z',
    ...change,
  };
}

export const collection = (id: string, title: string): Collection => ({
  type: 'collection',
  id,
  title,
  updatedAt: '2026-01-01T08:00:00Z',
});
