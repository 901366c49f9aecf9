// What else can happen in a shop of the Shopify stand-in: payment, editing, merging, tags, metafields, checkouts,
// products, the shop's settings; what it does to the data and what the app is told.
import { describe, expect, it } from 'vitest';
import type { Change, Customer, Order } from '#sandbox/shopify/model.ts';
import { at, customer, order, product, startSink, startTestShopify } from './shopifyHarness.ts';
import type { ReceivedWebhook, Shopify, Sink } from './shopifyHarness.ts';

const BIG = '9007199254740993';
const AT = '2026-04-01T10:00:00Z';
const LINE = { ...order('1', null).lines[0]!, id: '999', productId: '8100000000009', quantity: 2, discountMinor: 0 };
const CONSENT = { state: 'subscribed', optInLevel: 'single_opt_in', updatedAt: AT } as const;
const CHECKOUT = {
  token: 'c0ffee',
  cartToken: 'k1',
  customerId: '1',
  email: 'a@example.com',
  phone: '+905321234567',
  createdAt: AT,
  updatedAt: AT,
  completedAt: null,
  currency: 'TRY',
  totalMinor: 40_000,
  lines: [LINE],
};

async function pair() {
  const sink = await startSink();
  const shopify = await startTestShopify({ appUrl: sink.url, clock: () => new Date('2026-04-10T00:00:00Z') });
  await shopify.load([
    customer('1', { tags: ['vip', 'eski'] }),
    customer(BIG, {
      email: null,
      tags: ['yeni'],
      metafields: { 'custom.size': { value: 'M', type: 'single_line_text_field' } },
    }),
    order('10', '1'),
    order('11', BIG),
    product('8100000000001'),
  ]);
  return { sink, shopify };
}

async function happen(shopify: Shopify, ...changes: Change[]): Promise<void> {
  const reply = await shopify.change(...changes);
  expect(reply.text).toContain('applied');
  expect((await shopify.drain()).status).toBe(200);
}

const bodyOf = (sink: Sink, topic: string): unknown =>
  sink.received.find(({ headers }: ReceivedWebhook) => headers['x-shopify-topic'] === topic)?.body;
const customerNow = async (shopify: Shopify, id: string): Promise<Customer> =>
  (await shopify.dump()).find((record) => record.type === 'customer' && record.id === id) as Customer;
const orderNow = async (shopify: Shopify, id: string): Promise<Order> =>
  (await shopify.dump()).find((record) => record.type === 'order' && record.id === id) as Order;

