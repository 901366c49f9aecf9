// What the Shopify stand-in tells beside customers and orders: products, collections, metafields, WhatsApp consent, and
// records by their ids.
import { beforeAll, describe, expect, it } from 'vitest';
import type { Shopify } from './shopifyHarness.ts';
import { at, collection, customer, order, product, startTestShopify } from './shopifyHarness.ts';
import { download, finished, start } from './shopifyBulkCalls.ts';

const SHIRT = '8100000000001';
const BIG = '9007199254740993';
const RECORDS = [
  collection('501', 'Yaz'),
  collection('502', 'İndirim'),
  product(SHIRT, { collectionIds: ['501', '502', '599'], productType: 'Üst giyim' }),
  product(BIG, { title: 'Şal', updatedAt: '2026-03-01T00:00:00Z', createdAt: '2026-02-01T00:00:00Z' }),
  customer('1', {
    whatsAppConsent: { state: 'subscribed', optInLevel: 'single_opt_in', updatedAt: '2026-03-04T00:00:00Z' },
    metafields: {
      'custom.birth_date': { value: '1990-05-17', type: 'date' },
      'custom.sizes': { value: '["S","M"]', type: 'list.single_line_text_field' },
      'loyalty.points': { value: '120', type: 'number_integer' },
    },
  }),
  customer('2'),
  order('11', '1', { tags: ['hediye'], checkoutToken: 'c1', cartToken: 'k1', fulfilledAt: '2026-02-02T00:00:00Z' }),
  order('12', '1', {
    lines: [
      { ...order('12', '1').lines[0]!, productId: '8100000000099', currentQuantity: 0, isGiftCard: true, sku: 'HK' },
    ],
  }),
];

let shopify: Shopify;
beforeAll(async () => {
  shopify = await startTestShopify();
  const loaded = await shopify.load(RECORDS);
  expect(loaded.json).toEqual({ customers: 2, orders: 2, products: 2, collections: 2 });
});

const data = async (query: string, variables?: Record<string, unknown>): Promise<unknown> => {
  const reply = await shopify.graphql(query, variables);
  expect(at(reply.json, 'errors')).toBeUndefined();
  return at(reply.json, 'data');
};

describe('the records', () => {
  it('come back from the dump as they were loaded, what is referred to first', async () => {
    expect(await shopify.dump()).toEqual(RECORDS);
    expect((await shopify.control('GET', '/shops/deneme.myshopify.com')).json).toMatchObject({
      products: 2,
      collections: 2,
    });
  });

  it.each([
    ['a product without a type', { ...product('5'), productType: undefined }, 'product 5 productType'],
    ['a collection without a title', { ...collection('6', ''), title: null }, 'collection 6 title'],
    ['a collection id that is no id', product('7', { collectionIds: ['x'] }), 'collectionIds'],
    ['a record of another type', { type: 'cart', id: '8' }, '"product" or "collection", not "cart"'],
  ])('are refused: %s', async (_what, record, words) => {
    const reply = await shopify.load([record as never]);
    expect(reply.status).toBe(422);
    expect(at(reply.json, 'error')).toContain(words);
  });
});

