/** A customer asks the merchant what is known of them. */
import type { Topic } from './topic.ts';

export const customersDataRequest: Topic = {
  topic: 'customers/data_request',
  scope: null,
  isCompliance: true,
  read: (body) => [{ kind: 'data-request', customerId: body.objectOrNull('customer')?.idOrNull('id') ?? null }],
};
