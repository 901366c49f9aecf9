// The Admin GraphQL API of the Shopify stand-in: records as Shopify tells them, pages, search, scopes, cost.
import { beforeAll, describe, expect, it } from 'vitest';
import type { Shopify } from './shopifyHarness.ts';
import { at, ALL_SCOPES, customer, order, startTestShopify } from './shopifyHarness.ts';

const BIG = '9007199254740993';

let shopify: Shopify;
beforeAll(async () => {
  shopify = await startTestShopify();
  await shopify.load([
    customer(BIG, { emailConsent: { state: 'unsubscribed', optInLevel: null, updatedAt: '2026-03-01T00:00:00Z' } }),
    customer('2', {
      email: null,
      updatedAt: '2026-02-02T00:00:00Z',
      smsConsent: { state: 'not_subscribed', optInLevel: null, updatedAt: null },
    }),
    customer('3', { phone: null, countryCode: null, updatedAt: '2026-02-03T00:00:00Z' }),
    order('11', BIG, { processedAt: '2026-02-01T10:00:00Z' }),
    order('12', BIG, {
      processedAt: '2026-02-05T10:00:00Z',
      financialStatus: 'partially_refunded',
      currentTotalMinor: 20_000,
      refunds: [{ id: '77', createdAt: '2026-02-06T00:00:00Z', amountMinor: 5990 }],
    }),
    order('13', null),
    order('14', BIG, { test: true }),
  ]);
});

const data = async (query: string, variables?: Record<string, unknown>): Promise<unknown> => {
  const reply = await shopify.graphql(query, variables);
  expect(at(reply.json, 'errors')).toBeUndefined();
  return at(reply.json, 'data');
};

describe('customers', () => {
  it('tells contact, consents and totals, with ids beyond 2^53 whole', async () => {
    const answer = await data(
      `query ($id: ID!) { customer(id: $id) {
        id legacyResourceId displayName numberOfOrders amountSpent { amount currencyCode } tags state
        defaultEmailAddress { emailAddress marketingState marketingOptInLevel marketingUpdatedAt validFormat }
        defaultPhoneNumber { phoneNumber smsMarketingConsent { state updatedAt } }
        defaultAddress { city province countryCodeV2 country }
        lastOrder { id }
      } }`,
      { id: `gid://shopify/Customer/${BIG}` },
    );
    expect(at(answer, 'customer')).toEqual({
      id: `gid://shopify/Customer/${BIG}`,
      legacyResourceId: BIG,
      displayName: 'Işıl Çağlar',
      numberOfOrders: '2',
      amountSpent: { amount: '459.9', currencyCode: 'TRY' },
      tags: ['bülten'],
      state: 'DISABLED',
      defaultEmailAddress: {
        emailAddress: `musteri${BIG}@example.com`,
        marketingState: 'UNSUBSCRIBED',
        marketingOptInLevel: null,
        marketingUpdatedAt: '2026-03-01T00:00:00Z',
        validFormat: true,
      },
      defaultPhoneNumber: {
        phoneNumber: '+905321234567',
        smsMarketingConsent: { state: 'NEVER_SUBSCRIBED', updatedAt: null },
      },
      defaultAddress: { city: 'Karşıyaka', province: 'İzmir', countryCodeV2: 'TR', country: 'Türkiye' },
      lastOrder: { id: 'gid://shopify/Order/12' },
    });
  });

  it('gives null where there is no e-mail, phone or address, and null for an unknown id', async () => {
    const answer = await data(`{
      two: customer(id: "gid://shopify/Customer/2") { defaultEmailAddress { emailAddress } }
      three: customer(id: "gid://shopify/Customer/3") { defaultPhoneNumber { phoneNumber } defaultAddress { city } }
      none: customer(id: "gid://shopify/Customer/99") { id }
      wrong: customer(id: "gid://shopify/Order/11") { id }
    }`);
    expect(answer).toEqual({
      two: { defaultEmailAddress: null },
      three: { defaultPhoneNumber: null, defaultAddress: null },
      none: null,
      wrong: null,
    });
  });

  it('pages by cursor in the asked order without losing or repeating anyone', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const answer = await data(
        `query ($after: String) { customers(first: 1, after: $after, sortKey: UPDATED_AT, reverse: true) {
          edges { cursor node { id } } pageInfo { hasNextPage endCursor hasPreviousPage } } }`,
        { after },
      );
      const page = at(answer, 'customers');
      seen.push(String(at(page, 'edges', 0, 'node', 'id')));
      expect(at(page, 'pageInfo', 'hasPreviousPage')).toBe(after !== null);
      after = at(page, 'pageInfo', 'hasNextPage') ? String(at(page, 'pageInfo', 'endCursor')) : null;
    } while (after !== null);
    expect(seen.map((id) => id.split('/').at(-1))).toEqual(['3', '2', BIG]);
  });

  it('searches by updated_at, and remarks on what it cannot search by', async () => {
    const reply = await shopify.graphql(
      `{ customers(first: 10, query: "updated_at:>='2026-02-02T00:00:00Z' AND updated_at:<2026-02-03T00:00:00Z mood:good") { nodes { id } } }`,
    );
    expect(at(reply.json, 'data', 'customers', 'nodes')).toEqual([{ id: 'gid://shopify/Customer/2' }]);
    expect(at(reply.json, 'extensions', 'search', 0, 'warnings')).toEqual([
      { field: 'mood', message: 'Invalid search field for this query.' },
    ]);
  });

  it('asks for a page size and limits it', async () => {
    const none = await shopify.graphql('{ customers { nodes { id } } }');
    expect(at(none.json, 'errors', 0, 'message')).toBe('you must provide one of first or last');
    const many = await shopify.graphql('{ customers(first: 251) { nodes { id } } }');
    expect(at(many.json, 'errors', 0, 'extensions', 'code')).toBe('MAX_INPUT_SIZE_EXCEEDED');
  });
});

