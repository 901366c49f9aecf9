/** A checkout that went on; the step that completes it tells `completed_at`. */
import { readCheckout } from '../payloads/checkout.ts';
import type { Topic } from './topic.ts';

export const checkoutsUpdate: Topic = {
  topic: 'checkouts/update',
  scope: 'read_orders',
  listedUnder: 'topics',
  read: readCheckout,
};