describe('products', () => {
  it('have type, vendor, tags and those of their collections that exist', async () => {
    const answer = await data(
      `query ($id: ID!) { product(id: $id) { id legacyResourceId title productType vendor tags status createdAt updatedAt
         collections(first: 10) { nodes { id title } } } }`,
      { id: `gid://shopify/Product/${SHIRT}` },
    );
    expect(at(answer, 'product')).toEqual({
      id: `gid://shopify/Product/${SHIRT}`,
      legacyResourceId: SHIRT,
      title: 'Keten gömlek',
      productType: 'Üst giyim',
      vendor: 'Kesit',
      tags: ['keten'],
      status: 'ACTIVE',
      createdAt: '2026-01-02T08:00:00Z',
      updatedAt: '2026-01-02T08:00:00Z',
      collections: {
        nodes: [
          { id: 'gid://shopify/Collection/501', title: 'Yaz' },
          { id: 'gid://shopify/Collection/502', title: 'İndirim' },
        ],
      },
    });
  });

  it('are listed, searched, sorted and counted', async () => {
    const answer = await data(`{
      all: productsCount(limit: null) { count precision }
      cut: productsCount(limit: 1) { count precision }
      collections: collectionsCount { count }
      changed: products(first: 5, query: "updated_at:>='2026-02-01T00:00:00Z'", sortKey: UPDATED_AT) { nodes { title } }
      made: products(first: 5, query: "created_at:<2026-02-01") { nodes { id } }
      latest: products(first: 1, sortKey: UPDATED_AT, reverse: true) { nodes { title } pageInfo { hasNextPage } }
      list: collections(first: 5) { nodes { legacyResourceId title updatedAt } }
    }`);
    expect(answer).toEqual({
      all: { count: 2, precision: 'EXACT' },
      cut: { count: 1, precision: 'AT_LEAST' },
      collections: { count: 2 },
      changed: { nodes: [{ title: 'Şal' }] },
      made: { nodes: [{ id: `gid://shopify/Product/${SHIRT}` }] },
      latest: { nodes: [{ title: 'Şal' }], pageInfo: { hasNextPage: true } },
      list: {
        nodes: [
          { legacyResourceId: '501', title: 'Yaz', updatedAt: '2026-01-01T08:00:00Z' },
          { legacyResourceId: '502', title: 'İndirim', updatedAt: '2026-01-01T08:00:00Z' },
        ],
      },
    });
  });

  it('are told in bulk with their collections', async () => {
    const query = '{ products { edges { node { id productType collections { edges { node { id } } } } } } }';
    const lines = await download((await finished(shopify, await start(shopify, query, true))).url);
    expect(lines).toEqual([
      { id: `gid://shopify/Product/${SHIRT}`, productType: 'Üst giyim' },
      { id: 'gid://shopify/Collection/501', __parentId: `gid://shopify/Product/${SHIRT}` },
      { id: 'gid://shopify/Collection/502', __parentId: `gid://shopify/Product/${SHIRT}` },
      { id: `gid://shopify/Product/${BIG}`, productType: 'Gömlek' },
    ]);
  });

  it('ask for read_products, also in bulk', async () => {
    const poor = await startTestShopify({ scopes: ['read_orders', 'read_customers', 'read_all_orders'] });
    await poor.load(RECORDS);
    const reply = await poor.graphql('{ productsCount { count } order(id: "gid://shopify/Order/11") { id } }');
    expect(at(reply.json, 'errors', 0, 'extensions', 'code')).toBe('ACCESS_DENIED');
    expect(at(reply.json, 'data')).toEqual({ productsCount: null, order: { id: 'gid://shopify/Order/11' } });
    const bulk = await finished(poor, await start(poor, '{ products { edges { node { id } } } }'));
    expect(bulk).toMatchObject({ status: 'FAILED', errorCode: 'ACCESS_DENIED' });
  });
});

describe('orders', () => {
  it('tell tags, tokens, fulfilment and what is left of a line; the product of a line is null when it is gone', async () => {
    const answer = await data(`{
      one: order(id: "gid://shopify/Order/11") { tags checkoutToken cartToken displayFulfillmentStatus customerLocale
        netPaymentSet { shopMoney { amount } } lineItems(first: 1) { nodes { currentQuantity isGiftCard sku product { productType } } } }
      two: order(id: "gid://shopify/Order/12") { tags checkoutToken displayFulfillmentStatus
        lineItems(first: 1) { nodes { quantity currentQuantity isGiftCard sku product { id } } } }
    }`);
    expect(answer).toEqual({
      one: {
        tags: ['hediye'],
        checkoutToken: 'c1',
        cartToken: 'k1',
        displayFulfillmentStatus: 'FULFILLED',
        customerLocale: 'tr',
        netPaymentSet: { shopMoney: { amount: '259.9' } },
        lineItems: {
          nodes: [{ currentQuantity: 1, isGiftCard: false, sku: null, product: { productType: 'Üst giyim' } }],
        },
      },
      two: {
        tags: [],
        checkoutToken: null,
        displayFulfillmentStatus: 'UNFULFILLED',
        lineItems: { nodes: [{ quantity: 1, currentQuantity: 0, isGiftCard: true, sku: 'HK', product: null }] },
      },
    });
  });
});

