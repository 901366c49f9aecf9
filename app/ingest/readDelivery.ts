/** Delivery → changes: the step from what is kept raw to what the flow stores. */
import type { Change } from '#app/core/changes.ts';
import { readBody } from './payloads/fields.ts';
import { PUSHED_TOPIC, readPushed } from './pushed.ts';
import { findTopic } from './topics/registry.ts';

/** What is asked of a delivery; instants in epoch milliseconds. */
export interface ReadableDelivery {
  topic: string;
  /** When Shopify sent it; null if it did not say. */
  triggeredAt: number | null;
  receivedAt: number;
  body: Uint8Array;
}

/** `unreadable`: the reason names the field and quotes no value, so that it may be stored and shown. */
export type DeliveryReading = { kind: 'read'; changes: Change[] } | { kind: 'unreadable'; reason: string };

/** Never throws, whatever the body is. */
export function readDelivery(delivery: ReadableDelivery): DeliveryReading {
  if (delivery.topic === PUSHED_TOPIC) return readOurs(delivery);
  const topic = findTopic(delivery.topic);
  if (!topic) return { kind: 'unreadable', reason: 'The topic is not one that is read.' };
  const toldAt = delivery.triggeredAt ?? delivery.receivedAt;
  const reading = readBody(delivery.body, (fields) => topic.read(fields, { toldAt }));
  return reading.ok ? { kind: 'read', changes: reading.value } : { kind: 'unreadable', reason: reading.reason };
}

/** What was written down by a door of our own. */
function readOurs({ body, triggeredAt, receivedAt }: ReadableDelivery): DeliveryReading {
  try {
    return { kind: 'read', changes: readPushed(body, triggeredAt ?? receivedAt) };
  } catch {
    return { kind: 'unreadable', reason: 'The events are not as they were written down.' };
  }
}
