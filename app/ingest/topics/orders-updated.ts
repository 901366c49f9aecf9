/** Any change of an order: edited, paid, refunded. */
import { readOrder } from '../payloads/order.ts';
import type { Topic } from './topic.ts';

export const ordersUpdated: Topic = {
  topic: 'orders/updated',
  scope: 'read_orders',
  listedUnder: 'topics',
  read: readOrder,
};
