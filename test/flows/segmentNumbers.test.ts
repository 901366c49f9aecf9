/** Numbers of segments: of those who were members at the time, on calendar days of the shop, whatever comes late. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tick } from '#app/flows/decide/tick.ts';
import { RECOUNT_DAYS } from '#app/flows/segments/measureSegments.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import {
  HOUR_MS,
  measuredShop,
  MIDNIGHT,
  MINUTE_MS,
  night,
  numberOf,
  TODAY,
  type MeasuredShop,
} from './measuredShop.ts';
import { DAY_MS, NOW } from './segmentedShop.ts';
import { consentTold, customersMerged, customerTold, orderTold, redactCustomer } from './webhooks.ts';

let database: TestDatabase;
let shop: MeasuredShop;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  shop = await measuredShop(database);
});

describe('orders', () => {
  it('count for the segments that their customer was in at that instant', async () => {
    await shop.makeMember(1);
    await shop.tell(orderTold(2_001, { customerId: 2, at: NOW - 60 * DAY_MS }));
    shop.time.now = NOW + HOUR_MS;
    // The second customer enters by an order, which is not one of a member.
    await shop.tell(
      orderTold(1_003, { customerId: 1, at: NOW, totalMinor: 4_000 }),
      orderTold(1_004, { customerId: 1, at: NOW - 1, totalMinor: 300_000 }),
      orderTold(2_002, { customerId: 2, at: NOW + HOUR_MS - 1, totalMinor: 500_000 }),
      orderTold(2_003, { customerId: 2, at: NOW + HOUR_MS, totalMinor: 6_000 }),
      orderTold(3_001, { customerId: 3, at: NOW, totalMinor: 700_000 }),
    );
    await shop.measure(night());
    expect(await shop.dayOf('repeat-buyers', TODAY)).toEqual({
      day: TODAY,
      ...{ memberCount: 2, enteredCount: 2, leftCount: 0 },
      ...{ orderCount: 2, buyerCount: 2, revenueMinor: 10_000, repeatOrderCount: 2 },
      ...{ receivedCount: 0, openedCount: 0, clickedCount: 0, unsubscribedCount: 0 },
    });
    const { totals } = await shop.numbers('repeat-buyers');
    expect(totals).toEqual({
      ...{ revenueMinor: 10_000, orders: 2, averageOrderMinor: 5_000, repeatRate: 1 },
      ...{ openRate: null, clickRate: null, unsubscribeRate: null },
    });
  });

  it('count only if they count at all, and the first of a customer is no repeat', async () => {
    await shop.tell(consentTold(1, 'subscribed', NOW));
    shop.time.now = NOW + HOUR_MS;
    await shop.tell(
      orderTold(1, { customerId: 1, at: NOW + 1, isTest: true }),
      orderTold(2, { customerId: 1, at: NOW + 2, cancelledAt: NOW + 3 }),
      orderTold(3, { customerId: 1, at: NOW + 3, totalMinor: 8_000, currentTotalMinor: 5_000 }),
      orderTold(4, { customerId: 1, at: NOW + 4, totalMinor: 1_000 }),
      orderTold(5, { customerId: 1, at: NOW + 5, totalMinor: 9_000, status: 'refunded' }),
    );
    await shop.measure(night());
    expect(await shop.dayOf('new-subscribers', TODAY)).toMatchObject({
      ...{ orderCount: 2, buyerCount: 1, revenueMinor: 6_000, repeatOrderCount: 1 },
    });
    expect((await shop.numbers('new-subscribers')).totals.repeatRate).toBe(0.5);
  });

  it('that come up to three days late count on their day, and later ones no more', async () => {
    await shop.makeMember(1);
    for (let later = 0; later < RECOUNT_DAYS; later += 1) {
      await shop.measure(night(later));
      expect(await shop.dayOf('repeat-buyers', TODAY)).toMatchObject({ orderCount: later });
      await shop.tell(orderTold(5_000 + later, { customerId: 1, at: NOW + MINUTE_MS, totalMinor: 2_500 }));
    }
    await shop.measure(night(RECOUNT_DAYS));
    expect(await shop.dayOf('repeat-buyers', TODAY)).toMatchObject({ orderCount: 2, revenueMinor: 5_000 });
    expect((await shop.numbers('repeat-buyers')).days.map(({ day, memberCount }) => [day, memberCount])).toEqual([
      ['2026-11-21', 1],
      ['2026-11-22', 1],
      ['2026-11-23', 1],
      ['2026-11-24', 1],
    ]);
  });

  it('after leaving do not count, and after coming back do', async () => {
    const at = (hours: number): number => NOW + hours * HOUR_MS;
    await shop.tell(customerTold(1, { updatedAt: NOW - DAY_MS }));
    for (const [hours, state] of [
      [1, 'subscribed'] as const,
      [2, 'unsubscribed'] as const,
      [3, 'subscribed'] as const,
    ]) {
      shop.time.now = at(hours);
      await shop.tell(consentTold(1, state, at(hours)));
    }
    shop.time.now = at(5);
    await shop.tell(
      ...[0, 1, 2, 3].map((hours) =>
        orderTold(hours + 1, { customerId: 1, at: at(hours) + MINUTE_MS, totalMinor: 10 ** (hours + 2) }),
      ),
    );
    await shop.measure(night());
    expect(await shop.dayOf('new-subscribers', TODAY)).toMatchObject({
      ...{ memberCount: 1, enteredCount: 2, leftCount: 1 },
      ...{ orderCount: 2, buyerCount: 1, revenueMinor: 1_000 + 100_000 },
    });
  });

  it('that make their customer leave are still those of a member', async () => {
    await shop.tell(orderTold(1, { customerId: 1, at: NOW - 200 * DAY_MS }));
    expect(await shop.segmentsOf(1)).toEqual(['winback']);
    shop.time.now = NOW + HOUR_MS;
    await shop.tell(orderTold(2, { customerId: 1, at: NOW + HOUR_MS - 1_000, totalMinor: 7_000 }));
    expect(await shop.segmentsOf(1)).toEqual(['repeat-buyers']);
    await shop.measure(night());
    expect(await shop.dayOf('winback', TODAY)).toMatchObject({
      ...{ memberCount: 0, enteredCount: 1, leftCount: 1, orderCount: 1, revenueMinor: 7_000, repeatOrderCount: 1 },
    });
    expect(await shop.dayOf('repeat-buyers', TODAY)).toMatchObject({ memberCount: 1, orderCount: 0 });
  });

  it('belong to the calendar day of the shop, to the millisecond', async () => {
    await shop.makeMember(1);
    shop.time.now = MIDNIGHT + HOUR_MS;
    await shop.tell(
      orderTold(1, { customerId: 1, at: MIDNIGHT - 1, totalMinor: 100 }),
      orderTold(2, { customerId: 1, at: MIDNIGHT, totalMinor: 2_000 }),
    );
    await shop.measure(night(1));
    expect(await shop.dayOf('repeat-buyers', TODAY)).toMatchObject({ orderCount: 1, revenueMinor: 100 });
    expect(await shop.dayOf('repeat-buyers', '2026-11-22')).toMatchObject({ orderCount: 1, revenueMinor: 2_000 });
  });

  it('of a merged customer are those of the kept one', async () => {
    await shop.makeMember(1);
    await shop.makeMember(2);
    shop.time.now = NOW + HOUR_MS;
    await shop.tell(orderTold(1, { customerId: 1, at: NOW + MINUTE_MS, totalMinor: 3_000 }));
    await shop.tell(orderTold(2, { customerId: 2, at: NOW + MINUTE_MS, totalMinor: 4_000 }));
    await shop.tell(customersMerged(1, 2, NOW + HOUR_MS));
    await shop.measure(night());
    expect(await shop.dayOf('repeat-buyers', TODAY)).toMatchObject({
      ...{ memberCount: 1, enteredCount: 2, leftCount: 1, orderCount: 2, buyerCount: 1, revenueMinor: 7_000 },
    });
  });

  it('of somebody erased stay in what was counted for good, and count no more in what is counted anew', async () => {
    await shop.makeMember(1);
    await shop.makeMember(2);
    shop.time.now = NOW + HOUR_MS;
    await shop.tell(
      orderTold(1, { customerId: 1, at: NOW + MINUTE_MS, totalMinor: 3_000 }),
      orderTold(2, { customerId: 2, at: NOW + MINUTE_MS, totalMinor: 4_000 }),
    );
    for (const later of [0, 1, 2, 3]) await shop.measure(night(later));
    shop.time.now = night(3) + HOUR_MS;
    await shop.tell(orderTold(3, { customerId: 1, at: shop.time.now - MINUTE_MS, totalMinor: 50_000 }));
    await shop.measure(night(4));
    expect(await shop.dayOf('repeat-buyers', '2026-11-25')).toMatchObject({ orderCount: 1 });
    await shop.tell(redactCustomer(1, { at: shop.time.now }));
    await shop.measure(night(5));
    expect(await shop.dayOf('repeat-buyers', TODAY)).toMatchObject({
      orderCount: 2,
      revenueMinor: 7_000,
      memberCount: 2,
    });
    expect(await shop.dayOf('repeat-buyers', '2026-11-25')).toMatchObject({
      orderCount: 0,
      revenueMinor: 0,
      memberCount: 2,
    });
    expect(await shop.dayOf('repeat-buyers', '2026-11-26')).toMatchObject({ memberCount: 1, leftCount: 1 });
  });
});

describe('e-mails', () => {
  const sent = (kind: 'received' | 'opened' | 'clicked', minutes: number, more = {}) => ({
    ...{ kind, customerId: '1', occurredAt: NOW + minutes * MINUTE_MS },
    ...more,
  });

  it('count by members who were members then, without what machines do', async () => {
    await shop.makeMember(1);
    await shop.makeMember(2);
    shop.time.now = NOW + 2 * HOUR_MS;
    await shop.tell(customerTold(3, { updatedAt: NOW - DAY_MS }));
    await shop.mail(
      ...[sent('received', 1), sent('received', 2), sent('opened', 3), sent('opened', 4)],
      sent('clicked', 5, { isMachine: true }),
      // Known by the address alone.
      sent('received', 1, { customerId: null, email: 'C2@example.com' }),
      sent('opened', 2, { customerId: '2', isMachine: true }),
      sent('clicked', -1, { customerId: '2' }),
      ...[sent('received', 1, { customerId: '3' }), sent('opened', 2, { customerId: '3' })],
    );
    await shop.tell(consentTold(2, 'unsubscribed', NOW + HOUR_MS));
    await shop.measure(night());
    expect(await shop.dayOf('repeat-buyers', TODAY)).toMatchObject({
      ...{ receivedCount: 2, openedCount: 1, clickedCount: 0, unsubscribedCount: 1 },
    });
    expect((await shop.numbers('repeat-buyers')).totals).toMatchObject({
      openRate: 0.5,
      clickRate: 0,
      unsubscribeRate: 0.5,
    });
  });

  it('opened by machines count where the shop says so', async () => {
    await shop.rows(`UPDATE shop SET settings = '{"countMachineOpens": true}' WHERE shop_id = $1`);
    await shop.makeMember(1);
    await shop.mail(sent('received', 1), sent('opened', 2, { isMachine: true }));
    await shop.measure(night());
    expect(await shop.dayOf('repeat-buyers', TODAY)).toMatchObject({ receivedCount: 1, openedCount: 1 });
  });
});

describe('members', () => {
  it('who can be reached are told by channel, of the latest measurement', async () => {
    for (const id of [1, 2, 3, 4]) await shop.makeMember(id);
    await shop.tell(
      customerTold(2, { updatedAt: NOW, phone: '+905321234567' }),
      ...[1, 2, 3].map((id) => consentTold(id, id === 3 ? 'unsubscribed' : 'subscribed', NOW)),
      ...[1, 2].map((id) => consentTold(id, 'subscribed', NOW, 'sms')),
    );
    expect((await shop.numbers('repeat-buyers')).reachable).toBeNull();
    await shop.measure(NOW + HOUR_MS);
    // The first customer has no phone.
    expect((await shop.numbers('repeat-buyers')).reachable).toEqual({ email: 2, sms: 1, of: 4 });
    await shop.tell(consentTold(1, 'unsubscribed', NOW + 2 * HOUR_MS));
    await shop.measure(night());
    const after = await shop.numbers('repeat-buyers');
    expect(after.reachable).toEqual({ email: 1, sms: 1, of: 4 });
    expect(after.measuredAt).toBe(night());
  });

  it('that two segments have in common are told with their share of the one asked about', async () => {
    await shop.makeMember(1);
    await shop.makeMember(2);
    for (const id of [1, 2]) await shop.tell(consentTold(id, 'subscribed', NOW));
    await shop.tell(...[3, 4].map((id) => consentTold(id, 'subscribed', NOW)));
    await shop.mail({ kind: 'opened', customerId: '1', occurredAt: NOW });
    await shop.measure(night());
    expect((await shop.numbers('new-subscribers')).overlaps).toEqual([
      { segmentId: numberOf('repeat-buyers'), both: 2, shareOfThis: 0.5 },
      ...(['engaged-30', 'engaged-60', 'engaged-90'] as const).map((preset) => ({
        ...{ segmentId: numberOf(preset), both: 1, shareOfThis: 0.25 },
      })),
    ]);
    shop.time.now = NOW + 20 * DAY_MS;
    await tick(shop.services, shop.shopId);
    await shop.measure(NOW + 20 * DAY_MS);
    expect((await shop.numbers('new-subscribers')).overlaps).toEqual([]);
  });
});