describe('customers', () => {
  it('tell named metafields and WhatsApp consent', async () => {
    const answer = await data(`{
      one: customer(id: "gid://shopify/Customer/1") {
        birth: metafield(namespace: "custom", key: "birth_date") { namespace key type value jsonValue }
        sizes: metafield(namespace: "custom", key: "sizes") { jsonValue }
        none: metafield(namespace: "custom", key: "none") { value }
        loyalty: metafields(first: 5, namespace: "loyalty") { nodes { key jsonValue } }
        defaultPhoneNumber { whatsAppMarketingConsent { state optInLevel updatedAt collectedFrom } } }
      two: customer(id: "gid://shopify/Customer/2") { metafields(first: 1) { nodes { id } }
        defaultPhoneNumber { whatsAppMarketingConsent { state updatedAt } } }
    }`);
    expect(answer).toEqual({
      one: {
        birth: { namespace: 'custom', key: 'birth_date', type: 'date', value: '1990-05-17', jsonValue: '1990-05-17' },
        sizes: { jsonValue: ['S', 'M'] },
        none: null,
        loyalty: { nodes: [{ key: 'points', jsonValue: 120 }] },
        defaultPhoneNumber: {
          whatsAppMarketingConsent: {
            state: 'SUBSCRIBED',
            optInLevel: 'SINGLE_OPT_IN',
            updatedAt: '2026-03-04T00:00:00Z',
            collectedFrom: 'SHOPIFY',
          },
        },
      },
      two: {
        metafields: { nodes: [] },
        defaultPhoneNumber: { whatsAppMarketingConsent: { state: 'NEVER_SUBSCRIBED', updatedAt: null } },
      },
    });
  });

  it('are searched by the date they were made under the name Shopify gives it', async () => {
    const reply = await shopify.graphql(
      '{ a: customersCount(query: "customer_date:>2026-01-06") { count } b: customersCount(query: "created_at:>2026-01-06") { count } }',
    );
    expect(at(reply.json, 'data')).toEqual({ a: { count: 0 }, b: { count: 2 } });
    expect(at(reply.json, 'extensions', 'search', 0, 'warnings', 0, 'field')).toBe('created_at');
  });
});

describe('records by their ids', () => {
  const NODES = `query ($ids: [ID!]!) { nodes(ids: $ids) {
    __typename ... on Customer { id displayName } ... on Order { id name } ... on Product { id title } } }`;
  const gids = ['Customer/1', `Product/${BIG}`, 'Order/11', 'Order/99', 'Nothing/1'].map(
    (tail) => `gid://shopify/${tail}`,
  );

  it('come in the order asked for, null where there is none', async () => {
    expect(at(await data(NODES, { ids: gids }), 'nodes')).toEqual([
      { __typename: 'Customer', id: 'gid://shopify/Customer/1', displayName: 'Işıl Çağlar' },
      { __typename: 'Product', id: `gid://shopify/Product/${BIG}`, title: 'Şal' },
      { __typename: 'Order', id: 'gid://shopify/Order/11', name: '#11' },
      null,
      null,
    ]);
    expect(at(await data(`{ node(id: "gid://shopify/Collection/501") { id } }`), 'node', 'id')).toContain('501');
  });

  it('are null with an error where a scope is missing, and cost one object for each id', async () => {
    const poor = await startTestShopify({ scopes: ['read_customers'] });
    await poor.load(RECORDS);
    const reply = await poor.graphql(NODES, { ids: gids.slice(0, 2) });
    expect(at(reply.json, 'data', 'nodes', 0, 'id')).toBe('gid://shopify/Customer/1');
    expect(at(reply.json, 'data', 'nodes', 1)).toBeNull();
    expect(at(reply.json, 'errors', 0)).toMatchObject({ path: ['nodes', 1], extensions: { code: 'ACCESS_DENIED' } });
    expect(at(reply.json, 'extensions', 'cost', 'requestedQueryCost')).toBe(2);
  });
});
