/** A customer asks the merchant what is known of them. */
import type { Topic } from './topic.ts';

export const customersDataRequest: Topic = {
  topic: 'customers/data_request',
  scope: null,
  listedUnder: 'compliance_topics',
  read(body) {
    const customer = body.objectOrNull('customer');
    return [
      {
        kind: 'data-request',
        customerId: customer?.idOrNull('id') ?? null,
        email: customer?.addressOrNull('email') ?? null,
        orderIds: body.ids('orders_requested'),
      },
    ];
  },
};
