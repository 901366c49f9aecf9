/** Lines of bulk exports as changes: what is read, what is passed over, and what is refused without telling its values. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainReading, readLine } from './line.ts';

const customerNode = {
  id: 'gid://shopify/Customer/706405506930370084',
  createdAt: '2024-01-02T03:04:05Z',
  updatedAt: '2026-01-02T03:04:05Z',
  firstName: 'Işıl',
  lastName: null,
  locale: 'tr',
  state: 'ENABLED',
  tags: ['vip'],
  numberOfOrders: '3',
  amountSpent: { amount: '1249.9', currencyCode: 'TRY' },
  lastOrder: { processedAt: '2026-01-02T03:00:00Z' },
  defaultAddress: null,
  defaultEmailAddress: {
    emailAddress: 'Isil@example.com',
    marketingState: 'SUBSCRIBED',
    marketingUpdatedAt: '2025-05-06T07:08:09+03:00',
  },
  defaultPhoneNumber: {
    phoneNumber: '+905321234567',
    smsMarketingConsent: { state: 'NEVER_SUBSCRIBED', updatedAt: null },
    whatsAppMarketingConsent: { state: 'SUBSCRIBED', updatedAt: '2026-01-01T00:00:00Z' },
  },
};
const money = (amount: string, currencyCode = 'TRY') => ({ shopMoney: { amount, currencyCode } });
const orderNode = {
  id: 'gid://shopify/Order/906405506930370084',
  name: '#1001',
  createdAt: '2026-02-01T10:00:00Z',
  processedAt: '2026-02-01T09:00:00Z',
  updatedAt: '2026-03-01T10:00:00Z',
  cancelledAt: null,
  test: false,
  displayFinancialStatus: 'PARTIALLY_REFUNDED',
  sourceName: 'web',
  tags: ['gift'],
  checkoutToken: 'c1',
  cartToken: null,
  customer: { id: 'gid://shopify/Customer/706405506930370084' },
  totalPriceSet: money('259.90'),
  currentTotalPriceSet: money('200.0'),
  totalDiscountsSet: null,
  refunds: [
    {
      id: 'gid://shopify/Refund/1',
      createdAt: null,
      processedAt: '2026-03-01T00:00:00Z',
      totalRefundedSet: money('59.90'),
    },
    {
      id: 'gid://shopify/Refund/2',
      createdAt: '2026-03-02T00:00:00Z',
      processedAt: '2026-03-03T00:00:00Z',
      totalRefundedSet: money('0.0'),
    },
  ],
};
const lineNode = {
  id: 'gid://shopify/LineItem/11',
  title: 'Küpe',
  vendor: 'Ada',
  quantity: 3,
  currentQuantity: 2,
  product: { id: 'gid://shopify/Product/5' },
  originalTotalSet: money('210.0'),
  totalDiscountSet: money('10.00'),
  discountAllocations: [{ allocatedAmountSet: money('10.0') }, { allocatedAmountSet: money('5.5') }],
};
const expectedLine = {
  lineId: '11',
  productId: '5',
  title: 'Küpe',
  vendor: 'Ada',
  quantity: 3,
  currentQuantity: 2,
  totalMinor: 19_450,
  discountMinor: 1_550,
};
const read = (node: object) => readLine(JSON.stringify(node));

describe('a line', () => {
  it('of a customer tells the profile, every consent and the totals, with every digit of the id', () => {
    const customerId = '706405506930370084';
    expect(read(customerNode)).toEqual({
      kind: 'changes',
      changes: [
        {
          kind: 'customer',
          customerId,
          updatedAt: Date.UTC(2026, 0, 2, 3, 4, 5),
          toldAt: 0,
          email: 'Isil@example.com',
          phone: '+905321234567',
          firstName: 'Işıl',
          lastName: null,
          accountState: 'enabled',
          countryCode: null,
          province: null,
          city: null,
          createdAt: Date.UTC(2024, 0, 2, 3, 4, 5),
          detail: { locale: 'tr', tags: ['vip'], metafields: {} },
        },
        {
          kind: 'customer-totals',
          customerId,
          orderCount: 3,
          spentMinor: 124_990,
          lastOrderAt: Date.UTC(2026, 0, 2, 3),
          at: Date.UTC(2026, 0, 2, 3, 4, 5),
        },
        { kind: 'email-consent', customerId, state: 'subscribed', at: Date.UTC(2025, 4, 6, 4, 8, 9) },
        { kind: 'sms-consent', customerId, state: 'not_subscribed', at: null },
        { kind: 'whatsapp-consent', customerId, state: 'subscribed', at: Date.UTC(2026, 0, 1) },
      ],
      isRoot: true,
    });
  });

  it('of an order tells its version and its refunds', () => {
    const answer = read(orderNode);
    expect(answer).toMatchObject({
      kind: 'changes',
      changes: [
        {
          kind: 'order',
          orderId: '906405506930370084',
          customerId: '706405506930370084',
          toldAt: 0,
          financialStatus: 'partially_refunded',
          currencyCode: 'TRY',
          totalMinor: 25_990,
          currentTotalMinor: 20_000,
          discountMinor: 0,
          tags: ['gift'],
          checkoutToken: 'c1',
          cartToken: null,
          lines: null,
        },
        { kind: 'refund', refundId: '1', refundedAt: Date.UTC(2026, 2, 1), amountMinor: 5_990 },
        { kind: 'refund', refundId: '2', refundedAt: Date.UTC(2026, 2, 2), amountMinor: 0 },
      ],
    });
  });

  it('of an order line tells what it costs after every discount on it', () => {
    expect(read({ ...lineNode, __parentId: orderNode.id })).toEqual({
      kind: 'changes',
      changes: [{ kind: 'order-line', orderId: '906405506930370084', line: expectedLine }],
      isRoot: false,
    });
    const only = { ...lineNode, discountAllocations: [], product: null, __parentId: orderNode.id };
    expect(read(only)).toMatchObject({
      changes: [{ line: { productId: null, totalMinor: 20_000, discountMinor: 1_000 } }],
    });
  });

  it('of a product tells it without empty texts, and its collections come after it', () => {
    const product = { id: 'gid://shopify/Product/5', title: 'Küpe', productType: '', vendor: 'Ada', tags: [] };
    const id = 'gid://shopify/Collection/7';
    expect(read({ ...product, updatedAt: '2026-01-01T00:00:00Z' })).toMatchObject({
      changes: [{ kind: 'product', productId: '5', productType: null, vendor: 'Ada', toldAt: 0, collections: null }],
    });
    expect(read({ id, title: 'Takı', __parentId: product.id })).toEqual({
      kind: 'changes',
      changes: [{ kind: 'product-collection', productId: '5', collectionId: '7', title: 'Takı' }],
      isRoot: false,
    });
  });

  it('read alone holds its lines and collections itself, and when it was asked for', () => {
    const node = { ...orderNode, lineItems: { nodes: [lineNode] } };
    expect(readLine(JSON.stringify(node), { toldAt: 77, metafields: [] })).toMatchObject({
      changes: [{ kind: 'order', toldAt: 77, lines: [expectedLine] }, {}, {}],
    });
  });

  it('tells the metafields that were named, by their names', () => {
    const node = { ...customerNode, m0: { value: '1990-01-01' }, m1: null };
    const reading = { ...plainReading, metafields: ['custom.birth_date', 'custom.level'] };
    expect(readLine(JSON.stringify(node), reading)).toMatchObject({
      changes: [{ detail: { metafields: { 'custom.birth_date': '1990-01-01' } } }, {}, {}, {}, {}],
    });
  });

  it('with what Shopify keeps from us is read all the same', () => {
    const hidden = {
      ...customerNode,
      firstName: null,
      defaultEmailAddress: { ...customerNode.defaultEmailAddress, emailAddress: null },
      defaultPhoneNumber: null,
    };
    expect(read(hidden)).toMatchObject({
      changes: [{ email: null, phone: null, firstName: null }, {}, { kind: 'email-consent', state: 'subscribed' }],
    });
  });

  it('with what PostgreSQL cannot keep in a text is read without it', () => {
    const line = JSON.stringify(customerNode).replace('Işıl', 'I\\u0000\\ud800l').replace('vip', 'v\\u0000ip');
    expect(readLine(line)).toMatchObject({
      changes: [{ firstName: 'I\ufffdl', detail: { tags: ['vip'] } }, {}, {}, {}, {}],
    });
  });

  it.each([
    ['of another connection', { ...orderNode, __parentId: 'gid://shopify/Customer/1' }],
    ['below something else', { ...lineNode, __parentId: 'gid://shopify/Checkout/1' }],
    ['of another type', { id: 'gid://shopify/Shop/1' }],
    ['without an id', { amount: '1' }],
  ])('%s is passed over', (_, node) => {
    expect(read(node)).toEqual({ kind: 'ignored' });
  });

  it.each([
    ['a missing instant', { ...customerNode, updatedAt: undefined }, 'updatedAt'],
    ['a malformed instant', { ...customerNode, updatedAt: 'secret-value' }, 'updatedAt: not an instant'],
    [
      'an unknown state of consent',
      { ...customerNode, defaultEmailAddress: { ...customerNode.defaultEmailAddress, marketingState: 'secret-value' } },
      'marketingState: not a state of consent',
    ],
    [
      'money finer than its currency',
      { ...orderNode, totalPriceSet: money('1.234') },
      'totalPriceSet.shopMoney: too-precise',
    ],
    [
      'an id beyond 64 bits',
      { ...orderNode, id: 'gid://shopify/Order/99999999999999999999' },
      'id: not the id of a Order',
    ],
  ])('with %s is refused, by field and without its value', (_, node, reason) => {
    const answer = read(node);
    expect(answer).toMatchObject({ kind: 'unreadable', reason: expect.stringContaining(reason) });
    expect(JSON.stringify(answer)).not.toContain('secret-value');
  });

  it('of anything at all never throws', () => {
    const shapes = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record({ id: fc.constantFrom(customerNode.id, orderNode.id), rest: fc.jsonValue() })
        .map((node) => JSON.stringify(node)),
      fc
        .tuple(fc.constantFrom(...Object.keys(customerNode)), fc.jsonValue())
        .map(([key, value]) => JSON.stringify({ ...customerNode, [key]: value })),
      fc
        .tuple(fc.constantFrom(...Object.keys(orderNode)), fc.jsonValue())
        .map(([key, value]) => JSON.stringify({ ...orderNode, [key]: value })),
    );
    fc.assert(
      fc.property(shapes, (line) => {
        expect(['changes', 'ignored', 'unreadable']).toContain(readLine(line).kind);
      }),
      { numRuns: 2_000 },
    );
  });
});
