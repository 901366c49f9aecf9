/** A customer is to be erased, and cut from the orders named. */
import type { Topic } from './topic.ts';

export const customersRedact: Topic = {
  topic: 'customers/redact',
  scope: null,
  listedUnder: 'compliance_topics',
  read: (body) => [
    {
      kind: 'redact-customer',
      customerId: body.object('customer').id('id'),
      email: body.object('customer').addressOrNull('email'),
      orderIds: body.ids('orders_to_redact'),
    },
  ],
};
