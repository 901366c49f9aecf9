/**
 * What Klaviyo pushes: batches of events, each as `Get Event` would answer it. A delivery is proved by the hex HMAC-SHA256 of its body and
 * the value of `Klaviyo-Timestamp`, with the secret of the webhook.
 * https://developers.klaviyo.com/en/docs/working_with_system_webhooks (read 2026-11)
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { EmailEvent } from '../kit/connector.ts';
import type { ConsentNews, DeliveryRefusal, HeaderOf, KnownWebhook, WebhookReader } from '../kit/webhooks.ts';
import { customerIdOf, emailEventOf, READING_NAMES, READINGS, type ProfileNames } from './readings.ts';

/** Somebody's consent changes with these; Klaviyo's word on it is not taken over, but asked after where it is kept. */
export const CONSENT_TOPICS: readonly string[] = [
  'event:klaviyo.subscribed_to_email_marketing',
  'event:klaviyo.unsubscribed_from_email_marketing',
];

/** How far the instant of sending may be from ours, either way: for delays and for clocks that differ. */
const FRESH_MS = 5 * 60_000;
const SIGNATURE = /^[0-9a-f]{64}$/i;
/** A delivery has a thousand events at most; with large properties they make a few megabytes. */
const BODY_BYTES = 8 * 1024 * 1024;

const envelope = z.object({
  data: z.array(z.unknown()),
  meta: z.object({ klaviyo_account_id: z.string(), klaviyo_webhook_id: z.string() }),
});

const item = z.object({
  topic: z.string(),
  payload: z.object({
    data: z.object({
      id: z.string().regex(/^[\x21-\x7e]{1,200}$/),
      attributes: z.object({ datetime: z.string(), event_properties: z.record(z.string(), z.unknown()).nullish() }),
      relationships: z
        .object({ profile: z.object({ data: z.object({ id: z.string() }).nullish() }).optional() })
        .optional(),
    }),
    included: z.array(z.unknown()).optional(),
  }),
});

const profile = z.object({
  type: z.literal('profile'),
  id: z.string(),
  attributes: z.object({ external_id: z.string().nullish(), email: z.string().nullish() }),
});

type Item = z.infer<typeof item>;

export const deliveries: WebhookReader = {
  bodyBytes: BODY_BYTES,
  refuse(header, { webhookId }, nowMs) {
    if (!SIGNATURE.test(header('klaviyo-signature') ?? '')) return 'unsigned';
    const sentAt = instantOf(header('klaviyo-timestamp'));
    if (sentAt === null) return 'unsigned';
    if (Math.abs(nowMs - sentAt) > FRESH_MS) return 'stale';
    return header('klaviyo-webhook-id') === webhookId ? null : 'foreign';
  },
  read(header, body, known) {
    if (!isSigned(header, body, known.secret)) return refused('unsigned');
    const told = envelope.safeParse(parsed(body));
    if (!told.success) return refused('unreadable');
    const { klaviyo_account_id: accountId, klaviyo_webhook_id: webhookId } = told.data.meta;
    if (accountId !== known.accountId || webhookId !== known.webhookId) return refused('foreign');
    const events: EmailEvent[] = [];
    const consents: ConsentNews[] = [];
    for (const given of told.data.data) {
      const read = item.safeParse(given);
      const event = read.success ? eventOf(read.data) : null;
      const consent = read.success ? consentOf(read.data) : null;
      if (event) events.push(event);
      if (consent) consents.push(consent);
    }
    return { kind: 'read', events, consents, ignoredCount: told.data.data.length - events.length - consents.length };
  },
};

const refused = (refusal: DeliveryRefusal) => ({ kind: 'refused', refusal }) as const;

function isSigned(header: HeaderOf, body: Uint8Array, secret: KnownWebhook['secret']): boolean {
  const signature = header('klaviyo-signature') ?? '';
  if (!SIGNATURE.test(signature)) return false;
  const expected = createHmac('sha256', secret)
    .update(body)
    .update(header('klaviyo-timestamp') ?? '')
    .digest();
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'));
}

function eventOf({ topic, payload }: Item): EmailEvent | null {
  const reading = READING_NAMES.find((name) => READINGS[name].topic === topic);
  const { id, attributes } = payload.data;
  const occurredAt = instantOf(attributes.datetime);
  if (reading === undefined || occurredAt === null) return null;
  return emailEventOf(reading, { id, occurredAt, properties: attributes.event_properties }, profileOf(payload));
}

function consentOf({ topic, payload }: Item): ConsentNews | null {
  const at = instantOf(payload.data.attributes.datetime);
  if (!CONSENT_TOPICS.includes(topic) || at === null) return null;
  const names = profileOf(payload);
  return { customerId: customerIdOf(names), email: names?.email ?? null, at };
}

/** The profile beside an event, where one came with it. */
function profileOf({ data, included }: Item['payload']): ProfileNames | undefined {
  const profileId = data.relationships?.profile?.data?.id;
  for (const resource of included ?? []) {
    const read = profile.safeParse(resource);
    if (!read.success || (profileId !== undefined && read.data.id !== profileId)) continue;
    const { external_id: externalId, email } = read.data.attributes;
    return { externalId: externalId ?? null, email: email ?? null };
  }
  return undefined;
}

/** Years that an event can be of; what is outside of them cannot be stored. */
const EARLIEST_AT = Date.UTC(2000, 0);
const LATEST_AT = Date.UTC(2200, 0);

/** An HTTP date, ISO 8601, or seconds since 1970; null when it is none of them. */
function instantOf(text: string | null): number | null {
  if (text === null) return null;
  const at = /^\d{9,11}$/.test(text) ? Number(text) * 1_000 : Date.parse(text);
  return at >= EARLIEST_AT && at < LATEST_AT ? at : null;
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
