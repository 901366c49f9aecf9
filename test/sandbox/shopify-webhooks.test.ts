// The webhook sender of the Shopify stand-in: what each change sends, signatures and headers, retries, disorder.
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { retryWaitMs } from '#sandbox/shopify/webhooks/outbox.ts';
import type { Change } from '#sandbox/shopify/model.ts';
import { API_SECRET, at, customer, DOMAIN, order, startSink, startTestShopify, until } from './shopifyHarness.ts';

const BIG = '9007199254740993';

async function pair() {
  const sink = await startSink();
  const shopify = await startTestShopify({ appUrl: sink.url });
  return { sink, shopify };
}

describe('what a change sends', () => {
  const consent = { state: 'unsubscribed', optInLevel: 'single_opt_in', updatedAt: '2026-05-01T00:00:00Z' } as const;
  const cases: [string, Change, string[]][] = [
    [
      'a new customer with an opt-in',
      { op: 'upsertCustomer', customer: customer('50') },
      ['customers/create', 'customers_email_marketing_consent/update'],
    ],
    ['a known customer', { op: 'upsertCustomer', customer: customer('1', { city: 'Bornova' }) }, ['customers/update']],
    [
      'a new order',
      { op: 'upsertOrder', order: order('60', '1') },
      ['orders/create', 'orders/updated', 'customers/update', 'customers/purchasing_summary'],
    ],
    ['a guest order', { op: 'upsertOrder', order: order('61', null) }, ['orders/create', 'orders/updated']],
    [
      'a paid order',
      { op: 'upsertOrder', order: order('10', '1') },
      ['orders/updated', 'customers/update', 'customers/purchasing_summary'],
    ],
    [
      'a cancellation',
      { op: 'cancelOrder', orderId: '10', at: '2026-03-01T00:00:00Z' },
      ['orders/cancelled', 'orders/updated', 'customers/purchasing_summary'],
    ],
    [
      'a refund',
      { op: 'refund', orderId: '10', refund: { id: '7', createdAt: '2026-03-01T00:00:00Z', amountMinor: 100 } },
      ['refunds/create', 'orders/updated', 'customers/purchasing_summary'],
    ],
    ['a deleted order', { op: 'deleteOrder', orderId: '10' }, ['orders/delete', 'customers/purchasing_summary']],
    ['a deleted customer', { op: 'deleteCustomer', customerId: '2' }, ['customers/delete']],
    [
      'a withdrawal',
      { op: 'emailConsent', customerId: '1', consent },
      ['customers_email_marketing_consent/update', 'customers/update'],
    ],
    [
      'an SMS withdrawal',
      { op: 'smsConsent', customerId: '1', consent },
      ['customers_marketing_consent/update', 'customers/update'],
    ],
    ['an erasure', { op: 'redactCustomer', customerId: '1' }, ['customers/redact']],
    ['a request for data', { op: 'dataRequest', customerId: '1' }, ['customers/data_request']],
    ['an uninstall', { op: 'uninstall' }, ['app/uninstalled']],
    ['the shop redaction', { op: 'redactShop' }, ['shop/redact']],
  ];
  it.each(cases)('%s', async (_what, change, topics) => {
    const { sink, shopify } = await pair();
    await shopify.load([customer('1'), customer('2'), order('10', '1')]);
    const reply = await shopify.change(change);
    expect(reply.status).toBe(200);
    expect((await shopify.drain()).status).toBe(200);
    expect(sink.topics().toSorted()).toEqual(topics.toSorted());
    // All deliveries of one change carry one event id, each its own webhook id.
    expect(new Set(sink.received.map(({ headers }) => headers['x-shopify-event-id'])).size).toBe(1);
    expect(new Set(sink.received.map(({ headers }) => headers['x-shopify-webhook-id'])).size).toBe(topics.length);
  });

  it('sends nothing while data is loaded', async () => {
    const { sink, shopify } = await pair();
    await shopify.load([customer('1'), order('10', '1')]);
    await shopify.drain();
    expect(sink.received).toEqual([]);
    expect((await shopify.dump()).map((record) => record.id)).toEqual(['1', '10']);
  });

  it('sends only privacy topics after an uninstall', async () => {
    const { sink, shopify } = await pair();
    await shopify.load([customer('1')]);
    await shopify.change({ op: 'uninstall' }, { op: 'upsertCustomer', customer: customer('3') });
    await shopify.change({ op: 'redactCustomer', customerId: '1' }, { op: 'redactShop' });
    await shopify.drain();
    expect(sink.topics().toSorted()).toEqual(['app/uninstalled', 'customers/redact', 'shop/redact']);
  });
});

