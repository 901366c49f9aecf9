/** The kinds of events that are read of Klaviyo, and how one of them becomes ours, whether it was asked for or pushed. */
import { isDecimalId } from '#app/core/identifiers.ts';
import type { EmailEvent } from '../kit/connector.ts';

/** Klaviyo's own metrics, and the topics of their webhooks; other integrations may have metrics of the same names. */
export const READINGS = {
  received: {
    metric: 'Received Email',
    topic: 'event:klaviyo.received_email',
    kind: 'received',
    channel: 'email',
  },
  opened: { metric: 'Opened Email', topic: 'event:klaviyo.opened_email', kind: 'opened', channel: 'email' },
  clicked: { metric: 'Clicked Email', topic: 'event:klaviyo.clicked_email', kind: 'clicked', channel: 'email' },
  clickedSms: { metric: 'Clicked SMS', topic: 'event:klaviyo.clicked_sms', kind: 'clicked', channel: 'sms' },
} as const satisfies Record<string, { metric: string; topic: string } & Pick<EmailEvent, 'kind' | 'channel'>>;

export type Reading = keyof typeof READINGS;
export const READING_NAMES = ['received', 'opened', 'clicked', 'clickedSms'] as const satisfies readonly Reading[];

/** What marks an event as made by software: mail apps that fetch every picture, scanners that follow every link. */
const MACHINE_MARKS = ['Apple Privacy Open', 'Machine Open', 'Bot Click'];

/** Who an event is of, as the profile tells. */
export interface ProfileNames {
  externalId: string | null;
  email: string | null;
}

export function emailEventOf(
  reading: Reading,
  event: { id: string; occurredAt: number; properties: object | null | undefined },
  profile: ProfileNames | undefined,
): EmailEvent {
  const { kind, channel } = READINGS[reading];
  return {
    eventId: event.id,
    kind,
    channel,
    isMachine: isMachineMade(event.properties),
    occurredAt: event.occurredAt,
    customerId: customerIdOf(profile),
    email: profile?.email ?? null,
  };
}

/** Only an id of Shopify's is one of ours: other programs give profiles theirs. */
export function customerIdOf(profile: ProfileNames | undefined): string | null {
  const externalId = profile?.externalId ?? null;
  return externalId !== null && isDecimalId(externalId) ? externalId : null;
}

/** A mark may be a boolean or its text. */
function isMachineMade(properties: object | null | undefined): boolean {
  const values = new Map<string, unknown>(Object.entries(properties ?? {}));
  return MACHINE_MARKS.some((mark) => {
    const value = values.get(mark);
    return typeof value === 'string' ? !/^(false|no|0|)$/i.test(value.trim()) : Boolean(value);
  });
}
