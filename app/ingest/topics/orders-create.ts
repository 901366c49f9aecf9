/** A new order. */
import { readOrder } from '../payloads/order.ts';
import type { Topic } from './topic.ts';

export const ordersCreate: Topic = {
  topic: 'orders/create',
  scope: 'read_orders',
  listedUnder: 'topics',
  read: readOrder,
};