describe('what a change does to the data', () => {
  it('moves updatedAt on by at least a second, so that no two versions look the same', async () => {
    const { sink, shopify } = await pair();
    await shopify.load([customer('1')]);
    const same = customer('1', { city: 'Bornova' });
    await shopify.change({ op: 'upsertCustomer', customer: same }, { op: 'upsertCustomer', customer: same });
    await shopify.drain();
    const instants = sink.received.map(({ body }) => String(at(body, 'updated_at'))).toSorted();
    expect(instants).toEqual(['2026-01-05T12:00:01+03:00', '2026-01-05T12:00:02+03:00']);
  });

  it('takes refunds off the current total until nothing is left', async () => {
    const { shopify } = await pair();
    await shopify.load([order('10', null, { totalMinor: 5000, currentTotalMinor: 5000 })]);
    const refund = (id: string, amountMinor: number): Change => ({
      op: 'refund',
      orderId: '10',
      refund: { id, createdAt: '2026-03-01T00:00:00Z', amountMinor },
    });
    await shopify.change(refund('1', 2000));
    expect((await shopify.dump())[0]).toMatchObject({ currentTotalMinor: 3000, financialStatus: 'partially_refunded' });
    await shopify.change(refund('2', 3000));
    expect((await shopify.dump())[0]).toMatchObject({ currentTotalMinor: 0, financialStatus: 'refunded' });
    expect((await shopify.change(refund('3', 1))).status).toBe(422);
  });

  it('erases the person from the orders too', async () => {
    const { sink, shopify } = await pair();
    await shopify.load([customer(BIG), order('10', BIG)]);
    await shopify.change({ op: 'redactCustomer', customerId: BIG });
    await shopify.drain();
    expect(await shopify.dump()).toEqual([order('10', BIG, { customerId: null, email: null })]);
    expect(sink.received[0]!.raw).toContain(`"customer":{"id":${BIG},`);
    expect(sink.received[0]!.raw).toContain('"orders_to_redact":[10]');
  });

  it('refuses what Shopify would not allow, whole: nothing of the list is applied', async () => {
    const { sink, shopify } = await pair();
    await shopify.load([customer('1'), order('10', '1')]);
    const reply = await shopify.change(
      { op: 'upsertCustomer', customer: customer('2') },
      { op: 'deleteCustomer', customerId: '1' },
    );
    expect(reply.status).toBe(422);
    expect(at(reply.json, 'error')).toContain('change 1: customer 1 has orders');
    await shopify.drain();
    expect(sink.received).toEqual([]);
    expect(await shopify.dump()).toHaveLength(2);
  });
});

describe('a delivery', () => {
  it('is signed over the raw body and carries the headers Shopify sends', async () => {
    const { sink, shopify } = await pair();
    await shopify.change({ op: 'upsertOrder', order: order('8200000000000000123', null) });
    await shopify.drain();
    const { headers, raw } = sink.received.find((one) => one.headers['x-shopify-topic'] === 'orders/create')!;
    const signature = createHmac('sha256', API_SECRET).update(raw).digest('base64');
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'x-shopify-hmac-sha256': signature,
      'x-shopify-shop-domain': DOMAIN,
      'x-shopify-api-version': '2026-10',
    });
    expect(headers['x-shopify-webhook-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(Date.parse(String(headers['x-shopify-triggered-at']))).not.toBeNaN();
    expect(raw).toContain('"id":8200000000000000123,');
  });

  it('is retried with the same body and ids until accepted, and a redirect is no success', async () => {
    const { sink, shopify } = await pair();
    await shopify.control('POST', '/webhooks', { retryScale: 0 });
    const answers = [500, 302, 401, 200];
    sink.answer = () => answers[sink.received.length - 1] ?? 200;
    await shopify.change({ op: 'redactShop' });
    expect((await shopify.drain()).status).toBe(200);
    expect(sink.received).toHaveLength(4);
    expect(new Set(sink.received.map(({ raw }) => raw)).size).toBe(1);
    expect(new Set(sink.received.map(({ headers }) => headers['x-shopify-webhook-id'])).size).toBe(1);
    const { counts } = (await shopify.control('GET', '/webhooks')).json as { counts: Record<string, number> };
    expect(counts).toMatchObject({ sent: 4, accepted: 1, retried: 3, refused_500: 1, refused_302: 1, refused_401: 1 });
  });

  it('is given up after eight retries spread over four hours', async () => {
    const waits = Array.from({ length: 8 }, (_, index) => retryWaitMs(index + 1));
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeCloseTo(4 * 3_600_000, 3);
    let nowMs = Date.parse('2026-11-21T12:00:00Z');
    const sink = await startSink();
    sink.answer = () => 503;
    const shopify = await startTestShopify({ appUrl: sink.url, clock: () => new Date(nowMs) });
    await shopify.change({ op: 'redactShop' });
    for (let retry = 1; retry <= 8; retry += 1) {
      await until(`attempt ${retry} is over`, async () => {
        const state = (await shopify.control('GET', '/webhooks')).json;
        return at(state, 'counts', 'retried') === retry && at(state, 'inFlight') === 0;
      });
      expect(sink.received).toHaveLength(retry);
      nowMs += Math.ceil(waits[retry - 1]!) + 1;
    }
    expect((await shopify.drain()).status).toBe(200);
    expect(sink.received).toHaveLength(9);
    expect(at((await shopify.control('GET', '/webhooks')).json, 'counts', 'given_up')).toBe(1);
  });

  it('counts an app that is away as unreachable, and comes again', async () => {
    const sink = await startSink();
    const shopify = await startTestShopify({ appUrl: 'http://127.0.0.1:9' });
    await shopify.control('POST', '/webhooks', { retryScale: 0 });
    await shopify.change({ op: 'redactShop' });
    await until(
      'it was given up',
      async () => at((await shopify.control('GET', '/webhooks')).json, 'counts', 'given_up') === 1,
    );
    await shopify.control('POST', '/app-url', { value: sink.url });
    await shopify.change({ op: 'redactShop' });
    await shopify.drain();
    expect(sink.received).toHaveLength(1);
    expect(at((await shopify.control('GET', '/webhooks')).json, 'counts', 'refused_unreachable')).toBe(9);
  });
});

