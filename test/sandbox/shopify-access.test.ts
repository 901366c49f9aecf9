// What an app may not read at the Shopify stand-in: old orders without the scope, and fields it is not approved for.
import { describe, expect, it } from 'vitest';
import { download, finished, start } from './shopifyBulkCalls.ts';
import { at, customer, DOMAIN, order, startSink, startTestShopify } from './shopifyHarness.ts';

const BIG = '9007199254740993';

describe('without read_all_orders', () => {
  it('old orders are nowhere to be read, yet the totals of their customer are of all time', async () => {
    const shopify = await startTestShopify({
      scopes: ['read_customers', 'read_orders'],
      clock: () => new Date('2026-04-10T00:00:00Z'),
    });
    await shopify.load([
      customer('1'),
      customer(BIG),
      order('10', '1'),
      order('11', BIG),
      order('12', '1', { createdAt: '2026-04-05T00:00:00Z', processedAt: '2026-04-05T00:00:00Z' }),
    ]);
    const reply = await shopify.graphql(`{
      nodes(ids: ["gid://shopify/Order/10", "gid://shopify/Order/12"]) { id }
      node(id: "gid://shopify/Order/10") { id }
      orders(first: 5) { nodes { id } }
      ordersCount(limit: null) { count }
      customer(id: "gid://shopify/Customer/1") { numberOfOrders amountSpent { amount } orders(first: 5) { nodes { id } } }
      other: customer(id: "gid://shopify/Customer/${BIG}") { numberOfOrders lastOrder { id } orders(first: 5) { nodes { id } } }
    }`);
    const recent = { id: 'gid://shopify/Order/12' };
    expect(at(reply.json, 'data')).toEqual({
      nodes: [null, recent],
      node: null,
      orders: { nodes: [recent] },
      ordersCount: { count: 1 },
      customer: { numberOfOrders: '2', amountSpent: { amount: '519.8' }, orders: { nodes: [recent] } },
      other: { numberOfOrders: '1', lastOrder: { id: 'gid://shopify/Order/11' }, orders: { nodes: [] } },
    });
    const lines = await download((await finished(shopify, await start(shopify, '{ orders { nodes { id } } }'))).url);
    expect(lines).toEqual([recent]);
  });
});

describe('what the app is not approved to read', () => {
  const DENIED = `/shops/${DOMAIN}/denied`;

  it('is null with an error each, and the rest is told', async () => {
    const shopify = await startTestShopify();
    await shopify.load([customer('1'), customer('2')]);
    await shopify.control('POST', DENIED, { fields: ['Customer.email', 'Customer.firstName'] });
    const reply = await shopify.graphql(
      '{ customers(first: 2) { nodes { id displayName firstName lastName defaultEmailAddress { emailAddress marketingState } } } }',
    );
    expect(reply.status).toBe(200);
    expect(at(reply.json, 'data', 'customers', 'nodes', 0)).toEqual({
      id: 'gid://shopify/Customer/1',
      displayName: '+905321234567',
      firstName: null,
      lastName: 'Çağlar',
      // An address that may not be null takes the object around it along.
      defaultEmailAddress: null,
    });
    expect(at(reply.json, 'errors')).toHaveLength(4);
    expect(at(reply.json, 'errors', 0)).toMatchObject({
      message: expect.stringContaining('This app is not approved to use the') as string,
      extensions: { code: 'ACCESS_DENIED' },
    });
    await shopify.control('POST', DENIED, { fields: [] });
    const again = await shopify.graphql('{ customers(first: 2) { nodes { firstName } } }');
    expect(at(again.json, 'errors')).toBeUndefined();
  });

  it('may be a whole type', async () => {
    const shopify = await startTestShopify();
    await shopify.load([customer('1'), order('10', '1')]);
    await shopify.control('POST', DENIED, { fields: ['Customer'] });
    const reply = await shopify.graphql(`{
      order(id: "gid://shopify/Order/10") { name customer { id } }
      customer(id: "gid://shopify/Customer/1") { id }
      nodes(ids: ["gid://shopify/Customer/1", "gid://shopify/Order/10"]) { id } }`);
    expect(at(reply.json, 'data')).toEqual({
      order: { name: '#10', customer: null },
      customer: null,
      nodes: [null, { id: 'gid://shopify/Order/10' }],
    });
    expect(at(reply.json, 'errors', 0, 'message')).toContain('not approved to access the Customer object');
    // The list itself may not be null, so nothing of the answer is left.
    const list = await shopify.graphql('{ customers(first: 1) { nodes { id } } shop { name } }');
    expect(at(list.json, 'data')).toBeNull();
    expect(at(list.json, 'errors', 0, 'extensions', 'code')).toBe('ACCESS_DENIED');
  });

  it('fails a bulk operation for a type, and is null in its lines for a field', async () => {
    const shopify = await startTestShopify();
    await shopify.load([customer('1'), order('10', '1')]);
    await shopify.control('POST', DENIED, { fields: ['Customer.email', 'Customer.phone'] });
    const query = '{ customers { nodes { id lastName defaultEmailAddress { emailAddress marketingState } } } }';
    const partial = await finished(shopify, await start(shopify, query));
    expect(partial.status).toBe('COMPLETED');
    expect(await download(partial.url)).toEqual([
      {
        id: 'gid://shopify/Customer/1',
        lastName: 'Çağlar',
        defaultEmailAddress: { emailAddress: null, marketingState: 'SUBSCRIBED' },
      },
    ]);
    await shopify.control('POST', DENIED, { fields: ['Customer'] });
    for (const denied of [query, '{ orders { nodes { id customer { id } } } }']) {
      expect(await finished(shopify, await start(shopify, denied))).toMatchObject({
        status: 'FAILED',
        errorCode: 'ACCESS_DENIED',
      });
    }
    expect((await finished(shopify, await start(shopify, '{ orders { nodes { id } } }'))).status).toBe('COMPLETED');
  });

  it('is null in webhooks, and what is about nothing else is not sent', async () => {
    const sink = await startSink();
    const shopify = await startTestShopify({ appUrl: sink.url });
    await shopify.load([customer('1')]);
    await shopify.control('POST', DENIED, { fields: ['Customer.email', 'Customer.firstName'] });
    await shopify.change({ op: 'upsertOrder', order: order('10', '1') });
    await shopify.drain();
    const bodyOf = (topic: string): unknown =>
      sink.received.find(({ headers }) => headers['x-shopify-topic'] === topic)?.body;
    expect(bodyOf('orders/create')).toMatchObject({
      id: 10,
      name: '#10',
      email: null,
      contact_email: null,
      customer: { id: 1, email: null, first_name: null, last_name: 'Çağlar' },
      billing_address: { name: null, city: 'Karşıyaka' },
    });
    expect(bodyOf('customers/update')).toMatchObject({ id: 1, email: null, phone: '+905321234567' });

    await shopify.control('POST', DENIED, { fields: ['Customer'] });
    sink.received.length = 0;
    await shopify.change({ op: 'upsertOrder', order: order('11', '1') });
    await shopify.drain();
    expect(sink.topics().toSorted()).toEqual(['orders/create', 'orders/updated']);
    expect(bodyOf('orders/create')).toMatchObject({ id: 11, customer: null, email: null });
  });

  it('must be named as in the schema', async () => {
    const shopify = await startTestShopify();
    expect((await shopify.control('POST', DENIED, { fields: ['email'] })).status).toBe(422);
    expect((await shopify.control('POST', DENIED, {})).status).toBe(422);
  });
});
