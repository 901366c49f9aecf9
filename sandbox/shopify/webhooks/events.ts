// The Events of API 2026-10 beside the classic webhooks: the object in the topic, what happened in the action, and as
// payload the result of the subscription's own small query.
import type { Topic } from './options.ts';

export interface EventName {
  topic: 'Order' | 'Customer' | 'Product';
  action: 'create' | 'update' | 'delete';
}

const EVENTS: Partial<Record<Topic, EventName>> = {
  'orders/create': { topic: 'Order', action: 'create' },
  'orders/updated': { topic: 'Order', action: 'update' },
  'orders/delete': { topic: 'Order', action: 'delete' },
  'customers/create': { topic: 'Customer', action: 'create' },
  'customers/update': { topic: 'Customer', action: 'update' },
  'customers/delete': { topic: 'Customer', action: 'delete' },
  'products/create': { topic: 'Product', action: 'create' },
  'products/update': { topic: 'Product', action: 'update' },
  'products/delete': { topic: 'Product', action: 'delete' },
};

/** Null for a topic that is sent as a classic webhook only. */
export const eventNameOf = (topic: Topic): EventName | null => EVENTS[topic] ?? null;

/** The Event in place of a classic delivery: `{ "order": { "id": … } }`. */
export function eventOf(topic: Topic, payload: unknown): { payload: object } | null {
  const name = eventNameOf(topic);
  if (name === null) return null;
  const id = `gid://shopify/${name.topic}/${(payload as { id: bigint }).id}`;
  return { payload: { [name.topic.toLowerCase()]: { id } } };
}