describe('roughness', () => {
  const burst = (count: number): Change[] =>
    Array.from({ length: count }, (_, index) => ({
      op: 'upsertCustomer',
      customer: customer(String(index + 1), {
        emailConsent: { state: 'not_subscribed', optInLevel: null, updatedAt: null },
      }),
    }));

  it('repeats, reorders, drops and forges at the given rates, the same for the same seed', async () => {
    const run = async () => {
      const { sink, shopify } = await pair();
      sink.answer = ({ headers, raw }) =>
        headers['x-shopify-hmac-sha256'] === createHmac('sha256', API_SECRET).update(raw).digest('base64') ? 200 : 401;
      const options = { duplicateRate: 0.2, dropRate: 0.1, badSignatureRate: 0.1, shuffleWindow: 20, concurrency: 1 };
      await shopify.control('POST', '/webhooks', { ...options, seed: 7 });
      await shopify.change(...burst(200));
      expect((await shopify.drain()).status).toBe(200);
      const { counts } = (await shopify.control('GET', '/webhooks')).json as { counts: Record<string, number> };
      return { counts, ids: sink.received.map(({ body }) => Number(at(body, 'id'))) };
    };
    const { counts, ids } = await run();
    expect(counts.triggered).toBe(200);
    expect(counts.accepted).toBe(200 - counts.dropped! + counts.duplicated!);
    expect(counts.forged_refused).toBe(counts.forged);
    expect(counts.retried).toBeUndefined();
    for (const name of ['dropped', 'duplicated', 'forged']) expect(counts[name]).toBeGreaterThan(5);
    expect(ids).not.toEqual(ids.toSorted((one, other) => one - other));
    expect((await run()).ids).toEqual(ids);
  });

  it('keeps the order and sends each once when nothing is asked for', async () => {
    const { sink, shopify } = await pair();
    await shopify.control('POST', '/webhooks', { concurrency: 1 });
    await shopify.change(...burst(50));
    await shopify.drain();
    expect(sink.received.map(({ body }) => at(body, 'id'))).toEqual(
      Array.from({ length: 50 }, (_, index) => index + 1),
    );
  });

  it('holds deliveries while paused, leaves out topics the app did not subscribe to, refuses unknown options', async () => {
    const { sink, shopify } = await pair();
    await shopify.control('POST', '/webhooks', { paused: true, topics: ['orders/create'] });
    await shopify.change({ op: 'upsertOrder', order: order('5', null) });
    const held = await shopify.control('POST', '/webhooks/drain?timeout_ms=50');
    expect([held.status, at(held.json, 'pending'), sink.received.length]).toEqual([408, 1, 0]);
    await shopify.control('POST', '/webhooks', { paused: false });
    await shopify.drain();
    expect(sink.topics()).toEqual(['orders/create']);
    expect((await shopify.control('POST', '/webhooks', { speed: 9 })).status).toBe(422);
  });
});