describe('orders', () => {
  it('tell money as decimals without trailing zeros, lines and refunds', async () => {
    const answer = await data(`{ order(id: "gid://shopify/Order/12") {
      name displayFinancialStatus test cancelledAt discountCodes customer { id }
      totalPriceSet { shopMoney { amount currencyCode } presentmentMoney { amount } }
      currentTotalPriceSet { shopMoney { amount } } totalRefundedSet { shopMoney { amount } }
      refunds { id createdAt totalRefundedSet { shopMoney { amount } } }
      lineItems(first: 5) { nodes { title quantity product { id productType vendor }
        originalUnitPriceSet { shopMoney { amount } } discountedTotalSet { shopMoney { amount } } } }
    } }`);
    expect(at(answer, 'order')).toEqual({
      name: '#12',
      displayFinancialStatus: 'PARTIALLY_REFUNDED',
      test: false,
      cancelledAt: null,
      discountCodes: ['KASIM10'],
      customer: { id: `gid://shopify/Customer/${BIG}` },
      totalPriceSet: { shopMoney: { amount: '259.9', currencyCode: 'TRY' }, presentmentMoney: { amount: '259.9' } },
      currentTotalPriceSet: { shopMoney: { amount: '200.0' } },
      totalRefundedSet: { shopMoney: { amount: '59.9' } },
      refunds: [
        {
          id: 'gid://shopify/Refund/77',
          createdAt: '2026-02-06T00:00:00Z',
          totalRefundedSet: { shopMoney: { amount: '59.9' } },
        },
      ],
      lineItems: {
        nodes: [
          {
            title: 'Keten gömlek',
            quantity: 1,
            product: { id: 'gid://shopify/Product/8100000000001', productType: 'Gömlek', vendor: 'Kesit' },
            originalUnitPriceSet: { shopMoney: { amount: '200.0' } },
            discountedTotalSet: { shopMoney: { amount: '190.0' } },
          },
          {
            title: 'Hediye paketi',
            quantity: 2,
            product: null,
            originalUnitPriceSet: { shopMoney: { amount: '34.95' } },
            discountedTotalSet: { shopMoney: { amount: '69.9' } },
          },
        ],
      },
    });
  });

  it('hang from their customer', async () => {
    const answer = await data(
      `{ customer(id: "gid://shopify/Customer/${BIG}") { orders(first: 2, sortKey: PROCESSED_AT, reverse: true) { nodes { id } pageInfo { hasNextPage } } } }`,
    );
    expect(at(answer, 'customer', 'orders')).toEqual({
      nodes: [{ id: 'gid://shopify/Order/12' }, { id: 'gid://shopify/Order/14' }],
      pageInfo: { hasNextPage: true },
    });
  });

  it('older than 60 days are hidden from a token without read_all_orders', async () => {
    const now = new Date('2026-04-03T00:00:00Z');
    const server = await startTestShopify({ clock: () => now, scopes: ['read_orders', 'read_customers'] });
    await server.load([
      order('1', null, { createdAt: '2026-02-01T23:59:59Z' }),
      order('2', null, { createdAt: '2026-02-02T00:00:00Z' }),
    ]);
    const reply = await server.graphql(
      '{ orders(first: 9) { nodes { id } } ordersCount { count } old: order(id: "gid://shopify/Order/1") { id } }',
    );
    expect(at(reply.json, 'data')).toEqual({
      orders: { nodes: [{ id: 'gid://shopify/Order/2' }] },
      ordersCount: { count: 1 },
      old: null,
    });
  });
});

describe('counts', () => {
  it('are exact below their limit and "at least" above it', async () => {
    const answer = await data(
      '{ customersCount { count precision } few: customersCount(limit: 2) { count precision } ordersCount(limit: null) { count precision } }',
    );
    expect(answer).toEqual({
      customersCount: { count: 3, precision: 'EXACT' },
      few: { count: 2, precision: 'AT_LEAST' },
      ordersCount: { count: 4, precision: 'EXACT' },
    });
  });
});

