/** An order that was cancelled; it tells `cancelled_at`. */
import { readOrder } from '../payloads/order.ts';
import type { Topic } from './topic.ts';

export const ordersCancelled: Topic = {
  topic: 'orders/cancelled',
  scope: 'read_orders',
  listedUnder: 'topics',
  read: readOrder,
};
