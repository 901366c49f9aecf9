/** Merged customers: the one kept owns everything, whatever comes when; the other is gone. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ownersOf } from '#app/store/merges.ts';
import { findPerson } from '#app/store/person.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { DAY_MS, NOW, segmentedShop, type Row, type SegmentedShop } from './segmentedShop.ts';
import {
  checkoutTold,
  consentTold,
  customerDeleted,
  customersMerged,
  customerTold,
  orderTold,
  redactCustomer,
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
const bought = (orderId: number, customerId: number): TestDelivery => orderTold(orderId, { customerId, at: ago(60) });
const buyers = (): Promise<Row[]> =>
  shop.rows('SELECT order_id, customer_id FROM orders WHERE shop_id = $1 ORDER BY 1');
const rowOf = async (id: number): Promise<Row | undefined> =>
  (await shop.rows('SELECT * FROM customer WHERE shop_id = $1 AND customer_id = $2', id))[0];

describe('a merge', () => {
  it('makes the orders, checkouts and e-mail events of one the other’s, and takes the one out of every segment', async () => {
    await shop.tell(
      customerTold(1, { updatedAt: ago(9) }),
      customerTold(2, { updatedAt: ago(9) }),
      consentTold(1, 'subscribed', ago(3)),
      bought(10, 1),
      bought(11, 1),
      bought(12, 2),
      checkoutTold('token', { customerId: 1, createdAt: ago(5), updatedAt: ago(5) }),
    );
    await shop.mail({ customerId: '1', kind: 'opened', occurredAt: ago(4) });
    expect(await shop.segmentsOf(1)).toEqual([
      'new-subscribers',
      'engaged-30',
      'engaged-60',
      'engaged-90',
      'repeat-buyers',
    ]);
    await shop.tell(customersMerged(1, 2, ago(1)));
    expect([await shop.segmentsOf(1), await shop.factsOf(1)]).toEqual([[], undefined]);
    expect(await shop.factsOf(2)).toMatchObject({ order_count: 3, last_opened_at: ago(4), last_checkout_at: ago(5) });
    expect(await shop.segmentsOf(2)).toContain('repeat-buyers');
    expect(await rowOf(1)).toMatchObject({ email: null, email_consent: null, merged_into: '2', deleted_at: ago(1) });
    expect(await shop.rows('SELECT DISTINCT customer_id FROM placement WHERE shop_id = $1 AND desired')).toEqual([]);
  });

  it('reaches what names the merged one later', async () => {
    await shop.tell(customersMerged(1, 2, ago(9)));
    await shop.tell(
      bought(10, 1),
      bought(11, 1),
      checkoutTold('token', { customerId: 1, createdAt: ago(5), updatedAt: ago(5) }),
    );
    await shop.mail({ customerId: '1', kind: 'clicked', occurredAt: ago(4) });
    await shop.visit({ customerId: 1, at: ago(3) });
    await shop.tell(customerTold(1, { updatedAt: ago(1) }), consentTold(1, 'subscribed', ago(0)));
    expect(await buyers()).toEqual([
      { order_id: '10', customer_id: '2' },
      { order_id: '11', customer_id: '2' },
    ]);
    expect(await shop.factsOf(1)).toBeUndefined();
    expect(await shop.factsOf(2)).toMatchObject({
      ...{ order_count: 2, last_checkout_at: ago(5), last_clicked_at: ago(4), last_site_activity_at: ago(3) },
    });
    expect(await rowOf(1)).toMatchObject({ email: null, email_consent: null });
  });

  describe('of somebody whom partners and browsers know by the address alone', () => {
    const old = 'eski@example.com';
    const told = (): TestDelivery[] => [
      customerTold(1, { email: old, updatedAt: ago(9) }),
      customersMerged(1, 2, ago(6)),
      customerDeleted(1, ago(6)),
      customerTold(2, { email: 'yeni@example.com', updatedAt: ago(5) }),
    ];
    const happened = async (): Promise<void> => {
      await shop.mail({ email: old, kind: 'clicked', occurredAt: ago(4) });
      await shop.visit({ emailKey: old, at: ago(3) });
      await shop.tell(checkoutTold('token', { email: old, createdAt: ago(2), updatedAt: ago(2) }));
    };
    const inherited = { last_clicked_at: ago(4), last_site_activity_at: ago(3), last_checkout_at: ago(2) };

    it.each([
      ['in order', [0, 1, 2, 3]],
      ['backwards', [3, 2, 1, 0]],
      ['the deletion first', [2, 3, 0, 1]],
      ['the merge first', [1, 0, 3, 2]],
    ])('leaves it to the one kept, told %s, before what happened or after', async (_, order) => {
      for (const index of order) await shop.tell(...told().slice(index, index + 1));
      await happened();
      expect(await shop.factsOf(2)).toMatchObject(inherited);
      shop = await segmentedShop(database);
      await happened();
      for (const index of order) await shop.tell(...told().slice(index, index + 1));
      expect(await shop.factsOf(2)).toMatchObject(inherited);
    });

    it('goes by the last address they had', async () => {
      await shop.tell(...told(), customerTold(1, { email: 'daha@example.com', updatedAt: ago(7) }));
      await happened();
      expect((await shop.factsOf(2))?.last_clicked_at ?? null).toBeNull();
      await shop.mail({ email: 'daha@example.com', kind: 'opened', occurredAt: ago(1) });
      expect(await shop.factsOf(2)).toMatchObject({ last_opened_at: ago(1) });
    });

    it('counts for somebody else while they have the address', async () => {
      await shop.tell(...told());
      await happened();
      await shop.tell(customerTold(3, { email: old, updatedAt: ago(2) }));
      expect(await shop.factsOf(3)).toMatchObject(inherited);
      expect((await shop.factsOf(2))?.last_clicked_at ?? null).toBeNull();
      await shop.tell(customerTold(3, { email: 'baska@example.com', updatedAt: ago(1) }));
      expect(await shop.factsOf(2)).toMatchObject(inherited);
    });

    it('is whose it is now when somebody is looked for by it, as for an erasure', async () => {
      const found = (): Promise<readonly string[]> =>
        shop.inShop(
          async (sql) =>
            (await findPerson(sql, { customerId: null, email: old, orderIds: [] }, (value) => value)).customerIds,
        );
      await shop.tell(...told());
      expect([...(await found())].sort()).toEqual(['1', '2']);
      await shop.tell(customerTold(3, { email: old, updatedAt: ago(2) }));
      expect(await found()).toEqual(['3']);
    });

    it('forgets the address with the one kept, and what is told of it later', async () => {
      await shop.tell(...told());
      await happened();
      await shop.tell(redactCustomer(2, { at: ago(1) }));
      const left = (table: string): Promise<Row[]> =>
        shop.rows(`SELECT 1 FROM ${table} WHERE shop_id = $1 AND email_key IS NOT NULL`);
      for (const table of ['former_email', 'email_event', 'checkout', 'site_event'])
        expect(await left(table), table).toEqual([]);
      await shop.tell(customerTold(1, { email: old, updatedAt: ago(0) }));
      expect(await left('former_email')).toEqual([]);
    });
  });

  it.each([
    ['in order', [0, 1, 2]],
    ['backwards', [2, 1, 0]],
    ['from the middle', [1, 2, 0]],
  ])('of a chain leads to its end, told %s', async (_, order) => {
    const chain = [customersMerged(1, 2, ago(9)), customersMerged(2, 3, ago(8)), customersMerged(3, 4, ago(7))];
    await shop.tell(bought(10, 1), bought(11, 2));
    for (const index of order) await shop.tell(...chain.slice(index, index + 1));
    await shop.tell(bought(12, 3), bought(13, 1));
    expect(new Set((await buyers()).map(({ customer_id }) => customer_id))).toEqual(new Set(['4']));
    expect(await shop.factsOf(4)).toMatchObject({ order_count: 4 });
    const owners = await shop.inShop((sql) => ownersOf(sql, ['1', '2', '3', '4', '5']));
    expect(owners).toEqual(
      new Map([
        ['1', '4'],
        ['2', '4'],
        ['3', '4'],
      ]),
    );
  });

  it('that failed changes nothing', async () => {
    await shop.tell(bought(10, 1), customersMerged(1, 2, ago(1), 'failed'));
    expect(await buyers()).toEqual([{ order_id: '10', customer_id: '1' }]);
    expect(await shop.factsOf(1)).toMatchObject({ order_count: 1 });
  });

  it('in a circle ends, and both are gone', async () => {
    await shop.tell(bought(10, 1), bought(11, 2), customersMerged(1, 2, ago(2)), customersMerged(2, 1, ago(1)));
    expect([await shop.factsOf(1), await shop.factsOf(2)]).toEqual([undefined, undefined]);
    expect(new Set((await buyers()).map(({ customer_id }) => customer_id))).toEqual(new Set(['2']));
  });

  it('into somebody who is deleted, then or later, leaves nobody', async () => {
    await shop.tell(bought(10, 1), customersMerged(1, 2, ago(2)), customerDeleted(2, ago(1)));
    await shop.tell(bought(11, 1), customerTold(2, { updatedAt: ago(0) }));
    expect([await shop.factsOf(1), await shop.factsOf(2)]).toEqual([undefined, undefined]);
  });

  it('of an erased customer, or into one, does not bring the person back', async () => {
    await shop.tell(redactCustomer(1, { at: ago(3) }), customersMerged(1, 2, ago(2)), customersMerged(3, 4, ago(2)));
    await shop.tell(
      redactCustomer(4, { at: ago(1) }),
      customerTold(1, { updatedAt: ago(0) }),
      customerTold(3, { updatedAt: ago(0) }),
    );
    await shop.mail({ customerId: '1' }, { customerId: '3' }, { customerId: '4' });
    expect(await shop.rows('SELECT customer_id FROM email_event WHERE shop_id = $1')).toEqual([]);
    for (const id of [1, 3, 4]) {
      expect(await rowOf(id)).toMatchObject({ email: null, first_name: null });
      expect(await shop.factsOf(id)).toBeUndefined();
    }
  });

  it('asks for the kept customer to be read anew', async () => {
    await shop.tell(customersMerged(1, 2, ago(2)), customersMerged(5, 2, ago(1)));
    expect(await shop.rows('SELECT kind, object_id, wanted_at FROM refetch WHERE shop_id = $1')).toEqual([
      { kind: 'customer', object_id: '2', wanted_at: ago(1) },
    ]);
  });
});
