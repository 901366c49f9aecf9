/** Deliveries and events → facts and segments, kind by kind: what each changes, and in whatever order it comes. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { DAY_MS, NOW, segmentedShop, type SegmentedShop } from './segmentedShop.ts';
import {
  consentTold,
  customerDeleted,
  customerTold,
  delivery,
  orderDeleted,
  orderTold,
  refundTold,
  type TestDelivery,
} from './webhooks.ts';

let database: TestDatabase;
let shop: SegmentedShop;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  shop = await segmentedShop(database);
});

const ago = (days: number): number => NOW - days * DAY_MS;
const orders = (count: number, customerId: number, at: number): TestDelivery[] =>
  Array.from({ length: count }, (_, index) => orderTold(customerId * 100 + index, { customerId, at }));

describe('an order', () => {
  it('counts for its customer, whose second makes a repeat buyer and whose sixth a VIP', async () => {
    await shop.tell(...orders(1, 1, ago(1)));
    expect(await shop.segmentsOf(1)).toEqual([]);
    await shop.tell(...orders(2, 1, ago(1)));
    expect(await shop.segmentsOf(1)).toEqual(['repeat-buyers']);
    await shop.tell(...orders(5, 1, ago(1)));
    expect(await shop.segmentsOf(1)).toEqual(['repeat-buyers']);
    await shop.tell(...orders(6, 1, ago(1)));
    expect(await shop.segmentsOf(1)).toEqual(['vip', 'repeat-buyers']);
    expect(await shop.factsOf(1)).toMatchObject({ order_count: 6, spent_minor: '60000', last_order_at: ago(1) });
  });

  it('does not count when it is a test, cancelled, deleted, voided, expired or fully refunded', async () => {
    await shop.tell(
      orderTold(1, { customerId: 1, at: ago(5), isTest: true }),
      orderTold(2, { customerId: 1, at: ago(5), cancelledAt: ago(4), topic: 'orders/cancelled' }),
      orderTold(3, { customerId: 1, at: ago(5) }),
      orderDeleted(3, ago(3)),
      orderTold(4, { customerId: 1, at: ago(5), status: 'voided' }),
      orderTold(5, { customerId: 1, at: ago(5), status: 'expired' }),
      orderTold(6, { customerId: 1, at: ago(5), status: 'refunded', currentTotalMinor: 0 }),
    );
    expect(await shop.factsOf(1)).toMatchObject({ order_count: 0, spent_minor: '0', last_order_at: null });
  });

  it('that waits for its payment counts, unless the shop says otherwise', async () => {
    const pending = orderTold(1, { customerId: 1, at: ago(5), status: 'pending' });
    await shop.tell(pending);
    expect(await shop.factsOf(1)).toMatchObject({ order_count: 1 });
    await shop.rows(`UPDATE shop SET settings = '{"countPendingOrders": false}' WHERE shop_id = $1`);
    await shop.tell({ ...pending, deliveryId: 'again' });
    expect(await shop.factsOf(1)).toMatchObject({ order_count: 0 });
  });

  it('that is cancelled later takes its customer out again', async () => {
    await shop.tell(...orders(2, 1, ago(9)));
    await shop.tell(orderTold(101, { customerId: 1, at: ago(9), updatedAt: ago(1), cancelledAt: ago(1) }));
    expect(await shop.segmentsOf(1)).toEqual([]);
  });

  it('comes before its customer without harm', async () => {
    await shop.tell(...orders(2, 1, ago(1)));
    expect(await shop.segmentsOf(1)).toEqual(['repeat-buyers']);
    await shop.tell(customerTold(1, { updatedAt: ago(2) }));
    expect(await shop.rows('SELECT email FROM customer WHERE shop_id = $1')).toEqual([{ email: 'c1@example.com' }]);
    expect(await shop.segmentsOf(1)).toEqual(['repeat-buyers']);
  });

  it('that passes to another customer leaves the first', async () => {
    await shop.tell(...orders(2, 1, ago(9)));
    await shop.tell(
      orderTold(100, { customerId: 2, at: ago(9), updatedAt: ago(8) }),
      orderTold(101, { customerId: 2, at: ago(9), updatedAt: ago(8) }),
    );
    expect([await shop.segmentsOf(1), await shop.segmentsOf(2)]).toEqual([[], ['repeat-buyers']]);
  });

  it('stays as its newest version told it, whenever an older one comes', async () => {
    await shop.tell(orderTold(1, { customerId: 1, at: ago(9), updatedAt: ago(1), currentTotalMinor: 700 }));
    await shop.tell(orderTold(1, { customerId: 1, at: ago(9), updatedAt: ago(2), currentTotalMinor: 900 }));
    expect(await shop.factsOf(1)).toMatchObject({ spent_minor: '700' });
  });

  it.each([
    ['in order', false],
    ['the other way round', true],
  ])('told twice within a second stays as it was told last, %s', async (_, reversed) => {
    const versions = [
      orderTold(1, { customerId: 1, at: ago(9), toldAt: ago(9) + 10, currentTotalMinor: 900 }),
      orderTold(1, { customerId: 1, at: ago(9), toldAt: ago(9) + 11, currentTotalMinor: 700 }),
    ];
    for (const version of reversed ? versions.toReversed() : versions) await shop.tell(version);
    expect(await shop.factsOf(1)).toMatchObject({ spent_minor: '700' });
  });

  it('that was deleted does not come back, not even when the deletion came first', async () => {
    await shop.tell(orderDeleted(1, ago(1)));
    await shop.tell(orderTold(1, { customerId: 1, at: ago(9), topic: 'orders/create' }));
    expect(await shop.factsOf(1)).toMatchObject({ order_count: 0 });
  });
});

describe('a refund', () => {
  const refund = { id: 7, at: ago(2), amountMinor: 2_500 };

  it('lowers what the order is worth until a version comes that includes it', async () => {
    await shop.tell(orderTold(1, { customerId: 1, at: ago(9) }), refundTold(1, refund));
    expect(await shop.factsOf(1)).toMatchObject({ order_count: 1, spent_minor: '7500' });
    const next = { customerId: 1, at: ago(9), updatedAt: ago(2) + 1_000, currentTotalMinor: 7_500 };
    await shop.tell(orderTold(1, { ...next, status: 'partially_refunded', refunds: [refund] }));
    expect(await shop.factsOf(1)).toMatchObject({ order_count: 1, spent_minor: '7500' });
  });

  it('comes before its order without harm', async () => {
    await shop.tell(refundTold(1, refund));
    await shop.tell(orderTold(1, { customerId: 1, at: ago(9) }));
    expect(await shop.factsOf(1)).toMatchObject({ spent_minor: '7500' });
  });

  it('of the whole worth makes the order not count', async () => {
    await shop.tell(...orders(2, 1, ago(9)), refundTold(100, { ...refund, amountMinor: 10_000 }));
    expect(await shop.factsOf(1)).toMatchObject({ order_count: 1, spent_minor: '10000' });
    expect(await shop.segmentsOf(1)).toEqual([]);
  });
});

describe('a consent', () => {
  it.each(['email', 'sms'] as const)(
    'to %s makes a new subscriber for 14 days from its own instant',
    async (channel) => {
      await shop.tell(
        consentTold(1, 'subscribed', ago(14) + 1, channel),
        consentTold(2, 'subscribed', ago(14), channel),
        consentTold(3, 'pending', ago(1), channel),
      );
      expect(await shop.segmentsOf(1)).toEqual(['new-subscribers']);
      expect([await shop.segmentsOf(2), await shop.segmentsOf(3)]).toEqual([[], []]);
    },
  );

  it.each([
    ['in order', false],
    ['the other way round', true],
  ])('that was withdrawn stays withdrawn, %s; at one instant the refusal wins', async (_, reversed) => {
    const told = [
      consentTold(1, 'subscribed', ago(3)),
      consentTold(1, 'unsubscribed', ago(2)),
      consentTold(2, 'subscribed', ago(2)),
      consentTold(2, 'unsubscribed', ago(2)),
    ];
    for (const one of reversed ? told.toReversed() : told) await shop.tell(one);
    expect(await shop.rows('SELECT email_consent FROM customer WHERE shop_id = $1')).toEqual([
      { email_consent: 'unsubscribed' },
      { email_consent: 'unsubscribed' },
    ]);
  });
});

describe('a customer', () => {
  it('that is deleted leaves every segment and list, and does not come back', async () => {
    const told = customerTold(1, { updatedAt: ago(9) });
    await shop.tell(told, consentTold(1, 'subscribed', ago(9)), ...orders(2, 1, ago(9)));
    expect(await shop.segmentsOf(1)).toEqual(['new-subscribers', 'repeat-buyers']);
    await shop.tell(customerDeleted(1, ago(1)));
    expect([await shop.segmentsOf(1), await shop.factsOf(1)]).toEqual([[], undefined]);
    expect(await shop.rows('SELECT customer_id FROM placement WHERE shop_id = $1 AND desired')).toEqual([]);
    await shop.tell({ ...told, deliveryId: 'late' }, consentTold(1, 'subscribed', ago(0)));
    expect([await shop.segmentsOf(1), await shop.factsOf(1)]).toEqual([[], undefined]);
    expect(await shop.rows('SELECT email, email_consent FROM customer WHERE shop_id = $1')).toEqual([
      { email: null, email_consent: null },
    ]);
  });

  it('deleted before it was created stays deleted', async () => {
    await shop.tell(customerDeleted(1, ago(1)));
    await shop.tell(customerTold(1, { updatedAt: ago(2), topic: 'customers/create' }), ...orders(2, 1, ago(9)));
    expect([await shop.segmentsOf(1), await shop.factsOf(1)]).toEqual([[], undefined]);
  });

  it('keeps the totals that Shopify gives, the newest of them', async () => {
    const totals = (numberOfOrders: number, at: number): TestDelivery => {
      const occurredAt = new Date(at).toISOString();
      const amountSpent = { amount: '12.5', currencyCode: 'TRY' };
      const customerId = 'gid://shopify/Customer/1';
      return delivery('customers/purchasing_summary', { customerId, numberOfOrders, amountSpent, occurredAt }, at);
    };
    await shop.tell(totals(5, ago(1)), totals(4, ago(2)));
    expect(await shop.rows('SELECT shopify_order_count, shopify_spent_minor FROM customer WHERE shop_id = $1')).toEqual(
      [{ shopify_order_count: 5, shopify_spent_minor: '1250' }],
    );
  });
});

describe('a storefront event', () => {
  it('by id or by the e-mail address of the moment makes a potential purchaser of who has not ordered', async () => {
    await shop.tell(customerTold(1, { updatedAt: ago(9) }), customerTold(2, { updatedAt: ago(9) }));
    await shop.visit(
      { name: 'product_viewed', at: ago(3), customerId: 1 },
      { at: ago(2), customerId: 1 },
      { at: ago(4), emailKey: 'c2@example.com' },
    );
    await shop.absorb();
    expect(await shop.factsOf(1)).toMatchObject({ last_product_view_at: ago(3), last_site_activity_at: ago(2) });
    expect(await shop.factsOf(2)).toMatchObject({ last_product_view_at: null, last_site_activity_at: ago(4) });
    expect([await shop.segmentsOf(1), await shop.segmentsOf(2)]).toEqual([
      ['potential-purchasers'],
      ['potential-purchasers'],
    ]);
    await shop.tell(...orders(1, 1, ago(1)));
    await shop.tell(customerTold(2, { updatedAt: ago(1), email: 'other@example.com' }));
    expect([await shop.segmentsOf(1), await shop.segmentsOf(2)]).toEqual([[], []]);
  });

  it('from before its customer was known counts once the customer is', async () => {
    await shop.visit({ at: ago(2), emailKey: 'c1@example.com' }, { at: ago(2), customerId: 2 });
    await shop.absorb();
    await shop.tell(customerTold(1, { updatedAt: ago(1) }), customerTold(2, { updatedAt: ago(1) }));
    expect([await shop.segmentsOf(1), await shop.segmentsOf(2)]).toEqual([
      ['potential-purchasers'],
      ['potential-purchasers'],
    ]);
  });
});

describe('the change of a segment', () => {
  it('is kept as transitions and as its size by the hour', async () => {
    await shop.tell(...orders(2, 1, ago(1)), ...orders(2, 2, ago(1)));
    await shop.tell(orderDeleted(100, ago(0)));
    const repeat = `segment_id = (SELECT segment_id FROM segment WHERE shop_id = $1 AND preset_id = 'repeat-buyers')`;
    expect(
      await shop.rows(
        `SELECT customer_id, entered FROM transition WHERE shop_id = $1 AND ${repeat} ORDER BY transition_id`,
      ),
    ).toEqual([
      { customer_id: '1', entered: true },
      { customer_id: '2', entered: true },
      { customer_id: '1', entered: false },
    ]);
    expect(
      await shop.rows(
        `SELECT hour, member_count, entered_count, left_count FROM segment_size WHERE shop_id = $1 AND ${repeat}`,
      ),
    ).toEqual([{ hour: NOW, member_count: 1, entered_count: 2, left_count: 1 }]);
  });
});
