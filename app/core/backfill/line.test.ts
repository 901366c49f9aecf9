/** Lines of bulk exports as changes: what is read, what is passed over, and what is refused without telling its values. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLine } from './line.ts';

const customerNode = {
  id: 'gid://shopify/Customer/706405506930370084',
  createdAt: '2024-01-02T03:04:05Z',
  updatedAt: '2026-01-02T03:04:05Z',
  firstName: 'Işıl',
  lastName: null,
  locale: 'tr',
  tags: ['vip'],
  numberOfOrders: '3',
  amountSpent: { amount: '1249.9', currencyCode: 'TRY' },
  defaultAddress: null,
  defaultEmailAddress: {
    emailAddress: 'Isil@example.com',
    marketingState: 'SUBSCRIBED',
    marketingUpdatedAt: '2025-05-06T07:08:09+03:00',
  },
  defaultPhoneNumber: {
    phoneNumber: '+905321234567',
    smsMarketingConsent: { state: 'NEVER_SUBSCRIBED', updatedAt: null },
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
const read = (node: object) => readLine(JSON.stringify(node));

describe('a line', () => {
  it('of a customer tells the profile, both consents and the totals, with every digit of the id', () => {
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
          accountState: null,
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
          lastOrderAt: null,
          at: Date.UTC(2026, 0, 2, 3, 4, 5),
        },
        { kind: 'email-consent', customerId, state: 'subscribed', at: Date.UTC(2025, 4, 6, 4, 8, 9) },
        { kind: 'sms-consent', customerId, state: 'not_subscribed', at: null },
      ],
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
        },
        { kind: 'refund', refundId: '1', refundedAt: Date.UTC(2026, 2, 1), amountMinor: 5_990 },
        { kind: 'refund', refundId: '2', refundedAt: Date.UTC(2026, 2, 2), amountMinor: 0 },
      ],
    });
  });

  it.each([
    ['below a customer or an order', { ...orderNode, __parentId: 'gid://shopify/Customer/1' }],
    ['of a line item', { id: 'gid://shopify/LineItem/1', quantity: 1, __parentId: orderNode.id }],
    ['of another type', { id: 'gid://shopify/Product/1' }],
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
