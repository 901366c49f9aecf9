/**
 * Events that a partner pushed, on their way through the inbox: the door writes down what the connector read of them, and absorbing reads it
 * here. No body of a partner's is stored, and of a person only by what events are joined to customers.
 */
import { z } from 'zod';
import type { Change } from '#app/core/changes.ts';
import { isDecimalId } from '#app/core/identifiers.ts';

/** Stands where a delivery of Shopify's has its topic. */
export const PUSHED_TOPIC = 'partner/events';

const customerId = z
  .string()
  .nullable()
  .transform((id) => (id !== null && isDecimalId(id) ? id : null));
/** An address that cannot be stored is none. */
const email = z
  .string()
  .nullable()
  .transform((text) => (text?.includes('\0') ? null : text));

const pushed = z.object({
  connectionId: z.number().int().positive(),
  /** The partner's account that they are of. */
  accountId: z.string(),
  ignoredCount: z.number().int().nonnegative(),
  events: z.array(
    z.object({
      eventId: z.string().min(1),
      kind: z.enum(['received', 'opened', 'clicked']),
      channel: z.enum(['email', 'sms']).optional(),
      isMachine: z.boolean(),
      occurredAt: z.number(),
      customerId,
      email,
    }),
  ),
  consents: z.array(z.object({ customerId, email, at: z.number() })),
});

/** What is written down; ids and addresses as they came. */
export type Pushed = z.input<typeof pushed>;

export const writePushed = (given: Pushed): Buffer => Buffer.from(JSON.stringify(given));

/** @throws when it is not as it was written down. */
export function readPushed(body: Uint8Array, receivedAt: number): Change[] {
  const { connectionId, accountId, ignoredCount, events, consents } = pushed.parse(
    JSON.parse(Buffer.from(body).toString('utf8')),
  );
  const from = { connectionId, accountId };
  return [
    { kind: 'partner-delivery', ...from, receivedAt, eventCount: events.length + consents.length, ignoredCount },
    ...events.map(({ kind, channel = 'email', ...event }): Change => ({
      kind: 'email-event',
      ...from,
      ...event,
      what: kind,
      channel,
    })),
    ...consents.map((consent): Change => ({ kind: 'partner-consent', ...consent })),
  ];
}
