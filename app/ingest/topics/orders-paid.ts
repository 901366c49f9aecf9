/** An order that was paid in full. */
import { readOrder } from '../payloads/order.ts';
import type { Topic } from './topic.ts';

export const ordersPaid: Topic = {
  topic: 'orders/paid',
  scope: 'read_orders',
  listedUnder: 'topics',
  read: readOrder,
};