describe('the shop and the installation', () => {
  it('are told as set', async () => {
    const answer = await data(
      '{ shop { name myshopifyDomain currencyCode ianaTimezone plan { publicDisplayName } shopAddress { countryCodeV2 } } currentAppInstallation { accessScopes { handle } } }',
    );
    expect(at(answer, 'shop')).toEqual({
      name: 'Deneme',
      myshopifyDomain: 'deneme.myshopify.com',
      currencyCode: 'TRY',
      ianaTimezone: 'Europe/Istanbul',
      plan: { publicDisplayName: 'Basic' },
      shopAddress: { countryCodeV2: 'TR' },
    });
    expect(at(answer, 'currentAppInstallation', 'accessScopes')).toEqual(ALL_SCOPES.map((handle) => ({ handle })));
  });

  it('keep one web pixel', async () => {
    const create = `mutation ($settings: JSON!) { webPixelCreate(webPixel: { settings: $settings }) {
      webPixel { id settings } userErrors { code field message } } }`;
    const broken = await data(create, { settings: '{accountID' });
    expect(at(broken, 'webPixelCreate', 'userErrors', 0, 'code')).toBe('INVALID_CONFIGURATION_JSON');
    const made = await data(create, { settings: '{"accountID":"a1"}' });
    expect(at(made, 'webPixelCreate', 'webPixel', 'settings')).toEqual({ accountID: 'a1' });
    const twice = await data(create, { settings: { accountID: 'a2' } });
    expect(at(twice, 'webPixelCreate', 'userErrors', 0, 'code')).toBe('TAKEN');
    const id = String(at(made, 'webPixelCreate', 'webPixel', 'id'));
    const updated = await data(
      `mutation ($id: ID!, $settings: JSON!) { webPixelUpdate(id: $id, webPixel: { settings: $settings }) { webPixel { settings } } }`,
      { id, settings: { accountID: 'a3' } },
    );
    expect(at(updated, 'webPixelUpdate', 'webPixel', 'settings')).toEqual({ accountID: 'a3' });
  });
});

describe('errors', () => {
  it('name a field that does not exist and answer no data', async () => {
    const reply = await shopify.graphql('{ shop { naem } }');
    expect(reply.status).toBe(200);
    expect(at(reply.json, 'errors', 0, 'message')).toContain('Cannot query field "naem" on type "Shop"');
    expect(at(reply.json, 'data')).toBeUndefined();
  });

  it('say which scope a field lacks', async () => {
    const server = await startTestShopify({ scopes: ['read_customers'] });
    const reply = await server.graphql(
      '{ shop { name } order(id: "gid://shopify/Order/1") { id } ordersCount { count } }',
    );
    expect(at(reply.json, 'data')).toEqual({ shop: { name: 'Deneme' }, order: null, ordersCount: null });
    expect(at(reply.json, 'errors', 0)).toMatchObject({
      message: 'Access denied for order field. Required access: `read_orders` access scope.',
      path: ['order'],
      extensions: { code: 'ACCESS_DENIED' },
    });
  });
});

describe('cost', () => {
  it('runs out, says so with HTTP 200, and flows back with the clock', async () => {
    let nowMs = Date.parse('2026-11-21T12:00:00Z');
    const server = await startTestShopify({ clock: () => new Date(nowMs) });
    const query = '{ customers(first: 100) { nodes { id amountSpent { amount } } } }';
    // 2 for the connection and 100 times a customer with its money.
    const spend = (): Promise<unknown> => server.graphql(query).then((reply) => reply.json);
    await server.load(Array.from({ length: 100 }, (_, index) => customer(String(index + 1))));
    const first = await spend();
    expect(at(first, 'extensions', 'cost')).toEqual({
      requestedQueryCost: 202,
      actualQueryCost: 202,
      throttleStatus: { maximumAvailable: 2000, currentlyAvailable: 1798, restoreRate: 100 },
    });
    for (let time = 0; time < 8; time += 1) await spend();
    const throttled = await spend();
    expect(at(throttled, 'errors', 0, 'extensions', 'code')).toBe('THROTTLED');
    expect(at(throttled, 'data')).toBeUndefined();
    expect(at(throttled, 'extensions', 'cost', 'throttleStatus', 'currentlyAvailable')).toBe(182);
    nowMs += 200;
    expect(at(await spend(), 'errors')).toBeUndefined();
  });

  it('gives back what the answer did not need, and refuses a single query that is too dear', async () => {
    const server = await startTestShopify();
    const cheap = await server.graphql('{ customers(first: 100) { nodes { id } } }');
    expect(at(cheap.json, 'extensions', 'cost')).toMatchObject({ requestedQueryCost: 102, actualQueryCost: 2 });
    const dear = await server.graphql('{ orders(first: 100) { nodes { lineItems(first: 10) { nodes { id } } } } }');
    expect(at(dear.json, 'errors', 0, 'extensions', 'code')).toBe('MAX_COST_EXCEEDED');
  });

  it('has a bucket the control API can size', async () => {
    const server = await startTestShopify();
    await server.control('POST', '/bucket', { maximum: 100, restorePerSecond: 1 });
    const reply = await server.graphql('{ customers(first: 200) { nodes { id } } }');
    expect(at(reply.json, 'errors', 0, 'extensions', 'code')).toBe('THROTTLED');
  });
});
