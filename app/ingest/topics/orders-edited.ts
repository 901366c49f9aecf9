/** An order whose lines were edited. Only the differences are told, so the order is read anew. */
import type { Topic } from './topic.ts';

export const ordersEdited: Topic = {
  topic: 'orders/edited',
  scope: 'read_orders',
  listedUnder: 'topics',
  read: (body, { toldAt }) => [
    { kind: 'refetch', object: 'order', id: body.object('order_edit').id('order_id'), at: toldAt },
  ],
};