describe('what is sent', () => {
  const cases: [string, Change[], string[]][] = [
    [
      'a payment',
      [{ op: 'payOrder', orderId: '10', at: AT }],
      ['orders/paid', 'orders/updated', 'customers/purchasing_summary'],
    ],
    ['a fulfilment', [{ op: 'fulfillOrder', orderId: '10', at: AT }], ['orders/fulfilled', 'orders/updated']],
    [
      'an edit',
      [{ op: 'editOrder', orderId: '10', at: AT, add: [LINE] }],
      ['orders/edited', 'orders/updated', 'customers/purchasing_summary'],
    ],
    [
      'a checkout from its beginning to its end',
      [
        { op: 'upsertCheckout', checkout: CHECKOUT },
        { op: 'upsertCheckout', checkout: { ...CHECKOUT, completedAt: AT } },
        { op: 'deleteCheckout', token: 'c0ffee' },
      ],
      ['checkouts/create', 'checkouts/update', 'checkouts/delete'],
    ],
    [
      'an account',
      [{ op: 'customerState', customerId: '1', state: 'enabled' }],
      ['customers/enable', 'customers/update'],
    ],
    [
      'an account closed',
      [{ op: 'customerState', customerId: '1', state: 'disabled' }],
      ['customers/disable', 'customers/update'],
    ],
    [
      'tags',
      [{ op: 'changeTags', customerId: '1', added: ['vip', 'toptan'], removed: ['eski', 'yok'] }],
      ['customer.tags_added', 'customer.tags_removed', 'customers/update'],
    ],
    [
      'WhatsApp consent',
      [{ op: 'whatsAppConsent', customerId: '1', consent: CONSENT }],
      ['customers_whats_app_marketing_consent/update', 'customers/update'],
    ],
    [
      'metafields',
      [
        {
          op: 'setMetafields',
          customerId: '1',
          metafields: { 'custom.size': { value: 'L', type: 'single_line_text_field' } },
        },
      ],
      ['customers/update'],
    ],
    [
      'a merge',
      [{ op: 'mergeCustomers', keptId: '1', deletedId: BIG }],
      ['customers/merge', 'customers/update', 'customers/purchasing_summary'],
    ],
    [
      'a merge told as a deletion too',
      [{ op: 'mergeCustomers', keptId: '1', deletedId: BIG, alsoDelete: true }],
      ['customers/merge', 'customers/update', 'customers/delete', 'customers/purchasing_summary'],
    ],
    ['a merge that fails', [{ op: 'mergeCustomers', keptId: '1', deletedId: BIG, fails: true }], ['customers/merge']],
    [
      'products',
      [
        { op: 'upsertProduct', product: product('7') },
        { op: 'upsertProduct', product: product('7', { productType: 'Şal' }) },
        { op: 'deleteProduct', productId: '7' },
      ],
      ['products/create', 'products/update', 'products/delete'],
    ],
    ['the shop', [{ op: 'updateShop', settings: { name: 'Yeni Ad' } }], ['shop/update']],
    [
      'the subscription',
      [{ op: 'subscription', name: 'Büyük', status: 'ACTIVE', priceMinor: 1000 }],
      ['app_subscriptions/update'],
    ],
  ];
  it.each(cases)('about %s', async (_what, changes, topics) => {
    const { sink, shopify } = await pair();
    await happen(shopify, ...changes);
    expect(sink.topics().toSorted()).toEqual(topics.toSorted());
  });

  it('beside new versions of records, when told to', async () => {
    const { sink, shopify } = await pair();
    await shopify.control('POST', '/webhooks', { besides: true });
    await happen(
      shopify,
      { op: 'upsertOrder', order: order('20', null, { fulfilledAt: AT }) },
      { op: 'upsertOrder', order: order('20', null, { fulfilledAt: AT }) },
      { op: 'upsertCustomer', customer: customer('1', { tags: ['vip', 'taşındı'], state: 'enabled' }) },
    );
    const counted = Object.entries(Object.groupBy(sink.topics(), (topic) => topic)).map(([topic, all]) => [
      topic,
      all?.length,
    ]);
    expect(Object.fromEntries(counted)).toEqual({
      'orders/create': 1,
      'orders/paid': 1,
      'orders/fulfilled': 1,
      'orders/updated': 2,
      'customers/update': 1,
      'customer.tags_added': 1,
      'customer.tags_removed': 1,
      'customers/enable': 1,
    });
  });

  it.each<[string, Change]>([
    ['a payment of an unknown order', { op: 'payOrder', orderId: '404', at: AT }],
    [
      'more pieces taken away than there are',
      { op: 'editOrder', orderId: '10', at: AT, remove: [{ lineId: '101', quantity: 2 }] },
    ],
    ['a line that is there already', { op: 'editOrder', orderId: '10', at: AT, add: [{ ...LINE, id: '101' }] }],
    ['a merge with oneself', { op: 'mergeCustomers', keptId: '1', deletedId: '1' }],
    ['a merge with nobody', { op: 'mergeCustomers', keptId: '1', deletedId: '404' }],
    ['a metafield without a namespace', { op: 'setMetafields', customerId: '1', metafields: { size: null } }],
    ['an unknown checkout', { op: 'deleteCheckout', token: 'nothing' }],
    ['another domain', { op: 'updateShop', settings: { domain: 'other.myshopify.com' } }],
  ])('nothing, and nothing changes, for %s', async (_what, change) => {
    const { sink, shopify } = await pair();
    const before = await shopify.dump();
    expect((await shopify.change(change)).status).toBe(422);
    await shopify.drain();
    expect(sink.received).toEqual([]);
    expect(await shopify.dump()).toEqual(before);
  });
});

