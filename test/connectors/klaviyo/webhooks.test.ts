/** Klaviyo's system webhooks: made once whatever was left behind, refused quietly, and what is pushed proved before it is read. */
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { deliveries } from '#connectors/klaviyo/deliveries.ts';
import { makeSession } from '#connectors/klaviyo/session.ts';
import type { HeaderOf, WebhookCalls } from '#connectors/kit/webhooks.ts';
import { partnerContext } from '../context.ts';
import { startKlaviyoWorld, type KlaviyoWorld } from './world.ts';

const WANTED = { name: 'Kesit: shop (kesit.example)', address: 'https://kesit.example/in/1', secret: 's'.repeat(32) };

interface Webhooks {
  allowed: boolean;
  webhooks: { id: string; name: string; enabled: boolean; endpointUrl: string; topics: string[] }[];
}

let world: KlaviyoWorld;
let calls: WebhookCalls;
beforeAll(async () => {
  world = await startKlaviyoWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.control('DELETE', '/faults');
  await world.control('POST', '/webhooks', { allowed: true });
  const session = await world.open();
  if (!session.webhooks) throw new Error('Klaviyo pushes nothing.');
  calls = session.webhooks;
  await calls.remove(WANTED.name, null);
  await world.forgetCalls();
});

const there = async (): Promise<Webhooks['webhooks']> =>
  ((await world.control('GET', '/webhooks')) as Webhooks).webhooks;

async function made(formerId: string | null = null): Promise<string> {
  const answer = await calls.make(WANTED, formerId);
  if (answer.kind !== 'made') throw new Error(answer.kind);
  return answer.webhookId;
}

describe('a webhook', () => {
  test('is made for the topics that the account offers and we read, at our address', async () => {
    const id = await made();
    const [webhook] = await there();
    expect(webhook).toMatchObject({ id, name: WANTED.name, endpointUrl: WANTED.address, enabled: true });
    expect(webhook?.topics).toEqual(
      expect.arrayContaining([
        'event:klaviyo.received_email',
        'event:klaviyo.opened_email',
        'event:klaviyo.clicked_email',
      ]),
    );
    expect(webhook?.topics).not.toContain('event:klaviyo.bounced_email');
    expect(await calls.look(id)).toEqual({ kind: 'healthy' });
  });

  test('takes the place of one whose making was cut off, so that there is one', async () => {
    await world.fault({ method: 'POST', path: '/api/webhooks', cut: 'after', times: 1 });
    expect(await calls.make(WANTED, null)).toMatchObject({ kind: 'halted', halt: { kind: 'retry' } });
    expect(await there()).toHaveLength(1);
    const id = await made();
    expect((await there()).map((webhook) => webhook.id)).toEqual([id]);
  });

  test('leaves those of others alone, and takes the place of its former self under another name', async () => {
    const [other, former] = [
      { ...WANTED, name: 'Another program' },
      { ...WANTED, name: 'Kesit: shop (old.example)' },
    ];
    await calls.make(other, null);
    const answer = await calls.make(former, null);
    const id = await made(answer.kind === 'made' ? answer.webhookId : null);
    expect((await there()).map((webhook) => webhook.name)).toEqual([other.name, WANTED.name]);
    await calls.remove(WANTED.name, id);
    expect((await there()).map((webhook) => webhook.name)).toEqual([other.name]);
    await calls.remove(other.name, null);
  });

  test('that was removed or switched off at Klaviyo is missing', async () => {
    const id = await made();
    await world.api('PATCH', `/api/webhooks/${id}`, { data: { type: 'webhook', id, attributes: { enabled: false } } });
    expect(await calls.look(id)).toEqual({ kind: 'missing' });
    await world.api('DELETE', `/api/webhooks/${id}`);
    expect(await calls.look(id)).toEqual({ kind: 'missing' });
    expect(await calls.remove(WANTED.name, id)).toEqual({ kind: 'removed' });
  });

  test('is not offered to an account without the right, by key or by login', async () => {
    await world.control('POST', '/webhooks', { allowed: false });
    expect(await calls.make(WANTED, null)).toEqual({ kind: 'not-offered' });
    expect(await calls.look('1')).toEqual({ kind: 'not-offered' });
    expect(await calls.remove(WANTED.name, '1')).toEqual({ kind: 'removed' });
    await world.fault({ path: '/api/webhook-topics', status: 403 });
    const token = () => Promise.resolve({ kind: 'token' as const, accessToken: 'token' });
    const context = partnerContext(world.url, () => world.nowMs());
    // A login that was not given the scope is refused before anything else is asked.
    const granted = makeSession({ kind: 'granted', token }, context);
    expect(await granted.webhooks?.make(WANTED, null)).toEqual({ kind: 'not-offered' });
  });

  test('waits while Klaviyo fails', async () => {
    await world.fault({
      path: '/api/webhooks',
      method: 'GET',
      status: 429,
      headers: { 'Retry-After': '300' },
      times: 1,
    });
    expect(await calls.make(WANTED, null)).toMatchObject({ kind: 'halted', halt: { kind: 'retry', throttled: true } });
  });
});

const KNOWN = { webhookId: 'W1', secret: 'another secret of enough letters', accountId: 'Acc123' };
const NOW = Date.UTC(2026, 10, 28, 12);

