/** What single topics say, beyond their fixtures: merges and their failures, Events in every shape, lines, encodings. */
import { describe, expect, it } from 'vitest';
import { readDelivery, type DeliveryReading } from '#app/ingest/readDelivery.ts';

const sentAt = Date.UTC(2026, 10, 21, 10, 0, 1);
const readBytes = (topic: string, body: Uint8Array): DeliveryReading =>
  readDelivery({ topic, triggeredAt: sentAt, receivedAt: sentAt + 500, body });
const read = (topic: string, body: unknown): DeliveryReading => readBytes(topic, Buffer.from(JSON.stringify(body)));

describe('customers/merge', () => {
  const merge = (status: string, keptId = 1, deletedId = 2): DeliveryReading =>
    read('customers/merge', {
      admin_graphql_api_customer_kept_id: `gid://shopify/Customer/${keptId}`,
      admin_graphql_api_customer_deleted_id: `gid://shopify/Customer/${deletedId}`,
      status,
      errors: [],
    });

  it.each(['completed', 'COMPLETED'])('%s: one is gone, the other is read anew', (status) => {
    expect(merge(status)).toEqual({
      kind: 'read',
      changes: [
        { kind: 'customer-merged', customerId: '2', keptId: '1', at: sentAt },
        { kind: 'refetch', object: 'customer', id: '1', at: sentAt },
      ],
    });
  });

  it.each(['failed', 'in_progress', 'requested'])('%s: nothing has changed', (status) => {
    expect(merge(status)).toEqual({ kind: 'read', changes: [] });
  });

  it('with a status nobody knows, or of a customer with itself, is parked', () => {
    expect(merge('perhaps')).toEqual({ kind: 'unreadable', reason: 'status is none that is known.' });
    expect(merge('completed', 7, 7).kind).toBe('unreadable');
  });
});

describe('the Events family', () => {
  const gid = 'gid://shopify/Order/820982911946154508';
  const bodies: [string, unknown][] = [
    ['the variables of the query', { topic: 'Order', action: 'update', query_variables: { orderId: gid } }],
    ['the result of the query', { order: { id: gid } }],
    ['the result in its envelope', { data: { order: { id: gid } } }],
    ['the id alone', { id: gid }],
    ['the variables, when the object is gone', { query_variables: { orderId: gid }, data: { order: null } }],
  ];

  it.each(bodies)('finds what changed by %s', (_, body) => {
    expect(read('Order/update', body)).toMatchObject({
      changes: [{ kind: 'refetch', object: 'order', id: '820982911946154508' }],
    });
    expect(read('Order/delete', body)).toMatchObject({
      changes: [{ kind: 'order-deleted', orderId: '820982911946154508' }],
    });
  });

  it('takes a number for an id where it has all its digits', () => {
    const body = Buffer.from('{"data":{"customer":{"id":706405506930370084}}}');
    expect(readBytes('Customer/create', body)).toMatchObject({ changes: [{ id: '706405506930370084' }] });
  });

  it.each([
    ['of another object', { query_variables: { orderId: 'gid://shopify/Product/1' } }],
    ['of nobody', { topic: 'Order', action: 'update', query_variables: {} }],
    ['without anything', {}],
  ])('is parked when it tells %s', (_, body) => {
    expect(read('Order/update', body)).toMatchObject({ kind: 'unreadable', reason: expect.stringMatching(/^query_/) });
  });

  it('is parked for an object that is none of ours', () => {
    expect(read('Collection/update', { id: 1 })).toMatchObject({ reason: 'The topic is not one that is read.' });
  });
});

describe('the lines of an order', () => {
  const money = (amount: string): object => ({ shop_money: { amount, currency_code: 'TRY' } });
  const order = (line: object): DeliveryReading =>
    read('orders/create', {
      id: 1,
      currency: 'TRY',
      created_at: '2026-11-21T10:00:00Z',
      updated_at: '2026-11-21T10:00:00Z',
      total_price: '1.00',
      current_total_price: '1.00',
      line_items: [{ id: 5, quantity: 3, price: '10.00', ...line }],
    });
  const lineOf = (line: object): unknown => {
    const answer = order(line);
    const first = answer.kind === 'read' ? answer.changes[0] : undefined;
    return first?.kind === 'order' ? first.lines?.[0] : answer;
  };

  it('cost their price times their quantity', () => {
    expect(lineOf({})).toMatchObject({ totalMinor: 3_000, discountMinor: 0, currentQuantity: 3, productId: null });
  });

  it('are told in the currency of the shop, not of the buyer', () => {
    expect(lineOf({ price: '0.21', price_set: money('10.00') })).toMatchObject({ totalMinor: 3_000 });
  });

  it('cost less by every discount allocated to them; a total of discounts counts only where none is', () => {
    const parts = [{ amount: '1.00' }, { amount: '0.10', amount_set: money('5.00') }];
    expect(lineOf({ discount_allocations: parts, total_discount: '1.00' })).toMatchObject({ totalMinor: 2_400 });
    expect(lineOf({ discount_allocations: [], total_discount: '1.00' })).toMatchObject({ totalMinor: 2_900 });
    expect(lineOf({ total_discount_set: money('30.00') })).toMatchObject({ totalMinor: 0, discountMinor: 3_000 });
  });

  it.each([
    ['no id', { id: null }, 'line_items[0].id is missing.'],
    ['no quantity', { quantity: null }, 'line_items[0].quantity is missing.'],
    ['no price', { price: null }, 'line_items[0].price is missing.'],
    ['more than can be counted', { price: '90071992547409.00' }, 'line_items[0] adds up to more than can be counted.'],
  ])('are parked with their order when one has %s', (_, line, reason) => {
    expect(order(line)).toEqual({ kind: 'unreadable', reason });
  });
});

