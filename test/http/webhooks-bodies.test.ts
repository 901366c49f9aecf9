/** Bad bodies by the door, under the limits of production: refused, or kept and parked with a reason; and odd ones read. */
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { request } from 'undici';
import { beforeAll, describe, expect, it } from 'vitest';
import { segmentedShop, type SegmentedShop } from '#test/flows/segmentedShop.ts';
import { setPorchStage, type PorchStage } from './porchStage.ts';
import { sign, webhookHeaders } from './signedDelivery.ts';

const MEGABYTE = 1024 * 1024;

let stage: PorchStage;
let shop: SegmentedShop;
let domain: string;
beforeAll(async () => {
  stage = await setPorchStage();
  shop = await segmentedShop(stage.database);
  domain = String((await shop.rows('SELECT domain FROM shop WHERE shop_id = $1'))[0]?.domain);
});

const customer = (id: number, words: object): string =>
  JSON.stringify({ id, updated_at: '2026-11-21T10:00:00Z', created_at: '2026-11-21T10:00:00Z', ...words });

/** Sends a customer's news as these bytes. @returns The status, and what became of the delivery. */
async function tell(body: Buffer, changed: Record<string, string> = {}): Promise<[number, unknown]> {
  const deliveryId = randomUUID();
  const named = { 'X-Shopify-Topic': 'customers/update', 'X-Shopify-Webhook-Id': deliveryId, ...changed };
  const { status } = await stage.send(webhookHeaders(body, domain, named), body);
  await shop.absorb();
  const rows = await shop.rows('SELECT state, error FROM inbox WHERE shop_id = $1 AND delivery_id = $2', deliveryId);
  return [status, rows[0] ?? null];
}

describe('a body of 20 MB', () => {
  const large = Buffer.alloc(20 * MEGABYTE, 'x');
  const refusals = (): unknown[] =>
    stage.logged.flatMap((line) => {
      const { tooLargeCount } = JSON.parse(line) as { tooLargeCount?: number };
      return tooLargeCount === undefined ? [] : [tooLargeCount];
    });

  it('is refused with 413 before it has come, and counted', async () => {
    expect(await tell(large)).toEqual([413, null]);
    expect(refusals()).toEqual([1]);
  });

  it('that does not say its length is refused as soon as it is too long', async () => {
    const chunked = await request(`http://127.0.0.1:${stage.port}/webhooks`, {
      method: 'POST',
      dispatcher: stage.agent,
      headers: webhookHeaders(large, domain) as Record<string, string>,
      body: Readable.from(
        (function* pieces() {
          for (let at = 0; at < large.length; at += MEGABYTE) yield large.subarray(at, at + MEGABYTE);
        })(),
      ),
    });
    await chunked.body.dump();
    expect(chunked.statusCode).toBe(413);
    expect(refusals()).toEqual([1, 2]);
  });
});

describe('a body', () => {
  const whole = Buffer.from(customer(1, { first_name: 'Ayşe' }));

  it('cut short on its way does not match its signature', async () => {
    expect(await tell(whole.subarray(0, 40), { 'X-Shopify-Hmac-Sha256': sign(whole) })).toEqual([401, null]);
  });

  it.each([
    ['cut short before it was signed', whole.subarray(0, 40), 'The body is not JSON.'],
    ['that is no JSON', Buffer.from('id=1&first_name=Ay%C5%9Fe'), 'The body is not JSON.'],
    ['that is empty', Buffer.alloc(0), 'The body is not JSON.'],
    ['in UTF-16', Buffer.from(whole.toString(), 'utf16le'), 'The body is not JSON.'],
    ['in Latin 5', Buffer.from(customer(1, { first_name: 'Ay\u00fee' }), 'latin1'), 'The body is not UTF-8.'],
    ['that is a list', Buffer.from('[]'), 'The body is not an object.'],
    [
      'with an absurd date',
      Buffer.from(customer(1, { updated_at: '0000-01-01T00:00:00Z' })),
      'updated_at is not an instant.',
    ],
    ['with an absurd number', Buffer.from('{"id":1e400,"updated_at":"2026-11-21T10:00:00Z"}'), 'id is not an id.'],
  ])('%s is kept and parked with the reason', async (_, body, error) => {
    expect(await tell(body)).toEqual([200, { state: 'parked', error }]);
  });

  it.each([
    ['emoji', '🎁👩‍👩‍👧‍👦'],
    ['from right to left', 'عائشة بنت أبي بكر'],
    ['with marks of direction', '\u202eeşyA\u202c'],
    ['of Turkish letters', 'İPEK ışık ŞĞÜÖÇ'],
    ['of 255 letters', 'ş'.repeat(255)],
  ])('with a name %s is read, letter by letter', async (_, name) => {
    const id = 1_000 + Buffer.byteLength(name);
    expect(await tell(Buffer.from(customer(id, { first_name: name })))).toEqual([200, { state: 'done', error: null }]);
    const rows = await shop.rows('SELECT first_name FROM customer WHERE shop_id = $1 AND customer_id = $2', id);
    expect(rows).toEqual([{ first_name: name }]);
  });

  it('with a phone number in any spelling is found by one key', async () => {
    await shop.rows(`UPDATE shop SET country_code = 'TR' WHERE shop_id = $1`);
    const spellings = [
      '0532 123 45 67',
      '+90 (0)532 123 45 67',
      '0090 532-123-45-67',
      '٠٥٣٢١٢٣٤٥٦٧',
      '５３２１２３４５６７',
    ];
    for (const [index, phone] of spellings.entries())
      expect((await tell(Buffer.from(customer(2_000 + index, { phone }))))[0]).toBe(200);
    const rows = await shop.rows(
      'SELECT DISTINCT phone_key FROM customer WHERE shop_id = $1 AND customer_id >= 2000 AND customer_id < 2010',
    );
    expect(rows).toEqual([{ phone_key: '+905321234567' }]);
  });
});
