/** An order that was deleted: nothing but its id, and no global id. */
import type { Topic } from './topic.ts';

export const ordersDelete: Topic = {
  topic: 'orders/delete',
  scope: 'read_orders',
  listedUnder: 'topics',
  read: (order, { toldAt }) => [{ kind: 'order-deleted', orderId: order.ownId('Order'), at: toldAt }],
};
