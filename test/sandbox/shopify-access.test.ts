// What an app may not read at the Shopify stand-in: old orders without the scope, and fields it is not approved for.
import { describe, expect, it } from 'vitest';
import { download, finished, start } from './shopifyBulkCalls.ts';
import { at, customer, order, startTestShopify } from './shopifyHarness.ts';

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
