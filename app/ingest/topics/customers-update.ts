/** A changed profile. */
import { readCustomer } from '../payloads/customer.ts';
import type { Topic } from './topic.ts';

export const customersUpdate: Topic = {
  topic: 'customers/update',
  scope: 'read_customers',
  listedUnder: 'topics',
  read: readCustomer,
};
