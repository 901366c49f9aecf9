/** An order whose goods have all been sent. */
import { readOrder } from '../payloads/order.ts';
import type { Topic } from './topic.ts';

export const ordersFulfilled: Topic = {
  topic: 'orders/fulfilled',
  scope: 'read_orders',
  listedUnder: 'topics',
  read: readOrder,
};
