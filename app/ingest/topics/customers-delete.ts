/** A customer whom the merchant deleted. */
import type { Topic } from './topic.ts';

export const customersDelete: Topic = {
  topic: 'customers/delete',
  scope: 'read_customers',
  listedUnder: 'topics',
  read: (customer, { toldAt }) => [{ kind: 'customer-deleted', customerId: customer.ownId('Customer'), at: toldAt }],
};
