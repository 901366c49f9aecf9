/** A refund. It names its order, but neither the customer nor the order's new total. */
import { readRefund } from '../payloads/refund.ts';
import type { Topic } from './topic.ts';

export const refundsCreate: Topic = {
  topic: 'refunds/create',
  scope: 'read_orders',
  listedUnder: 'topics',
  read: (refund) => [readRefund(refund)],
};
