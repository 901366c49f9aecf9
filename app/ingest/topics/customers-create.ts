/** A new customer. */
import { readCustomer } from '../payloads/customer.ts';
import type { Topic } from './topic.ts';

export const customersCreate: Topic = {
  topic: 'customers/create',
  scope: 'read_customers',
  listedUnder: 'topics',
  read: readCustomer,
};