describe('what it does to the data', () => {
  it('an edit adds and takes away, and tells only the differences', async () => {
    const { sink, shopify } = await pair();
    await happen(shopify, {
      op: 'editOrder',
      orderId: '10',
      at: AT,
      add: [LINE],
      remove: [{ lineId: '101', quantity: 1 }],
    });
    const edited = await orderNow(shopify, '10');
    expect(edited.lines.map(({ id, quantity, currentQuantity }) => [id, quantity, currentQuantity])).toEqual([
      ['101', 1, 0],
      ['102', 2, undefined],
      ['999', 2, undefined],
    ]);
    // 25,990 less the line of 20,000 with its discount of 1,000, and two pieces more of 20,000.
    expect(edited.currentTotalMinor).toBe(25_990 - 19_000 + 40_000);
    expect(edited).toMatchObject({ totalMinor: 25_990, updatedAt: AT });
    const { order_edit: edit } = bodyOf(sink, 'orders/edited') as { order_edit: Record<string, unknown> };
    expect(edit.order_id).toBe(10);
    expect(edit.line_items).toEqual({ additions: [{ id: 999, delta: 2 }], removals: [{ id: 101, delta: 1 }] });
    expect(JSON.stringify(edit)).not.toContain('price');
    const lines = at(bodyOf(sink, 'orders/updated'), 'line_items') as { current_quantity: number }[];
    expect(lines.map((line) => line.current_quantity)).toEqual([0, 2, 2]);
  });

  it('a merge gives the kept one all orders and what it lacked, and the other is gone', async () => {
    const { sink, shopify } = await pair();
    const orderBefore = await orderNow(shopify, '11');
    await happen(shopify, { op: 'mergeCustomers', keptId: BIG, deletedId: '1' });
    expect(await customerNow(shopify, '1')).toBeUndefined();
    const kept = await customerNow(shopify, BIG);
    expect(kept).toMatchObject({
      email: 'musteri1@example.com',
      emailConsent: { state: 'subscribed' },
      tags: ['yeni', 'vip', 'eski'],
      merged: [{ id: '1', email: 'musteri1@example.com' }],
      updatedAt: '2026-04-10T00:00:00.000Z',
    });
    expect((await orderNow(shopify, '10')).customerId).toBe(BIG);
    expect(await orderNow(shopify, '11')).toEqual(orderBefore);
    expect(bodyOf(sink, 'customers/merge')).toMatchObject({
      admin_graphql_api_customer_kept_id: `gid://shopify/Customer/${BIG}`,
      admin_graphql_api_customer_deleted_id: 'gid://shopify/Customer/1',
      status: 'completed',
      errors: [],
    });
    expect(bodyOf(sink, 'customers/purchasing_summary')).toMatchObject({ numberOfOrders: 2 });
  });

  it('a failed merge changes nothing and says why', async () => {
    const { sink, shopify } = await pair();
    const before = await shopify.dump();
    await happen(shopify, { op: 'mergeCustomers', keptId: '1', deletedId: BIG, fails: true });
    expect(await shopify.dump()).toEqual(before);
    expect(bodyOf(sink, 'customers/merge')).toMatchObject({
      status: 'failed',
      errors: [{ field: 'merge_in_progress' }],
    });
    expect(sink.received[0]?.raw).toContain(`"customer_ids":[${BIG}]`);
  });

  it('tags, metafields and consents are a new version of the customer', async () => {
    const { sink, shopify } = await pair();
    const size = { value: 'L', type: 'single_line_text_field' };
    await happen(
      shopify,
      { op: 'changeTags', customerId: BIG, added: ['vip'], removed: ['yeni'] },
      { op: 'setMetafields', customerId: BIG, metafields: { 'custom.size': null, 'custom.shoe': size } },
      { op: 'whatsAppConsent', customerId: BIG, consent: CONSENT },
    );
    const now = await customerNow(shopify, BIG);
    expect(now).toMatchObject({ tags: ['vip'], metafields: { 'custom.shoe': size }, whatsAppConsent: CONSENT });
    expect(now.metafields).not.toHaveProperty(['custom.size']);
    expect(Date.parse(now.updatedAt)).toBeGreaterThan(Date.parse('2026-04-10T00:00:00Z'));
    expect(bodyOf(sink, 'customer.tags_added')).toEqual({
      customerId: `gid://shopify/Customer/${BIG}`,
      tags: ['vip'],
      occurredAt: '2026-04-10T00:00:00.000Z',
    });
    const found = await shopify.graphql(
      '{ customers(first: 5, query: "updated_at:>=2026-04-01", sortKey: UPDATED_AT) { nodes { legacyResourceId } } }',
    );
    expect(at(found.json, 'data', 'customers', 'nodes')).toEqual([{ legacyResourceId: BIG }]);
  });

  it('the shop keeps what is not changed', async () => {
    const { sink, shopify } = await pair();
    await happen(shopify, { op: 'updateShop', settings: { currency: 'EUR', timezone: 'Europe/Berlin' } });
    const shop = await shopify.graphql('{ shop { name currencyCode ianaTimezone } }');
    expect(at(shop.json, 'data', 'shop')).toEqual({
      name: 'Deneme',
      currencyCode: 'EUR',
      ianaTimezone: 'Europe/Berlin',
    });
    expect(bodyOf(sink, 'shop/update')).toMatchObject({
      currency: 'EUR',
      iana_timezone: 'Europe/Berlin',
      name: 'Deneme',
    });
  });
});

describe('the Events family', () => {
  it('tells orders, customers and products by their id, the rest as before', async () => {
    const { sink, shopify } = await pair();
    await shopify.control('POST', '/webhooks', { family: 'events' });
    await happen(
      shopify,
      { op: 'upsertOrder', order: order(BIG, null) },
      { op: 'fulfillOrder', orderId: BIG, at: AT },
      { op: 'deleteProduct', productId: '8100000000001' },
    );
    const told = sink.received.map(({ headers, raw }) => [
      headers['x-shopify-topic'] ?? `${String(headers['shopify-topic'])}/${String(headers['shopify-action'])}`,
      raw.length < 100 ? raw : '…',
    ]);
    const entity = `{"order":{"id":"gid://shopify/Order/${BIG}"}}`;
    expect(told.toSorted()).toEqual(
      [
        ['Order/create', entity],
        ['Order/update', entity],
        ['Order/update', entity],
        ['Product/delete', '{"product":{"id":"gid://shopify/Product/8100000000001"}}'],
        ['orders/fulfilled', '…'],
      ].toSorted(),
    );
    const event = sink.received.find(({ headers }) => headers['shopify-topic'] === 'Product');
    expect(event?.headers).toMatchObject({
      'shopify-shop-domain': 'deneme.myshopify.com',
      'shopify-api-version': '2026-10',
      'shopify-handle': 'product-changes',
      'shopify-webhook-id': expect.any(String) as string,
      'shopify-hmac-sha256': expect.any(String) as string,
    });
    expect(Object.keys(event?.headers ?? {}).filter((name) => name.startsWith('x-shopify'))).toEqual([]);
  });
});
