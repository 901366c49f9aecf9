/** A new order. */
import { readOrder } from '../payloads/order.ts';
import type { Topic } from './topic.ts';

export const ordersCreate: Topic = {
  topic: 'orders/create',
  scope: 'read_orders',
  isCompliance: false,
  read: readOrder,
};