function pushed(topic = 'event:klaviyo.opened_email', more: object = {}): object {
  return {
    external_id: 'E1',
    topic,
    payload: {
      data: {
        type: 'event',
        id: 'E1',
        attributes: { datetime: '2026-11-28T11:59:00+00:00', event_properties: { 'Bot Click': true } },
        relationships: { profile: { data: { type: 'profile', id: 'P1' } } },
      },
      included: [{ type: 'profile', id: 'P1', attributes: { external_id: '42', email: 'a@example.com' } }],
      ...more,
    },
  };
}

function signed(body: string, { at = NOW, secret = KNOWN.secret, id = KNOWN.webhookId } = {}) {
  const timestamp = new Date(at).toUTCString();
  const headers = new Map([
    ['klaviyo-webhook-id', id],
    ['klaviyo-timestamp', timestamp],
    ['klaviyo-signature', createHmac('sha256', secret).update(body).update(timestamp).digest('hex')],
  ]);
  const header: HeaderOf = (name) => headers.get(name) ?? null;
  return { header, headers, body: Buffer.from(body) };
}

const bodyOf = (data: unknown, meta: object = {}): string =>
  JSON.stringify({ data, meta: { klaviyo_account_id: 'Acc123', klaviyo_webhook_id: 'W1', ...meta } });

describe('a delivery', () => {
  test('is read as the pull reads, with what is unknown or unreadable counted', () => {
    const { header, body } = signed(
      bodyOf([
        pushed(),
        pushed('event:klaviyo.unsubscribed_from_email_marketing'),
        pushed('event:api.unheard_of'),
        pushed('event:klaviyo.opened_email', { data: { id: 'E2', attributes: { datetime: 'soon' } } }),
        null,
      ]),
    );
    expect(deliveries.refuse(header, KNOWN, NOW)).toBeNull();
    const occurredAt = Date.UTC(2026, 10, 28, 11, 59);
    expect(deliveries.read(header, body, KNOWN)).toEqual({
      kind: 'read',
      events: [
        {
          eventId: 'E1',
          kind: 'opened',
          channel: 'email',
          isMachine: true,
          occurredAt,
          customerId: '42',
          email: 'a@example.com',
        },
      ],
      consents: [{ customerId: '42', email: 'a@example.com', at: occurredAt }],
      ignoredCount: 3,
    });
  });

  test('without a profile beside it names nobody', () => {
    const { header, body } = signed(bodyOf([pushed(undefined, { included: undefined })]));
    const reading = deliveries.read(header, body, KNOWN);
    expect(reading).toMatchObject({ events: [{ customerId: null, email: null }] });
  });

  test('is refused by its headers when it is unsigned, of another webhook, or sent long ago or far ahead', () => {
    const ok = signed('{}');
    for (const name of ok.headers.keys()) {
      const without: HeaderOf = (asked) => (asked === name ? null : ok.header(asked));
      expect(deliveries.refuse(without, KNOWN, NOW), name).not.toBeNull();
    }
    expect(deliveries.refuse(signed('{}', { id: 'W2' }).header, KNOWN, NOW)).toBe('foreign');
    for (const minutes of [-6, 6])
      expect(deliveries.refuse(signed('{}', { at: NOW + minutes * 60_000 }).header, KNOWN, NOW)).toBe('stale');
    for (const minutes of [-4, 4])
      expect(deliveries.refuse(signed('{}', { at: NOW + minutes * 60_000 }).header, KNOWN, NOW)).toBeNull();
  });

  test('is refused when its content names another account or webhook, or is no delivery', () => {
    const read = (body: string) => deliveries.read(signed(body).header, Buffer.from(body), KNOWN);
    expect(read(bodyOf([], { klaviyo_account_id: 'Other' }))).toEqual({ kind: 'refused', refusal: 'foreign' });
    expect(read(bodyOf([], { klaviyo_webhook_id: 'W2' }))).toEqual({ kind: 'refused', refusal: 'foreign' });
    for (const body of ['', '{"data": [', '[]', '{"data": {}}'])
      expect(read(body)).toEqual({ kind: 'refused', refusal: 'unreadable' });
  });

  test('is unsigned when a byte of it, of its timestamp or of its signature is another', () => {
    const text = bodyOf([pushed()]);
    const { header, headers, body } = signed(text);
    const unsigned = { kind: 'refused', refusal: 'unsigned' };
    fc.assert(
      fc.property(fc.nat(body.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const other = Buffer.from(body);
        other[at] = (other[at] ?? 0) ^ by;
        expect(deliveries.read(header, other, KNOWN)).toEqual(unsigned);
      }),
    );
    const later: HeaderOf = (name) =>
      name === 'klaviyo-timestamp' ? new Date(NOW + 1_000).toUTCString() : header(name);
    expect(deliveries.read(later, body, KNOWN)).toEqual(unsigned);
    const signature = headers.get('klaviyo-signature') ?? '';
    for (const wrong of [
      '',
      signature.slice(1),
      `${signature}0`,
      'z'.repeat(64),
      signature.replace(/^./, (one) => (one === '0' ? '1' : '0')),
    ]) {
      const forged: HeaderOf = (name) => (name === 'klaviyo-signature' ? wrong : header(name));
      expect(deliveries.read(forged, body, KNOWN), wrong).toEqual(unsigned);
    }
    expect(deliveries.read(signed(text, { secret: 'x'.repeat(32) }).header, body, KNOWN)).toEqual(unsigned);
  });

  test('never throws, whatever was signed', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.array(fc.jsonValue()).map((data) => bodyOf(data)),
        ),
        (text) => {
          const { header, body } = signed(text);
          expect(['read', 'refused']).toContain(deliveries.read(header, body, KNOWN).kind);
        },
      ),
    );
  });
});