describe('a shop', () => {
  const shop = (words: object): unknown => {
    const answer = read('shop/update', { name: 'Kesit', currency: 'TRY', ...words });
    return answer.kind === 'read' ? answer.changes[0] : answer;
  };

  it.each(['Mars/Olympus', '+03:00', 'GMT+3', "'; --", 'Europe/', '(GMT+03:00) Europe/Istanbul'])(
    'in the time zone %j has none that is told: the database could not count days by it',
    (zone) => expect(shop({ iana_timezone: zone })).toMatchObject({ timezone: null }),
  );

  it('without an instant of its own is as of when it was told', () => {
    expect(shop({ country_code: 'Türkiye' })).toMatchObject({ at: sentAt, timezone: null, countryCode: null });
  });

  it('in no currency is parked', () => {
    expect(shop({ currency: 'lira' })).toEqual({ kind: 'unreadable', reason: 'currency is not a currency.' });
  });
});

describe('bad input', () => {
  const told =
    '{"id":7,"updated_at":"2026-11-21T10:00:00Z","created_at":"2026-11-20T10:00:00Z","first_name":"Ayşe 🎁 عائشة"}';

  it('in another encoding is parked, a mark of byte order is passed over', () => {
    expect(readBytes('customers/update', Buffer.from(told, 'utf16le')).kind).toBe('unreadable');
    expect(readBytes('customers/update', Buffer.from(told.replace('ş', '\u00fe'), 'latin1'))).toEqual({
      kind: 'unreadable',
      reason: 'The body is not UTF-8.',
    });
    expect(readBytes('customers/update', Buffer.from(`\ufeff${told}`))).toMatchObject({
      changes: [{ firstName: 'Ayşe 🎁 عائشة' }],
    });
  });

  it('cut short anywhere is parked', () => {
    const whole = Buffer.from(told);
    for (let length = 0; length < whole.length; length += 1)
      expect(readBytes('customers/update', whole.subarray(0, length)).kind, String(length)).toBe('unreadable');
  });

  it('keeps half a surrogate pair and NUL from the database', () => {
    const body = Buffer.from(told.replace('Ayşe', '\\ud83d\\u0000x'));
    expect(readBytes('customers/update', body)).toMatchObject({ changes: [{ firstName: '\ufffdx 🎁 عائشة' }] });
  });

  it('does not take a field from a prototype', () => {
    expect(readBytes('customers/delete', Buffer.from('{"__proto__":{"id":7}}')).kind).toBe('unreadable');
    expect(readBytes('customers/delete', Buffer.from('{"constructor":{"id":7}}')).kind).toBe('unreadable');
  });

  it.each([
    ['email', 'x'.repeat(321)],
    ['first_name', 'x'.repeat(5_001)],
  ])('with a huge %s is parked', (field, value) => {
    const body = { id: 7, updated_at: '2026-11-21T10:00:00Z', [field]: value };
    expect(read('customers/update', body)).toEqual({ kind: 'unreadable', reason: `${field} is too long.` });
  });

  it.each(['0000-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '+275760-09-13T00:00:00Z', '2026-13-01T00:00:00Z', 'today'])(
    'with the instant %s is parked',
    (instant) => {
      expect(read('customers/update', { id: 7, updated_at: instant })).toEqual({
        kind: 'unreadable',
        reason: 'updated_at is not an instant.',
      });
    },
  );

  it.each(['0', '-1', '1e400', '9223372036854775808', '1.5', '"7; DROP TABLE"', '[7]', '""'])(
    'with the id %s is parked',
    (id) => expect(readBytes('customers/delete', Buffer.from(`{"id":${id}}`)).kind).toBe('unreadable'),
  );
});
