/** A checkout that was begun. */
import { readCheckout } from '../payloads/checkout.ts';
import type { Topic } from './topic.ts';

export const checkoutsCreate: Topic = {
  topic: 'checkouts/create',
  scope: 'read_orders',
  listedUnder: 'topics',
  read: readCheckout,
};
